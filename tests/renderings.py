"""Renders sample bulletins as a worker does: `python -m tests.renderings STORE BEFORE`.

It prints the names of all that is made of each sample, which tell the bytes, after it has rendered
BEFORE others in the same process.
"""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

from flows.edges.bulletins import RenderJob, render_bulletin, store_bulletin
from flows.edges.objects import Objects
from schemas.bulletin import Bulletin
from tests.bulletin_cases import hidden, kanwil, many_areas, missing
from tests.bulletins import kediri

SAMPLES = {
    "branch": kediri(),
    "branch in English": replace(kediri(), language="en"),
    "kanwil": kanwil(),
    "missing": missing(),
}
LETTERS = "aábcdeéfghijklmnñoöpqrstuüvwxyzßø"
"""Of names, so that others need other glyphs."""

Made = dict[str, dict[str, str]]
"""By a sample's kind, the name of each thing that is made of it."""


def rendered(store: Path, before: int = 0) -> Made:
    """What is made of each sample."""
    objects = Objects(store.as_uri())
    for number in range(before):
        _render(objects, other(number))
    return {kind: _render(objects, bulletin) for kind, bulletin in SAMPLES.items()}


def other(number: int) -> Bulletin:
    """One of many bulletins that are all different."""
    kind = (hidden(), many_areas(2 + number % 20), missing(), replace(kediri(), edition=1))
    letters = LETTERS[number % len(LETTERS) :].title()
    return replace(kind[number % len(kind)], code=f"X{number:03d}", name=f"Contoh {letters}")


def _render(objects: Objects, bulletin: Bulletin) -> dict[str, str]:
    name = store_bulletin(objects, bulletin)
    return asdict(render_bulletin(RenderJob(objects.root, name)))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(rendered(Path(sys.argv[1]), int(sys.argv[2]))))

"""The same bulletin is the same bytes, whatever surrounds the process that makes them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import font_source_sans_pro
import pytest
from fontTools.ttLib import TTFont

from flows.edges.templating import to_html
from tests.bulletins import kediri
from tests.commands import ROOT
from tests.renderings import Made, rendered

PLAIN = """
import sys
from hashlib import sha256
from weasyprint import HTML
pdf = HTML(string=sys.stdin.read()).write_pdf(stylesheets=["templates/bulletin.css"])
print(sha256(pdf).hexdigest())
"""
"""Prints a page as WeasyPrint does by itself: with the fonts that the machine has."""


@dataclass(frozen=True)
class Change:
    """How a process may differ from another."""

    environment: dict[str, str] = field(default_factory=dict)
    folder: Path = ROOT
    umask: int = 0o022
    before: int = 0
    """How many other bulletins it renders first."""


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration of the machine's fonts: a Source Sans whose letters stand far apart."""
    folder = tmp_path_factory.mktemp("fonts")
    for source in Path(font_source_sans_pro.font_directory).glob("*.ttf"):
        font = TTFont(source)
        metrics = font["hmtx"].metrics
        font["hmtx"].metrics = {name: (2 * wide, side) for name, (wide, side) in metrics.items()}
        font.save(folder / source.name)
    configuration = folder / "fonts.conf"
    configuration.write_text(
        "<?xml version='1.0'?><fontconfig>"
        f"<dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    return configuration


@pytest.fixture
def changes(tmp_path: Path, fonts: Path, documents: int) -> dict[str, Change]:
    """All that must not matter."""
    home = tmp_path / "rumah ö"
    home.mkdir()
    return {
        "hash seed": Change({"PYTHONHASHSEED": "20211130"}),
        "time zone": Change({"TZ": "America/Lima"}),
        "locale": Change(
            dict.fromkeys(("LC_ALL", "LANG", "LANGUAGE"), "ar_EG.UTF-8")
            | {"PANGO_LANGUAGE": "ar:ja", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        ),
        "home": Change({"HOME": str(home), "XDG_CACHE_HOME": str(home), "USER": "siapa"}),
        "folder": Change(folder=home),
        "umask": Change(umask=0o077),
        "threads": Change({"POLARS_MAX_THREADS": "7", "OMP_NUM_THREADS": "7"}),
        "fonts": Change({"FONTCONFIG_FILE": str(fonts), "FONTCONFIG_PATH": str(fonts.parent)}),
        "place in the worker": Change(before=documents - 1),
    }


def together(changes: Iterable[Change]) -> Change:
    """A process that differs in all of them."""
    whole = Change()
    for change in changes:
        whole = Change(
            whole.environment | change.environment,
            whole.folder if change.folder == ROOT else change.folder,
            max(whole.umask, change.umask),
            max(whole.before, change.before),
        )
    return whole


def elsewhere(change: Change, store: Path) -> Made:
    """What a fresh process makes."""
    made: Made = json.loads(
        subprocess.run(
            [sys.executable, "-W", "error", "-m", "tests.renderings", store, str(change.before)],
            cwd=change.folder,
            env=os.environ | change.environment | {"PYTHONPATH": str(ROOT)},
            umask=change.umask,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
    )
    return made


def test_nothing_around_a_process_changes_a_byte(
    changes: dict[str, Change], tmp_path: Path
) -> None:
    """All at once, which is quick; where that differs, one after another tells the cause."""
    here = rendered(tmp_path / "here")
    assert all(here["branch"].values())
    if elsewhere(together(changes.values()), tmp_path / "elsewhere") != here:
        causes = [
            name
            for name, change in changes.items()
            if elsewhere(change, tmp_path / f"alone {name}") != here
        ]
        pytest.fail(f"bytes depend on: {', '.join(causes) or 'several changes together'}")


def test_the_strange_fonts_would_be_seen(fonts: Path) -> None:
    """WeasyPrint by itself takes the machine's, and prints another page with them."""
    environments = (os.environ, os.environ | {"FONTCONFIG_FILE": str(fonts)})
    printed = {
        subprocess.run(
            [sys.executable, "-c", PLAIN],
            input=to_html(kediri()),
            cwd=ROOT,
            env=environment | {"SOURCE_DATE_EPOCH": "0"},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for environment in environments
    }
    assert len(printed) == 2

"""Brings the catalogues of translations to what the code says: `python -m flows.translations`.

With `--check` nothing is written: it names what no catalogue has, has no longer, or has wrong.
"""

import sys
from collections.abc import Iterator, Sequence
from io import SEEK_END, BytesIO
from itertools import chain
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from flows.edges.catalogues import FILE, FOLDER, read_catalogue
from flows.edges.folders import write_whole
from schemas.codes import CONTENTS, FAULTS, FINDINGS, INACTIVE, REJECTIONS
from schemas.concepts import CONCEPTS
from schemas.definitions import Language
from schemas.figures import INDICATORS

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES: tuple[Language, ...] = ("en",)
"""All but Indonesian, in which the messages are written."""
METHODS = [("transforms/**.py", "python"), ("templates/**.html", "jinja2"),
           ("templates/**.txt", "jinja2")]  # fmt: skip
KEYWORDS = {"say": None, "marked": None, "_": None, "gettext": None, "counted": (1, 1)}
"""What takes a message; `counted` one that has a plural."""
TABLES: dict[str, tuple[str, ...]] = {
    "schemas/codes.py": tuple(
        chain(*map(dict.values, (REJECTIONS, INACTIVE, FINDINGS, FAULTS, CONTENTS)))
    ),
    "schemas/concepts.py": tuple(
        text
        for concept in CONCEPTS
        if concept.column
        for text in (concept.term_id, concept.text_id)
    ),
    "schemas/figures.py": tuple(indicator.name for indicator in INDICATORS),
}
"""What a bulletin says of the tables of schemas."""
_WIDTH = 100
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def main(*words: str) -> int:
    """Update each catalogue, or with --check only look; the number of languages with faults."""
    is_check = "--check" in words
    failed = 0
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        if not is_check:
            catalogue.update(to_template(), no_fuzzy_matching=True)
            catalogue.obsolete.clear()
            _write(catalogue, language)
        found = list(faults(catalogue, to_template()))
        failed += bool(found)
        for fault in found:
            print(f"{language}: {fault}")  # noqa: T201 - a tool for the terminal
    return failed


def to_template() -> Catalog:
    """Every message of the code and the templates, in the order in which they stand there."""
    template = Catalog(project="Cakupan", charset="utf-8")
    for folder in ("transforms", "templates"):
        found = extract_from_dir(
            ROOT / folder,
            method_map=[
                (pattern.partition("/")[2], method)
                for pattern, method in METHODS
                if pattern.startswith(folder)
            ],
            keywords=KEYWORDS,
        )
        for file, _line, message, _comments, _context in found:
            template.add(message, locations=[(f"{folder}/{file}", 0)])
    for file, messages in TABLES.items():
        for message in messages:
            template.add(message, locations=[(file, 0)])
    return template


def faults(catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue, by the Indonesian message."""
    known = {_first(message.id): message for message in catalogue if message.id}
    wanted = [_first(message.id) for message in template if message.id]
    yield from (f"no message any more: {id}" for id in known if id not in wanted)
    for id in wanted:
        message = known.get(id)
        if message is None or message.fuzzy or not all(_texts(message)):
            yield f"not translated: {id}"
        elif any(_fields(text) != _fields(id) for text in _texts(message)):
            yield f"other fields in braces: {id}"


def _texts(message: Message) -> list[str]:
    told = message.string
    return [str(text or "") for text in (told if isinstance(told, (tuple, list)) else [told])]


def _first(id: str | Sequence[str]) -> str:
    return id if isinstance(id, str) else id[0]


def _fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _write(catalogue: Catalog, language: Language) -> None:
    text = BytesIO(_HEADER.format(language=language).encode())
    text.seek(0, SEEK_END)
    write_po(text, catalogue, width=_WIDTH, include_lineno=False, omit_header=True)
    write_whole(ROOT / "templates" / FOLDER / language / FILE, text.getvalue())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

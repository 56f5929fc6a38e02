"""Bulletins as they are read aloud: texts by which people review what a change does to them.

`python -m tests.golden_texts` writes tests/golden/bulletins/ anew. A heading begins with `#`, a
row's cells stand between bars, a chart's description in brackets; a page ends with its foot.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from flows.edges.folders import write_whole
from flows.edges.page_text import PageText
from flows.edges.rendering import to_pdf
from schemas.bulletin import Bulletin
from tests.bulletin_cases import kanwil, missing
from tests.bulletins import kediri

FOLDER = Path(__file__).parent / "golden" / "bulletins"
BULLETINS: dict[str, Callable[[], Bulletin]] = {
    "branch": kediri,
    "kanwil-preliminary-revised": kanwil,
    "branch-missing": missing,
}
_LINES = {"/P": "", "/H1": "# ", "/H2": "## ", "/Caption": "", "/LI": ""}
"""Tags of what is one line, and how it begins."""

Texts = dict[tuple[int, int | None], str]
"""By a page's object number and the mark; without a mark what the page's margins say."""


def golden_text(bulletin: Bulletin) -> str:
    """What is read back from the bulletin's PDF, in the order in which it is read aloud."""
    reader = PdfReader(BytesIO(to_pdf(bulletin)), strict=True)
    structure: Any = reader.root_object["/StructTreeRoot"]
    texts = _texts(reader)
    pages: defaultdict[int, list[str]] = defaultdict(list)
    for page, line in _lines(structure, texts):
        pages[page].append(line)
    feet = {page: text for (page, mark), text in texts.items() if mark is None}
    return "\n".join("\n".join([*pages[page], f"=== {foot} ===\n"]) for page, foot in feet.items())


def _texts(reader: PdfReader) -> Texts:
    texts: defaultdict[tuple[int, int | None], list[str]] = defaultdict(list)
    for page in reader.pages:
        content = page.get_contents()
        assert content is not None
        assert page.indirect_reference is not None
        for mark, text in PageText().fragments(content.get_data(), page["/Resources"]):
            texts[page.indirect_reference.idnum, mark].append(text)
    return {place: " ".join(" ".join(parts).split()) for place, parts in texts.items()}


def _lines(element: Any, texts: Texts) -> Iterator[tuple[int, str]]:
    tag, kids = element.get("/S"), _elements(element)
    if tag == "/Figure":
        yield element.raw_get("/Pg").idnum, f"[{element['/Alt']}]"
    elif tag == "/TR":
        cells = " | ".join(_text(kid, texts) for kid in kids)
        yield element.raw_get("/Pg").idnum, f"| {cells} |"
    elif tag in _LINES or not kids:
        yield element.raw_get("/Pg").idnum, _LINES.get(tag, "") + _text(element, texts)
    else:
        for kid in kids:
            yield from _lines(kid, texts)


def _text(element: Any, texts: Texts) -> str:
    page = element.raw_get("/Pg").idnum
    marks = [texts[page, kid] for kid in element["/K"] if isinstance(kid, int)]
    parts = [*marks, *(_text(kid, texts) for kid in _elements(element))]
    return " ".join(part for part in parts if part)


def _elements(element: Any) -> list[Any]:
    return [kid.get_object() for kid in element["/K"] if not isinstance(kid, int)]


if __name__ == "__main__":
    for name, make in BULLETINS.items():
        write_whole(FOLDER / f"{name}.txt", golden_text(make()).encode())

"""The gate behind the rendering: a bulletin's PDF is read back before it may be in an edition.

A message names the unit and what is wrong, never what was found on a page.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise

from flows.edges.catalogues import tongue
from flows.edges.printed import Attached, Printed, read_back
from schemas.bulletin import Bulletin
from schemas.errors import RenderError
from transforms import attachment, headings, numerals, sentences, wording
from transforms.language import speaking
from transforms.masking import LONG_NUMBER
from transforms.numerals import revised

MOST_BYTES = 1_000_000
FEWEST_PAGES, FEWEST_PAGES_WITH_FIGURES = 1, 2
MOST_PAGES = 12
OUR_FONT = re.compile(r"[A-Z]{6}\+Source-Sans-Pro(?:-[A-Za-z-]+)?")
"""How a subset of Source Sans is named."""
THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}([.,])\d{3}(?:\1\d{3}){0,2}(?![\d.,]*\d)")
"""A count as a bulletin writes it, such as 12.345.678 or, in English, 12,345,678."""
NIK_DIGITS = 16


def check_pages(bulletin: Bulletin, pdf: bytes) -> None:
    """Hold a PDF against the bulletin that it was made of; its first fault is a RenderError."""
    where = f"({bulletin.level} {bulletin.code}, {bulletin.label})"
    if len(pdf) >= MOST_BYTES:
        raise RenderError(
            f"expected a PDF under {MOST_BYTES} bytes, found {len(pdf)}; "
            f"look for what makes it large: fonts that are not subset, images, rows {where}"
        )
    try:
        printed = read_back(pdf)
    except RenderError as error:
        raise RenderError(f"{error} {where}") from None
    with speaking(tongue(bulletin.language)):
        fault = next(_faults(bulletin, printed), None)
    if fault:
        raise RenderError(f"{fault} {where}")


def _faults(bulletin: Bulletin, printed: Printed) -> Iterator[str]:
    yield from _of_pages(bulletin, printed)
    yield from _of_letters(printed)
    yield from _of_labels(bulletin, printed)
    yield from _of_figures(bulletin, printed)
    yield from _of_tables(printed)
    yield from _of_attachment(bulletin, printed)
    yield from _of_persons(printed)


def _of_pages(bulletin: Bulletin, printed: Printed) -> Iterator[str]:
    if not printed.is_tagged:
        yield "expected a tagged PDF, found none; render as PDF/UA-1"
    fewest = FEWEST_PAGES_WITH_FIGURES if bulletin.is_received else FEWEST_PAGES
    if not fewest <= len(printed.pages) <= MOST_PAGES:
        yield (
            f"expected {fewest} to {MOST_PAGES} pages, found {len(printed.pages)}; "
            "correct the template or its excerpts"
        )


def _of_letters(printed: Printed) -> Iterator[str]:
    foreign = sum(not OUR_FONT.fullmatch(font.name) for font in printed.fonts)
    if foreign or not printed.fonts:
        yield (
            f"expected Source Sans alone, as subsets, found {foreign} other of "
            f"{len(printed.fonts)} fonts; correct the style sheet"
        )
    if absent := sum(not font.is_embedded for font in printed.fonts):
        yield f"expected every font in the PDF, found {absent} without; render again"
    if printed.unreadable_glyphs or any(font.lacks_glyphs for font in printed.fonts):
        yield (
            "expected letters that Source Sans has, found one that it lacks; "
            "correct the text or the name in the reference data"
        )


def _of_labels(bulletin: Bulletin, printed: Printed) -> Iterator[str]:
    titles = {_plain(title) for title in printed.titles}
    if titles != {_plain(wording.title(bulletin))}:
        yield "expected the unit's own title in the metadata, found another; correct the template"
    if printed.language != bulletin.language:
        yield f"expected the language {bulletin.language}, found another; correct the template"
    unit = (
        wording.unit_name(bulletin),
        wording.parent(bulletin),
        numerals.month_name(bulletin.month),
    )
    wanted = {
        "number": wording.issue(bulletin),
        "unit and month": " · ".join(filter(None, unit)),
        "headline": sentences.headline(bulletin),
    }
    for name, text in wanted.items():
        if not _is_on_first_page(text, printed):
            yield f"expected the bulletin's {name} on page 1, found none; correct the template"


def _of_figures(bulletin: Bulletin, printed: Printed) -> Iterator[str]:
    """Shown headline numbers stand behind their labels on page 1; of others nothing is asked."""
    if not bulletin.is_received:
        return
    total, star = bulletin.total, wording.star(bulletin)
    first = [_plain(block) for block in printed.pages[0]]
    for label, figure, text in (
        (headings.tile("persons"), total.numerator, revised(numerals.count, total.numerator)),
        (headings.tile("total"), total.percent, revised(numerals.percent, total.percent)),
    ):
        tile = _plain(label), _plain(f"{text}{star}")
        if numerals.unshown(figure) is None and tile not in pairwise(first):
            yield (
                f'expected the bulletin\'s number below "{label}" on page 1, found none; '
                "correct the template"
            )


def _of_tables(printed: Printed) -> Iterator[str]:
    if empty := printed.table_rows.count(0):
        yield (
            f"expected rows in every table, found {empty} of {len(printed.table_rows)} tables "
            "without; correct the template"
        )


def _of_attachment(bulletin: Bulletin, printed: Printed) -> Iterator[str]:
    """Just the CSV of the bulletin's numbers, which says what it is and can be read."""
    wanted = [attachment.name(bulletin)] if attachment.has_tables(bulletin) else []
    if [file.name for file in printed.attached] != wanted:
        yield "expected the bulletin's numbers attached, found none or another file; render again"
    for file in printed.attached:
        heads, *lines = _cells(file) or [[]]
        is_even = all(len(line) == len(heads) for line in lines)
        if tuple(heads) != attachment.HEADINGS or not lines or not is_even or not file.description:
            yield (
                "expected an attachment with a description, headings and whole lines, found "
                "another; correct transforms/attachment.py"
            )


def _cells(file: Attached) -> list[list[str]]:
    return list(csv.reader(StringIO(file.content.decode(errors="replace"), newline="")))


def _of_persons(printed: Printed) -> Iterator[str]:
    """A NIK, however it is grouped but by thousands; two cells are never taken together."""
    attached = {cell for file in printed.attached for line in _cells(file) for cell in line}
    blocks = (block for page in printed.pages for block in page)
    texts = [*printed.unprinted, *blocks, *attached]
    plain = (THOUSANDS.sub("n", _normal(text)).replace(",", ".") for text in texts)
    numbers = (number for text in plain for number in LONG_NUMBER.findall(text))
    if any(sum(map(str.isdecimal, number)) >= NIK_DIGITS for number in numbers):
        yield (
            f"expected no number of {NIK_DIGITS} digits, found what may be a person's; "
            "find out which field of the reference data or the exports holds it"
        )


def _is_on_first_page(text: str, printed: Printed) -> bool:
    """Whether it is a block of its own there."""
    return _plain(text) in map(_plain, printed.pages[0])


def _plain(text: str) -> str:
    """Without what a line's end may change."""
    return "".join(_normal(text).split())


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)

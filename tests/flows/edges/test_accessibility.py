"""What a reader with a screen reader or a Braille line finds in a bulletin, beside the text."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pytest
from pypdf import PdfReader
from weasyprint import HTML

from flows.edges.page_text import PageText
from flows.edges.templating import to_html
from tests.bulletin_cases import hidden, kanwil, missing, national, without_employers
from tests.bulletins import kediri
from tests.printing import pdf_of

BULLETINS = {
    "branch": kediri(),
    "branch without employers": without_employers(),
    "branch with hidden cells": hidden(),
    "kanwil": kanwil(),
    "nation": national(),
    "missing": missing(),
}
EXPLAINED: dict[str, str] = {}
"""Rules of pdfua that warn of our pages, and why that is right: none does."""
UNDECIDED = {
    "UA-14-001": "Empty headings: pdfua 0.1.3 fails where a heading has several parts; see below.",
}
"""Rules that pdfua itself can't decide, and who does."""


def root(pdf: bytes) -> Any:
    return PdfReader(BytesIO(pdf)).root_object


def below(element: Any, *tags: str) -> Iterator[Any]:
    """The elements of these tags below another, in the order in which they are read."""
    for kid in element.get("/K", ()):
        kid = kid.get_object()
        if isinstance(kid, dict):
            if kid.get("/S") in tags:
                yield kid
            yield from below(kid, *tags)


def told(element: Any) -> bool:
    """Whether anything on a page belongs to it."""
    kids = [kid.get_object() for kid in element.get("/K", ())]
    return any(told(kid) if isinstance(kid, dict) else True for kid in kids)


def structure(name: str) -> Any:
    """The one element above all others."""
    (document,) = root(pdf_of(BULLETINS[name]))["/StructTreeRoot"]["/K"]
    return document.get_object()


@pytest.mark.parametrize("name", BULLETINS)
def test_pdfua_finds_nothing_but_what_is_explained(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bulletin.pdf"
    path.write_bytes(pdf_of(BULLETINS[name]))
    report = pdfua.validate(str(path))
    assert {finding.rule_id for finding in report.findings} == set(EXPLAINED)
    undecided = {outcome.rule_id for outcome in report.outcomes if outcome.skipped_reason}
    assert undecided == set(UNDECIDED)


def test_pdfua_would_find_what_weasyprint_leaves_out(tmp_path: Path) -> None:
    """When this fails, WeasyPrint writes scopes: mend_tags may go."""
    path = tmp_path / "bulletin.pdf"
    HTML(string=to_html(kediri())).write_pdf(path, pdf_variant="pdf/ua-1")
    report = pdfua.validate(str(path))
    assert {finding.rule_id for finding in report.findings} == {"UA-15-003"}


@pytest.mark.parametrize("name", BULLETINS)
def test_headings_begin_with_the_headline_skip_no_level_and_are_not_empty(name: str) -> None:
    headings = list(below(structure(name), *(f"/H{level}" for level in range(1, 7))))
    assert [str(heading["/S"]) for heading in headings] == ["/H1"] + ["/H2"] * (len(headings) - 1)
    assert all(map(told, headings))


@pytest.mark.parametrize("name", BULLETINS)
def test_every_heading_of_a_table_says_what_it_stands_over_or_before(name: str) -> None:
    tables = list(below(structure(name), "/Table"))
    assert bool(tables) == BULLETINS[name].is_received
    for table in tables:
        over = [cell for head in below(table, "/THead") for cell in below(head, "/TH")]
        before = [cell for body in below(table, "/TBody") for cell in below(body, "/TH")]
        assert {str(cell["/A"]["/Scope"]) for cell in over} <= {"/Column"}
        assert {str(cell["/A"]["/Scope"]) for cell in before} <= {"/Row"}
        assert len(over) + len(before) == len(list(below(table, "/TH"))) > 0
        assert not any("/Headers" in cell["/A"] for cell in below(table, "/TD"))


@pytest.mark.parametrize("name", BULLETINS)
def test_every_row_of_a_table_is_as_wide_as_the_others(name: str) -> None:
    for table in below(structure(name), "/Table"):
        taken: Counter[int] = Counter()
        for place, row in enumerate(below(table, "/TR")):
            for cell in below(row, "/TH", "/TD"):
                for line in range(cell["/A"].get("/RowSpan", 1)):
                    taken[place + line] += cell["/A"].get("/ColSpan", 1)
        assert len(set(taken.values())) == 1


@pytest.mark.parametrize("name", BULLETINS)
def test_every_chart_says_what_it_shows(name: str) -> None:
    told = [str(figure["/Alt"]) for figure in below(structure(name), "/Figure")]
    assert len(set(told)) == len(told)
    assert all(len(text.split()) > 5 for text in told)


@pytest.mark.parametrize("name", BULLETINS)
def test_tables_and_charts_have_bookmarks_below_the_headline(name: str) -> None:
    reader = PdfReader(BytesIO(pdf_of(BULLETINS[name])))
    outline: Any = reader.outline
    _, chapters = outline
    pages = [reader.pages.index(chapter.page.get_object()) for chapter in chapters]
    assert pages == sorted(pages)
    titles = [chapter.title for chapter in chapters]
    numbered = [title for title in titles if title.startswith(("Tabel ", "Gambar "))]
    html = to_html(BULLETINS[name])
    assert len(numbered) == html.count("<b>Tabel ") + html.count("<b>Gambar ")
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", BULLETINS)
def test_what_every_page_repeats_is_not_read_aloud(name: str) -> None:
    """Its text has no mark of the structure; all other text has one."""
    for page in PdfReader(BytesIO(pdf_of(BULLETINS[name]))).pages:
        content = page.get_contents()
        assert content is not None
        assert content.get_data().count(b"/Artifact\n<</Type /Pagination>>\nBDC") == 2
        texts = PageText().fragments(content.get_data(), page["/Resources"])
        silent = [text for mark, text in texts if mark is None]
        assert [text.split()[0] for text in silent] == ["BPJS", "halaman"]

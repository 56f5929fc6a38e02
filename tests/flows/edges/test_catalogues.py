"""All kinds of bulletins in English: pages and workbooks without a word of Indonesian."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from flows.edges.catalogues import tongue
from flows.edges.companion_workbook import to_workbook
from flows.edges.gate import check_pages
from flows.edges.rendering import to_pdf
from flows.edges.templating import to_html
from schemas.bulletin import Bulletin
from schemas.companion import Companion
from schemas.errors import RenderError
from tests.bulletin_cases import english, kanwil, missing
from tests.bulletins import kediri
from tests.gallery import KINDS
from transforms.companion import to_companion
from transforms.language import say, speaking

INDONESIAN = re.compile(
    r"\b(?:angka|atau|baris|belum|berkas|bulan|cakupan|dan|dari|dengan|di|diterima|ekspor|jalur"
    r"|jumlah|kantor|kepesertaan|laju|lebih|menurut|oleh|orang|pada|pekerja|pemberi|penyebut"
    r"|persen|peserta|semua|sudah|tanpa|terlindungi|tidak|untuk|wilayah|yang)\b",
    re.IGNORECASE,
)
"""Words of which an Indonesian sentence, heading or name of ours has at least one."""
OURS = re.compile(r"\bCakupan\b|\bcakupan-[0-9]")
"""Our own name, also in the name of a file."""
SAMPLES = [kind for kind in KINDS if not kind.startswith("english")]


def quoted(bulletin: Bulletin) -> set[str]:
    """Names and sources, which stand in a bulletin as they are."""
    sources = {bulletin.target.source} if bulletin.target else set()
    areas = {area.name for area in bulletin.areas}
    return {bulletin.name, *sources, *areas, *(branch.name for branch in bulletin.branches)}


def left(text: str, bulletin: Bulletin) -> list[str]:
    """Indonesian words, with what is around them."""
    told = OURS.sub("", text)
    for name in sorted(quoted(bulletin), key=len, reverse=True):
        told = told.replace(name, "")
    return [told[max(0, word.start() - 40) : word.end() + 40] for word in INDONESIAN.finditer(told)]


def page(bulletin: Bulletin) -> str:
    """What a reader sees, hears or finds in the properties."""
    html = to_html(bulletin)
    attributes = re.findall(r'(?:content|data-[a-z]+)="([^"]*)"', html)
    return unescape(" ".join([re.sub(r"<[^>]*>", " ", html), *attributes]))


def texts(companion: Companion) -> Iterator[str]:
    """Every text of a workbook."""
    yield companion.title
    for sheet in companion.sheets:
        yield from (sheet.name, sheet.title, *(column.name for column in sheet.columns))
        yield from (cell for row in sheet.rows for cell in row if isinstance(cell, str))


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_page_in_english_has_no_indonesian(kind: str) -> None:
    bulletin = english(KINDS[kind][1]())
    assert left(page(bulletin), bulletin) == []


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_workbook_in_english_has_no_indonesian(kind: str) -> None:
    bulletin = english(KINDS[kind][1]())
    with speaking(tongue("en")):
        found = [text for text in texts(to_companion(bulletin)) if left(text, bulletin)]
    assert found == []


@pytest.mark.parametrize("bulletin", [kediri(), kanwil(), missing()])
def test_what_is_made_in_english_passes_the_gate(bulletin: Bulletin) -> None:
    check_pages(english(bulletin), to_pdf(english(bulletin)))
    assert to_workbook(english(bulletin)) != to_workbook(bulletin)


def test_a_page_is_of_one_language_and_the_search_finds_the_other() -> None:
    assert '<html lang="id">' in to_html(kediri())
    assert len(left(page(kediri()), kediri())) > 100
    assert left("Cakupan 0.1.0; source: BPS, Sakernas Agustus 2021.", kediri()) == []
    assert left("Total pekerja formal", kediri()) == ["Total pekerja formal"]


def test_a_message_without_english_is_refused() -> None:
    with speaking(tongue("en")), pytest.raises(RenderError, match="expected a translation of"):
        say("Kalimat yang tidak ada dalam katalog")

"""What the mail of each kind of bulletin says, as text and as HTML."""

import re
from html import unescape

import pytest

from flows.edges.catalogues import tongue
from flows.edges.templating import Words, to_words
from schemas.bulletin import Bulletin
from tests.bulletin_cases import missing
from tests.bulletins import kediri
from tests.gallery import KINDS
from transforms import mail_lines, sentences, tiles
from transforms.language import speaking

LONGEST_LINE = 78
NUMBER = r"[0-9][0-9.,]*"


def words_of(kind: str) -> tuple[Bulletin, Words]:
    bulletin = KINDS[kind][1]()
    return bulletin, to_words(bulletin, None)


def shown(html: str) -> str:
    """The words that stand on the HTML page, without the preview."""
    body = html[html.index("<h1") :]
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", body).split()))


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_tell_the_same_lines(kind: str) -> None:
    bulletin, words = words_of(kind)
    page, text = one_line(shown(words.html)), one_line(words.text)
    with speaking(tongue(bulletin.language)):
        told = (
            sentences.headline(bulletin),
            *mail_lines.limits(bulletin),
            *mail_lines.lines(bulletin),
        )
    for line in told:
        assert one_line(line) in text
        assert one_line(line) in page


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_of_the_text_is_in_the_html(kind: str) -> None:
    _, words = words_of(kind)
    numbers = set(re.findall(NUMBER, words.text))
    assert len(numbers) > 5
    assert numbers <= set(re.findall(NUMBER, unescape(words.html)))


def test_the_four_figures_stand_above_the_lines() -> None:
    words = to_words(kediri(), None)
    for tile in tiles.tiles(kediri()):
        for text in (one_line(words.text), shown(words.html)):
            assert text.index(one_line(tile.value)) < text.index("Pada November 2021 tercatat")
    assert "Orang terlindungi: 143.864 (+1.204 dari Oktober 2021)" in words.text
    assert "Pemberi kerja aktif: 3.466 (dicatat kantor cabang ini)" in words.text


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_wraps_and_has_no_gaps(kind: str) -> None:
    _, words = words_of(kind)
    assert max(map(len, words.text.splitlines())) <= LONGEST_LINE
    assert "\n\n\n" not in words.text
    assert words.text == "\n".join(line.rstrip() for line in words.text.splitlines())


def test_the_html_begins_with_its_preview_and_hides_it() -> None:
    html = to_words(kediri(), None).html
    body = html[html.index("<body") :]
    hidden = re.search(r'<div style="display:none;[^"]*">([^<]*)</div>', body)
    assert hidden is not None
    preview, padding = hidden[1].split("&#8199;", 1)
    assert preview == mail_lines.preview(kediri())
    assert len(padding) > 500
    assert not re.sub(r"<[^>]*>", "", body[: hidden.start()]).strip()


def test_the_html_asks_for_nothing_from_outside() -> None:
    html = to_words(kediri(), b"picture").html
    assert re.findall(r'(?:src|href)="([^":]+)', html) == ["cid"]
    assert not re.search(r"<link|<script|url\(|@import|https?:", html)


def test_the_subject_of_missing_data_says_so() -> None:
    words = to_words(missing(), None)
    assert words.subject.isascii()
    assert words.subject.endswith("data belum diterima")
    assert "ekspor pemberi kerja dan proyek jasa konstruksi" in one_line(words.text)

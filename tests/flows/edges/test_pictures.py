import struct
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from pydantic import TypeAdapter

from flows.edges.pictures import to_picture
from flows.edges.templating import Words
from tests.bulletin_cases import hidden, missing, national
from tests.bulletins import kediri
from transforms.mail_lines import CHART_FRAME

LARGEST = 40_000
INK, ACCENT, WHITE = (11, 79, 94), (168, 80, 10), (255, 255, 255)


def chunks(png: bytes) -> list[str]:
    """The kinds of a PNG's chunks, in order."""
    kinds, place = [], 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kinds.append(png[place + 4 : place + 8].decode())
        place += 12 + length
    return kinds


def drawn(png: bytes | None) -> Image.Image:
    assert png is not None
    return Image.open(BytesIO(png)).convert("RGB")


def test_a_picture_is_small_and_holds_nothing_but_the_picture() -> None:
    for bulletin in (kediri(), national(), missing()):
        png = to_picture(bulletin)
        assert png is not None
        assert len(png) < LARGEST
        assert set(chunks(png)) == {"IHDR", "PLTE", "IDAT", "IEND"}


def test_it_is_drawn_sharp_on_white_in_the_colours_of_the_page() -> None:
    picture = drawn(to_picture(kediri()))
    assert picture.width >= 3 * CHART_FRAME.full_width
    corners = [(x, y) for x in (0, picture.width - 1) for y in (0, picture.height - 1)]
    assert {picture.getpixel(corner) for corner in corners} == {WHITE}
    colours = {colour for _, colour in picture.getcolors() or []}
    assert {INK, ACCENT} <= colours


def test_a_unit_without_two_known_months_has_none() -> None:
    assert to_picture(hidden()) is None


def test_its_months_are_told_in_the_bulletins_language() -> None:
    assert to_picture(kediri()) != to_picture(replace(kediri(), language="en"))


@pytest.mark.parametrize("picture", [None, bytes(range(256))])
def test_words_are_kept_with_their_picture(picture: bytes | None) -> None:
    kept = TypeAdapter(Words)
    words = Words("subject", "text", "html", picture)
    assert kept.validate_json(kept.dump_json(words)) == words


def test_words_from_before_pictures_have_none() -> None:
    old = b'{"subject": "a", "text": "b", "html": "c"}'
    assert TypeAdapter(Words).validate_json(old).picture is None

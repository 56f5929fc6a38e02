"""The sign of a revised number on a page is explained on it, whichever number has it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import font_source_sans_pro
import pytest
from fontTools.ttLib import TTFont

from flows.edges.templating import to_html
from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure
from schemas.revision import Revision
from tests.bulletin_cases import missing, revised
from tests.bulletins import kediri
from tests.commands import ROOT
from transforms import revision_signs
from transforms.revision_sentences import told

FIRST = replace(kediri(), edition=1, revision=Revision("2021-11", "LATE", 3))
"""Kediri's first correction, which no figure shows."""
COPIES = {"workers", "changes"}
"""What is revised only where a figure of the total is, too."""


def corrected(value: Any) -> Iterator[Any]:
    """The value once for each shown figure in it that the edition before had otherwise.

    Of rows it is the last that is corrected.
    """
    match value:
        case Figure(value=int() | Decimal() as number):
            yield replace(value, was=Figure(number + 1))
        case (*others, last):
            yield from ((*others, changed) for changed in corrected(last))
        case _ if is_dataclass(value) and not isinstance(value, type):
            for field in fields(value):
                if field.name not in COPIES:
                    for changed in corrected(getattr(value, field.name)):
                        yield replace(value, **{field.name: changed})


def signs(bulletin: Bulletin) -> int:
    """How many signs the bulletin's page has beside that in its definitions."""
    return to_html(bulletin).count("ʳ") - to_html(FIRST).count("ʳ")


@pytest.mark.parametrize("bulletin", list(corrected(FIRST)))
def test_each_number_that_has_the_sign_lets_it_be_explained(bulletin: Bulletin) -> None:
    assert revision_signs.anywhere(bulletin)
    assert "; ʳ berarti berbeda dari edisi itu." in told(bulletin)
    assert signs(bulletin) > told(bulletin).count("ʳ")


def test_a_page_without_the_sign_does_not_explain_it() -> None:
    waiting = replace(missing(), edition=1, revision=FIRST.revision)
    for bulletin in (FIRST, waiting):
        assert not revision_signs.anywhere(bulletin)
        assert not revision_signs.on_top(bulletin)
        assert "ʳ" not in told(bulletin)


def test_the_sign_hangs_in_the_room_that_other_numbers_leave() -> None:
    page = to_html(revised())
    assert '<body class="signed">' in page
    assert '<td class="n sign">143.864ʳ</td>' in page
    assert '<td class="n rate sign">21,54\N{NO-BREAK SPACE}%ʳ</td>' in page
    assert '<td class="n">667.892</td>' in page
    assert "<body>" in to_html(FIRST)


@pytest.mark.parametrize(
    ("weight", "rule"),
    [
        ("Regular", ".signed td.n { padding-right: %sem; }"),
        ("Semibold", ".signed td.rate, .signed .total td.n { padding-right: %sem; }"),
    ],
)
def test_the_room_is_as_wide_as_the_sign(weight: str, rule: str) -> None:
    font = TTFont(f"{font_source_sans_pro.font_directory}/SourceSansPro-{weight}.ttf")
    width, _ = font["hmtx"][font.getBestCmap()[ord("ʳ")]]
    css = (ROOT / "templates/bulletin.css").read_text("utf-8")
    assert rule % (width / font["head"].unitsPerEm) in css

from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.bulletin import Bulletin, Change
from schemas.bulletin_rows import Figure
from schemas.month import Month
from tests.bulletin_cases import HIDDEN, UNKNOWN, first_month, hidden, kanwil, revised
from tests.bulletins import kediri
from transforms.tiles import tiles

OCTOBER = Month(2021, 10)


def moved(persons: Figure, points: Figure) -> Bulletin:
    return replace(kediri(), changes=(Change(OCTOBER, persons, points),))


def test_each_figure_stands_with_its_change() -> None:
    assert [(tile.value, tile.direction, tile.change) for tile in tiles(kediri())] == [
        ("143.864", "up", "+1.204 dari Oktober 2021"),
        ("21,54\xa0%", "up", "+0,18 persen poin"),
        ("40,90\xa0%", "up", "+1.092 peserta"),
        ("3.466", "", ""),
    ]


@pytest.mark.parametrize(
    ("persons", "points", "directions", "changes"),
    [
        (
            Figure(-35),
            Figure(Decimal("-0.01")),
            ("down", "down"),
            ("−35 dari Oktober 2021", "−0,01 persen poin"),
        ),
        (
            Figure(0),
            Figure(Decimal("0.00")),
            ("", ""),
            ("tidak berubah dari Oktober 2021", "tidak berubah"),
        ),
        (
            Figure(3),
            Figure(Decimal("0.00")),
            ("up", ""),
            ("+3 dari Oktober 2021", "berubah kurang dari 0,01 persen poin"),
        ),
        (HIDDEN, HIDDEN, ("", ""), ("", "")),
        (UNKNOWN, UNKNOWN, ("", ""), ("", "")),
    ],
)
def test_a_change_has_a_direction_only_when_it_is_shown(
    persons: Figure, points: Figure, directions: tuple[str, str], changes: tuple[str, str]
) -> None:
    first, second, *_ = tiles(moved(persons, points))
    assert (first.direction, second.direction) == directions
    assert (first.change, second.change) == changes


def test_a_first_month_says_that_there_is_none_before() -> None:
    first, *others = tiles(first_month())
    assert (first.change, first.note) == ("", "belum ada bulan pembanding")
    assert [tile.change for tile in others] == ["", "", ""]
    assert "".join(tile.change for tile in tiles(hidden())) == ""


def test_formal_workers_move_only_with_the_segment_that_they_are() -> None:
    assert tiles(kediri())[2].change
    assert tiles(kanwil())[2].change == ""


def test_a_preliminary_figure_has_a_star() -> None:
    assert [tile.value[-1] for tile in tiles(kanwil())] == ["*"] * 4


def test_a_revised_figure_has_its_sign_before_the_star() -> None:
    assert [tile.value for tile in tiles(revised())] == [
        "143.864ʳ", "21,54\xa0%ʳ", "40,90\xa0%ʳ", "3.466ʳ",
    ]  # fmt: skip
    assert tiles(kanwil())[0].value == "3.104.882ʳ*"
    assert tiles(revised())[2].change == "+1.092 peserta"

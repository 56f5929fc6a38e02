from datetime import date
from decimal import Decimal

import pytest

from schemas.bulletin_rows import Figure, Mark
from schemas.month import Month
from transforms import numerals


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (999, "999"), (143_864, "143.864"), (-2_310, "−2.310"), (41_562_339, "41.562.339")],
)
def test_whole_numbers_have_points_between_thousands(value: int, text: str) -> None:
    assert numerals.whole(value) == text


@pytest.mark.parametrize(("value", "text"), [(5, "+5"), (-5, "−5"), (0, "0")])
def test_a_change_has_a_sign_unless_it_is_nil(value: int, text: str) -> None:
    assert numerals.signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("21.54", "21,54"),
        ("60", "60,00"),
        ("0.1", "0,10"),
        ("104.20", "104,20"),
        ("-0.05", "−0,05"),
    ],
)
def test_decimals_have_a_comma_and_two_places(value: str, text: str) -> None:
    assert numerals.decimals(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(999_999, "999.999"), (1_000_000, "1,00\xa0juta"), (22_315_000, "22,32\xa0juta")],
)
def test_millions_are_shortened_half_up(value: int, text: str) -> None:
    assert numerals.short(value) == text


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(12), "12"),
        (Figure(0), "0"),
        (Figure(None, Mark.HIDDEN), "x"),
        (Figure(12, Mark.HIDDEN), "x"),
        (Figure(None, Mark.UNKNOWN), "…"),
        (Figure(None), "…"),
    ],
)
def test_a_hidden_or_unknown_figure_never_shows_a_number(figure: Figure, text: str) -> None:
    assert numerals.count(figure) == text


def test_rates_and_changes_keep_their_symbols() -> None:
    assert numerals.percent(Figure(Decimal("40.90"))) == "40,90\xa0%"
    assert numerals.percent(Figure(None, Mark.HIDDEN)) == "x"
    assert numerals.change(Figure(1_204)) == "+1.204"
    assert numerals.change(Figure(None, Mark.UNKNOWN)) == "…"
    assert numerals.negative(Figure(288)) == "−288"
    assert numerals.negative(Figure(0)) == "0"


def test_a_count_with_a_fraction_is_refused() -> None:
    with pytest.raises(ValueError, match="whole number"):
        numerals.count(Figure(Decimal("1.5")))


def test_months_and_days_are_indonesian() -> None:
    assert numerals.month_name(Month(2021, 8)) == "Agustus 2021"
    assert numerals.month_short(Month(2021, 8)) == "Agu"
    assert numerals.day(date(2021, 12, 6)) == "6 Desember 2021"


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(143_864), "143.864"),
        (Figure(143_864, was=Figure(143_120)), "143.864ʳ"),
        (Figure(143_864, was=Figure(None, Mark.HIDDEN)), "143.864ʳ"),
        (Figure(None, Mark.HIDDEN, Figure(143_120)), "x"),
        (Figure(None, Mark.UNKNOWN, Figure(143_120)), "…"),
    ],
)
def test_only_a_number_carries_the_sign_of_a_revised_one(figure: Figure, text: str) -> None:
    assert numerals.revised(numerals.count, figure) == text
    assert numerals.REVISED not in numerals.count(figure)

from decimal import Decimal

import pytest

from schemas.bulletin_rows import Figure, Mark
from transforms import disclosure
from transforms.disclosure import HIDDEN, UNKNOWN


@pytest.mark.parametrize(
    ("count", "figure"),
    [(0, Figure(0)), (1, HIDDEN), (4, HIDDEN), (5, Figure(5)), (None, UNKNOWN)],
)
def test_one_to_four_persons_are_hidden(count: int | None, figure: Figure) -> None:
    assert disclosure.persons(count) == figure


@pytest.mark.parametrize(("count", "figure"), [(0, Figure(0)), (2, HIDDEN), (3, Figure(3))])
def test_one_and_two_employers_are_hidden(count: int, figure: Figure) -> None:
    assert disclosure.employers(count) == figure


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        (10, 50, Figure(Decimal("20.00"))),
        (10, 49, HIDDEN),
        (4, 1000, HIDDEN),
        (0, 1000, Figure(Decimal("0.00"))),
        (10, None, UNKNOWN),
        (1500, 1000, Figure(Decimal("150.00"))),
    ],
)
def test_a_rate_is_shown_over_enough_workers(
    numerator: int, denominator: int | None, percent: Figure
) -> None:
    assert disclosure.rate("total_coverage", numerator, denominator, "BPS").percent == percent


def test_a_rate_without_denominator_names_no_source() -> None:
    assert disclosure.rate("total_coverage", 10, None, "BPS").source == ""


def test_a_change_from_a_hidden_figure_is_hidden() -> None:
    assert disclosure.change(Figure(12), Figure(10)) == Figure(2)
    assert disclosure.change(Figure(12), HIDDEN).mark is Mark.HIDDEN
    assert disclosure.change(Figure(12), UNKNOWN).mark is Mark.UNKNOWN

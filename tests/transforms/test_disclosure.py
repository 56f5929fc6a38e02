from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.bulletin_rows import Figure, Mark
from tests.bulletins import rate
from transforms import disclosure
from transforms.disclosure import HIDDEN, UNKNOWN


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((Figure(3), Figure(0)), None),
        ((Figure(3), HIDDEN), HIDDEN),
        ((Figure(3), UNKNOWN), UNKNOWN),
        ((UNKNOWN, HIDDEN), HIDDEN),
        ((), None),
    ],
)
def test_nothing_is_derived_of_what_is_not_shown(
    parts: tuple[Figure, ...], expected: Figure | None
) -> None:
    assert disclosure.lacking(*parts) == expected
    assert disclosure.total(parts) == (expected or Figure(sum(part.value or 0 for part in parts)))


def test_a_change_is_the_difference_of_two_shown_figures() -> None:
    assert disclosure.change(Figure(12), Figure(10)) == Figure(2)
    assert disclosure.change(Figure(12), HIDDEN) == HIDDEN
    assert disclosure.change(UNKNOWN, Figure(12)) == UNKNOWN


@pytest.mark.parametrize(
    ("covered", "workers", "uncovered"),
    [
        (Figure(10), Figure(40), Figure(30)),
        (Figure(50), Figure(40), Figure(0)),
        (HIDDEN, Figure(40), HIDDEN),
        (Figure(10), UNKNOWN, UNKNOWN),
    ],
)
def test_workers_without_cover_are_hidden_with_either_part(
    covered: Figure, workers: Figure, uncovered: Figure
) -> None:
    shown = rate(10, 40)
    parts = type(shown)(shown.indicator, shown.percent, covered, workers, "")
    assert disclosure.uncovered(parts) == uncovered


@pytest.mark.parametrize(("covered", "gap"), [(599, 1), (600, 0), (601, 0), (0, 600)])
def test_a_gap_is_the_smallest_number_that_reaches_the_target(covered: int, gap: int) -> None:
    assert disclosure.gap(rate(covered, 1_000), Decimal("60.00")) == Figure(gap)
    assert disclosure.gap(rate(covered, 1_000), Decimal("59.91")) == Figure(gap)


def test_a_gap_of_a_hidden_rate_is_hidden() -> None:
    small = rate(10, 49)
    hidden = type(small)(small.indicator, HIDDEN, small.numerator, small.denominator, "")
    assert disclosure.gap(hidden, Decimal(60)) == HIDDEN


def test_a_share_is_rounded_half_up_and_of_nothing_unknown() -> None:
    assert disclosure.share(Figure(1), Figure(3)) == Figure(Decimal("33.33"))
    assert disclosure.share(Figure(1), Figure(800)) == Figure(Decimal("0.13"))
    assert disclosure.share(Figure(0), Figure(0)) == UNKNOWN
    assert disclosure.share(Figure(1), HIDDEN) == HIDDEN


@pytest.mark.parametrize(
    ("persons", "workers", "is_fit"),
    [(10, 50, True), (10, 49, False), (4, 1000, False), (5, 1000, True), (0, 1000, True)],
)
def test_what_others_published_is_shown_over_enough_workers(
    persons: int, workers: int, *, is_fit: bool
) -> None:
    assert disclosure.is_fit(persons, workers) == is_fit


def test_only_a_shown_count_is_a_number() -> None:
    with pytest.raises(ValueError, match="expected a shown count"):
        disclosure.whole(HIDDEN)


def was(now: int, before: Figure) -> Figure:
    return Figure(now, was=before)


@pytest.mark.parametrize(
    ("made", "before"),
    [
        (disclosure.change(was(12, Figure(11)), Figure(10)), Figure(1)),
        (disclosure.change(was(12, Figure(11)), was(10, Figure(9))), None),
        (disclosure.change(was(12, HIDDEN), Figure(10)), HIDDEN),
        (disclosure.change(Figure(None, Mark.HIDDEN, Figure(11)), Figure(10)), Figure(1)),
        (disclosure.total([Figure(1), was(2, Figure(3))]), Figure(4)),
        (disclosure.share(was(1, Figure(2)), Figure(4)), Figure(Decimal("50.00"))),
        (disclosure.share(Figure(1), was(4, Figure(0))), UNKNOWN),
        (disclosure.uncovered(replace(rate(10, 40), numerator=was(10, Figure(9)))), Figure(31)),
        (disclosure.uncovered(replace(rate(50, 40), numerator=was(50, Figure(49)))), None),
        (
            disclosure.gap(replace(rate(10, 40), numerator=was(10, Figure(9))), Decimal(50)),
            Figure(11),
        ),
    ],
)
def test_what_is_derived_of_a_revised_figure_tells_what_it_was(
    made: Figure, before: Figure | None
) -> None:
    assert made.was == before

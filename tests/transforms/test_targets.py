from decimal import Decimal
from fractions import Fraction

import pytest

from schemas.bulletin import Outlook, Target
from schemas.month import Month
from transforms.targets import Known, pace, path_rate, to_outlook

NOVEMBER = Month(2021, 11)


def goal(percent: Decimal, month: Month) -> Target:
    """A target that somebody set."""
    return Target(percent, month, "Perda", outlook=None)


def outlook(target: Target, known: dict[Month, Known]) -> Outlook:
    """How far the target is in November 2021."""
    found = to_outlook(target, NOVEMBER, known)
    assert found is not None
    return found


KEDIRI = goal(Decimal("60.00"), Month(2022, 12))


def months(*persons: int, workers: int = 1000, last: Month = NOVEMBER) -> dict[Month, Known]:
    """Known months that end with `last`."""
    first = last + (1 - len(persons))
    return {first + index: Known(count, workers) for index, count in enumerate(persons)}


def test_kediri_needs_what_methodology_says() -> None:
    target = outlook(KEDIRI, {NOVEMBER: Known(143_864, 667_892)})
    assert target.gap_persons == 256_872
    assert target.months_left == 13
    assert target.needed_per_month == 19_760
    assert str(target.gap_points) == "38.46"


def test_one_person_more_narrows_the_gap_by_one() -> None:
    target = outlook(KEDIRI, {NOVEMBER: Known(143_865, 667_892)})
    assert target.gap_persons == 256_871


@pytest.mark.parametrize(
    ("persons", "gap", "status"),
    [(599, 1, "below_path"), (600, 0, "reached"), (601, 0, "reached"), (1200, 0, "reached")],
)
def test_the_target_is_reached_at_its_own_number(persons: int, gap: int, status: str) -> None:
    target = outlook(goal(Decimal(60), NOVEMBER), {NOVEMBER: Known(persons, 1000)})
    assert (target.gap_persons, target.status) == (gap, status)
    assert target.gap_points == (Decimal("0.10") if gap else 0)


def test_in_the_target_month_and_after_it_all_of_the_gap_is_needed() -> None:
    aim = goal(Decimal(60), Month(2021, 9))
    target = outlook(aim, months(500, 510))
    assert (target.months_left, target.needed_per_month) == (0, 90)


def test_the_path_is_straight_from_the_first_known_month() -> None:
    aim = goal(Decimal(60), NOVEMBER + 2)
    known = months(200, 300, 300)
    assert path_rate(aim, NOVEMBER + -2, known) == Fraction(1, 5)
    assert path_rate(aim, NOVEMBER, known) == Fraction(2, 5)
    assert path_rate(aim, NOVEMBER + 2, known) == Fraction(3, 5)
    assert path_rate(aim, NOVEMBER + 9, known) == Fraction(3, 5)
    assert path_rate(aim, NOVEMBER + -3, known) is None


def test_the_path_starts_in_december_before_the_target_year_once_that_is_known() -> None:
    february = Month(2022, 2)
    known = months(100, 300, 320, 330, last=february)  # November to February
    aim = goal(Decimal(60), Month(2022, 12))
    assert path_rate(aim, Month(2021, 12), known) == Fraction(3, 10)
    assert path_rate(aim, Month(2021, 11), known) is None  # there is no path before its start


def test_a_month_that_is_not_known_has_no_outlook() -> None:
    assert to_outlook(KEDIRI, NOVEMBER + 1, months(500, 510)) is None
    assert path_rate(KEDIRI, NOVEMBER, {}) is None


@pytest.mark.parametrize(("persons", "status"), [(400, "on_path"), (399, "below_path")])
def test_on_the_path_means_at_or_above_it(persons: int, status: str) -> None:
    aim = goal(Decimal(60), NOVEMBER + 2)
    assert outlook(aim, months(200, 300, persons)).status == status


def test_pace_is_the_mean_growth_of_six_known_months() -> None:
    assert pace(NOVEMBER, months(0, 500, 510, 520, 530, 540, 550, 560)) == 10


def test_pace_spans_months_that_are_not_known() -> None:
    known = months(500, 510, 520, 530)
    del known[NOVEMBER + -1]
    assert pace(NOVEMBER, known) == 10


def test_two_known_months_make_no_pace() -> None:
    assert pace(NOVEMBER, months(500, 510)) is None
    assert outlook(KEDIRI, months(500, 510)).projected_month is None


@pytest.mark.parametrize(
    ("persons", "expected"),
    [
        ((480, 490, 500), NOVEMBER + 10),
        ((481, 490, 500), NOVEMBER + 11),  # 9,5 a month: the eleventh month gets there
        ((500, 500, 500), None),
        ((520, 510, 500), None),
        ((600, 610, 620), None),  # reached already
    ],
)
def test_the_projection_is_the_month_that_the_pace_reaches(
    persons: tuple[int, ...], expected: Month | None
) -> None:
    aim = goal(Decimal(60), Month(2030, 1))
    assert outlook(aim, months(*persons)).projected_month == expected

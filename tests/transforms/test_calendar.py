"""The calendar against days that were published: decrees on holidays and cuti bersama."""

from datetime import date

import pytest

from schemas.month import Month
from transforms.calendar import is_working_day, working_day_after


@pytest.mark.parametrize(
    ("month", "published"),
    [
        ("2021-10", date(2021, 11, 4)),  # Monday 1 November is the first working day
        ("2021-11", date(2021, 12, 6)),  # over a weekend
        ("2025-12", date(2026, 1, 7)),  # over New Year's Day
        ("2026-02", date(2026, 3, 5)),
        ("2026-03", date(2026, 4, 7)),  # over Good Friday, 3 April
    ],
)
def test_bulletins_come_out_on_the_fourth_working_day(month: str, published: date) -> None:
    assert working_day_after(Month.parse(month), 4) == published


def test_the_working_day_is_counted_from_one() -> None:
    november = Month(2021, 11)
    assert working_day_after(november, 1) == date(2021, 12, 1)
    assert working_day_after(november, 3) == date(2021, 12, 3)
    with pytest.raises(ValueError, match="from 1"):
        working_day_after(november, 0)


def test_offices_are_closed_from_nyepi_to_the_end_of_lebaran_2026() -> None:
    """18 and 20 to 24 March hold cuti bersama, which the national holidays alone don't know."""
    open_days = [day for day in range(1, 32) if is_working_day(date(2026, 3, day))]
    assert open_days == [2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 25, 26, 27, 30, 31]


def test_a_year_without_decree_still_has_its_national_holidays() -> None:
    assert not is_working_day(date(2029, 8, 17))
    assert is_working_day(date(2029, 8, 16))

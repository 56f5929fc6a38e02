"""Working days of head office and branches: the day on which a month's bulletins are dated."""

from datetime import date

from holidays import GOVERNMENT, PUBLIC, HolidayBase, country_holidays

from schemas.month import Month

WORKING_DAY = 4
"""Working day after the month's end that a bulletin is dated, unless the settings say another."""


def publication_date(month: Month, working_day: int = WORKING_DAY) -> date:
    """The n-th working day (from 1) after the month's end."""
    if working_day < 1:
        raise ValueError("working days are counted from 1")
    return _working_days().get_nth_working_day(month.last_day, working_day)


def is_working_day(day: date) -> bool:
    """Whether offices are open: no Saturday or Sunday, no national holiday, no cuti bersama.

    Years for which no cuti bersama is decreed yet have only the national holidays.
    """
    return _working_days().is_working_day(day)


def _working_days() -> HolidayBase:
    """A calendar that fills itself with the years it is asked for."""
    return country_holidays("ID", categories=(PUBLIC, GOVERNMENT))

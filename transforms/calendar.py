"""Working days of head office and branches: by them a month's run and bulletins are dated."""

from datetime import date

from holidays import GOVERNMENT, PUBLIC, HolidayBase, country_holidays

from schemas.month import Month


def working_day_after(month: Month, number: int) -> date:
    """The working day of this number, from 1, after the month's end."""
    if number < 1:
        raise ValueError("working days are counted from 1")
    return _working_days().get_nth_working_day(month.last_day, number)


def is_working_day(day: date) -> bool:
    """Whether offices are open: no Saturday or Sunday, no national holiday, no cuti bersama.

    Years for which no cuti bersama is decreed yet have only the national holidays.
    """
    return _working_days().is_working_day(day)


def _working_days() -> HolidayBase:
    """A calendar that fills itself with the years it is asked for."""
    return country_holidays("ID", categories=(PUBLIC, GOVERNMENT))

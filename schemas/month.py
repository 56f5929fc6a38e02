"""A calendar month: the period of every export, figure and bulletin."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
"""Where head office's clocks and calendars are."""
_TEXT = re.compile(r"([0-9]{4})-?([0-9]{2})")


@dataclass(frozen=True, order=True)
class Month:
    """One month of one year, written `2021-11`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse a month that no calendar has."""
        if not (1 <= self.number <= 12 and 1900 <= self.year <= 2199):
            raise ValueError("expected a month such as 2021-11")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2021-11` or `202111`; anything else is a ValueError."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise ValueError("expected a month such as 2021-11")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def from_date(cls, day: date) -> Self:
        """The month that a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def at(cls, moment: datetime) -> Self:
        """The month that it is at head office at a moment of any time zone."""
        return cls.from_date(moment.astimezone(JAKARTA).date())

    def __str__(self) -> str:
        """Write it as `2021-11`, which sorts by time."""
        return f"{self.year:04d}-{self.number:02d}"

    def __add__(self, months: int) -> Self:
        """The month that many months later."""
        years, index = divmod(self.number - 1 + months, 12)
        return type(self)(self.year + years, index + 1)

    def __sub__(self, other: "Month") -> int:
        """Months from `other` to this one; negative when `other` is later."""
        return (self.year - other.year) * 12 + self.number - other.number

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

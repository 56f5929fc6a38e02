"""Cells that are written as the branch always writes them, and so need no second look.

Nearly all are. What is said here of such a cell is what its reader in `transforms.readers` or
`transforms.date_readers` says of it; any other is left to that reader. Whatever the column, an
empty cell is plain, too.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

import polars as pl

from schemas.exports import Profile
from schemas.month import Month
from schemas.rules import LONGEST_CELL
from transforms.date_readers import (
    last_project_day,
    months_of,
    read_payments,
    read_periods,
    read_project_days,
    unpaid,
)
from transforms.dialect import DATE_FORMATS, MISSING, dates, is_fraction, months, whole_numbers
from transforms.readers import coded, read_areas, read_codes, read_numbers, read_sender
from transforms.spelling import Plain

RAW = pl.col("raw")
KEPT = 64
"""Branches write alike, so what is long to make for one is kept for the next."""


@lru_cache(KEPT)
def plain_periods(profile: Profile, month: Month) -> Plain:
    """The expected month in the branch's style."""
    period = months("raw", profile)
    return Plain(period == months_of(month), (period.alias("period"),))


@lru_cache(KEPT)
def plain_payments(profile: Profile, month: Month, grace_months: int) -> Plain:
    """Months in the branch's style."""
    last_month = months("raw", profile)
    return Plain(last_month.is_not_null(), unpaid(last_month, month, grace_months))


@lru_cache(KEPT)
def plain_project_days(name: str, profile: Profile, month: Month) -> Plain:
    """Days in one of the branch's styles."""
    day = dates("raw", profile, last_project_day(month))
    is_serial = RAW.str.contains(DATE_FORMATS["serial"][1])
    return Plain(day.is_not_null(), (day.alias(name),), coded("N309", is_serial))


def plain_sender(branch: str) -> Plain:
    """The branch's own code, unless it is a word that says that there is none."""
    return Plain(RAW.eq(branch) & ~RAW.is_in(MISSING))


def plain_codes(name: str, look: str, code: str) -> Plain:
    """Codes that look as they must; some words look so, too, that say that there is none."""
    return Plain(RAW.str.contains(look) & ~RAW.is_in(MISSING), (RAW.alias(name),))


@lru_cache(KEPT)
def plain_areas(known: tuple[str, ...], doubted: tuple[str, ...]) -> Plain:
    """Known codes that mean one place only."""
    is_plain = RAW.is_in(list(known)) & ~RAW.is_in(list(doubted))
    return Plain(is_plain, (RAW.alias("area"),))


@lru_cache(KEPT)
def plain_numbers(name: str, profile: Profile, most: int, *, is_whole: bool = False) -> Plain:
    """Numbers in the branch's style that are possible."""
    value = whole_numbers("raw", profile)
    is_plain = value.is_between(0, most) & (RAW.str.len_bytes() <= LONGEST_CELL)
    if is_whole:
        is_plain &= ~is_fraction("raw", profile)
    return Plain(is_plain, (value.alias(name),), coded("N307", ~RAW.str.contains("^[0-9]+$")))


PLAIN: Mapping[Callable[..., pl.DataFrame], Callable[..., Plain]] = {
    read_periods: plain_periods,
    read_payments: plain_payments,
    read_project_days: plain_project_days,
    read_sender: plain_sender,
    read_codes: plain_codes,
    read_areas: plain_areas,
    read_numbers: plain_numbers,
}
"""What is plain to a reader, made of the same that it is told."""

"""How days and months are read: each cell's value, or its fault."""

from dataclasses import replace
from datetime import date
from typing import get_args

import polars as pl

from schemas.exports import DateStyle, MonthStyle, Profile
from schemas.month import Month
from schemas.rules import OLDEST_YEARS
from transforms.dialect import DATE_FORMATS, NO_DATE, dates, months
from transforms.readers import EMPTY, TEXT, coded, with_foreign

DAY_FIRST = "^(?:1[3-9]|2[0-9]|3[01])[/-]"
MONTH_FIRST = "^(?:0?[1-9]|1[0-2])[/-](?:1[3-9]|2[0-9]|3[01])[/-]"
NUMERIC = "^[0-9]{1,2}[/-][0-9]"
"""Day or month first, and both in numbers: what is not above 12 proves nothing."""
PROJECT_YEARS = 50
"""A project's year in two digits is at most so many after the month's."""


def months_of(month: Month) -> int:
    """A month as months since year 0."""
    return month.year * 12 + month.number - 1


def read_days(cells: pl.DataFrame, name: str, profile: Profile, latest: date) -> pl.DataFrame:
    """Days in one of the branch's styles, none of which names the month first."""
    bare = cells.with_columns(text=pl.when(~TEXT.str.contains(NO_DATE)).then("text"))
    styles = tuple(style for style in get_args(DateStyle) if style not in profile.dates)

    def others() -> list[pl.Expr]:
        return [dates("text", replace(profile, dates=styles), latest)] if styles else []

    read = with_foreign(bare.with_columns(dates("text", profile, latest).alias(name)), name, others)
    day = pl.col(name)
    is_proof = day.is_not_null() & (TEXT.str.contains(DAY_FIRST) | ~TEXT.str.contains(NUMERIC))
    is_serial = TEXT.str.contains(DATE_FORMATS["serial"][1])
    is_disproof = TEXT.str.contains(MONTH_FIRST) | pl.col("is_foreign")
    return read.select(
        day,
        fault=_fault(day),
        note=coded("N309", day.is_not_null() & is_serial),
        proof=pl.when(is_disproof).then(-1).otherwise(is_proof.cast(pl.Int8)),
    )


def read_births(cells: pl.DataFrame, profile: Profile, month: Month) -> pl.DataFrame:
    """Days of birth as ages at the month's end and as numbers DDMMYY, like those in a NIK."""
    born = pl.col("birth_date").dt
    read = read_days(cells, "birth_date", profile, month.last_day).with_columns(
        day=born.day().cast(pl.Int32), month=born.month().cast(pl.Int32), year=born.year()
    )
    is_later = (pl.col("month") > month.number).cast(pl.Int32)
    age = read.select(age=month.year - pl.col("year") - is_later).to_series()
    is_possible = age.is_between(0, OLDEST_YEARS)
    return read.select(
        age_years=age.set(~is_possible, None),
        birth=pl.col("day") * 10_000 + pl.col("month") * 100 + pl.col("year") % 100,
        fault=pl.coalesce("fault", coded("Q208", ~pl.lit(is_possible))),
        note="note",
        proof="proof",
    )


def read_project_days(
    cells: pl.DataFrame, name: str, profile: Profile, month: Month
) -> pl.DataFrame:
    """First and last days of projects, which may lie ahead."""
    return read_days(cells, name, profile, last_project_day(month))


def last_project_day(month: Month) -> date:
    """The last day that a project of an export of this month may have."""
    return (month + 12 * PROJECT_YEARS).last_day


def read_months(cells: pl.DataFrame, name: str, profile: Profile) -> pl.DataFrame:
    """Months in the branch's style, as months since year 0."""
    bare = cells.with_columns(text=pl.when(~TEXT.str.contains(NO_DATE)).then("text"))

    def others() -> list[pl.Expr]:
        styles = [style for style in get_args(MonthStyle) if style != profile.months]
        return [months("text", replace(profile, months=style)) for style in styles]

    read = with_foreign(bare.with_columns(months("text", profile).alias(name)), name, others)
    value = pl.col(name)
    return read.select(
        value,
        fault=_fault(value),
        proof=pl.when("is_foreign").then(-1).otherwise(value.is_not_null().cast(pl.Int8)),
    )


def read_periods(cells: pl.DataFrame, profile: Profile, month: Month) -> pl.DataFrame:
    """The month that each row says it is of; any but the expected one is a fault."""
    is_other = pl.col("period") != months_of(month)
    return read_months(cells, "period", profile).with_columns(
        fault=pl.coalesce("fault", coded("Q208", is_other))
    )


def read_payments(
    cells: pl.DataFrame, profile: Profile, month: Month, grace_months: int
) -> pl.DataFrame:
    """The last paid month as unpaid months, none for those ahead, and whether they are too many."""
    return read_months(cells, "last_month", profile).select(
        *unpaid(pl.col("last_month"), month, grace_months), "fault", "proof"
    )


def unpaid(last_month: pl.Expr, month: Month, grace_months: int) -> tuple[pl.Expr, pl.Expr]:
    """Unpaid months up to this month, none for those ahead, and whether they are too many."""
    count = (months_of(month) - last_month).clip(lower_bound=0)
    return count.cast(pl.Int16).alias("unpaid_months"), (count >= grace_months).alias("is_overdue")


def _fault(value: pl.Expr) -> pl.Expr:
    """Empty, in another style than the branch's, or not of the calendar."""
    return pl.coalesce(EMPTY, coded("Q207", pl.col("is_foreign")), coded("Q206", value.is_null()))

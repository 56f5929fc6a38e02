"""How a branch writes dates, months, amounts and headings: its profile, applied."""

from collections.abc import Iterable

import polars as pl

from schemas.exports import DateStyle, Profile
from schemas.month import Month

DATE_FORMATS: dict[DateStyle, str] = {
    "dd/mm/yyyy": "%d/%m/%Y",
    "dd-mm-yyyy": "%d-%m-%Y",
    "yyyy-mm-dd": "%Y-%m-%d",
    "yyyymmdd": "%Y%m%d",
}
MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MEI", "JUN", "JUL", "AGU", "SEP", "OKT", "NOV", "DES")
IMPOSSIBLE_DATES: dict[DateStyle, str] = {
    "dd/mm/yyyy": "31/02/1990",
    "dd-mm-yyyy": "31-02-1990",
    "yyyy-mm-dd": "1990-02-31",
    "yyyymmdd": "19900231",
}
"""A day that no calendar has, in each style."""


def month_text(month: Month, profile: Profile) -> str:
    """A month as the branch writes it."""
    match profile.months:
        case "yyyymm":
            return f"{month.year}{month.number:02d}"
        case "yyyy-mm":
            return f"{month.year}-{month.number:02d}"
        case "mm-yyyy":
            return f"{month.number:02d}-{month.year}"
        case "mm/yyyy":
            return f"{month.number:02d}/{month.year}"
        case "mon-yyyy":
            return f"{MONTH_NAMES[month.number - 1]}-{month.year}"


def date_texts(days: pl.Series, profile: Profile) -> pl.Series:
    """Days as the branch writes them."""
    return days.dt.strftime(DATE_FORMATS[profile.dates[0]])


def amount_texts(amounts: Iterable[int], profile: Profile) -> pl.Series:
    """Whole rupiah as the branch writes them; with cents where it groups thousands."""
    if not profile.thousands:
        return pl.Series([str(amount) for amount in amounts], dtype=pl.String)
    return pl.Series(
        [
            f"{amount:,}".replace(",", profile.thousands) + f"{profile.decimal}00"
            for amount in amounts
        ],
        dtype=pl.String,
    )


def with_headings(export: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """The export under the branch's own headings."""
    return export.rename(
        {canonical: own for own, canonical in profile.headers.items()}, strict=False
    )

"""How a branch writes dates, months, amounts and headings: its profile, applied."""

from collections.abc import Iterable

import polars as pl

from schemas.exports import DateStyle, MonthStyle, Profile
from schemas.month import Month
from transforms.dialect import SERIAL_OF_1970

MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MEI", "JUN", "JUL", "AGU", "SEP", "OKT", "NOV", "DES")
MONTH_FORMATS: dict[MonthStyle, str] = {
    "yyyymm": "{year}{number:02d}",
    "yyyy-mm": "{year}-{number:02d}",
    "mm-yyyy": "{number:02d}-{year}",
    "mm/yyyy": "{number:02d}/{year}",
    "mon-yyyy": "{name}-{year}",
}
DATE_FORMATS: dict[DateStyle, str] = {
    "dd/mm/yyyy": "%d/%m/%Y",
    "dd-mm-yyyy": "%d-%m-%Y",
    "yyyy-mm-dd": "%Y-%m-%d",
    "yyyymmdd": "%Y%m%d",
    "dd-mon-yyyy": "%d-{name}-%Y",
    "dd-mon-yy": "%d-{name}-%y",
}
"""Of each style but serials."""
IMPOSSIBLE_DATES: dict[DateStyle, str] = {
    "dd/mm/yyyy": "31/02/1990",
    "dd-mm-yyyy": "31-02-1990",
    "yyyy-mm-dd": "1990-02-31",
    "yyyymmdd": "19900231",
    "dd-mon-yyyy": "31-FEB-1990",
    "dd-mon-yy": "31-FEB-90",
    "serial": "999999",
}
"""A day that no calendar has, in each style; a serial that is centuries away."""


def month_text(month: Month, profile: Profile) -> str:
    """A month as the branch writes it."""
    return MONTH_FORMATS[profile.months].format(
        year=month.year, number=month.number, name=MONTH_NAMES[month.number - 1]
    )


def date_texts(days: pl.Series, profile: Profile) -> pl.Series:
    """Days as the branch writes them, in the first of its styles."""
    style = profile.dates[0]
    if style == "serial":
        return (days.cast(pl.Int32) + SERIAL_OF_1970).cast(pl.String)
    texts = days.dt.strftime(DATE_FORMATS[style])
    if "mon" not in style:
        return texts
    names = pl.Series(MONTH_NAMES).gather(days.dt.month() - 1)
    frame = pl.DataFrame({"text": texts, "name": names})
    named = pl.col("text").str.replace("{name}", pl.col("name"), literal=True)
    return frame.select(named).to_series()


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

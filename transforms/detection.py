"""Finds out in which styles an export's cells are written, by what the reader can make of them.

A cell that two styles read to different things tells nothing of either. What the cells do not
decide is said, and the profile stays as it is.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import get_args

import polars as pl

from schemas.exports import COLUMNS, DateStyle, Kind, MonthStyle, Profile
from schemas.grouping import number
from schemas.inspection import StyleCount
from schemas.month import Month
from transforms.dialect import dates, months, tidied_dates, tidied_numbers, whole_numbers

DATES = ("TGL_LAHIR", "MULAI", "SELESAI")
MONTHS = ("PERIODE", "BLTH_IURAN_TERAKHIR")
NUMBERS = ("UPAH", "NILAI_KONTRAK", "JUMLAH_TK")
MONTH_FIRST: dict[DateStyle, tuple[str, str]] = {
    "dd/mm/yyyy": ("mm/dd/yyyy", "%m/%d/%Y"),
    "dd-mm-yyyy": ("mm-dd-yyyy", "%m-%d-%Y"),
}
"""What a cell of the style may be instead, which no profile allows, and its format."""
MONTH_FIRST_LOOK = "^[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{4}$"
NUMBER_STYLES = {
    "1234567.89": Profile(decimal=".", thousands=""),
    "1234567,89": Profile(decimal=",", thousands=""),
    "1.234.567,89": Profile(decimal=",", thousands="."),
    "1,234,567.89": Profile(decimal=".", thousands=","),
}
THREE_DECIMALS = r"^-?[0-9]{{1,3}}\{sign}[0-9]{{3}}$"
"""May be a group of thousands instead."""
PLAIN = "digits only"
RARE = 0.01
"""Share of the filled cells up to which a style is taken for a slip of the pen."""


@dataclass(frozen=True)
class Styles:
    """The styles of an export's cells, and what they decide of its profile."""

    counts: tuple[StyleCount, ...]
    profile: Profile
    doubts: tuple[str, ...]
    """What the cells do not decide, one sentence each."""


def to_styles(cells: pl.DataFrame, kind: Kind, profile: Profile) -> Styles:
    """The styles seen in the canonical columns, and the profile with those that they decide."""
    columns = COLUMNS[kind]
    days = _read(cells, _among(DATES, columns), tidied_dates, _date_styles())
    periods = _read(cells, _among(MONTHS, columns), tidied_dates, _month_styles())
    amounts = _read(cells, _among(NUMBERS, columns), tidied_numbers, _number_styles())
    day, day_doubts = _decided_dates(days, profile)
    month, month_doubts = _decided_months(periods, profile)
    amount, amount_doubts = _decided_numbers(amounts, profile)
    return Styles(
        counts=tuple(count for read in (days, periods, amounts) for count in _counts(read)),
        profile=replace(
            profile,
            dates=day,
            months=month,
            decimal=amount.decimal,
            thousands=amount.thousands,
        ),
        doubts=(*day_doubts, *month_doubts, *amount_doubts),
    )


def commonest_month(cells: pl.DataFrame) -> Month | None:
    """The month that most rows say in PERIODE, in whatever style; None when none says one."""
    read = _read(cells, ["PERIODE"], tidied_dates, _month_styles())
    said = read.select("cells", month=pl.coalesce(*_month_styles())).drop_nulls()
    counted = said.group_by("month").agg(pl.col("cells").sum())
    found = counted.sort(["cells", "month"], descending=True)["month"]
    return Month(found[0] // 12, found[0] % 12 + 1) if len(found) else None


def _date_styles() -> dict[str, pl.Expr]:
    cell = pl.col("cell")
    foreign = {
        style: pl.when(cell.str.contains(MONTH_FIRST_LOOK)).then(
            cell.str.to_date(form, strict=False)
        )
        for style, form in MONTH_FIRST.values()
    }
    allowed = {style: dates("cell", Profile(dates=(style,))) for style in get_args(DateStyle)}
    return allowed | foreign


def _month_styles() -> dict[str, pl.Expr]:
    return {style: months("cell", Profile(months=style)) for style in get_args(MonthStyle)}


def _number_styles() -> dict[str, pl.Expr]:
    """The reader takes no cell for three decimals; but it may be that, so it decides nothing."""
    cell = pl.col("cell")
    return {
        style: pl.coalesce(
            whole_numbers("cell", way),
            pl.when(cell.str.contains(THREE_DECIMALS.format(sign=way.decimal))).then(
                cell.str.extract("^(-?[0-9]+)").cast(pl.Int64)
            ),
        )
        for style, way in NUMBER_STYLES.items()
    }


def _among(group: tuple[str, ...], columns: tuple[str, ...]) -> list[str]:
    return [column for column in columns if column in group]


def _read(
    cells: pl.DataFrame,
    columns: list[str],
    tidy: Callable[[pl.Series], pl.Series],
    styles: Mapping[str, pl.Expr],
) -> pl.DataFrame:
    """One row per column and distinct filled cell: column, cells, and what each style reads."""
    found = [
        tidy(cells[column])
        .alias("cell")
        .drop_nulls()
        .value_counts(name="cells")
        .select(pl.lit(column).alias("column"), "cells", "cell")
        for column in columns
    ]
    nothing = pl.DataFrame(schema={"column": pl.String, "cells": pl.UInt32, "cell": pl.String})
    return pl.concat([nothing, *found]).select(
        "column", "cells", *(read.alias(style) for style, read in styles.items())
    )


def _counts(read: pl.DataFrame) -> Iterator[StyleCount]:
    """How many cells of each column only one style reads, or several, or none; most first."""
    styles = read.columns[2:]
    names = [pl.when(pl.col(style).is_not_null()).then(pl.lit(style)) for style in styles]
    readers = pl.concat_list(names).list.drop_nulls()
    values = pl.concat_list(styles).list.drop_nulls().list.unique()
    is_plain = (readers.list.len() == len(styles)) & (values.list.len() == 1)
    label = pl.when(is_plain).then(pl.lit(PLAIN)).otherwise(readers.list.join(" or "))
    for (column,), cells in read.group_by("column", maintain_order=True):
        summed = cells.group_by(label.alias("style")).agg(pl.col("cells").sum())
        ordered = summed.sort(["cells", "style"], descending=[True, False])
        for style, count in ordered.iter_rows():
            yield StyleCount(str(column), style, count)


def _said(cells: int) -> str:
    return f"{number(cells)} {'cell' if cells == 1 else 'cells'}"


def _cells(read: pl.DataFrame, *conditions: pl.Expr) -> int:
    return int(read.filter(*conditions)["cells"].sum())


def _decided_dates(read: pl.DataFrame, profile: Profile) -> tuple[tuple[DateStyle, ...], list[str]]:
    """All styles that more than a few cells show, the most frequent first."""
    shown = {style: _cells(read, pl.col(style).is_not_null()) for style in get_args(DateStyle)}
    doubts = {style: _date_doubt(read, style, shown[style]) for style in shown}
    decided = [style for style in shown if shown[style] and not doubts[style]]
    decided.sort(key=lambda style: -shown[style])
    return tuple(decided) or profile.dates, [doubt for doubt in doubts.values() if doubt]


def _date_doubt(read: pl.DataFrame, style: DateStyle, seen: int) -> str:
    """Why a style that some cells show is not allowed all the same; empty where it is."""
    if style in MONTH_FIRST:
        other = MONTH_FIRST[style][0]
        is_day_first, is_month_first = pl.col(style).is_not_null(), pl.col(other).is_not_null()
        wrong = _cells(read, is_month_first & ~is_day_first)
        right = _cells(read, is_day_first & ~is_month_first)
        if wrong > right:
            return (
                f"dates: {_said(wrong)} can only be {other}, {number(right)} only {style}; no "
                "profile allows the month first, so the branch must export again."
            )
        if seen and not right:
            return (
                f"dates: undecidable, for {_said(seen)} may be {style} or {other}, and none tells; "
                "ask the branch."
            )
    if 0 < seen <= _cells(read) * RARE:
        return f"dates: {style} is in {number(seen)} of {_said(_cells(read))}; too few to allow it."
    return ""


def _decided_months(read: pl.DataFrame, profile: Profile) -> tuple[MonthStyle, list[str]]:
    """The style that most cells show; a profile has one."""
    filled = _cells(read)
    shown = {style: _cells(read, pl.col(style).is_not_null()) for style in get_args(MonthStyle)}
    best: MonthStyle = max(shown, key=lambda style: shown[style])
    if not shown[best]:
        return profile.months, ["months: undecidable, for no cell is a month."] if filled else []
    others = sum(shown.values()) - shown[best]
    if others > filled * RARE:
        found = ", ".join(f"{style} ({number(cells)})" for style, cells in shown.items() if cells)
        return best, [f"months: several styles are used: {found}; a profile has one."]
    return best, []


def _decided_numbers(read: pl.DataFrame, profile: Profile) -> tuple[Profile, list[str]]:
    """The style that reads clearly more cells than all that would read them differently."""
    shown = {style: _cells(read, pl.col(style).is_not_null()) for style in NUMBER_STYLES}
    least = max(shown.values()) - _cells(read) * RARE
    best = [style for style in NUMBER_STYLES if shown[style] >= least]
    if _cells(read) and not max(shown.values()):
        return profile, ["decimal, thousands: undecidable, for no cell is a number."]
    for place, style in enumerate(best):
        for other in best[place + 1 :]:
            differing = _cells(read, pl.col(style) != pl.col(other))
            if differing:
                return profile, [
                    f"decimal, thousands: undecidable, for {_said(differing)} may be {style} or "
                    f"{other}; ask the branch."
                ]
    kept = (style for style in best if _is_written(profile, style))
    return NUMBER_STYLES[next(kept, best[0])], []


def _is_written(profile: Profile, style: str) -> bool:
    way = NUMBER_STYLES[style]
    return (way.decimal, way.thousands) == (profile.decimal, profile.thousands)

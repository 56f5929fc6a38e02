"""Tables whose cells have types, such as sheets: made into text cells in the branch's own style."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace

import polars as pl

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from schemas.month import Month
from schemas.reading import AsSent
from transforms.cells import Cells
from transforms.export_styles import date_texts, month_text
from transforms.records import FORMULA
from transforms.totals import TOTAL, is_filled, without_totals

DATES = ("TGL_LAHIR", "MULAI", "SELESAI")
MONTHS = ("PERIODE", "BLTH_IURAN_TERAKHIR")
AMOUNTS = ("UPAH", "NILAI_KONTRAK", "JUMLAH_TK")
IDENTIFIERS = ("KPJ", "NIK", "NPP", "KODE_DIVISI", "NOMOR_PROYEK")
INEXACT, MARKED = r"^([0-9]{16,})$", "${1}.0"
"""A number with more digits than a spreadsheet keeps, and how it stays recognisable as one."""
STARTS_WITH_TOTAL = rf"(?i)^\s*(?:{TOTAL})\b"
IS_FORMULA_LIKE = FORMULA.format(sign=r"\x00")
"""Of a cell on its own, which holds no delimiter."""


@dataclass(frozen=True)
class TypedTable:
    """The rows below a heading, each cell as text, and what is known of the cells' types."""

    headings: tuple[str, ...]
    names: tuple[str, ...]
    """The canonical column of each heading, empty where it stands for none."""
    line: int
    """Row of the heading; 0 when it has none."""
    text: pl.DataFrame = field(repr=False)
    """row (its number), and all columns by their places, from "0"."""
    numbers: pl.DataFrame = field(repr=False)
    """By canonical column: whether an identifier or amount is a number."""
    days: pl.DataFrame = field(repr=False)
    """By canonical column: the day of a cell that is a date or month, null where it is none."""
    is_merged: pl.Series = field(repr=False)
    """Whether one of the row's canonical cells is merged with others."""


def to_typed_cells(
    table: TypedTable, kind: Kind, profile: Profile, findings: Counter[str]
) -> Cells:
    """The canonical columns as text, and the rows that can't be read; E102 when there are none."""
    rows = _restyled(table, kind, profile)
    marks = pl.DataFrame(
        {
            "is_blank": rows.select(~pl.any_horizontal(map(is_filled, COLUMNS[kind]))).to_series(),
            "is_heading": _is_heading(table),
            "is_total": _starts(table).str.contains(STARTS_WITH_TOTAL).fill_null(value=False),
            "is_merged": table.is_merged,
        }
    )
    findings["N308"] += int(marks["is_blank"].sum())
    findings["N314"] += int(marks["is_heading"].sum())
    is_row = ~marks["is_blank"] & ~marks["is_heading"]
    kept, totals, dropped = without_totals(
        rows.filter(is_row), marks.filter(is_row)["is_total"], kind, profile
    )
    findings["N322"] += dropped
    is_kept = rows["row"].is_in(kept["row"].implode())
    findings["N309"] += _typed_days(table.days.filter(is_kept), profile)
    findings["N323"] += _formula_like(table.text.filter(is_kept))
    merged = rows.filter(is_kept & table.is_merged).select(
        "row", column=pl.lit(None, pl.String), code=pl.lit("Q205")
    )
    if kept.is_empty() and totals.is_empty():
        raise ExportError("E102")
    return Cells(
        frame=rows.filter(is_kept & ~table.is_merged),
        unreadable=pl.concat([merged, totals]).sort("row"),
        findings=findings,
        lines=table.line + table.text.height,
    )


def as_sent(table: TypedTable, kind: Kind, profile: Profile, wanted: Collection[int]) -> AsSent:
    """The chosen rows with all their cells, dates and amounts as the branch writes them."""
    rows = table.text["row"].is_in(list(wanted))
    restyled = _restyled(table, kind, profile).filter(rows)
    cells = table.text.filter(rows).with_columns(
        restyled[name].alias(str(place))
        for place, name in enumerate(table.names)
        if name in (*DATES, *MONTHS, *AMOUNTS)
    )
    return AsSent(
        headings=table.headings,
        columns=table.names,
        rows={row: tuple(cell or "" for cell in rest) for row, *rest in cells.iter_rows()},
    )


def _restyled(table: TypedTable, kind: Kind, profile: Profile) -> pl.DataFrame:
    """row, and the canonical columns as the branch would write them."""
    columns = [_column(table, column, profile).alias(column) for column in COLUMNS[kind]]
    return pl.DataFrame([table.text["row"], *columns])


def _column(table: TypedTable, column: str, profile: Profile) -> pl.Series:
    text = table.text[str(table.names.index(column))]
    if column in table.numbers:
        return _number_texts(text, column, profile).zip_with(table.numbers[column], text)
    if column in table.days:
        days = table.days[column]
        written = date_texts(days, _full_years(profile))
        if column in MONTHS:
            written = _month_texts(days, profile)
        return written.zip_with(days.is_not_null(), text)
    return text


def _number_texts(text: pl.Series, column: str, profile: Profile) -> pl.Series:
    if column in AMOUNTS:
        return text.str.replace(".", profile.decimal, literal=True)
    return text.str.replace(INEXACT, MARKED)


def _full_years(profile: Profile) -> Profile:
    """The profile with a first style that keeps the century, if it has one."""
    full = [style for style in profile.dates if style != "dd-mon-yy"]
    return replace(profile, dates=(*full, *profile.dates))


def _month_texts(days: pl.Series, profile: Profile) -> pl.Series:
    months = days.dt.month_start()
    distinct = months.unique().drop_nulls()
    texts = [month_text(Month(day.year, day.month), profile) for day in distinct]
    return months.replace_strict(distinct, pl.Series(texts, dtype=pl.String), default=None)


def _is_heading(table: TypedTable) -> pl.Series:
    """Whether a row says the canonical headings once more."""
    again = (
        pl.col(str(place)).eq_missing(pl.lit(table.headings[place]))
        for place, name in enumerate(table.names)
        if name
    )
    return table.text.select(pl.all_horizontal(again)).to_series()


def _starts(table: TypedTable) -> pl.Series:
    """The first cell of each row that says something."""
    cells = pl.exclude("row")
    return table.text.select(
        pl.coalesce(pl.when(cells.str.contains(r"\S")).then(cells))
    ).to_series()


def _typed_days(days: pl.DataFrame, profile: Profile) -> int:
    """Cells that are dates; where they are written as serial numbers, those are counted as such."""
    columns = MONTHS if profile.dates[0] == "serial" else (*MONTHS, *DATES)
    return sum(days.height - days[name].null_count() for name in columns if name in days)


def _formula_like(text: pl.DataFrame) -> int:
    """Rows with a cell that a spreadsheet would calculate if it were typed in."""
    is_like = pl.any_horizontal(pl.exclude("row").str.contains(IS_FORMULA_LIKE))
    return int(text.select(is_like.fill_null(value=False)).to_series().sum())

"""Total rows and signatures: what stands among or below the rows and is no row itself."""

import re

import polars as pl

from schemas.exports import COLUMNS, Kind, Profile
from transforms.dialect import tidied_numbers, whole_numbers

TOTAL = "JUMLAH|GRAND ?TOTAL|SUB[ -]?(?:TOTAL|JUMLAH)|TOTAL"
"""Words that a total row starts with."""
IDENTIFIERS: dict[Kind, tuple[str, ...]] = {
    Kind.PESERTA: ("KPJ", "NIK"),
    Kind.PEMBERI_KERJA: ("NPP",),
    Kind.PROYEK_JAKON: ("NOMOR_PROYEK",),
}
"""Columns that are empty in a total row."""
AMOUNTS: dict[Kind, tuple[str, ...]] = {
    Kind.PESERTA: ("UPAH",),
    Kind.PEMBERI_KERJA: ("JUMLAH_TK",),
    Kind.PROYEK_JAKON: ("NILAI_KONTRAK", "JUMLAH_TK"),
}
"""Columns that a total row sums up."""
MOST_FILLED = 0.5
"""Share of its columns that a signature line fills, at most."""
DISAGREEING = {"row": pl.UInt32, "column": pl.String, "code": pl.String}


def without_totals(
    cells: pl.DataFrame, is_total: pl.Series, kind: Kind, profile: Profile
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """The rows that stay, the disagreeing totals (row, column, code), and how many were dropped.

    `cells` has row and the canonical columns as text; `is_total` tells the rows that start with a
    total word. Such a row is a total when it has no identifiers, and agrees when each amount that
    it states is the sum of all rows above, or of those since the last total; it may state none.
    Rows at the end, below a total, with few cells and no identifiers are place, date and signature.
    """
    if is_total.any():
        has_identifiers = pl.any_horizontal(map(is_named, IDENTIFIERS[kind]))
        is_total = is_total & ~cells.select(has_identifiers).to_series()
    if not is_total.any():
        return cells, pl.DataFrame(schema=DISAGREEING), 0
    disagreeing = _disagreeing(cells, is_total, kind, profile)
    signatures = _signatures(cells.slice(is_total.arg_true()[-1] + 1), kind)
    rows = cells.filter(~is_total)
    return (
        rows.head(rows.height - signatures),
        disagreeing,
        int(is_total.sum()) - disagreeing.height + signatures,
    )


def is_filled(column: str) -> pl.Expr:
    """Whether there is more than blanks in a cell."""
    return pl.col(column).str.strip_chars().fill_null("") != ""


def is_named(column: str) -> pl.Expr:
    """Whether there is an identifier in a cell: more than blanks or a total word."""
    return is_filled(column) & ~pl.col(column).str.contains(rf"(?i)^\s*(?:{TOTAL})\b")


def total_start(delimiter: str) -> str:
    """How the line of a total row starts: a total word, perhaps below empty fields."""
    return rf'(?i)^[{re.escape(delimiter)}"\s]*(?:{TOTAL})\b'


def _disagreeing(
    cells: pl.DataFrame, is_total: pl.Series, kind: Kind, profile: Profile
) -> pl.DataFrame:
    """The totals with an amount to which no rows above add up: row, column (the first), code."""
    columns = AMOUNTS[kind]
    tidied = cells.select(tidied_numbers(cells[column]) for column in columns)
    amounts = tidied.select(whole_numbers(column, profile).alias(column) for column in columns)
    sums = amounts.select(pl.when(~is_total).then(pl.all()).fill_null(0).cum_sum())
    stated, read, above = (frame.filter(is_total) for frame in (tidied, amounts, sums))
    since = above.select(pl.all() - pl.all().shift(fill_value=0))
    misfit = _misfit(stated, read, above)
    is_misfit = misfit.is_not_null() & _misfit(stated, read, since).is_not_null()
    totals = cells.filter(is_total).select("row", column=misfit, code=pl.lit("Q219"))
    return totals.filter(is_misfit)


def _misfit(stated: pl.DataFrame, read: pl.DataFrame, sums: pl.DataFrame) -> pl.Series:
    """The first column of each total that states another amount than the sum, null when none."""
    return pl.select(
        pl.coalesce(
            pl.when(stated[column].is_not_null() & ~read[column].eq_missing(sums[column])).then(
                pl.lit(column)
            )
            for column in sums.columns
        )
    ).to_series()


def _signatures(tail: pl.DataFrame, kind: Kind) -> int:
    """How many of the rows below the last total are signature lines, counted from the end."""
    filled = pl.sum_horizontal(map(is_filled, COLUMNS[kind]))
    has_identifiers = pl.any_horizontal(map(is_filled, IDENTIFIERS[kind]))
    is_row = (filled > MOST_FILLED * len(COLUMNS[kind])) | has_identifiers
    rows = tail.select(is_row=is_row).to_series().arg_true()
    return tail.height - (rows[-1] + 1 if rows.len() else 0)

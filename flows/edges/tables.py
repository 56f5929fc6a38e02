"""Reads a Parquet table, whose cells have types, into text cells."""

from collections import Counter
from collections.abc import Collection
from datetime import time
from functools import partial
from io import BytesIO

import polars as pl

from flows.edges.content import parsed, refuse_other
from flows.edges.sheet_extent import MOST_PLACES
from flows.edges.typed_tables import (
    AMOUNTS,
    DATES,
    IDENTIFIERS,
    MONTHS,
    TypedTable,
    as_sent,
    to_typed_cells,
)
from schemas.errors import ExportError
from schemas.exports import Kind, Profile
from schemas.reading import AsSent
from transforms.cells import Cells
from transforms.layout import named, note_heading, to_positions

PARQUET = b"PAR1"
"""First and last bytes."""
TRUTHS = {True: "Y", False: "T"}
MIDNIGHT = time()


def to_table_cells(data: bytes, kind: Kind, profile: Profile, cap: int) -> Cells:
    """The cells of a Parquet file; ExportError when it can't be taken as a whole."""
    findings: Counter[str] = Counter()
    headings, names = _headings(data, kind, profile)
    note_heading(list(headings), list(names), 1, findings)
    known = tuple(heading for heading, name in zip(headings, names, strict=True) if name)
    table = _to_table(data, known, tuple(filter(None, names)), kind, cap)
    return to_typed_cells(table, kind, profile, findings)


def table_rows_as_sent(
    data: bytes, kind: Kind, profile: Profile, cap: int, wanted: Collection[int]
) -> AsSent:
    """Chosen rows of a Parquet file, with all their cells."""
    headings, names = _headings(data, kind, profile)
    return as_sent(_to_table(data, headings, names, kind, cap), kind, profile, wanted)


def _headings(data: bytes, kind: Kind, profile: Profile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of the file, and the canonical column of each."""
    refuse_other(data, PARQUET, "a Parquet file")
    headings = tuple(parsed(lambda: pl.read_parquet_schema(BytesIO(data))))
    names = tuple(named(list(headings), profile, kind))
    to_positions(list(names), 1, kind)
    return headings, names


def _to_table(
    data: bytes, headings: tuple[str, ...], names: tuple[str, ...], kind: Kind, cap: int
) -> TypedTable:
    """The named columns of the file; how many rows there are is known before any is read."""
    rows = parsed(lambda: pl.scan_parquet(BytesIO(data)).select(pl.len()).collect().item())
    if rows * len(headings) > MOST_PLACES:
        raise ExportError("E108", rows=rows, columns=len(headings))
    frame = parsed(lambda: pl.read_parquet(BytesIO(data), columns=list(headings)))
    text = pl.DataFrame(
        [
            parsed(partial(_as_text, frame[heading], is_known=bool(name))).alias(str(place))
            for place, (heading, name) in enumerate(zip(headings, names, strict=True))
        ]
    )
    if sum(int(cells.str.len_bytes().sum()) for cells in text) > cap:
        raise ExportError("E107", cap=cap)
    typed = {name: frame[heading] for heading, name in zip(headings, names, strict=True) if name}
    return TypedTable(
        headings=headings,
        names=names,
        line=0,
        text=text.with_row_index("row", offset=1),
        numbers=pl.DataFrame(
            {
                column: cells.is_not_null() & _is_number(column, cells.dtype)
                for column, cells in typed.items()
                if column in (*IDENTIFIERS, *AMOUNTS)
            }
        ),
        days=pl.DataFrame(
            {column: _days(cells) for column, cells in typed.items() if column in (*DATES, *MONTHS)}
        ),
        is_merged=pl.repeat(value=False, n=text.height, eager=True),
    )


def _as_text(cells: pl.Series, *, is_known: bool) -> pl.Series:
    """The cells as text; lists and the like, which no canonical column holds, as nothing."""
    if cells.dtype == pl.Boolean:
        return cells.replace_strict(TRUTHS, default=None, return_dtype=pl.String)
    if not is_known and (cells.dtype.is_nested() or cells.dtype == pl.Binary):
        return pl.repeat(None, n=cells.len(), dtype=pl.String, eager=True)
    text = cells.cast(pl.String)
    return text.str.replace(r"\.0$", "") if cells.dtype.is_float() else text


def _is_number(column: str, dtype: pl.DataType) -> bool:
    """Whether an amount may have a decimal sign, or an identifier may have lost digits."""
    return dtype.is_numeric() if column in AMOUNTS else dtype.is_float()


def _days(cells: pl.Series) -> pl.Series:
    """The days of dates. A time of day makes none: a clock was moved across midnight."""
    if cells.dtype == pl.Datetime:
        return cells.dt.date().set(cells.dt.time() != MIDNIGHT, None)
    if cells.dtype == pl.Date:
        return cells
    return pl.repeat(None, n=cells.len(), dtype=pl.Date, eager=True)

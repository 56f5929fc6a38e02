"""Reads a column's cells, each distinct one once where that pays, and tells what each row says."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from schemas.codes import FINDINGS
from schemas.rules import FAULT, LONGEST_CELL
from transforms.dialect import MISSING, tidied

NOTE = pl.Enum(list(FINDINGS))
FORBIDDEN = r"[\p{Cc}\x{FFFD}--\t\n\r]"
"""Control characters and lost letters; blanks of every sort are folded by tidying."""
ERROR = "#"
"""What a spreadsheet's errors begin with, like cells that were too narrow to be shown."""
DAMAGE = (
    pl.when(pl.col("raw").str.contains(FORBIDDEN))
    .then(pl.lit("Q216"))
    .when(pl.col("raw").str.len_bytes() > LONGEST_CELL)
    .then(pl.lit("Q215"))
    .when(pl.col("text").str.starts_with(ERROR))
    .then(pl.lit("Q209"))
    .when(pl.col("text").is_null() | pl.col("text").is_in(MISSING))
    .then(pl.lit("Q205"))
)
"""Why a cell is no text to be read, whatever its column."""
SAMPLE, FEW = 1_000, 4
"""Rows looked at first, and distinct cells among them up to which a column is one of few words."""
FEW_ROWS = 4_000
"""Rows up to which finding the distinct cells costs more than reading each."""
MANY = 0.5
"""Share of distinct cells from which finding each row's costs more than reading it anew."""
LEAST_BITS = 8
"""Of a hash, at least so many tell its slot."""
EMPTY = -1
PLACE = pl.UInt32

Reader = Callable[[pl.DataFrame], pl.DataFrame]
"""How cells are read: from `raw`, `damage` and `text` (tidied; null when damaged).

Mostly they are a column's distinct cells; where there are few rows, cells may repeat.

It gives the values as typed columns, and `fault`: the damage, or else why a cell must not be taken.
It may give `note`, what was noticed, and `proof`: 1 when a cell proves the branch's style, -1 when
it proves another.
"""
BESIDE_VALUES = {"fault", "note", "proof"}
NO_NOTE = pl.lit(None, pl.String)


@dataclass(frozen=True)
class Plain:
    """What a reader says of a column's plain cells, from `raw`: no fault, and nothing odd."""

    is_plain: pl.Expr
    values: tuple[pl.Expr, ...] = ()
    """The reader's typed columns; null where a cell is."""
    note: pl.Expr = NO_NOTE


@dataclass(frozen=True)
class ReadColumn:
    """What a column's cells were read to, row by row."""

    values: tuple[pl.Series, ...]
    fault: pl.Series
    findings: Counter[str]
    balance: int = 0
    """Cells that prove the branch's style less those that prove another."""


def spelled(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The distinct cells, and each row's place among them; null where a row has none.

    Where the first rows say nearly all that a column says, comparing beats hashing. Where most
    cells are different, they are left as they are, each in its own place.
    """
    few = few_words(cells)
    distinct, places = (
        (pl.Series(cells.name, few), _compared(cells, few)) if few else _slotted(cells)
    )
    if places.null_count() == cells.null_count():
        return distinct, places
    is_odd = places.is_null() & cells.is_not_null()
    others, odd_places = _hashed(cells.filter(is_odd))
    places = places.scatter(is_odd.arg_true(), odd_places + distinct.len())
    return pl.concat([distinct, others]), places


def few_words(cells: pl.Series) -> list[str]:
    """The words that the first rows say, in order; none where they are more than a few."""
    first = sorted({*cells.head(SAMPLE).to_list()} - {None})
    return first if len(first) <= FEW else []


def compared(cells: pl.Series, meanings: Mapping[str, pl.Expr]) -> pl.Series:
    """What each row's word means; null where a row says something else than these words."""
    meant = pl.lit(None)
    for word, meaning in meanings.items():
        meant = pl.when(pl.first() == word).then(meaning).otherwise(meant)
    return cells.to_frame().select(meant).to_series()


def _compared(cells: pl.Series, words: list[str]) -> pl.Series:
    """Each row's place among these words."""
    return compared(cells, {word: pl.lit(place, PLACE) for place, word in enumerate(words)})


def _slotted(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Nearly all distinct cells, and each row's place among them; null where it has none.

    Each hash has a slot, and of several cells with the same slot one is there.
    """
    bits = max(cells.len().bit_length(), LEAST_BITS)
    slots = (cells.hash().to_numpy() >> np.uint64(64 - bits)).astype(np.int64)
    table = np.full(1 << bits, EMPTY, np.int32)
    table[slots] = np.arange(cells.len(), dtype=np.int32)
    used = np.flatnonzero(table != EMPTY)
    if used.size > MANY * cells.len():
        return _each(cells)
    distinct = cells.gather(table[used])
    table[used] = np.arange(used.size, dtype=np.int32)
    places = pl.Series(cells.name, table[slots]).cast(PLACE)
    return distinct, places.set(~distinct.gather(places).eq_missing(cells) | cells.is_null(), None)


def _hashed(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    distinct = cells.unique().drop_nulls()
    if distinct.len() > MANY * cells.len():
        return _each(cells)
    return distinct, cells.cast(pl.Enum(distinct)).to_physical().cast(PLACE)


def _each(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """All cells, each in its own place."""
    places = pl.int_range(cells.len(), dtype=PLACE, eager=True)
    return cells, places.set(cells.is_null(), None)


def read_column(cells: pl.Series, reader: Reader, plain: Plain | None = None) -> ReadColumn:
    """Read a column's distinct cells, or those of few rows as they stand; empty ones, too.

    Cells that are `plain` need no reader.
    """
    if plain is not None and cells.len() <= FEW_ROWS:
        return _spread_out(_readings(cells, reader, plain), None)
    distinct, places = spelled(cells)
    if places.null_count():
        places = places.fill_null(distinct.len())
        distinct = distinct.extend_constant(None, 1)
    return _spread_out(_readings(distinct, reader, plain), places)


def _spread_out(readings: pl.DataFrame, places: pl.Series | None) -> ReadColumn:
    """Each row's readings, which stand at its place; without places each row has its own."""
    return ReadColumn(
        values=tuple(
            _spread(values, places) for values in readings if values.name not in BESIDE_VALUES
        ),
        fault=_spread(readings["fault"].cast(FAULT), places),
        findings=_counted(readings, places),
        balance=_balance(readings, places),
    )


def _readings(cells: pl.Series, reader: Reader, plain: Plain | None) -> pl.DataFrame:
    """What cells are read to, one by one."""
    if plain is None:
        return reader(_undamaged(cells))
    is_empty = pl.col("raw").is_null()
    told = (
        cells.alias("raw")
        .to_frame()
        .select(
            *plain.values,
            fault=pl.when(is_empty).then(pl.lit("Q205")),
            note=plain.note,
            is_odd=~(is_empty | plain.is_plain.fill_null(value=False)),
        )
    )
    odd = told.drop_in_place("is_odd").arg_true()
    if odd.is_empty():
        return told
    read = reader(_undamaged(cells.gather(odd)))
    if "proof" in read.columns and (read["proof"] < 0).any():
        del told, read
        return reader(_undamaged(cells))  # all are weighed
    return pl.DataFrame(
        column.scatter(odd, read[column.name]) if column.name in read.columns else column
        for column in told
    )


def _undamaged(raw: pl.Series) -> pl.DataFrame:
    """The cells beside their tidied text and the damage for which they have none."""
    cells = pl.DataFrame([raw.alias("raw"), tidied(raw).alias("text")]).with_columns(damage=DAMAGE)
    damage = cells["damage"]
    if damage.null_count() == damage.len():
        return cells
    return cells.with_columns(pl.when(pl.col("damage").is_null()).then("text").alias("text"))


def _spread(readings: pl.Series, places: pl.Series | None) -> pl.Series:
    """Each row's own; a column that says nothing, or everywhere the same, is made at once."""
    if places is None:
        return readings
    if readings.null_count() == readings.len():
        return readings.clear(places.len())
    if not places.is_empty() and places.max() == places.min():
        return readings.new_from_index(places[0], places.len())
    if readings.dtype == pl.Boolean:
        # Bytes are gathered in less time than bits.
        return readings.cast(pl.UInt8).gather(places).cast(pl.Boolean)
    return readings.gather(places)


def _counted(readings: pl.DataFrame, places: pl.Series | None) -> Counter[str]:
    """Rows by what was noticed in their cell, if it was taken."""
    if "note" not in readings.columns or readings["note"].null_count() == readings.height:
        return Counter()
    noted = readings.select(pl.when(pl.col("fault").is_null()).then("note")).to_series()
    notes = _spread(noted.cast(NOTE), places).drop_nulls()
    return Counter({str(note): rows for note, rows in notes.value_counts().iter_rows()})


def _balance(readings: pl.DataFrame, places: pl.Series | None) -> int:
    """Nothing is weighed while no cell speaks against the branch's style."""
    if "proof" not in readings.columns or not (readings["proof"] < 0).any():
        return 0
    return int(_spread(readings["proof"].cast(pl.Int64), places).sum())

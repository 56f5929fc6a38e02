"""Makes employer units of a `pemberi_kerja` export's cells."""

from functools import partial

import polars as pl

from schemas.exports import Kind
from schemas.reading import ReadJob
from schemas.rules import MOST_WORKERS
from transforms.dialect import SCALE
from transforms.identity import hashed_units
from transforms.parsing import (
    ColumnReader,
    Parsed,
    by_spelling,
    origin_readers,
    parsed,
    payment_readers,
)
from transforms.readers import read_numbers, read_unit_codes
from transforms.words import read_word_column


def parse_employers(cells: pl.DataFrame, job: ReadJob) -> Parsed:
    """The cells as the branch's style and the field's words make them typed."""
    readers: dict[str, ColumnReader] = {
        **origin_readers(job, "KODE_WILAYAH"),
        **{column: by_spelling(read_unit_codes, name=column) for column in ("NPP", "KODE_DIVISI")},
        "SKALA": partial(read_word_column, name="scale", vocabulary=SCALE),
        **payment_readers(job),
        "JUMLAH_TK": by_spelling(
            read_numbers,
            name="reported_workers",
            profile=job.profile,
            most=MOST_WORKERS,
            is_whole=True,
        ),
    }
    return parsed(cells, Kind.PEMBERI_KERJA, readers)


def draft_employers(rows: pl.DataFrame, job: ReadJob) -> pl.DataFrame:
    """Rows that keep every rule as employer units, by hash, duplicates among them."""
    return rows.select(
        "row",
        hashed_units(rows, job.key).alias("employer"),
        pl.lit(job.branch).alias("branch"),
        "area",
        "scale",
        "is_declared_active",
        pl.col("reported_workers").cast(pl.Int32),
        "unpaid_months",
    ).sort("employer", "row")

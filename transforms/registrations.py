"""Makes registrations of a `peserta` export's cells."""

from functools import partial

import polars as pl

from schemas.exports import Kind
from schemas.reading import ReadJob
from schemas.rules import MOST_WAGE_RUPIAH, PROGRAMMES
from transforms.date_readers import read_births
from transforms.dialect import FLAGS, SEGMENT, SEX
from transforms.identifiers import read_cards, read_niks
from transforms.identity import hashed_numbers, hashed_units
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


def parse_registrations(cells: pl.DataFrame, job: ReadJob) -> Parsed:
    """The cells as the branch's style and the field's words make them typed."""
    readers: dict[str, ColumnReader] = {
        **origin_readers(job, "KODE_WILAYAH_KERJA"),
        **{column: by_spelling(read_unit_codes, name=column) for column in ("NPP", "KODE_DIVISI")},
        "KPJ": read_cards,
        "NIK": partial(read_niks, areas=job.areas),
        "TGL_LAHIR": by_spelling(read_births, profile=job.profile, month=job.month),
        "JENIS_KELAMIN": partial(read_word_column, name="sex", vocabulary=SEX),
        "SEGMEN": partial(read_word_column, name="segment", vocabulary=SEGMENT),
        **{
            programme: partial(read_word_column, name=f"has_{programme.lower()}", vocabulary=FLAGS)
            for programme in PROGRAMMES
        },
        **payment_readers(job),
        "UPAH": by_spelling(
            read_numbers, name="wage_rupiah", profile=job.profile, most=MOST_WAGE_RUPIAH
        ),
    }
    return parsed(cells, Kind.PESERTA, readers)


def draft_registrations(rows: pl.DataFrame, job: ReadJob) -> pl.DataFrame:
    """Rows that keep every rule as registrations, by person and row, duplicates among them."""
    return rows.select(
        "row",
        hashed_numbers(rows["NIK"], job.key).alias("person"),
        hashed_numbers(rows["KPJ"], job.key).alias("card"),
        hashed_units(rows, job.key).alias("employer"),
        pl.lit(job.branch).alias("branch"),
        "area",
        "segment",
        "sex",
        pl.col("age_years").cast(pl.UInt8),
        *[f"has_{programme.lower()}" for programme in PROGRAMMES],
        "is_declared_active",
        "unpaid_months",
        "wage_rupiah",
    ).sort("person", maintain_order=True)

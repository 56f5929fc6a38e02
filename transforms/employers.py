"""Makes employer units of a `pemberi_kerja` export's cells."""

import polars as pl

from schemas.reading import ReadJob
from transforms.dialect import SCALE, SCALE_WORDS, STATUS_WORDS
from transforms.identity import with_employer
from transforms.parsing import Parsed, counted, origin, payment, tidied


def parse_employers(cells: pl.DataFrame, job: ReadJob) -> Parsed:
    """The cells beside what the branch's style makes of them; null where that is nothing."""
    parsed = tidied(
        cells,
        words={
            "KODE_KANTOR": (job.branch,),
            "SKALA": tuple(SCALE_WORDS),
            "STATUS": tuple(STATUS_WORDS),
        },
        identifiers=("NPP", "KODE_DIVISI", "KODE_WILAYAH"),
        numbers=("JUMLAH_TK",),
        dates=("PERIODE", "BLTH_IURAN_TERAKHIR"),
    )
    frame = parsed.frame.with_columns(
        **origin(job, "KODE_WILAYAH"),
        **payment(job),
        **counted("JUMLAH_TK", "reported_workers", job),
        scale=pl.col("SKALA").replace_strict(SCALE_WORDS, default=None, return_dtype=SCALE),
    )
    return Parsed(frame, parsed.findings)


def draft_employers(parsed: pl.DataFrame, job: ReadJob) -> pl.DataFrame:
    """Rows that keep every rule as employer units, by hash, duplicates among them."""
    return (
        with_employer(parsed, job.key)
        .select(
            "row",
            "employer",
            pl.lit(job.branch).alias("branch"),
            "area",
            "scale",
            "is_declared_active",
            pl.col("reported_workers").cast(pl.Int32),
            pl.col("unpaid_months").cast(pl.Int16),
        )
        .sort("employer", "row")
    )

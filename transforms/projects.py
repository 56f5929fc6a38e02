"""Makes construction projects of a `proyek_jakon` export's cells."""

import polars as pl

from schemas.reading import ReadJob
from transforms.dialect import dates, whole_numbers
from transforms.identity import hashed
from transforms.parsing import Parsed, counted, origin, tidied


def parse_projects(cells: pl.DataFrame, job: ReadJob) -> Parsed:
    """The cells beside what the branch's style makes of them; null where that is nothing."""
    parsed = tidied(
        cells,
        words={"KODE_KANTOR": (job.branch,)},
        identifiers=("NOMOR_PROYEK", "KODE_WILAYAH"),
        numbers=("NILAI_KONTRAK", "JUMLAH_TK"),
        dates=("PERIODE", "MULAI", "SELESAI"),
    )
    frame = parsed.frame.with_columns(
        **origin(job, "KODE_WILAYAH"),
        **counted("JUMLAH_TK", "workers", job),
        contract_rupiah=whole_numbers("NILAI_KONTRAK", job.profile),
        start_date=dates("MULAI", job.profile),
        end_date=dates("SELESAI", job.profile),
    )
    return Parsed(frame, parsed.findings)


def draft_projects(parsed: pl.DataFrame, job: ReadJob) -> pl.DataFrame:
    """Rows that keep every rule as projects, by hash, duplicates among them."""
    return parsed.select(
        "row",
        hashed("NOMOR_PROYEK", job.key).alias("project"),
        pl.lit(job.branch).alias("branch"),
        "area",
        "contract_rupiah",
        pl.col("workers").cast(pl.Int32),
        "start_date",
        "end_date",
    ).sort("project", "row")

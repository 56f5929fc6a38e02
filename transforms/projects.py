"""Makes construction projects of a `proyek_jakon` export's cells."""

import polars as pl

from schemas.exports import Kind
from schemas.reading import ReadJob
from schemas.rules import MOST_CONTRACT_RUPIAH, MOST_WORKERS
from transforms.date_readers import read_project_days
from transforms.identity import hashed
from transforms.parsing import Parsed, by_spelling, origin_readers, parsed
from transforms.readers import CODE_LOOK, read_codes, read_numbers

DAYS = {"MULAI": "start_date", "SELESAI": "end_date"}


def parse_projects(cells: pl.DataFrame, job: ReadJob) -> Parsed:
    """The cells as the branch's style and the field's words make them typed."""
    profile = job.profile
    readers = {
        **origin_readers(job, "KODE_WILAYAH"),
        "NOMOR_PROYEK": by_spelling(read_codes, name="NOMOR_PROYEK", look=CODE_LOOK, code="Q216"),
        "NILAI_KONTRAK": by_spelling(
            read_numbers, name="contract_rupiah", profile=profile, most=MOST_CONTRACT_RUPIAH
        ),
        "JUMLAH_TK": by_spelling(
            read_numbers, name="workers", profile=profile, most=MOST_WORKERS, is_whole=True
        ),
        **{
            column: by_spelling(read_project_days, name=name, profile=profile, month=job.month)
            for column, name in DAYS.items()
        },
    }
    return parsed(cells, Kind.PROYEK_JAKON, readers)


def draft_projects(rows: pl.DataFrame, job: ReadJob) -> pl.DataFrame:
    """Rows that keep every rule as projects, by hash, duplicates among them."""
    return rows.select(
        "row",
        hashed("NOMOR_PROYEK", job.key).alias("project"),
        pl.lit(job.branch).alias("branch"),
        "area",
        "contract_rupiah",
        pl.col("workers").cast(pl.Int32),
        "start_date",
        "end_date",
    ).sort("project", "row")

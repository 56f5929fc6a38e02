"""What of an export's rows makes the whole file one that can't be taken."""

import polars as pl

from schemas.errors import ExportError
from schemas.exports import Kind
from schemas.month import Month
from schemas.reading import ReadJob
from schemas.rules import fault_of
from transforms.date_readers import months_of
from transforms.dialect import MISSING, tidied, tidied_codes

MOST_FOREIGN = 0.5
"""Share of rows of another month or branch above which the whole file is the wrong one."""
MOST_NUMBERS = 0.05
"""Share of NIK kept as numbers above which the whole file is spoilt."""


def refuse_spoilt(parsed: pl.DataFrame, job: ReadJob) -> None:
    """ExportError when a file is of another month or branch, or its NIK have lost digits."""
    rows = parsed.height
    if _faults(parsed, "PERIODE", "Q208") > MOST_FOREIGN * rows:
        other = parsed.filter(pl.col("period") != months_of(job.month))["period"]
        raise ExportError("E118", found=_month_text(other), expected=str(job.month))
    if _faults(parsed, "KODE_KANTOR", "Q212") > MOST_FOREIGN * rows:
        raise ExportError("E119")
    if job.kind is Kind.PESERTA:
        numbers = _faults(parsed, "NIK", "Q203")
        if numbers > MOST_NUMBERS * rows:
            raise ExportError("E137", rows=numbers)


def refuse_other_totals(
    cells: pl.DataFrame, parsed: pl.DataFrame, received: int, job: ReadJob
) -> None:
    """ExportError when what was read is not what the branch's control file declares.

    Persons are distinct NIK as they stand, impossible ones too; wages those of readable rows.
    """
    declared = job.declared
    if declared.rows is not None and declared.rows != received:
        raise _other_total(job, "baris", declared.rows, received)
    if declared.persons is not None:
        persons = tidied_codes(tidied(cells["NIK"]).drop_nulls())
        read = persons.filter(~persons.is_in(MISSING)).n_unique()
        if declared.persons != read:
            raise _other_total(job, "orang", declared.persons, read)
    if declared.wage_rupiah is not None:
        read = int(parsed["wage_rupiah"].sum())
        if declared.wage_rupiah != read:
            raise _other_total(job, "upah", declared.wage_rupiah, read)


def _other_total(job: ReadJob, total: str, declared: int, read: int) -> ExportError:
    return ExportError(
        "E128",
        branch=job.branch,
        kind=job.kind.value,
        total=total,
        declared=declared,
        read=read,
    )


def _faults(parsed: pl.DataFrame, column: str, code: str) -> int:
    """Rows whose cell has the fault."""
    return int((parsed[fault_of(column)] == code).sum())


def _month_text(months: pl.Series) -> str:
    """The month that most rows are of."""
    year, number = divmod(int(months.mode().min()), 12)  # type: ignore[arg-type]  # never empty
    return str(Month(year, number + 1))

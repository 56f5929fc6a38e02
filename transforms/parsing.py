"""Makes typed columns of an export's cells, and beside each canonical column its faults."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import polars as pl

from schemas.errors import DataError, ExportError
from schemas.exports import Kind
from schemas.reading import ReadJob
from schemas.rules import LISTED, fault_of
from transforms.date_readers import read_payments, read_periods
from transforms.dialect import STATUS
from transforms.plain_cells import PLAIN
from transforms.readers import read_areas, read_sender
from transforms.regions import SAME_CODES, province_of
from transforms.spelling import ReadColumn, Reader, read_column
from transforms.words import read_word_column

ColumnReader = Callable[[pl.Series], ReadColumn]


@dataclass(frozen=True)
class Parsed:
    """An export's rows, ready to be held against the rules."""

    frame: pl.DataFrame
    """row, the typed columns, and for each canonical column its fault."""
    findings: Counter[str]


def parsed(cells: pl.DataFrame, kind: Kind, readers: Mapping[str, ColumnReader]) -> Parsed:
    """Each canonical column read; ExportError when one proves another style than the branch's."""
    columns, findings = [cells["row"]], Counter[str]()
    for column, read in readers.items():
        made = read(cells[column])
        if made.balance < 0:
            raise ExportError("E138", column=column)
        if made.fault.null_count() < made.fault.len():
            _check_listed(made.fault, kind, column)
        columns += [*made.values, made.fault.alias(fault_of(column))]
        findings += made.findings
    return Parsed(pl.DataFrame(columns), findings)


def _check_listed(fault: pl.Series, kind: Kind, column: str) -> None:
    """DataError where a cell has a fault that no rule lists, and so would be lost unseen."""
    unlisted = {*fault.drop_nulls().unique()} - LISTED[kind, column] - {"Q205"}
    if unlisted:
        raise DataError(f"No rule of {kind} lists {min(unlisted)} for {column}.")


def by_spelling(read: Callable[..., pl.DataFrame], **known: object) -> ColumnReader:
    """Read the cells of a column; `known` is what their reader must be told."""
    reader: Reader = partial(read, **known)
    plain = PLAIN[read](**known) if read in PLAIN else None
    return partial(read_column, reader=reader, plain=plain)


def origin_readers(job: ReadJob, area: str) -> dict[str, ColumnReader]:
    """Month, sender and area, which every kind has."""
    return {
        "PERIODE": by_spelling(read_periods, profile=job.profile, month=job.month),
        "KODE_KANTOR": by_spelling(read_sender, branch=job.branch),
        area: partial(_read_areas, job=job),
    }


def payment_readers(job: ReadJob) -> dict[str, ColumnReader]:
    """Status and last payment."""
    return {
        "STATUS": partial(read_word_column, name="is_declared_active", vocabulary=STATUS),
        "BLTH_IURAN_TERAKHIR": by_spelling(
            read_payments,
            profile=job.profile,
            month=job.month,
            grace_months=job.grace_months,
        ),
    }


def _read_areas(cells: pl.Series, job: ReadJob) -> ReadColumn:
    """Codes of kabupaten/kota; where the file speaks against Kemendagri's, some are doubted."""
    read = by_spelling(read_areas, known=job.areas, doubted=())(cells)
    doubted = _doubted(read.values[0], job)
    return by_spelling(read_areas, known=job.areas, doubted=doubted)(cells) if doubted else read


def _doubted(areas: pl.Series, job: ReadJob) -> tuple[str, ...]:
    """Codes that are probably those of BPS: both systems have them, for different places.

    That is so when a branch serves areas of a province that BPS numbers otherwise, and more of its
    rows in such provinces lie outside of the areas that it serves than inside.
    """
    provinces = {province_of(area) for area in job.served} - SAME_CODES
    if not provinces:
        return ()
    counts = {
        area: rows
        for area, rows in areas.drop_nulls().value_counts().iter_rows()
        if province_of(area) in provinces
    }
    outside = [area for area in counts if area not in job.served]
    is_foreign = 2 * sum(counts[area] for area in outside) > sum(counts.values())
    return tuple(sorted(outside)) if is_foreign else ()

"""What an inspecting worker does: finds out how a file is written, and tries to read it."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import get_args

import fastexcel
import polars as pl

from flows.edges.content import looks_like, parsed
from flows.edges.objects import Objects
from flows.edges.old_workbooks import scan_old_workbook
from flows.edges.reader import cells_of, read_export, send_back, shielded, unpacked
from flows.edges.sheet_choice import find_heading, load_sheets
from flows.edges.workbook_scan import scan_workbook
from schemas.columns import empty
from schemas.errors import ExportError
from schemas.exports import Encoding, Profile
from schemas.inspection import Inspection, Problem, Shape, Trial
from schemas.reading import AsSent, AsSentJob, ReadJob
from schemas.rejects import Rejects
from schemas.submission import Fault
from transforms.cells import Cells
from transforms.detection import Styles, commonest_month, to_styles
from transforms.encoding import ARCHIVE
from transforms.file_shape import to_text_shape, with_headings
from transforms.masking import masked, without_digits
from transforms.profile_block import to_suggestion

MOST_PROBLEMS = 10
WORKBOOK_PART = b"xl/work"
"""How the names of a workbook's members begin; they stand in its archive as they are."""
TEXTS = ("csv", "csv.gz", "zip")
CURABLE = {"E110", "E111", "E112", "E113", "E126"}
"""Faults that another profile may cure."""


@dataclass(frozen=True)
class InspectionJob:
    """An export to be looked at."""

    read: ReadJob
    """With the branch's profile."""
    has_month: bool
    """Otherwise the month is the one that most rows say."""


@dataclass(frozen=True)
class _Tried:
    """What the reader made of the file under one profile."""

    job: ReadJob
    trial: Trial
    rejects: pl.DataFrame = field(repr=False)


def inspect_export(job: InspectionJob) -> Inspection:
    """Find out how an archived export is written, and how it would be read.

    ExportError: E122 when neither its name nor its rows say of what month it is.
    """
    return shielded(_inspect, job)


def _inspect(job: InspectionJob) -> Inspection:
    data, present = Objects(job.read.root).read(job.read.name), job.read.profile
    read, cells = _made_into_cells(data, job.read)
    month = job.read.month if job.has_month else None
    if cells is None:
        shape = _shape(data, job.read, _profiles(job.read))
        styles = Styles((), present, ())
    else:
        shape = _shape(data, read, (read.profile,))
        styles = to_styles(cells.frame, read.kind, read.profile)
        month = month or commonest_month(cells.frame)
        if month is None:
            raise ExportError("E122", fault="neither its name nor its rows say the month")
    suggested, doubts = to_suggestion(styles.profile, present, shape)
    now = _try(replace(job.read, month=month or job.read.month))
    then = now if suggested == present else _try(replace(now.job, profile=suggested))
    return Inspection(
        month=month,
        shape=shape,
        styles=styles.counts,
        suggested=suggested,
        doubts=(*doubts, *styles.doubts),
        now=now.trial,
        then=then.trial,
        problems=_problems(then if then.trial.accepted > now.trial.accepted else now),
    )


def _made_into_cells(data: bytes, job: ReadJob) -> tuple[ReadJob, Cells | None]:
    """The job under the first profile under which the file has cells, and these; else none."""
    for profile in _profiles(job):
        attempt = replace(job, profile=profile)
        try:
            return attempt, cells_of(data, attempt)
        except ExportError as error:
            if error.code not in CURABLE:
                break
    return job, None


def _profiles(job: ReadJob) -> Iterator[Profile]:
    """The branch's profile, as it is and without the place of the heading.

    A text is tried in every encoding: what is valid UTF-8 is hardly ever anything else, and the
    last one reads every file.
    """
    free = replace(job.profile, delimiter=None, sheet=None, header_row=None)
    for encoding in get_args(Encoding) if job.format in TEXTS else (job.profile.encoding,):
        for profile in (job.profile, free):
            yield replace(profile, encoding=encoding)


def _shape(data: bytes, job: ReadJob, profiles: Iterable[Profile]) -> Shape:
    """How the file is laid out, as far as it can be told without its being refused."""
    shape = Shape(packing=_packing(data))
    try:
        if job.format in TEXTS:
            return _text_shape(unpacked(data, job), shape, job, profiles)
        if job.format == "parquet":
            sent = send_back(AsSentJob(job, ()))
            return with_headings(shape, sent.headings, sent.columns, job.kind)
        return _sheet_shape(data, shape, job)
    except ExportError:
        return shape


def _packing(data: bytes) -> str:
    """What the bytes look like; a workbook is an archive that holds a workbook's members."""
    packing = looks_like(data)
    if packing != ARCHIVE:
        return packing
    return "an Excel workbook" if WORKBOOK_PART in data else "a zip archive"


def _text_shape(text: bytes, shape: Shape, job: ReadJob, profiles: Iterable[Profile]) -> Shape:
    """The shape under the first profile whose encoding the text has."""
    packing = "text" if job.format == "csv" else shape.packing
    for profile in profiles:
        with suppress(ExportError):
            return to_text_shape(text, packing, job.kind, profile)
    return shape


def _sheet_shape(data: bytes, shape: Shape, job: ReadJob) -> Shape:
    scan = scan_old_workbook(data) if job.format == "xls" else scan_workbook(data, job.cap)
    book = parsed(lambda: fastexcel.read_excel(data))
    sheets = load_sheets(book, scan, job.profile)
    heading = find_heading(sheets, scan, job.kind, job.profile)
    shape = replace(
        shape,
        packing="an old Excel workbook" if job.format == "xls" else shape.packing,
        sheet=without_digits(heading.sheet.name),
        line=heading.line if heading.known else 0,
    )
    return with_headings(shape, heading.cells, heading.names, job.kind)


def _try(job: ReadJob) -> _Tried:
    """Read the file as a run would."""
    try:
        reading = read_export(job)
    except ExportError as error:
        fault = Fault(error.code, error.fields)
        return _Tried(job, Trial(fault=fault), empty(Rejects))
    rejects = pl.read_parquet(Objects(job.root).url(reading.rejects), glob=False)
    rules = rejects.group_by("code").agg(pl.col("row").n_unique()).sort("code")
    trial = Trial(reading.received, reading.unique, tuple(rules.iter_rows()))
    return _Tried(job, trial, rejects)


def _problems(tried: _Tried) -> tuple[Problem, ...]:
    """The first broken rules, each with what its cell looks like."""
    first = tried.rejects.sort("row", maintain_order=True).head(MOST_PROBLEMS)
    if first.is_empty():
        return ()
    sent = send_back(AsSentJob(tried.job, tuple(first["row"].unique(maintain_order=True))))
    return tuple(
        Problem(row, column or "", code, masked(_cell(sent, row, column)))
        for row, column, code in first.iter_rows()
    )


def _cell(sent: AsSent, row: int, column: str | None) -> str:
    """A cell as it was sent; empty for a whole row, or where a ragged row has none."""
    cells = sent.rows.get(row, ())
    place = sent.columns.index(column) if column in sent.columns else len(cells)
    return cells[place] if place < len(cells) else ""

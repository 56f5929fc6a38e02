"""Writes the workbooks from which a branch's clerk corrects what he sent."""

from dataclasses import replace
from pathlib import Path

import polars as pl
from pandera.typing.polars import DataFrame

from flows.edges.correction_workbook import workbook_bytes
from flows.edges.output import write_whole
from flows.edges.reader import send_back
from flows.edges.reference import read_reference
from flows.edges.workers import WorkerDied, Workers
from flows.installation import Installation
from flows.readings import current_submissions, last_readings, to_job
from schemas.corrections import Correction, CorrectionFile, CorrectionsReport
from schemas.errors import ExportError, HeldError, UsageError
from schemas.exports import Kind
from schemas.month import Month
from schemas.reading import AsSent, AsSentJob, Reading
from schemas.reference import Reference
from schemas.rejects import Rejects
from schemas.submission import Fault, Held, ReadSubmission

MOST_ROWS = 50_000
"""Rows that a workbook lists; so many faults have one cause, which is not corrected row by row."""
PRIVATE = "private"
"""Folder of a month's output that its owner alone may open."""


def write_corrections(installation: Installation, month: Month, branch: str) -> CorrectionsReport:
    """Write a workbook for each current export of the branch that has something to correct.

    The workbook of an export that is clean by now is removed. UsageError when there is no such
    branch, HeldError when nothing of it was received or read, or not as it would be read now.
    """
    reference = read_reference(installation.reference, month, installation.objects)
    if branch not in reference.expected():
        raise UsageError(f"{branch!r} is no branch of {month}; see branches.csv for its code.")
    reads, unread = _reads(installation, month, reference, branch)
    folder = _private_folder(installation.output / str(month))
    files: list[CorrectionFile] = []
    clean: list[Kind] = []
    with installation.readers() as workers:
        for read in reads:
            correction = _to_correction(installation, workers, reference, read)
            path = folder / f"koreksi-{correction.submission.kind}-{branch}-{month}.xlsx"
            if correction.is_needed:
                write_whole(path, workbook_bytes(correction), mode=0o600)
                files.append(_written(correction, read, path))
            else:
                path.unlink(missing_ok=True)
                clean.append(correction.submission.kind)
    return CorrectionsReport(month, branch, tuple(files), tuple(clean), unread)


def _reads(
    installation: Installation, month: Month, reference: Reference, branch: str
) -> tuple[list[ReadSubmission], tuple[Kind, ...]]:
    """What became of the branch's current exports, and the kinds that wait for a run."""
    received = [
        item
        for item in current_submissions(installation, month, reference)
        if item.branch == branch
    ]
    if not received:
        raise HeldError(f"{branch} has sent nothing for {month}; there is nothing to correct.")
    reads = [read for read in last_readings(installation, month, received) if read is not None]
    if not reads:
        raise HeldError(f"Nothing of {branch} was read yet; next: cakupan run {month}")
    known = {read.submission.kind for read in reads}
    return reads, tuple(item.kind for item in received if item.kind not in known)


def _private_folder(output: Path) -> Path:
    folder = output / PRIVATE
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _to_correction(
    installation: Installation, workers: Workers, reference: Reference, read: ReadSubmission
) -> Correction:
    """What the clerk is told of one file."""
    submission = read.submission
    names = dict(reference.branches.select("branch", "name").iter_rows())
    profile = reference.profile(submission.branch, submission.kind)
    correction = Correction(submission, names[submission.branch], profile)
    match read.outcome:
        case Fault() as fault:
            return replace(correction, fault=fault)
        case Held(reading, holds):
            return _with_rows(
                installation, workers, reference, reading, replace(correction, holds=holds)
            )
        case Reading() as reading:
            return _with_rows(installation, workers, reference, reading, correction)


def _with_rows(
    installation: Installation,
    workers: Workers,
    reference: Reference,
    reading: Reading,
    correction: Correction,
) -> Correction:
    """The counts, the broken rules, and the first rows that are left out, as they came."""
    rejects = installation.read_frame(reading.rejects, Rejects)
    rules = rejects.group_by("code").agg(pl.col("row").n_unique()).sort("code")
    correction = replace(
        correction,
        received=reading.received,
        accepted=reading.unique,
        rules=tuple(rules.iter_rows()),
        faults=first_faults(rejects, MOST_ROWS),
    )
    return replace(correction, sent=_sent_back(installation, workers, reference, correction))


def first_faults(
    rejects: DataFrame[Rejects], most: int
) -> dict[int, tuple[tuple[str | None, str], ...]]:
    """The first rows that are left out, and the column and code of each of their faults."""
    faults: dict[int, tuple[tuple[str | None, str], ...]] = {}
    for row, column, code in rejects.sort("row", maintain_order=True).iter_rows():
        if row not in faults and len(faults) == most:
            break
        faults[row] = (*faults.get(row, ()), (column, code))
    return faults


def _sent_back(
    installation: Installation, workers: Workers, reference: Reference, correction: Correction
) -> AsSent:
    """The listed rows of the archived file; HeldError when it can't be read as it was."""
    if not correction.faults:
        return AsSent((), (), {})
    submission = correction.submission
    job = AsSentJob(to_job(installation, reference, submission), tuple(correction.faults))
    try:
        return workers.call(send_back, job, timeout=installation.settings.worker_seconds)
    except WorkerDied:
        fault = ExportError("E139")
    except ExportError as error:
        fault = error
    raise HeldError(
        f"{submission.branch} {submission.kind} can't be read as in its last run: {fault} "
        f"Next: cakupan run {submission.month}"
    )


def _written(correction: Correction, read: ReadSubmission, path: Path) -> CorrectionFile:
    return CorrectionFile(
        kind=correction.submission.kind,
        path=str(path),
        left_out=correction.left_out,
        listed=len(correction.faults),
        reasons=_reasons(read),
    )


def _reasons(read: ReadSubmission) -> tuple[str, ...]:
    match read.outcome:
        case Fault() as fault:
            return (fault.sentence,)
        case Held(_, holds):
            return tuple(hold.sentence for hold in holds)
        case Reading():
            return ()

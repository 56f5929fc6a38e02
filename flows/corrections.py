"""Writes the workbooks from which a branch's clerk corrects what he sent, and removes them."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl
from pandera.typing.polars import DataFrame

from flows.branch_reports import require_branch
from flows.edges.correction_workbook import workbook_bytes
from flows.edges.output import write_whole
from flows.edges.reader import send_back
from flows.edges.reference import read_reference
from flows.edges.workers import WorkerDied, Workers
from flows.installation import Installation
from flows.readings import current_submissions, last_readings, to_job
from schemas.corrections import Correction, CorrectionFile, CorrectionsReport
from schemas.errors import ExportError, HeldError
from schemas.exports import Kind
from schemas.month import Month
from schemas.reading import AsSent, AsSentJob, Reading
from schemas.reference import Reference
from schemas.rejects import Rejects
from schemas.submission import Fault, Held, ReadSubmission, Submission

MOST_ROWS = 50_000
"""Rows that a workbook lists; so many faults have one cause, which is not corrected row by row."""
PRIVATE = "private"
"""Folder of a month's output that its owner alone may open."""


def write_corrections(installation: Installation, month: Month, branch: str) -> CorrectionsReport:
    """Write a workbook for each current export of the branch that has something to correct.

    Stale workbooks of the month are removed. UsageError when there is no such branch, HeldError
    when nothing of it was received or read, or not as it would be read now.
    """
    reference = read_reference(installation.reference, month, installation.objects)
    require_branch(month, reference, branch)
    received = current_submissions(installation, month, reference)
    reads = [read for read in last_readings(installation, month, received) if read is not None]
    own, unread = _of_branch(month, branch, received, reads)
    remove_stale_workbooks(installation, reference, month, reads)
    folder = _private_folder(installation, month)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    files: list[CorrectionFile] = []
    clean: list[Kind] = []
    with installation.readers() as workers:
        for read in own:
            correction = _to_correction(reference, read)
            if correction.is_needed:
                correction = _with_rows(installation, workers, reference, correction, read)
                path = folder / _workbook_name(correction.submission)
                write_whole(path, workbook_bytes(correction), mode=0o600)
                files.append(_written(correction, read, path))
            else:
                clean.append(correction.submission.kind)
    return CorrectionsReport(month, branch, tuple(files), tuple(clean), unread)


def remove_stale_workbooks(
    installation: Installation, reference: Reference, month: Month, reads: Iterable[ReadSubmission]
) -> int:
    """Remove workbooks of files that are not among the current `reads`, or are clean; how many."""
    corrections = [_to_correction(reference, read) for read in reads]
    wanted = {_workbook_name(item.submission) for item in corrections if item.is_needed}
    folder = _private_folder(installation, month)
    # What a killed writer left holds personal data as well.
    found = [*folder.glob("koreksi-*.xlsx"), *folder.glob(".koreksi-*.xlsx.part")]
    stale = [
        path for path in found if path.name.removeprefix(".").removesuffix(".part") not in wanted
    ]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def _private_folder(installation: Installation, month: Month) -> Path:
    return installation.output / str(month) / PRIVATE


def _workbook_name(submission: Submission) -> str:
    """Names the bytes that the workbook corrects, so that it is seen when others count."""
    item = submission
    return f"koreksi-{item.kind}-{item.branch}-{item.month}-{item.digest}.xlsx"


def _of_branch(
    month: Month, branch: str, received: Iterable[Submission], reads: Iterable[ReadSubmission]
) -> tuple[list[ReadSubmission], tuple[Kind, ...]]:
    """What became of the branch's current exports, and the kinds that wait for a run."""
    kinds = [item.kind for item in received if item.branch == branch]
    if not kinds:
        raise HeldError(f"{branch} has sent nothing for {month}; there is nothing to correct.")
    own = [read for read in reads if read.submission.branch == branch]
    if not own:
        raise HeldError(f"Nothing of {branch} was read yet; next: cakupan run {month}")
    known = {read.submission.kind for read in own}
    return own, tuple(kind for kind in kinds if kind not in known)


def _to_correction(reference: Reference, read: ReadSubmission) -> Correction:
    """What the clerk is told of one file, but for its rows."""
    submission = read.submission
    names = dict(reference.branches.select("branch", "name").iter_rows())
    profile = reference.profile(submission.branch, submission.kind)
    correction = Correction(submission, names[submission.branch], profile)
    match read.outcome:
        case Fault() as fault:
            return replace(correction, fault=fault)
        case Held(reading, holds):
            counted = replace(correction, holds=holds)
        case Reading() as reading:
            counted = correction
    return replace(counted, received=reading.received, accepted=reading.unique)


def _with_rows(
    installation: Installation,
    workers: Workers,
    reference: Reference,
    correction: Correction,
    read: ReadSubmission,
) -> Correction:
    """The same with the broken rules and the first rows that are left out, as they came."""
    match read.outcome:
        case Fault():
            return correction
        case Held(reading, _) | (Reading() as reading):
            rejects = installation.read_frame(reading.rejects, Rejects)
    rules = rejects.group_by("code").agg(pl.col("row").n_unique()).sort("code")
    correction = replace(
        correction, rules=tuple(rules.iter_rows()), faults=first_faults(rejects, MOST_ROWS)
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

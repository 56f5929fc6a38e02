"""Writes the workbooks from which a branch's clerk corrects what he sent, and removes them."""

import re
from collections.abc import Iterable
from dataclasses import replace

import polars as pl
from pandera.typing.polars import DataFrame

from flows.branch_reports import require_branch
from flows.edges.correction_workbook import workbook_bytes
from flows.edges.folders import Folder
from flows.edges.ledger import Lease
from flows.edges.reader import send_back
from flows.edges.reference import read_reference
from flows.edges.runner import Runner
from flows.edges.workers import WorkerDied
from flows.installation import Installation
from flows.readings import (
    check_not_purged,
    current_submissions,
    is_stored,
    last_readings,
    to_job,
)
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
WORKBOOK = re.compile(
    rf"koreksi-(?:{'|'.join(Kind)})-[A-Z0-9-]{{2,32}}-[0-9]{{4}}-[0-9]{{2}}-[0-9a-f]{{8}}\.xlsx"
)
"""Names that are ours; an operator keeps his own files beside them."""


def write_corrections(installation: Installation, month: Month, branch: str) -> CorrectionsReport:
    """Write a workbook for each current export of the branch that has something to correct.

    Stale workbooks of the month are removed first, whatever follows. UsageError when there is no
    such branch, HeldError when a run holds the month, or when nothing of the branch was received
    or read, or not as it would be read now.
    """
    reference = read_reference(installation.reference, month, installation.objects)
    require_branch(month, reference, branch)
    with installation.ledger.lease(month) as lease:
        received = current_submissions(installation, month, reference)
        reads = [read for read in last_readings(installation, month, received) if read is not None]
        remove_stale_workbooks(installation, month, reads)
        own, unread = _of_branch(installation, month, branch, received, reads)
        faulty = [read for read in own if needs_correction(read)]
        with installation.own_reader() as workers:
            files = [_write(installation, workers, lease, reference, read) for read in faulty]
    clean = tuple(read.submission.kind for read in own if not needs_correction(read))
    return CorrectionsReport(month, branch, tuple(files), clean, unread)


def remove_stale_workbooks(
    installation: Installation, month: Month, reads: Iterable[ReadSubmission]
) -> int:
    """Remove workbooks of files that are not among the current `reads`, or are clean; how many.

    To be called under the month's lease: nobody writes one then, so a part of one is a dead
    writer's, and holds personal data as well.
    """
    wanted = {_workbook_name(read.submission) for read in reads if needs_correction(read)}
    folder = _private_folder(installation, month)
    stale = [
        name
        for name in folder.names("*koreksi-*")
        if name not in wanted and WORKBOOK.fullmatch(_whole_name(name))
    ]
    for name in stale:
        folder.remove(name)
    return len(stale)


def needs_correction(read: ReadSubmission) -> bool:
    """Whether there is anything to tell the clerk."""
    outcome = read.outcome
    return not isinstance(outcome, Reading) or outcome.unique < outcome.received


def _private_folder(installation: Installation, month: Month) -> Folder:
    return installation.output / str(month) / PRIVATE


def _workbook_name(submission: Submission) -> str:
    """Names the bytes that the workbook corrects, so that it is seen when others count."""
    item = submission
    return f"koreksi-{item.kind}-{item.branch}-{item.month}-{item.digest}.xlsx"


def _whole_name(name: str) -> str:
    """The name of the file that one of this name is, or is a part of."""
    is_part = name.startswith(".") and name.endswith(".part")
    return name.removeprefix(".").removesuffix(".part") if is_part else name


def _of_branch(
    installation: Installation,
    month: Month,
    branch: str,
    received: Iterable[Submission],
    reads: Iterable[ReadSubmission],
) -> tuple[list[ReadSubmission], tuple[Kind, ...]]:
    """What became of the branch's current exports, and the kinds that wait for a run."""
    kinds = [item.kind for item in received if item.branch == branch]
    if not kinds:
        raise HeldError(f"{branch} has sent nothing for {month}; there is nothing to correct.")
    own = [
        read
        for read in reads
        if read.submission.branch == branch and is_stored(installation.objects, read)
    ]
    if not own:
        raise HeldError(f"Nothing of {branch} was read yet; next: cakupan run {month}")
    known = {read.submission.kind for read in own}
    return own, tuple(kind for kind in kinds if kind not in known)


def _write(
    installation: Installation,
    workers: Runner,
    lease: Lease,
    reference: Reference,
    read: ReadSubmission,
) -> CorrectionFile:
    """Write the workbook of one file; HeldError when another run has taken the month meanwhile."""
    correction = _to_correction(installation, workers, reference, read)
    folder = _private_folder(installation, lease.month)
    folder.make_private()
    name = _workbook_name(read.submission)
    path = folder.write(name, workbook_bytes(correction), mode=0o600)
    try:
        installation.ledger.renew(lease)
    except HeldError:
        folder.remove(name)
        raise
    return CorrectionFile(
        kind=read.submission.kind,
        path=path,
        left_out=correction.left_out,
        listed=len(correction.faults),
        reasons=_reasons(read),
    )


def _to_correction(
    installation: Installation, workers: Runner, reference: Reference, read: ReadSubmission
) -> Correction:
    """What the clerk is told of one file, with the first rows that are left out, as they came."""
    submission = read.submission
    names = dict(reference.branches.select("branch", "name").iter_rows())
    profile = reference.profile(submission.branch, submission.kind)
    correction = Correction(submission, names[submission.branch], profile)
    match read.outcome:
        case Fault() as fault:
            return replace(correction, fault=fault)
        case Held(reading, holds):
            correction = replace(correction, holds=holds)
        case Reading() as reading:
            pass
    rejects = installation.read_frame(reading.rejects, Rejects)
    rules = rejects.group_by("code").agg(pl.col("row").n_unique()).sort("code")
    faults = first_faults(rejects, MOST_ROWS)
    return replace(
        correction,
        received=reading.received,
        accepted=reading.unique,
        rules=tuple(rules.iter_rows()),
        faults=faults,
        sent=_sent_back(installation, workers, reference, submission, tuple(faults)),
    )


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
    installation: Installation,
    workers: Runner,
    reference: Reference,
    submission: Submission,
    rows: tuple[int, ...],
) -> AsSent:
    """These rows of the archived file; HeldError when it can't be read as it was, or is purged."""
    if not rows:
        return AsSent((), (), {})
    check_not_purged(installation, [submission], "its rows can't be shown as they were sent.")
    job = AsSentJob(to_job(installation, reference, submission), rows)
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


def _reasons(read: ReadSubmission) -> tuple[str, ...]:
    match read.outcome:
        case Fault() as fault:
            return (fault.sentence,)
        case Held(_, holds):
            return tuple(hold.sentence for hold in holds)
        case Reading():
            return ()

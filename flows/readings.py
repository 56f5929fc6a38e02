"""Reads branches' current submissions, each once per reading contract, and finds them again."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from typing import cast

from flows.edges.ledger import Lease, readings, retention, submissions
from flows.edges.objects import Objects
from flows.edges.reader import read_export
from flows.edges.runner import Runner
from flows.edges.workers import WorkerDied
from flows.installation import Installation
from flows.recipes import digest_of
from schemas.errors import PASSING_FAULTS, DataError, ExportError, HeldError
from schemas.exports import Format
from schemas.month import JAKARTA, Month
from schemas.reading import Reading, ReadJob
from schemas.reference import Reference
from schemas.submission import Fault, Held, ReadSubmission, Submission
from transforms.regions import areas
from transforms.verdicts import to_verdicts

SIZES_AT_ONCE = 16
"""Objects that a store, perhaps a far one, is asked for at once."""
AGAIN = (
    "it can't be read again, as this version of Cakupan, its profile or the settings would ask. "
    "Take back what was changed; or put the file into the inbox and let it count by "
    "cakupan run {month} --revise"
)
"""What a purged file means to a run that would read it anew."""


def current_submissions(
    installation: Installation, month: Month, reference: Reference
) -> list[Submission]:
    """The current submission of each expected branch and kind."""
    expected = set(reference.expected())
    with installation.ledger.begin() as connection:
        return [item for item in submissions.current(connection, month) if item.branch in expected]


def by_branch(received: Iterable[Submission]) -> dict[str, list[Submission]]:
    """Submissions of each branch."""
    branches: dict[str, list[Submission]] = {}
    for submission in received:
        branches.setdefault(submission.branch, []).append(submission)
    return branches


def largest_first(
    objects: Objects, received: Iterable[Submission]
) -> list[tuple[str, list[Submission]]]:
    """Submissions of each branch; one that takes long is begun early, lest all wait for its end."""
    branches = by_branch(received)
    names = {item.object for submissions in branches.values() for item in submissions}
    with ThreadPoolExecutor(SIZES_AT_ONCE) as askers:
        sizes = dict(zip(names, askers.map(objects.size, names), strict=True))

    def size(branch: str) -> int:
        return sum(sizes[item.object] or 0 for item in branches[branch])

    return [(branch, branches[branch]) for branch in sorted(branches, key=size, reverse=True)]


def find_readings(
    installation: Installation, reference: Reference, code: str, received: Sequence[Submission]
) -> list[ReadSubmission | None]:
    """What became of each submission, None where it is still to be read, or anew.

    `code` is the digest of the code that reads. HeldError where one is to be read that was purged.
    """
    wanted = [(item, _contract(to_job(installation, reference, item), code)) for item in received]
    with installation.ledger.begin() as connection:
        known = readings.find(connection, wanted)
    found = [read if read and is_stored(installation.objects, read) else None for read in known]
    unread = [item for item, read in zip(received, found, strict=True) if read is None]
    check_not_purged(installation, unread, AGAIN)
    return found


def check_not_purged(
    installation: Installation, wanted: Iterable[Submission], consequence: str
) -> None:
    """HeldError where the raw file of a submission is wanted and was purged.

    Of a nil report nothing is read but that it is one.
    """
    items = {item.object: item for item in wanted if item.format != "nil"}
    with installation.ledger.begin() as connection:
        purged = retention.find(connection, items)
    for name, tombstone in sorted(purged.items()):
        item, day = items[name], tombstone.at.astimezone(JAKARTA).date()
        raise HeldError(
            f"{item.branch} {item.kind} {item.digest} of {item.month} was purged on {day} by "
            f"{tombstone.by}; {consequence.format(month=item.month)}"
        )


def is_stored(objects: Objects, read: ReadSubmission) -> bool:
    """Whether the store still has what a submission was read to, if it could be read."""
    match read.outcome:
        case Fault():
            return True
        case Held(reading, _) | (Reading() as reading):
            return all(objects.size(name) is not None for name in (reading.rows, reading.rejects))


def last_readings(
    installation: Installation, month: Month, received: Sequence[Submission]
) -> list[ReadSubmission | None]:
    """What became of a month's submissions when they were last read and judged."""
    with installation.ledger.begin() as connection:
        last = readings.last(connection, received)
        held = readings.held(connection, month)
        accepted = readings.accepted(connection, month)
    told = to_verdicts((read for read in last if read is not None), held, accepted)
    known = {read.submission.id: read for read in told}
    return [known.get(item.id) for item in received]


def read_branch(
    installation: Installation,
    workers: Runner,
    reference: Reference,
    lease: Lease,
    code: str,
    received: Iterable[Submission],
) -> tuple[ReadSubmission, ...]:
    """Read submissions of a branch; a bad file is rejected, and the others go on."""
    return tuple(
        _read_and_record(installation, workers, reference, lease, code, submission)
        for submission in received
    )


def _read_and_record(
    installation: Installation,
    workers: Runner,
    reference: Reference,
    lease: Lease,
    code: str,
    submission: Submission,
) -> ReadSubmission:
    made = ReadSubmission(submission, _read(installation, workers, reference, submission))
    if not (isinstance(made.outcome, Fault) and made.outcome.code in PASSING_FAULTS):
        contract = _contract(to_job(installation, reference, submission), code)
        with installation.ledger.begin(lease) as connection:
            readings.record(connection, made, contract)
    return made


def _contract(job: ReadJob, code: str) -> str:
    """Hash over all that decides what bytes are read to: profile, totals, key, settings, code."""
    deciding = replace(job, name="", root="", key=b"", areas=())
    return digest_of(asdict(deciding) | {"key": digest_of(job.key.hex())}, str(job.month), code)


def _read(
    installation: Installation, workers: Runner, reference: Reference, submission: Submission
) -> Reading | Fault:
    """What a worker made of a file; a fault of ours fails that file only."""
    if submission.format == "xlsm":
        return Fault("E131")
    job = to_job(installation, reference, submission)
    try:
        return workers.call(read_export, job, timeout=installation.settings.worker_seconds)
    except ExportError as error:
        return Fault(error.code, error.fields)
    except WorkerDied:
        return Fault("E139")
    except DataError as error:
        return Fault("E136", {"error": str(error)})


def to_job(installation: Installation, reference: Reference, submission: Submission) -> ReadJob:
    """What a worker needs to read a submission."""
    return ReadJob(
        name=submission.object,
        root=installation.settings.store_root,
        kind=submission.kind,
        branch=submission.branch,
        month=submission.month,
        format=cast(Format, submission.format),
        profile=reference.profile(submission.branch, submission.kind),
        key=installation.key,
        areas=areas(),
        cap=installation.settings.file_cap,
        grace_months=installation.settings.grace_months,
        declared=submission.declared,
        served=reference.served(submission.branch),
    )

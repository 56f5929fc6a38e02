"""Reads one branch's current submissions, each once per reading contract."""

from collections.abc import Iterable
from dataclasses import asdict

from flows.edges.ledger import Lease, submissions
from flows.edges.reader import read_export
from flows.edges.workers import WorkerDied, Workers
from flows.installation import Installation
from flows.recipes import digest_of
from schemas.errors import PASSING_FAULTS, DataError, ExportError
from schemas.exports import Profile
from schemas.month import Month
from schemas.reading import Reading, ReadJob
from schemas.reference import Reference
from schemas.submission import Fault, ReadSubmission, Submission
from transforms.regions import areas

READABLE = ("csv", "csv.gz", "txt", "xlsx")


def read_branch(
    installation: Installation,
    workers: Workers,
    reference: Reference,
    lease: Lease,
    code: str,
    received: Iterable[Submission],
) -> tuple[ReadSubmission, ...]:
    """What became of a branch's submissions; a bad file is rejected, and the others go on.

    `code` is the digest of the code that reads.
    """
    return tuple(
        _read_once(installation, workers, reference, lease, code, submission)
        for submission in received
    )


def _read_once(
    installation: Installation,
    workers: Workers,
    reference: Reference,
    lease: Lease,
    code: str,
    submission: Submission,
) -> ReadSubmission:
    profile = reference.profiles.get((submission.branch, submission.kind), Profile())
    contract = _contract(installation, profile, code)
    with installation.ledger.begin() as connection:
        known = submissions.find_reading(connection, submission, contract)
    if known is not None:
        return known
    made = ReadSubmission(submission, _read(installation, workers, submission, profile))
    if not (isinstance(made.outcome, Fault) and made.outcome.code in PASSING_FAULTS):
        with installation.ledger.begin(lease) as connection:
            submissions.record_reading(connection, made, contract)
    return made


def _contract(installation: Installation, profile: Profile, code: str) -> str:
    """Hash over all that decides what a file's bytes are read to: profile, key, settings, code."""
    settings = installation.settings
    return digest_of(
        asdict(profile),
        digest_of(installation.key.hex()),
        settings.grace_months,
        settings.file_cap,
        code,
    )


def _read(
    installation: Installation, workers: Workers, submission: Submission, profile: Profile
) -> Reading | Fault:
    """What a worker made of a file; a fault of ours fails that file only."""
    try:
        job = _job(installation, submission, profile)
        return workers.call(read_export, job, timeout=installation.settings.worker_seconds)
    except ExportError as error:
        fault = error
    except WorkerDied:
        fault = ExportError("E139")
    except DataError:
        fault = ExportError("E136")
    return Fault(fault.code, fault.fields)


def _job(installation: Installation, submission: Submission, profile: Profile) -> ReadJob:
    if submission.format not in READABLE:
        raise ExportError(
            "E103", expected="CSV, TXT, CSV.GZ or XLSX", found=submission.format.upper()
        )
    return ReadJob(
        name=submission.object,
        root=installation.settings.store_root,
        kind=submission.kind,
        branch=submission.branch,
        month=submission.month,
        format="csv" if submission.format == "txt" else submission.format,  # type: ignore[arg-type]
        profile=profile,
        key=installation.key,
        areas=areas(),
        cap=installation.settings.file_cap,
        grace_months=installation.settings.grace_months,
    )


def by_branch(received: Iterable[Submission]) -> dict[str, list[Submission]]:
    """Submissions of each branch."""
    branches: dict[str, list[Submission]] = {}
    for submission in received:
        branches.setdefault(submission.branch, []).append(submission)
    return branches


def current_submissions(
    installation: Installation, month: Month, reference: Reference
) -> list[Submission]:
    """The current submission of each expected branch and kind."""
    expected = set(reference.expected())
    with installation.ledger.begin() as connection:
        return [item for item in submissions.current(connection, month) if item.branch in expected]

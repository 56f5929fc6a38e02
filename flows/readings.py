"""Reads one branch's current submissions, each once per reading contract."""

from collections.abc import Iterable
from dataclasses import asdict, replace

from flows.calculation import code_digest, digest_of
from flows.edges.ledger import Lease, submissions
from flows.edges.reader import read_export
from flows.edges.workers import WorkerDied, Workers
from flows.installation import Installation
from schemas.errors import ExportError
from schemas.exports import Profile
from schemas.month import Month
from schemas.reading import ReadJob
from schemas.reference import Reference
from schemas.submission import ReadSubmission, Submission, SubmissionState
from transforms.regions import areas

READABLE = ("csv", "csv.gz", "txt", "xlsx")


def read_branch(
    installation: Installation,
    workers: Workers,
    reference: Reference,
    lease: Lease,
    received: Iterable[Submission],
) -> tuple[ReadSubmission, ...]:
    """What became of a branch's submissions; a bad file is rejected, and the others go on."""
    return tuple(
        _read_once(installation, workers, reference, lease, submission) for submission in received
    )


def _read_once(
    installation: Installation,
    workers: Workers,
    reference: Reference,
    lease: Lease,
    submission: Submission,
) -> ReadSubmission:
    profile = reference.profiles.get((submission.branch, submission.kind), Profile())
    contract = reading_contract(installation, profile)
    with installation.ledger.begin() as connection:
        known = submissions.find_reading(connection, submission, contract)
    if known is not None:
        return known
    made = _read(installation, workers, submission, profile)
    with installation.ledger.begin(lease) as connection:
        submissions.record_reading(connection, made, contract)
    return made


def reading_contract(installation: Installation, profile: Profile) -> str:
    """Hash over all that decides what a file's bytes are read to: profile, key, settings, code."""
    settings = installation.settings
    return digest_of(
        asdict(profile),
        digest_of(installation.key.hex()),
        settings.grace_months,
        settings.file_cap,
        code_digest(),
    )


def _read(
    installation: Installation, workers: Workers, submission: Submission, profile: Profile
) -> ReadSubmission:
    unread = ReadSubmission(
        submission=submission,
        state=SubmissionState.REJECTED,
        rows="",
        rejects="",
        received=0,
        readable=0,
        valid=0,
        unique=0,
        losses=(),
        findings=(),
        fault_code="",
        fault="",
    )
    try:
        reading = workers.call(
            read_export,
            _job(installation, submission, profile),
            timeout=installation.settings.worker_seconds,
        )
    except WorkerDied:
        died = ExportError("E108")
        return replace(unread, fault_code=died.code, fault=str(died))
    except ExportError as error:
        return replace(unread, fault_code=error.code, fault=str(error))
    return replace(
        unread,
        state=SubmissionState.READ,
        rows=reading.rows,
        rejects=reading.rejects,
        received=reading.received,
        readable=reading.readable,
        valid=reading.valid,
        unique=reading.unique,
        losses=reading.losses,
        findings=reading.findings,
    )


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

"""Judges what was read: what is not plausible is held until a person accepts it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flows.branch_reports import require_branch
from flows.edges.ledger import Lease, readings, submissions
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.readings import current_submissions, last_readings
from schemas.arrivals import Consent, Export, Notice
from schemas.errors import HeldError, UsageError
from schemas.month import Month
from schemas.reading import Reading
from schemas.reference import Reference
from schemas.submission import Fault, Held, Hold, ReadSubmission
from transforms.plausibility import to_holds
from transforms.verdicts import to_verdicts


def judge(
    installation: Installation, reference: Reference, lease: Lease, reads: Sequence[ReadSubmission]
) -> tuple[ReadSubmission, ...]:
    """What counts of a month's readings; what is held, and why, is kept for the status."""
    before = counted(installation, lease.month + -1, reference)
    holds = _holds(installation, reads, before)
    with installation.ledger.begin(lease) as connection:
        readings.judge(connection, lease.month, reads, holds)
        accepted = readings.accepted(connection, lease.month)
    return to_verdicts(reads, holds, accepted)


def foresee(
    installation: Installation,
    month: Month,
    reads: Sequence[ReadSubmission],
    before: Mapping[Export, Reading],
) -> tuple[ReadSubmission, ...]:
    """What would count of a month's readings after such a month before; nothing is kept."""
    holds = _holds(installation, reads, before)
    with installation.ledger.begin() as connection:
        accepted = readings.accepted(connection, month)
    return to_verdicts(reads, holds, accepted)


def _holds(
    installation: Installation, reads: Sequence[ReadSubmission], before: Mapping[Export, Reading]
) -> dict[int, tuple[Hold, ...]]:
    """Why readings, by their submission's id, are not plausible against the month before."""
    found = {
        read.submission.id: to_holds(
            read.submission.kind,
            read.outcome,
            before.get((read.submission.branch, read.submission.kind)),
            installation.settings.thresholds,
        )
        for read in reads
        if isinstance(read.outcome, Reading)
    }
    return {id: reasons for id, reasons in found.items() if reasons}


def counted(
    installation: Installation, month: Month, reference: Reference
) -> dict[Export, Reading]:
    """What counts of a month, by branch and kind."""
    received = current_submissions(installation, month, reference)
    reads = last_readings(installation, month, received)
    return by_export(read for read in reads if read is not None)


def by_export(reads: Iterable[ReadSubmission]) -> dict[Export, Reading]:
    """What counts of readings, by branch and kind."""
    return {
        (read.submission.branch, read.submission.kind): read.reading
        for read in reads
        if read.reading is not None
    }


def held_so_far(installation: Installation, month: Month) -> dict[int, tuple[Hold, ...]]:
    """What the last run held, by submission: what a person who accepts something has seen."""
    with installation.ledger.begin() as connection:
        return readings.held(connection, month)


def check_consent(installation: Installation, month: Month, consent: Consent) -> None:
    """UsageError when no exports are expected of the branch whose held exports are to count."""
    reference = read_reference(installation.reference, month, installation.objects)
    require_branch(month, reference, consent.branch)


def accept(
    installation: Installation,
    lease: Lease,
    judged: Sequence[ReadSubmission],
    consent: Consent,
    seen: Mapping[int, tuple[Hold, ...]],
) -> tuple[ReadSubmission, ...]:
    """Let a branch's held exports count, for good, as they were `seen`; again changes nothing.

    UsageError when none is held, HeldError when another file or another reason has come since.
    """
    meant = [
        read
        for read in judged
        if read.submission.branch == consent.branch and consent.kind in (None, read.submission.kind)
    ]
    chosen = {
        read.submission.id: read.outcome.holds for read in meant if isinstance(read.outcome, Held)
    }
    with installation.ledger.begin() as connection:
        accepted = readings.accepted(connection, lease.month)
        noticed = submissions.noticed(connection, lease.month)
    if not chosen and any(read.submission.id in accepted for read in meant):
        return tuple(judged)
    where = f"`cakupan status {lease.month} --branch {consent.branch}`."
    if not chosen:
        what = f"{consent.kind} export" if consent.kind else "export"
        refused = " ".join(_refusals(consent, meant, noticed))
        why = f"what is refused can't be accepted: {refused} See" if refused else "see"
        raise UsageError(f"No {what} of {consent.branch} is held in {lease.month}; {why} {where}")
    if any({*_codes(now)} - {*_codes(seen.get(id, ()))} for id, now in chosen.items()):
        raise HeldError(
            f"{consent.branch} is held for a file or a reason that nobody has looked at yet; "
            f"see {where} Then accept it."
        )
    with installation.ledger.begin(lease) as connection:
        readings.accept(connection, chosen, by=consent.by, why=consent.why)
        for read in judged:
            if read.submission.id in chosen:
                installation.ledger.record(
                    connection,
                    by=consent.by,
                    what=f"accepted {consent.branch} {read.submission.kind} "
                    f"{read.submission.digest}, held for "
                    + ", ".join(_codes(chosen[read.submission.id])),
                    month=lease.month,
                    why=consent.why,
                )
    return tuple(
        ReadSubmission(read.submission, read.outcome.reading)
        if isinstance(read.outcome, Held) and read.submission.id in chosen
        else read
        for read in judged
    )


def _refusals(
    consent: Consent, meant: Iterable[ReadSubmission], noticed: Iterable[Notice]
) -> Iterator[str]:
    """Why exports that somebody would accept are refused, some of them at the door already."""
    read = set()
    for item in meant:
        read.add(item.submission.kind)
        if isinstance(item.outcome, Fault):
            yield f"{item.submission.kind} {item.submission.digest}: {item.outcome.sentence}"
    for notice in noticed:
        is_meant = notice.branch == consent.branch and consent.kind in (None, notice.kind)
        if is_meant and notice.kind not in read and notice.code.startswith("E"):
            yield f"{notice.kind}: {notice.remark.sentence}"


def _codes(holds: Iterable[Hold]) -> list[str]:
    return [hold.code for hold in holds]

"""Where a month stands, read from the ledger alone: what is in, what is made, what to do next."""

from collections import Counter
from collections.abc import Iterator, Mapping

from flows.branch_reports import read_records, require_branch, to_branch_reports
from flows.edges.ledger import deliveries, editions
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.mail_advice import asking_of_month, mail_advice
from flows.readings import current_submissions, last_readings
from flows.rebuilds import replaced_since
from schemas.delivery import DeliveryState, UnitKey
from schemas.edition import Edition
from schemas.errors import PASSING_FAULTS
from schemas.exports import export_name
from schemas.grouping import number
from schemas.month import Month
from schemas.reference import Reference
from schemas.report import BranchLine, BranchReport, BranchState, ExportReport, MonthStatus
from transforms.watch import after_withdrawal


def to_month_status(
    installation: Installation, month: Month, branch: str | None = None
) -> MonthStatus:
    """The grid of a month, or one branch's line of it; UsageError when there is no such branch."""
    reference = read_reference(installation.reference, month, installation.objects)
    if branch is not None:
        require_branch(month, reference, branch)
    return grid(installation, month, reference, branch)


def grid(
    installation: Installation, month: Month, reference: Reference, branch: str | None = None
) -> MonthStatus:
    """The grid of a month whose reference data were read just now, or one branch's line of it."""
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, month)
        mailed = deliveries.counts(connection, edition) if edition else {}
        released = editions.released(connection, month)
        out = {each.label: deliveries.counts(connection, each).values() for each in released}
    mails = {label: sum(counted, Counter[DeliveryState]()) for label, counted in out.items()}
    is_live = installation.settings.mail == "live"
    left = Counter(item.state for item in asking_of_month(installation, month))
    records = read_records(installation, month)
    received = current_submissions(installation, month, reference)
    reads = [read for read in last_readings(installation, month, received) if read is not None]
    every = to_branch_reports(month, reference, reads, records)
    branches = tuple(item for item in every if branch in (None, item.code))
    made = {(item.level, item.code): "rendered" for item in edition.bulletins} if edition else {}
    withheld = edition.withheld if edition else ()
    made |= {(item.level, item.code): "withheld" for item in withheld}
    return MonthStatus(
        month=month,
        edition=edition.label if edition else "",
        state=edition.standing if edition else "",
        lines=tuple(
            BranchLine(
                branch=item,
                bulletin=made.get(("branch", item.code), ""),
                mail=_in_words(mailed, item.code),
            )
            for item in branches
        ),
        strangers=records.strangers if branch is None else (),
        withheld=tuple(item for item in withheld if branch in (None, item.code)),
        requests=tuple(_requests(month, branches)),
        mails=mails,
        advice=(
            *_next(month, every, edition),
            *_rebuild(installation, edition),
            *mail_advice(month, left, is_live=is_live),
        ),
    )


def without_grid(installation: Installation, month: Month) -> MonthStatus:
    """What is known of a month whose reference data can't be read: its edition alone."""
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, month)
    return MonthStatus(
        month=month,
        edition=edition.label if edition else "",
        state=edition.standing if edition else "",
        lines=(),
        strangers=(),
        withheld=edition.withheld if edition else (),
        requests=(),
        mails={},
        advice=(),
    )


def months_with_editions(installation: Installation) -> list[Month]:
    """All months that have an edition, oldest first."""
    with installation.ledger.begin() as connection:
        return editions.months(connection)


def _in_words(mailed: Mapping[UnitKey, Counter[DeliveryState]], branch: str) -> str:
    """How many of a branch's mails are in which state."""
    states = mailed.get(("branch", branch), Counter())
    return ", ".join(f"{number(count)} {state}" for state, count in sorted(states.items()))


def _requests(month: Month, branches: tuple[BranchReport, ...]) -> Iterator[str]:
    """What somebody is asked to do for some branches, the most pressing first."""
    for state in (BranchState.REJECTED, BranchState.HELD, BranchState.MISSING):
        for branch in branches:
            for export in branch.exports:
                if export.state is state and not export.is_passing:
                    yield _request(month, branch, export)


def _next(
    month: Month, branches: tuple[BranchReport, ...], edition: Edition | None
) -> Iterator[str]:
    """What comes next for the month, which hangs on all branches."""
    exports = [export for branch in branches for export in branch.exports]
    if any(branch.is_late for branch in branches):
        yield f"To use the files that came after publication: cakupan run {month} --revise"
    if edition is not None and edition.is_withdrawn:
        yield f"Next: {after_withdrawal(month)}"
    if edition is None or any(_waits_for_a_run(export) for export in exports):
        yield f"Next: cakupan run {month}"
    elif edition.state == "prepared" and any(b.state is not BranchState.READY for b in branches):
        yield (
            f"Next: when these have come, cakupan run {month}; or, to send what there is as "
            f"preliminary, {_towards_release(edition)}"
        )
    elif edition.state == "prepared":
        yield f"Next: {_towards_release(edition)}"


def _rebuild(installation: Installation, edition: Edition | None) -> Iterator[str]:
    """What to do where an edition shows figures of earlier months that were replaced since."""
    replaced = replaced_since(installation, edition) if edition else ()
    if edition and replaced:
        yield (
            f"To rebuild, as it shows figures of {', '.join(map(str, replaced))} that were "
            f"replaced since: cakupan backfill {edition.month}"
        )


def _towards_release(edition: Edition) -> str:
    """What a prepared edition still needs, for another person to do."""
    if edition.is_approved:
        return f"cakupan release {edition.month}"
    return f"look at the bulletins, then cakupan approve {edition.month} --by NAME"


def _waits_for_a_run(export: ExportReport) -> bool:
    return export.state is BranchState.RECEIVED or export.is_passing


def _request(month: Month, branch: BranchReport, export: ExportReport) -> str:
    """What somebody is asked to do for an export that does not count."""
    who, kind = f"{branch.code} {branch.name}", export.kind
    if export.state is BranchState.HELD:
        return f"{who}: take its held {kind}, or ask for it again."
    faults = {reason.code for reason in export.reasons} - PASSING_FAULTS
    if faults == {"E128"}:
        return f"{who} must send its {kind} again or, if that is whole, correct its control file."
    if faults == {"E140"}:
        return f"{who} must correct the control file of its {kind}."
    if faults - {"E140", "E142"}:
        return f"{who} must send its {kind} again."
    return f"Ask {branch.name} for {export_name(kind, branch.code, month)}.csv"

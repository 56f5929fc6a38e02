"""Where a month stands, read from the ledger alone: what is in, what is made, what to do next."""

from collections import Counter
from collections.abc import Iterator

from flows.branch_reports import read_records, to_branch_reports
from flows.edges.ledger import deliveries, editions
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.readings import current_submissions, last_readings
from schemas.edition import Edition
from schemas.errors import PASSING_FAULTS, UsageError
from schemas.month import Month
from schemas.report import BranchLine, BranchReport, BranchState, ExportReport, MonthStatus


def to_month_status(
    installation: Installation, month: Month, branch: str | None = None
) -> MonthStatus:
    """The grid of a month, or one branch's line of it; UsageError when there is no such branch."""
    reference = read_reference(installation.reference, month, installation.objects)
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, month)
        mailed = deliveries.states(connection, edition) if edition else {}
    records = read_records(installation, month)
    received = current_submissions(installation, month, reference)
    reads = [read for read in last_readings(installation, month, received) if read is not None]
    every = branches = to_branch_reports(month, reference, reads, records)
    if branch is not None:
        branches = tuple(item for item in every if item.code == branch)
        if not branches:
            raise UsageError(f"{branch!r} is no branch of {month}; see branches.csv for its code.")
    made = {item.code for item in edition.bulletins} if edition else set()
    return MonthStatus(
        month=month,
        edition=edition.label if edition else "",
        state=edition.state if edition else "",
        lines=tuple(
            BranchLine(
                branch=item,
                bulletin="rendered" if item.code in made else "",
                mail=_in_words(mailed.get(("branch", item.code), [])),
            )
            for item in branches
        ),
        strangers=records.strangers if branch is None else (),
        advice=(*_requests(month, branches), *_next(month, every, edition)),
    )


def months_with_editions(installation: Installation) -> list[Month]:
    """All months that have an edition, oldest first."""
    with installation.ledger.begin() as connection:
        return editions.months(connection)


def _in_words(states: list[str]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(Counter(states).items()))


def _requests(month: Month, branches: tuple[BranchReport, ...]) -> Iterator[str]:
    """What somebody is asked to do for some branches."""
    for branch in branches:
        for export in branch.exports:
            yield from _request(month, branch, export)


def _next(
    month: Month, branches: tuple[BranchReport, ...], edition: Edition | None
) -> Iterator[str]:
    """What comes next for the month, which hangs on all branches."""
    exports = [export for branch in branches for export in branch.exports]
    if any(export.is_late for export in exports):
        yield f"To use the files that came after publication: cakupan run {month} --revise"
    if edition is None or any(_waits_for_a_run(export) for export in exports):
        yield f"Next: cakupan run {month}"
    elif edition.state == "prepared" and any(b.state is not BranchState.READY for b in branches):
        yield (
            f"Next: when these have come, cakupan run {month}; or, to send what there is as "
            f"preliminary, cakupan release {month}"
        )
    elif edition.state == "prepared":
        yield f"Next: look at the bulletins, then cakupan release {month}"


def _waits_for_a_run(export: ExportReport) -> bool:
    return export.state is BranchState.RECEIVED or _is_passing(export)


def _is_passing(export: ExportReport) -> bool:
    """The file could not be taken this time, and it is not the branch's fault."""
    return export.state is BranchState.REJECTED and export.fault.startswith(tuple(PASSING_FAULTS))


def _request(month: Month, branch: BranchReport, export: ExportReport) -> Iterator[str]:
    """What somebody is asked to do for an export."""
    if export.state is BranchState.MISSING:
        name = f"{export.kind}_{branch.code}_{str(month).replace('-', '')}.csv"
        yield f"Ask {branch.name} for {name}"
    if export.state is BranchState.REJECTED and not _is_passing(export):
        yield f"{branch.code} {branch.name} must send its {export.kind} again."
    if export.state is BranchState.HELD:
        yield f"{branch.code} {branch.name}: take its held {export.kind}, or ask for it again."

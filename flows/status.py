"""Where a month stands, read from the ledger alone: what is in, what is made, what to do next."""

from collections import Counter
from dataclasses import replace

from flows.edges.ledger import deliveries, editions, submissions
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.readings import current_submissions
from flows.reporting import to_branch_reports
from schemas.edition import Edition
from schemas.exports import Kind
from schemas.month import Month
from schemas.reference import Reference
from schemas.report import BranchLine, BranchReport, BranchState, MonthStatus


def to_month_status(installation: Installation, month: Month) -> MonthStatus:
    """The grid of a month."""
    reference = read_reference(installation.reference, month, installation.objects)
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, month)
        mailed = deliveries.states(connection, edition) if edition else {}
    branches = _branches(installation, reference, month)
    made = {item.code for item in edition.bulletins} if edition else set()
    lines = tuple(
        BranchLine(
            branch=branch,
            bulletin="rendered" if branch.code in made else "",
            mail=_in_words(mailed.get(("branch", branch.code), [])),
        )
        for branch in branches
    )
    return MonthStatus(
        month=month,
        edition=edition.label if edition else "",
        state=edition.state if edition else "",
        lines=lines,
        advice=tuple(_advice(month, branches, edition)),
    )


def months_with_editions(installation: Installation) -> list[Month]:
    """All months that have an edition, oldest first."""
    with installation.ledger.begin() as connection:
        return editions.months(connection)


def _branches(
    installation: Installation, reference: Reference, month: Month
) -> tuple[BranchReport, ...]:
    received = current_submissions(installation, month, reference)
    with installation.ledger.begin() as connection:
        known = [submissions.last_reading(connection, item) for item in received]
    reports = to_branch_reports(reference, tuple(item for item in known if item is not None))
    waiting = {
        (item.branch, item.kind): item.digest
        for item, reading in zip(received, known, strict=True)
        if reading is None
    }
    return tuple(_with_waiting(report, waiting) for report in reports)


def _with_waiting(report: BranchReport, waiting: dict[tuple[str, Kind], str]) -> BranchReport:
    return replace(
        report,
        exports=tuple(
            replace(export, state=BranchState.RECEIVED, digest=waiting[report.code, export.kind])
            if (report.code, export.kind) in waiting
            else export
            for export in report.exports
        ),
    )


def _in_words(states: list[str]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(Counter(states).items()))


def _advice(month: Month, branches: tuple[BranchReport, ...], edition: Edition | None) -> list[str]:
    sentences = []
    for branch in branches:
        for export in branch.exports:
            if export.state is BranchState.MISSING:
                name = f"{export.kind}_{branch.code}_{str(month).replace('-', '')}.csv"
                sentences.append(f"Ask {branch.name} for {name}")
            if export.state is BranchState.REJECTED:
                sentences.append(f"{branch.code} {branch.name} must send its {export.kind} again.")
    if edition is None or any(
        export.state is BranchState.RECEIVED for branch in branches for export in branch.exports
    ):
        sentences.append(f"Next: cakupan run {month}")
    elif edition.state == "prepared" and any(b.state is not BranchState.READY for b in branches):
        sentences.append(
            f"Next: when these have come, cakupan run {month}; or, to send what there is as "
            f"preliminary, cakupan release {month}"
        )
    elif edition.state == "prepared":
        sentences.append(f"Next: look at the bulletins, then cakupan release {month}")
    return sentences

"""Says of each expected branch which files came for its exports, and what was made of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from flows.edges.ledger import editions, readings, submissions
from flows.installation import Installation
from schemas.arrivals import Acceptance, Arrival, Export, Notice
from schemas.coverage import SharedRegistrations
from schemas.errors import UsageError
from schemas.exports import Kind
from schemas.month import JAKARTA, Month
from schemas.reading import Reading
from schemas.reference import Reference
from schemas.report import BranchReport, BranchState, ExportReport
from schemas.submission import Fault, Held, ReadSubmission, Remark
from transforms.shared_registrations import to_shared_findings


@dataclass(frozen=True)
class Records:
    """What the ledger says of a month's files, beside what they were read to."""

    histories: dict[Export, list[Arrival]]
    notices: list[Notice]
    acceptances: dict[int, Acceptance]
    """By the submission's id."""
    published: str
    """Name of the newest released edition; empty when there is none."""
    shared: dict[str, tuple[tuple[str, int], ...]]
    """What each branch's peserta export shares with others: code and count."""

    @property
    def strangers(self) -> tuple[Notice, ...]:
        """What lay in the inbox and is of no expected branch, and why it was not taken."""
        return tuple(notice for notice in self.notices if not notice.branch)


def read_records(installation: Installation, month: Month) -> Records:
    """The records of a month as they stand now."""
    with installation.ledger.begin() as connection:
        released = editions.newest(connection, month, released=True)
        newest = editions.newest(connection, month)
        histories = submissions.histories(connection, month)
        notices = submissions.noticed(connection, month)
        acceptances = readings.accepted(connection, month)
    return Records(
        histories=histories,
        notices=notices,
        acceptances=acceptances,
        published=released.label if released else "",
        shared=to_shared_findings(installation.read_table(newest.calculation, SharedRegistrations))
        if newest
        else {},
    )


def require_branch(month: Month, reference: Reference, branch: str) -> None:
    """UsageError when no exports are expected of the branch."""
    if branch not in reference.expected():
        raise UsageError(f"{branch!r} is no branch of {month}; see branches.csv for its code.")


def to_branch_reports(
    month: Month, reference: Reference, reads: Iterable[ReadSubmission], records: Records
) -> tuple[BranchReport, ...]:
    """Every expected branch with its three exports, by code; what waits for a run is told too."""
    names = dict(reference.branches.select("branch", "name").iter_rows())
    read = {(item.submission.branch, item.submission.kind): item for item in reads}
    noticed: dict[Export, list[Notice]] = {}
    for notice in records.notices:
        if notice.kind is not None:
            noticed.setdefault((notice.branch, notice.kind), []).append(notice)
    return tuple(
        BranchReport(
            code=branch,
            name=names[branch],
            exports=tuple(
                _export(records, (branch, kind), read.get((branch, kind)), noticed) for kind in Kind
            ),
        )
        for branch in reference.expected()
    )


def _export(
    records: Records,
    export: Export,
    read: ReadSubmission | None,
    noticed: dict[Export, list[Notice]],
) -> ExportReport:
    history = records.histories.get(export, [])
    notices = noticed.get(export, [])
    branch, kind = export
    report = replace(_state(kind, read, history, notices), arrivals=tuple(history))
    shared = records.shared.get(branch, ()) if kind is Kind.PESERTA and report.accepted else ()
    return replace(
        report,
        findings=tuple(sorted((*report.findings, *shared))),
        notes=(
            *_replacement(history),
            *(_lateness(records.published, history[-1]) if report.is_late else ()),
            *(item.remark for item in notices if item.remark not in report.reasons),
        ),
        acceptance=records.acceptances.get(read.submission.id) if read else None,
    )


def _state(
    kind: Kind,
    read: ReadSubmission | None,
    history: list[Arrival],
    notices: list[Notice],
) -> ExportReport:
    """How far the export is, from the best that came for it."""
    if read is not None:
        return _read(read)
    refused = tuple(notice.remark for notice in notices if notice.code.startswith("E"))
    if history:
        in_force = [arrival for arrival in history if not arrival.is_late]
        state = BranchState.RECEIVED if in_force else BranchState.LATE
        return ExportReport(kind, state, (in_force or history)[-1].submission.digest)
    if refused:
        return ExportReport(kind, BranchState.REJECTED, "", reasons=refused)
    return ExportReport(kind, BranchState.MISSING, "")


def _read(read: ReadSubmission) -> ExportReport:
    kind, digest = read.submission.kind, read.submission.digest
    match read.outcome:
        case Fault() as fault:
            return ExportReport(kind, BranchState.REJECTED, digest, reasons=(fault,))
        case Held(reading, holds):
            return replace(_counted(kind, BranchState.HELD, digest, reading), reasons=holds)
        case Reading() as reading:
            return _counted(kind, BranchState.READY, digest, reading)


def _counted(kind: Kind, state: BranchState, digest: str, reading: Reading) -> ExportReport:
    first: Counter[str] = Counter()
    for _, code, rows in reading.losses:
        first[code] += rows
    broken = {one: rows for one, other, rows in reading.pairs if one == other}
    return ExportReport(
        kind=kind,
        state=state,
        digest=digest,
        received=reading.received,
        accepted=reading.unique,
        rejections=tuple(
            (code, first[code], broken.get(code, first[code])) for code in sorted({*first, *broken})
        ),
        findings=reading.findings,
        pairs=tuple(pair for pair in reading.pairs if pair[0] != pair[1]),
    )


def _replacement(history: list[Arrival]) -> Iterator[Remark]:
    """Which file the one in force replaces."""
    in_force = [arrival for arrival in history if not arrival.is_late]
    now = in_force[-1] if in_force else None
    earlier = [item for item in in_force if now and item.submission.object != now.submission.object]
    if now and earlier:
        before = earlier[-1]
        yield Remark(
            "N325",
            {
                "digest": now.submission.digest,
                "written": clock(now.written),
                "replaced": before.submission.digest,
                "earlier": clock(before.written),
            },
        )


def _lateness(published: str, late: Arrival) -> Iterator[Remark]:
    item = late.submission
    yield Remark("E125", {"edition": published, "month": str(item.month), "digest": item.digest})


def clock(time: datetime) -> str:
    """A time as head office's clock shows it."""
    return time.astimezone(JAKARTA).strftime("%Y-%m-%d %H:%M:%S WIB")

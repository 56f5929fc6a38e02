"""Removes branches' raw exports when their retention has ended; all that was made of them stays."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from flows.corrections import remove_stale_workbooks
from flows.edges.inbox import Found, look_into
from flows.edges.ledger import Lease, editions, readings, retention, submissions
from flows.installation import Installation
from flows.progress import stage
from flows.readings import is_stored, last_readings
from schemas.errors import HeldError, UsageError
from schemas.grouping import number
from schemas.month import Month
from schemas.retention import MonthPurge, PurgeOrder, PurgePlan, PurgeReport, RawUse
from transforms.retention import to_due

REMOVED_AT_ONCE = 20
"""While so many objects are removed nobody else can write to a SQLite ledger."""


def plan_purge(installation: Installation, before: date) -> PurgePlan:
    """What would be removed of the months that ended before a day, and why the rest stays.

    What a purge was killed over is decided already, and goes whatever has become of its month.
    """
    with installation.ledger.begin() as connection:
        uses = retention.raw_uses(connection)
        purged = retention.every(connection)
    left_behind = _stored(installation, purged)
    fresh = [use for use in uses if use.object not in purged]
    months = _ended(fresh, before)
    obstacles = {month: _obstacle(installation, month) for month in months}
    over = {month for month, obstacle in obstacles.items() if not obstacle}
    due = to_due(fresh, over, before)
    rest = to_due(
        [use for use in uses if use.object in left_behind], {use.month for use in uses}, date.max
    )
    going = {name for names in due.values() for name in names}
    return PurgePlan(
        before=before,
        months=tuple(
            MonthPurge(
                month=month,
                objects=(names := (*due.get(month, ()), *rest.get(month, ()))),
                size=sum(installation.objects.size(name) or 0 for name in names),
                kept=sum(use.month == month and use.object not in going for use in fresh),
                obstacle=obstacles.get(month, ""),
            )
            for month in sorted({*months, *rest})
        ),
        lying=_lying(installation, {*due, *rest}),
    )


def purge(installation: Installation, plan: PurgePlan, order: PurgeOrder) -> PurgeReport:
    """Remove what a plan names, one month after another, each under its lease.

    Each object's tombstone is written before it is removed, so whoever is killed in between leaves
    what the next purge finishes. UsageError unless the number is the plan's, HeldError where a
    month has changed since.
    """
    if order.files != plan.files:
        raise UsageError(
            f"Expected --confirm {plan.files}, the number of files in the plan; found "
            f"{order.files}. Look at the plan again: the same command without --confirm."
        )
    workbooks = 0
    with stage("remove files") as shown:
        done = 0
        for month in plan.months:
            if month.objects:
                with installation.ledger.lease(month.month) as lease:
                    uses = _check(installation, month, plan.before)
                    _bury(installation, month, order, lease, uses)
                    workbooks += _remove_workbooks(installation, month)
                    for start in range(0, len(month.objects), REMOVED_AT_ONCE):
                        names = month.objects[start : start + REMOVED_AT_ONCE]
                        _remove(installation, names, lease)
                        done += len(names)
                        shown.step(done, plan.files)
    return PurgeReport(plan, workbooks)


def _remove(installation: Installation, names: Collection[str], lease: Lease) -> None:
    """Remove objects, but for those that another month has sent since their tombstones."""
    with installation.ledger.begin(lease) as connection:
        for name in sorted(retention.find(connection, names)):
            installation.objects.remove(name)


def _ended(uses: Iterable[RawUse], before: date) -> list[Month]:
    return sorted({use.month for use in uses if use.month.last_day < before})


def _stored(installation: Installation, names: Collection[str]) -> set[str]:
    """Those of some objects that are stored."""
    with stage("look at what was purged") as shown:
        found = set()
        for done, name in enumerate(sorted(names), start=1):
            if installation.objects.size(name) is not None:
                found.add(name)
            shown.step(done, len(names))
    return found


def _lying(installation: Installation, months: Collection[Month]) -> int:
    """How many files of some months still lie in the inbox."""
    return sum(
        isinstance(item, Found) and item.month in months for item in look_into(installation.inbox)
    )


def _obstacle(installation: Installation, month: Month) -> str:
    """Why a month still needs what its branches sent, or nothing."""
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, month)
        histories = submissions.histories(connection, month).values()
        current = submissions.current(connection, month)
        read = readings.read_ids(connection, month)
        last = readings.last(connection, current)
    if edition is None or edition.standing != "released":
        standing = f"edition {edition.label} is {edition.standing}" if edition else "no edition"
        return f"{standing}; a month is over when its newest edition is released"
    if waiting := sum(history[-1].is_late for history in histories):
        return f"{number(waiting)} files wait for cakupan run {month} --revise"
    if unread := sum(item.id not in read for item in current):
        return f"{number(unread)} files are not read yet; next: cakupan run {month}"
    lost = [item for item in last if item is not None and not is_stored(installation.objects, item)]
    return f"what {number(len(lost))} files were read to is lost; restore the store" if lost else ""


def _check(installation: Installation, planned: MonthPurge, before: date) -> list[RawUse]:
    """The months in which what goes was sent, as long as this one may still lose all of it.

    HeldError where it may not, now that it is held.
    """
    with installation.ledger.begin() as connection:
        uses = retention.raw_uses_of(connection, planned.objects)
        purged = retention.find(connection, planned.objects)
    fresh = [use for use in uses if use.object not in purged]
    months = {use.month for use in uses}
    still_due = {*purged, *to_due(fresh, months, before).get(planned.month, ())}
    if {*planned.objects} - still_due or (fresh and _obstacle(installation, planned.month)):
        raise _changed(planned)
    return uses


def _changed(planned: MonthPurge) -> HeldError:
    return HeldError(
        f"{planned.month} has changed since the plan was made; look at it again: the same "
        "command without --confirm."
    )


def _remove_workbooks(installation: Installation, planned: MonthPurge) -> int:
    """Remove the correction workbooks of what goes, which hold rows as they were sent."""
    with installation.ledger.begin() as connection:
        current = submissions.current(connection, planned.month)
    last = last_readings(installation, planned.month, current)
    staying = [read for read in last if read and read.submission.object not in planned.objects]
    return remove_stale_workbooks(installation, planned.month, staying)


def _bury(
    installation: Installation,
    planned: MonthPurge,
    order: PurgeOrder,
    lease: Lease,
    uses: Sequence[RawUse],
) -> None:
    """Write down what is removed, and by whose word; HeldError where a month sends it only now."""
    files = f"{number(len(planned.objects))} raw files, {number(planned.size)} bytes"
    with installation.ledger.begin(lease) as connection:
        if retention.raw_uses_of(connection, planned.objects) != uses:
            raise _changed(planned)
        retention.bury(connection, planned.objects, by=order.by, why=order.why)
        installation.ledger.record(
            connection, by=order.by, what=f"purged {files}", month=planned.month, why=order.why
        )

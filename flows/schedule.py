"""Looks after all months at a scheduled time: takes in what came, prepares what is due.

Nothing hangs on the clock, so a late look and a second one do the same. It never mails, approves or
releases.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from flows.edges.control_files import CONTROL_CAP
from flows.edges.inbox import CONTROL, Found, look_into
from flows.edges.ledger import editions, submissions
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.intake import take_in, written_at
from flows.knowledge import keep_reference
from flows.manifest import read_manifest
from flows.status import grid, without_grid
from schemas.arrivals import Arrival, Export
from schemas.edition import Edition
from schemas.errors import CakupanError, ExportError
from schemas.exports import Kind
from schemas.month import Month
from schemas.reference import Reference
from schemas.schedule import Situation, Tended, TickReport, Why
from transforms.calendar import working_day_after
from transforms.schedule import to_open_months, to_unattended, why_prepare

Prepare = Callable[[Month], object]
"""Prepares one month, as the monthly run does."""
Lying = Mapping[Month, list[Found]]
"""Files in the inbox that can be exports, by their month."""
Histories = Mapping[Export, list[Arrival]]
"""All arrivals of each export of a month."""


def look_after(installation: Installation, scheduled: datetime, prepare: Prepare) -> TickReport:
    """Look after every month that is over, oldest first, as of a scheduled time.

    What stops a month that is not published stops those after it, which are compared with it; a
    later look goes on.
    """
    lying = _lying(installation)
    with installation.ledger.begin() as connection:
        with_edition = editions.months(connection)
        prepared = editions.prepared_months(connection)
        known = {
            month: submissions.histories(connection, month)
            for month in with_edition
            if month in lying
        }
    open_months = to_open_months(scheduled, with_edition)
    news = {
        month
        for month, histories in known.items()
        if _has_unknown(installation, month, lying[month], histories)
    }
    tended: list[Tended] = []
    for month in sorted({*open_months, *prepared, *news}):
        looks = month in open_months or month in news
        tended.append(_tend(installation, month, scheduled, prepare, looks=looks))
        if tended[-1].stops_later:
            break
    awaited = {*open_months, *prepared}
    told = (item for item in tended if item.month in awaited or item.arrived or item.obstacle)
    unattended = to_unattended(lying, with_edition, open_months)
    return TickReport(scheduled, tuple(told), unattended)


def _tend(
    installation: Installation, month: Month, scheduled: datetime, prepare: Prepare, *, looks: bool
) -> Tended:
    """Take in what came for a month, where it `looks` for that, and prepare it when it is due."""
    cutoff = working_day_after(month, installation.settings.cutoff_working_day)
    try:
        reference = read_reference(installation.reference, month, installation.objects)
    except CakupanError as error:
        return Tended((), None, cutoff, without_grid(installation, month), error)
    arrived: tuple[Arrival, ...] = ()
    why: Why | None = None
    obstacle: CakupanError | None = None
    try:
        if looks:
            arrived = _take_in(installation, month, reference)
        why = why_prepare(_situation(installation, month, reference), scheduled, cutoff)
        if why is not None:
            prepare(month)
    except CakupanError as error:
        obstacle = error
    return Tended(arrived, why, cutoff, grid(installation, month, reference), obstacle)


def _take_in(installation: Installation, month: Month, reference: Reference) -> tuple[Arrival, ...]:
    """What comes into the ledger from the inbox."""
    before = _histories(installation, month)
    with installation.ledger.lease(month) as lease:
        keep_reference(installation, reference, lease)
        take_in(installation, month, reference, lease, revise=False)
    now = _histories(installation, month)
    return tuple(
        arrival
        for export, history in now.items()
        for arrival in history[len(before.get(export, [])) :]
    )


def _situation(installation: Installation, month: Month, reference: Reference) -> Situation:
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, month)
    expected = {(branch, kind) for branch in reference.expected() for kind in Kind}
    in_force = _in_force(_histories(installation, month))
    counting = {export: arrival for export, arrival in in_force.items() if export in expected}
    return Situation(
        edition=edition.state if edition else None,
        expected=frozenset(expected),
        arrived=frozenset(counting),
        has_news=edition is not None and _has_news(installation, edition, counting.values()),
    )


def _has_news(installation: Installation, edition: Edition, counting: Iterable[Arrival]) -> bool:
    """Whether files came after an edition that it was not made from, and that count."""
    counting = list(counting)
    with installation.ledger.begin() as connection:
        prepared = editions.prepared_at(connection, edition)
    if not any(arrival.received > prepared for arrival in counting):
        return False
    used = {
        (item["branch"], item["kind"]): (item["object"], item["declared"])
        for item in read_manifest(installation, edition)["exports"]
    }
    return used != {
        (one.branch, one.kind.value): (one.object, asdict(one.declared))
        for one in (arrival.submission for arrival in counting)
    }


def _lying(installation: Installation) -> Lying:
    """What lies in the inbox and can be taken, by month."""
    lying: dict[Month, list[Found]] = {}
    for item in look_into(installation.inbox):
        if isinstance(item, Found) and not item.fault:
            lying.setdefault(item.month, []).append(item)
    return lying


def _has_unknown(
    installation: Installation, month: Month, lying: Iterable[Found], histories: Histories
) -> bool:
    """Whether a file lies there for an export of a month that the ledger does not know.

    It may, where reference data can't be used: then that is told when the month is looked after.
    """
    unknown = [
        item
        for item in lying
        if not _is_known(installation, item, histories.get((item.branch, item.kind), []))
    ]
    if not unknown:
        return False
    try:
        reference = read_reference(installation.reference, month, installation.objects)
    except CakupanError:
        return True
    expected = set(reference.expected())
    return any(item.branch in expected for item in unknown)


def _is_known(installation: Installation, item: Found, history: list[Arrival]) -> bool:
    """Whether a file of this time came before; a control file, which is small, by its bytes."""
    if item.format != CONTROL:
        return any(arrival.written == written_at(item) for arrival in history)
    try:
        name = installation.objects.put_file(
            item.path,
            ".toml",
            cap=CONTROL_CAP,
            seen=item.state,
            may_be_linked=installation.settings.allow_hard_links,
        )
    except ExportError:
        return False
    return any(name in (arrival.control, arrival.submission.object) for arrival in history)


def _histories(installation: Installation, month: Month) -> Histories:
    with installation.ledger.begin() as connection:
        return submissions.histories(connection, month)


def _in_force(histories: Histories) -> dict[Export, Arrival]:
    """The arrival of each export that counts."""
    return {
        export: in_force[-1]
        for export, history in histories.items()
        if (in_force := [arrival for arrival in history if not arrival.is_late])
    }

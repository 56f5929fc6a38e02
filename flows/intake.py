"""Takes what lies in the inbox into the archive and the ledger."""

from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from flows.edges.control_files import CONTROL_CAP, read_control
from flows.edges.inbox import CONTROL, Found, Stranger, look_settled, safe
from flows.edges.ledger import Lease, editions, retention, submissions
from flows.installation import Installation
from flows.progress import stage
from schemas.arrivals import Export, Notice, Sent, SentFile, Taken
from schemas.errors import PASSING_FAULTS, ExportError, HeldError
from schemas.month import Month
from schemas.reference import Reference
from transforms.arrivals import to_notices, to_sent

FILES_PER_RENEWAL = 100
"""So often the lease is renewed while files are copied."""
COPIERS_PER_PROCESSOR = 2
"""While one waits for the disk, the other copies."""
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""A file's time may be any number; one beyond these is taken as the nearer."""


def take_in(
    installation: Installation, month: Month, reference: Reference, lease: Lease, *, revise: bool
) -> None:
    """Archive and record every file of the month, and note what could not be taken, and why.

    Files that come when the month is published are late, unless this is a revision; only a
    revision takes again what was purged.
    """
    expected = set(reference.expected())
    with installation.ledger.begin() as connection:
        purged = retention.of_month(connection, month)
        came = {*submissions.histories(connection, month)}
    with stage(f"{month} take in exports") as shown:
        found = look_settled(installation.inbox, int(installation.settings.settle_seconds * 1e9))
        items = [item for item in found if isinstance(item, Stranger) or item.month == month]
        outcomes: list[Taken | Notice] = []
        # A file is hashed and copied without the interpreter, and then the disk is waited for.
        with ThreadPoolExecutor(COPIERS_PER_PROCESSOR * installation.settings.workers) as copiers:
            take = partial(_take_or_note, installation, expected, () if revise else purged, came)
            for done, outcome in enumerate(copiers.map(take, items), start=1):
                outcomes.append(outcome)
                if done % FILES_PER_RENEWAL == 0:
                    installation.ledger.renew(lease)
                shown.step(done, len(items))
    taken = [one for one in outcomes if isinstance(one, Taken)]
    notices = [one for one in outcomes if isinstance(one, Notice)]
    # What lies there only in part changes nothing: totals wait for their export, it for them.
    waiting = {(notice.branch, notice.kind) for notice in notices if notice.code in PASSING_FAULTS}
    refused = {(notice.branch, notice.kind) for notice in notices}
    sent = tuple(
        one
        for one in to_sent(taken)
        if one.export not in waiting and (one.files or one.export not in refused)
    )
    with installation.ledger.begin(lease) as connection:
        _check_stored(installation, connection, month, sent)
        is_published = editions.newest(connection, month, released=True) is not None
        submissions.receive(connection, month, sent, is_late=is_published and not revise)
        known = {
            export
            for export, history in submissions.histories(connection, month).items()
            if history[-1].submission.object not in purged
        }
        submissions.note(connection, month, [*notices, *to_notices(taken, sent, known)])


def _check_stored(
    installation: Installation, connection: sa.Connection, month: Month, sent: Iterable[Sent]
) -> None:
    """HeldError where another month's purge has removed meanwhile what was found stored."""
    names = {file.object for one in sent for file in one.files}
    names |= {one.control for one in sent if one.control}
    buried = retention.find(connection, names)
    if gone := sum(installation.objects.size(name) is None for name in buried):
        raise HeldError(
            f"A purge of another month has removed {gone} files of {month} while they were taken "
            "in; nothing is recorded. Give the same command again."
        )


def _take_or_note(
    installation: Installation,
    expected: Collection[str],
    purged: Collection[str],
    came: Collection[Export],
    item: Found | Stranger,
) -> Taken | Notice:
    """Archive one file, or say why it can't be taken."""
    try:
        return _take(installation, item, expected, purged, came)
    except ExportError as error:
        return _notice(item, error, expected)


def _take(
    installation: Installation,
    item: Found | Stranger,
    expected: Collection[str],
    purged: Collection[str],
    came: Collection[Export],
) -> Taken:
    """Archive one file, and read it if it is a control file; most of what `came` is known."""
    if item.fault or isinstance(item, Stranger):
        raise ExportError(item.fault, **item.fields)
    if item.branch not in expected:
        raise ExportError("E119")
    is_control = item.format == CONTROL
    name = installation.objects.put_file(
        item.path,
        ".toml" if is_control else f".{item.format}",
        cap=CONTROL_CAP if is_control else installation.settings.file_cap,
        seen=item.state,
        may_be_linked=installation.settings.allow_hard_links,
        may_be_stored=(item.branch, item.kind) in came,
        purged=purged,
    )
    written = written_at(item)
    if not is_control:
        return Taken(item.title, item.branch, item.kind, SentFile(written, name, item.format))
    declared = read_control(installation.objects.read(name), item.kind, safe(item.path.name))
    file = SentFile(written, name, "nil" if declared is None else CONTROL)
    return Taken(item.title, item.branch, item.kind, file, declared)


def written_at(item: Found) -> datetime:
    """When a file was last written, as the ledger keeps it."""
    most = (LATEST - EARLIEST) // timedelta(microseconds=1)
    return EARLIEST + timedelta(microseconds=min(max(item.written_ns // 1000, 0), most))


def _notice(item: Found | Stranger, error: ExportError, expected: Collection[str]) -> Notice:
    if isinstance(item, Stranger):
        return Notice(item.title, "", None, error.code, error.fields)
    if item.branch not in expected:
        return Notice(safe(item.path.name), "", None, error.code, error.fields)
    return Notice(item.title, item.branch, item.kind, error.code, error.fields)

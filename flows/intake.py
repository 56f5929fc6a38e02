"""Takes what lies in the inbox into the archive and the ledger."""

import time
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from flows.edges.control_files import CONTROL_CAP, read_control
from flows.edges.inbox import CONTROL, Found, Stranger, look_settled, safe
from flows.edges.ledger import Lease, editions, retention, submissions
from flows.edges.sent_files import open_sent
from flows.installation import Installation
from flows.progress import stage
from schemas.arrivals import Notice, Sent, SentFile, Taken
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


@dataclass(frozen=True)
class Archive:
    """Where a month's files go, and what is known of them."""

    installation: Installation
    expected: Collection[str]
    """Branches of which exports are expected."""
    known: Mapping[str, str]
    """Object names of files that were archived before, by their identity."""
    purged: Collection[str]
    """Object names of what is not to come again."""

    def take_or_note(self, item: Found | Stranger) -> Taken | Notice:
        """Archive one file, or say why it can't be taken."""
        try:
            return self._take(item)
        except ExportError as error:
            return _notice(item, error, self.expected)

    def _take(self, item: Found | Stranger) -> Taken:
        """Archive one file, and read it if it is a control file."""
        if item.fault or isinstance(item, Stranger):
            raise ExportError(item.fault, **item.fields)
        if item.branch not in self.expected:
            raise ExportError("E119")
        settings, objects = self.installation.settings, self.installation.objects
        is_control = item.format == CONTROL
        with open_sent(
            item.path,
            cap=CONTROL_CAP if is_control else settings.file_cap,
            seen=item.state,
            may_be_linked=settings.allow_hard_links,
        ) as source:
            is_young = time.time_ns() - source.touched_ns < settings.settle_seconds * 1e9
            suffix = ".toml" if is_control else f".{item.format}"
            name = objects.keep(source, suffix, known=self.known, purged=self.purged)
        written, identity = written_at(item), "" if is_young else source.identity
        if not is_control:
            file = SentFile(written, name, item.format)
            return Taken(item.title, item.branch, item.kind, file, identity)
        declared = read_control(objects.read(name), item.kind, safe(item.path.name))
        file = SentFile(written, name, "nil" if declared is None else CONTROL)
        return Taken(item.title, item.branch, item.kind, file, identity, declared)


def take_in(
    installation: Installation, month: Month, reference: Reference, lease: Lease, *, revise: bool
) -> None:
    """Archive and record every file of the month, and note what could not be taken, and why.

    Files that come when the month is published are late, unless this is a revision; only a
    revision takes again what was purged.
    """
    with installation.ledger.begin() as connection:
        purged = retention.of_month(connection, month)
        known = submissions.known_files(connection, month)
    archive = Archive(
        installation,
        expected=frozenset(reference.expected()),
        known=known,
        purged=() if revise else purged,
    )
    with stage(f"{month} take in exports") as shown:
        found = look_settled(installation.inbox, int(installation.settings.settle_seconds * 1e9))
        items = [item for item in found if isinstance(item, Stranger) or item.month == month]
        outcomes: list[Taken | Notice] = []
        # A file is hashed and copied without the interpreter, and then the disk is waited for.
        with ThreadPoolExecutor(COPIERS_PER_PROCESSOR * installation.settings.workers) as copiers:
            for done, outcome in enumerate(copiers.map(archive.take_or_note, items), start=1):
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
        received = {
            export
            for export, history in submissions.histories(connection, month).items()
            if history[-1].submission.object not in purged
        }
        submissions.note(connection, month, [*notices, *to_notices(taken, sent, received)])
        submissions.know_files(
            connection, month, {one.identity: one.file.object for one in taken if one.identity}
        )


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

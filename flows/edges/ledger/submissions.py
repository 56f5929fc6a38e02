"""What the ledger says of the files that branches send: which came when, and which counts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from flows.edges.ledger import now, retention, utc
from flows.edges.ledger.tables import arrivals, inbox_files, notices, submissions
from schemas.arrivals import Arrival, Export, Notice, Sent, SentFile
from schemas.exports import Declared, Kind
from schemas.month import Month
from schemas.submission import Submission

News = tuple[SentFile, Declared, str]
"""A file that arrives, what its control file declares of it, and that file's object name."""


def exist(connection: sa.Connection) -> bool:
    """Whether anything was ever received."""
    return connection.execute(sa.select(submissions.c.id).limit(1)).first() is not None


def months(connection: sa.Connection) -> list[Month]:
    """All months of which anything was ever received, oldest first."""
    found = connection.scalars(
        sa.select(submissions.c.month).distinct().order_by(submissions.c.month)
    )
    return [Month.parse(month) for month in found]


def receive(
    connection: sa.Connection, month: Month, sent: Sequence[Sent], *, is_late: bool
) -> None:
    """Record what lies in the inbox: of each export the last file counts.

    So a file that was sent, replaced and put back counts again, and an emptied inbox changes
    nothing. Late files are kept until a revision: a call that is not late lets them count. One that
    was purged and is sent again has come anew.
    """
    came = histories(connection, month)
    ids = _register(connection, month, sent)
    purged = retention.of_month(connection, month)
    news = {one.export: _news(one, came.get(one.export, []), purged) for one in sent}
    if not is_late:
        news |= {
            export: [_again(history[-1])]
            for export, history in came.items()
            if history[-1].is_late and not news.get(export)
        }
    received = now()
    rows = [
        _row(ids[branch, kind, one[0].object], one, received, is_late=is_late)
        for (branch, kind), files in news.items()
        for one in files
    ]
    if rows:
        connection.execute(sa.insert(arrivals), rows)


def _news(one: Sent, history: list[Arrival], purged: Collection[str]) -> list[News]:
    """The files to be recorded as arrived: unknown ones, and at the end the one that counts.

    Totals that come alone are no news of a file that was purged.
    """
    known = {arrival.submission.object for arrival in history}.difference(purged)
    if one.files:
        *older, newest = one.files
    elif history and history[-1].submission.object not in purged:
        older, newest = [], _again(history[-1])[0]
    else:
        return []
    new: list[News] = [(file, Declared(), "") for file in older if file.object not in known]
    last = history[-1].submission if history else None
    is_same = last is not None and (last.object, last.declared) == (newest.object, one.declared)
    if not new and is_same and newest.object in known:
        return []
    return [*new, (newest, one.declared, one.control)]


def _again(arrival: Arrival) -> News:
    submission = arrival.submission
    file = SentFile(arrival.written, submission.object, submission.format)
    return file, submission.declared, arrival.control


def _register(
    connection: sa.Connection, month: Month, sent: Sequence[Sent]
) -> dict[tuple[str, Kind, str], int]:
    """The ids of the month's submissions by branch, kind and object, new ones among them."""
    known = _ids(connection, month)
    new = {
        (one.branch, one.kind, file.object): file.format
        for one in sent
        for file in one.files
        if (*one.export, file.object) not in known
    }
    if not new:
        return known
    connection.execute(
        sa.insert(submissions),
        [
            {"month": str(month), "branch": branch, "kind": kind.value, "object": name,
             "format": format}
            for (branch, kind, name), format in new.items()
        ],
    )  # fmt: skip  # one row on two lines
    return _ids(connection, month)


def _ids(connection: sa.Connection, month: Month) -> dict[tuple[str, Kind, str], int]:
    rows = connection.execute(sa.select(submissions).filter_by(month=str(month)))
    return {(row.branch, Kind(row.kind), row.object): row.id for row in rows}


def histories(connection: sa.Connection, month: Month) -> dict[Export, list[Arrival]]:
    """All arrivals of each export of a month, the first first; by branch and kind."""
    rows = connection.execute(
        sa.select(arrivals, submissions)
        .join(submissions, arrivals.c.submission_id == submissions.c.id)
        .where(submissions.c.month == str(month))
        .order_by(submissions.c.branch, submissions.c.kind, arrivals.c.id)
    )
    found: dict[Export, list[Arrival]] = {}
    for row in rows:
        arrival = _arrival(row)
        found.setdefault((arrival.submission.branch, arrival.submission.kind), []).append(arrival)
    return found


def current(connection: sa.Connection, month: Month) -> list[Submission]:
    """The submission of each branch and kind that counts, by branch and kind."""
    return [
        in_force[-1].submission
        for history in histories(connection, month).values()
        if (in_force := [arrival for arrival in history if not arrival.is_late])
    ]


def known(connection: sa.Connection, month: Month, at: datetime) -> list[Submission]:
    """The submission of each branch and kind that had come last at a moment, late or not."""
    return [
        come[-1].submission
        for history in histories(connection, month).values()
        if (come := [arrival for arrival in history if arrival.received <= at])
    ]


def let_count(connection: sa.Connection, month: Month, chosen: Iterable[Submission]) -> None:
    """Let these of a month's submissions count from now on, where others do or none does.

    What came after one of them goes on waiting for a revision.
    """
    in_force = set(current(connection, month))
    came = histories(connection, month)
    received = now()
    rows = []
    for one in set(chosen) - in_force:
        history = came[one.branch, one.kind]
        place = max(at for at, each in enumerate(history) if each.submission == one)
        rows.append(_row(one.id, _again(history[place]), received, is_late=False))
        rows += [
            _row(each.submission.id, _again(each), received, is_late=True)
            for each in history[place + 1 :]
        ]
    if rows:
        connection.execute(sa.insert(arrivals), rows)


def _row(id: int, news: News, received: datetime, *, is_late: bool) -> dict[str, object]:
    file, declared, control = news
    return {
        "submission_id": id,
        "received_at": received,
        "written_at": file.written,
        "is_late": is_late,
        "declared": asdict(declared),
        "control": control,
    }


def _arrival(row: sa.Row[tuple[object, ...]]) -> Arrival:
    return Arrival(
        submission=Submission(
            id=row.submission_id,
            month=Month.parse(row.month),
            branch=row.branch,
            kind=Kind(row.kind),
            format=row.format,
            object=row.object,
            declared=Declared(**row.declared),
        ),
        received=utc(row.received_at),
        written=utc(row.written_at),
        is_late=row.is_late,
        control=row.control,
    )


def known_files(connection: sa.Connection, month: Month) -> dict[str, str]:
    """The object names of the files that the month's last run found, by their identity."""
    rows = connection.execute(sa.select(inbox_files).filter_by(month=str(month)))
    return {row.identity: row.object for row in rows}


def know_files(connection: sa.Connection, month: Month, files: Mapping[str, str]) -> None:
    """Keep which files a run found, in place of those that the run before did."""
    if files == known_files(connection, month):
        return
    connection.execute(sa.delete(inbox_files).filter_by(month=str(month)))
    rows = [
        {"month": str(month), "identity": identity, "object": name}
        for identity, name in files.items()
    ]
    if rows:
        connection.execute(sa.insert(inbox_files), rows)


def note(connection: sa.Connection, month: Month, noticed: Sequence[Notice]) -> None:
    """Keep what a run noticed in the inbox, in place of what the run before did."""
    connection.execute(sa.delete(notices).filter_by(month=str(month)))
    if noticed:
        connection.execute(
            sa.insert(notices), [{"month": str(month), **asdict(item)} for item in noticed]
        )


def noticed(connection: sa.Connection, month: Month) -> list[Notice]:
    """What the month's last run noticed in the inbox."""
    rows = connection.execute(sa.select(notices).filter_by(month=str(month)).order_by(notices.c.id))
    return [
        Notice(row.title, row.branch, Kind(row.kind) if row.kind else None, row.code, row.fields)
        for row in rows
    ]

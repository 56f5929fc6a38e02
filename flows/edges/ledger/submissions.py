"""What the ledger says of branches' files: received, and read or rejected."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from flows.edges.ledger import now
from flows.edges.ledger.tables import arrivals, readings, submissions
from schemas.exports import Kind
from schemas.month import Month
from schemas.reading import Reading
from schemas.submission import Fault, ReadSubmission, Submission

_OUTCOMES: dict[str, TypeAdapter[Any]] = {
    "read": TypeAdapter(Reading),
    "rejected": TypeAdapter(Fault),
}


def exist(connection: sa.Connection) -> bool:
    """Whether anything was ever received."""
    return connection.execute(sa.select(submissions.c.id).limit(1)).first() is not None


def receive(
    connection: sa.Connection, *, month: Month, branch: str, kind: Kind, format: str, object: str
) -> bool:
    """Record an archived file; False when these very bytes were received before."""
    values = {"month": str(month), "branch": branch, "kind": kind.value, "object": object}
    known = sa.select(submissions.c.id).filter_by(**values)
    if connection.execute(known).first() is not None:
        return False
    received = sa.insert(submissions).values(**values, format=format).returning(submissions.c.id)
    _arrive(connection, connection.execute(received).scalar_one())
    return True


def restore(connection: sa.Connection, month: Month, present: Collection[str]) -> None:
    """Make the newest file that lies in the inbox current where the current one is gone from it.

    So a file that was sent, replaced, and put back counts again; `present` are object names.
    """
    found = _by_arrival(connection, month)
    for unit in {(item.branch, item.kind) for item in found}:
        ours = [item for item in found if (item.branch, item.kind) == unit]
        there = [item for item in ours if item.object in present]
        if there and ours[-1] not in there:
            _arrive(connection, there[-1].id)


def current(connection: sa.Connection, month: Month) -> list[Submission]:
    """The submission of each branch and kind that arrived last, by branch and kind."""
    last = {(item.branch, item.kind): item for item in _by_arrival(connection, month)}
    return [last[unit] for unit in sorted(last)]


def _by_arrival(connection: sa.Connection, month: Month) -> list[Submission]:
    """The month's submissions, the last arrived at the end."""
    rows = connection.execute(
        sa.select(submissions)
        .join(arrivals, arrivals.c.submission_id == submissions.c.id)
        .where(submissions.c.month == str(month))
        .group_by(submissions.c.id)
        .order_by(sa.func.max(arrivals.c.id))
    )
    return [_submission(row) for row in rows]


def _arrive(connection: sa.Connection, submission_id: int) -> None:
    connection.execute(sa.insert(arrivals).values(submission_id=submission_id, received_at=now()))


def record_reading(connection: sa.Connection, read: ReadSubmission, contract: str) -> None:
    """Record what became of a submission under a reading contract."""
    connection.execute(
        sa.insert(readings).values(
            submission_id=read.submission.id,
            contract=contract,
            state="read" if read.reading else "rejected",
            outcome=asdict(read.outcome),
            read_at=now(),
        )
    )


def find_reading(
    connection: sa.Connection, submission: Submission, contract: str
) -> ReadSubmission | None:
    """What became of a submission under a contract; None when it was not read so yet."""
    return _reading(connection, submission, readings.c.contract == contract)


def last_reading(connection: sa.Connection, submission: Submission) -> ReadSubmission | None:
    """What became of a submission when it was last read; None when it never was."""
    return _reading(connection, submission, sa.true())


def _reading(
    connection: sa.Connection, submission: Submission, chosen: sa.ColumnElement[bool]
) -> ReadSubmission | None:
    row = connection.execute(
        sa.select(readings)
        .where(readings.c.submission_id == submission.id, chosen)
        .order_by(readings.c.read_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    outcome = _OUTCOMES[row.state].validate_python(row.outcome)
    return ReadSubmission(submission, outcome)


def _submission(row: sa.Row[tuple[object, ...]]) -> Submission:
    return Submission(
        id=row.id,
        month=Month.parse(row.month),
        branch=row.branch,
        kind=Kind(row.kind),
        format=row.format,
        object=row.object,
    )

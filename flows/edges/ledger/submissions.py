"""What the ledger says of branches' files: received, and read or rejected."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from flows.edges.ledger import now
from flows.edges.ledger.tables import readings, submissions
from schemas.exports import Kind
from schemas.month import Month
from schemas.submission import ReadSubmission, Submission, SubmissionState


def receive(
    connection: sa.Connection, *, month: Month, branch: str, kind: Kind, format: str, object: str
) -> bool:
    """Record an archived file; False when these very bytes were received before."""
    values = {"month": str(month), "branch": branch, "kind": kind.value, "object": object}
    known = sa.select(submissions.c.id).filter_by(**values)
    if connection.execute(known).first() is not None:
        return False
    connection.execute(sa.insert(submissions).values(**values, format=format, received_at=now()))
    return True


def current(connection: sa.Connection, month: Month) -> list[Submission]:
    """The newest submission of each branch and kind in a month, by branch and kind."""
    newest = (
        sa.select(sa.func.max(submissions.c.id))
        .where(submissions.c.month == str(month))
        .group_by(submissions.c.branch, submissions.c.kind)
    )
    rows = connection.execute(
        sa.select(submissions)
        .where(submissions.c.id.in_(newest))
        .order_by(submissions.c.branch, submissions.c.kind)
    )
    return [_submission(row) for row in rows]


def record_reading(connection: sa.Connection, reading: ReadSubmission, contract: str) -> None:
    """Record what became of a submission under a reading contract."""
    connection.execute(
        sa.insert(readings).values(
            submission_id=reading.submission.id,
            contract=contract,
            state=reading.state.value,
            rows=reading.rows,
            rejects=reading.rejects,
            received=reading.received,
            readable=reading.readable,
            valid=reading.valid,
            unique=reading.unique,
            losses=[list(loss) for loss in reading.losses],
            findings=[list(finding) for finding in reading.findings],
            fault_code=reading.fault_code,
            fault=reading.fault,
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
    return ReadSubmission(
        submission=submission,
        state=SubmissionState(row.state),
        rows=row.rows,
        rejects=row.rejects,
        received=row.received,
        readable=row.readable,
        valid=row.valid,
        unique=row.unique,
        losses=_tuples(row.losses),
        findings=_tuples(row.findings),
        fault_code=row.fault_code,
        fault=row.fault,
    )


def _tuples(rows: Sequence[Sequence[str | int]]) -> tuple[Any, ...]:
    return tuple(tuple(row) for row in rows)


def _submission(row: sa.Row[tuple[object, ...]]) -> Submission:
    return Submission(
        id=row.id,
        month=Month.parse(row.month),
        branch=row.branch,
        kind=Kind(row.kind),
        format=row.format,
        object=row.object,
    )

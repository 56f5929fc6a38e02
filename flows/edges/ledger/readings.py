"""What the ledger says of readings: what became of a file, what it is held for, who took it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from flows.edges.ledger import now, utc
from flows.edges.ledger.tables import acceptances, judgements, readings, submissions
from schemas.arrivals import Acceptance
from schemas.month import Month
from schemas.reading import Reading
from schemas.submission import Fault, Hold, ReadSubmission, Submission

_OUTCOMES: dict[str, TypeAdapter[Any]] = {
    "read": TypeAdapter(Reading),
    "rejected": TypeAdapter(Fault),
}
_HOLDS = TypeAdapter(tuple[Hold, ...])


def record(connection: sa.Connection, read: ReadSubmission, contract: str) -> None:
    """Record what became of a submission under a reading contract, for the first time or anew."""
    connection.execute(
        sa.delete(readings).filter_by(submission_id=read.submission.id, contract=contract)
    )
    connection.execute(
        sa.insert(readings).values(
            submission_id=read.submission.id,
            contract=contract,
            state=_state(read),
            outcome=asdict(read.outcome),
            read_at=now(),
        )
    )


def find(
    connection: sa.Connection, wanted: Sequence[tuple[Submission, str]]
) -> list[ReadSubmission | None]:
    """What became of each submission under its contract; None where it was not read so yet."""
    rows = connection.execute(
        sa.select(readings)
        .join(submissions, readings.c.submission_id == submissions.c.id)
        .where(submissions.c.month.in_({str(submission.month) for submission, _ in wanted}))
        .where(readings.c.contract.in_({contract for _, contract in wanted}))
    )
    known = {(row.submission_id, row.contract): row for row in rows}
    return [
        _read(submission, known.get((submission.id, contract))) for submission, contract in wanted
    ]


def read_ids(connection: sa.Connection, month: Month) -> set[int]:
    """The ids of a month's submissions that were ever read, well or in vain."""
    rows = connection.execute(
        sa.select(readings.c.submission_id).where(readings.c.submission_id.in_(_ids(month)))
    )
    return set(rows.scalars())


def last(connection: sa.Connection, wanted: Sequence[Submission]) -> list[ReadSubmission | None]:
    """What the month's last run read each submission to; None where it had none."""
    ids = [submission.id for submission in wanted]
    rows = connection.execute(sa.select(judgements).where(judgements.c.submission_id.in_(ids)))
    known = {row.submission_id: row for row in rows}
    return [_read(submission, known.get(submission.id)) for submission in wanted]


def _read(submission: Submission, row: sa.Row[tuple[object, ...]] | None) -> ReadSubmission | None:
    if row is None:
        return None
    return ReadSubmission(submission, _OUTCOMES[row.state].validate_python(row.outcome))


def judge(
    connection: sa.Connection,
    month: Month,
    reads: Iterable[ReadSubmission],
    holds: Mapping[int, tuple[Hold, ...]],
) -> None:
    """Keep what a run read a month's submissions to, and why some, by id, are not plausible."""
    connection.execute(sa.delete(judgements).where(judgements.c.submission_id.in_(_ids(month))))
    rows = [
        {
            "submission_id": read.submission.id,
            "state": _state(read),
            "outcome": asdict(read.outcome),
            "holds": _plain(holds.get(read.submission.id, ())),
        }
        for read in reads
    ]
    if rows:
        connection.execute(sa.insert(judgements), rows)


def held(connection: sa.Connection, month: Month) -> dict[int, tuple[Hold, ...]]:
    """Why submissions of a month, by id, were found not plausible, accepted or not."""
    chosen = judgements.c.submission_id.in_(_ids(month))
    rows = connection.execute(sa.select(judgements).where(chosen))
    return {row.submission_id: _HOLDS.validate_python(row.holds) for row in rows if row.holds}


def accept(
    connection: sa.Connection, held: Mapping[int, tuple[Hold, ...]], *, by: str, why: str
) -> None:
    """Take the bytes of submissions, by id, for good."""
    at = now()
    connection.execute(
        sa.insert(acceptances),
        [
            {"submission_id": id, "at": at, "by": by, "why": why, "holds": _plain(found)}
            for id, found in held.items()
        ],
    )


def accepted(connection: sa.Connection, month: Month) -> dict[int, Acceptance]:
    """Who took which submission of a month, by id, although it was held."""
    rows = connection.execute(
        sa.select(acceptances).where(acceptances.c.submission_id.in_(_ids(month)))
    )
    return {
        row.submission_id: Acceptance(
            row.by, row.why, utc(row.at), _HOLDS.validate_python(row.holds)
        )
        for row in rows
    }


def _state(read: ReadSubmission) -> str:
    return "read" if read.reading else "rejected"


def _ids(month: Month) -> sa.Select[tuple[int]]:
    return sa.select(submissions.c.id).filter_by(month=str(month))


def _plain(found: Iterable[Hold]) -> list[dict[str, object]]:
    return [asdict(item) for item in found]

"""What the ledger says of plans to make past months again."""

from dataclasses import asdict, replace

import sqlalchemy as sa
from pydantic import TypeAdapter

from flows.edges.ledger import now, utc
from flows.edges.ledger.backfill_tables import backfill_months, backfills
from schemas.backfill import Backfill, BackfillMonth, BackfillOrder, Foresight, MonthState
from schemas.month import Month

_FORESIGHT: TypeAdapter[Foresight] = TypeAdapter(Foresight)


def plan(connection: sa.Connection, backfill: Backfill) -> Backfill:
    """Record a plan; it gets its id here."""
    order = backfill.order
    id = connection.execute(
        sa.insert(backfills)
        .values(
            at=backfill.at,
            by=backfill.by,
            first=str(order.first),
            last=str(order.last),
            mode=order.mode,
            known_at=backfill.known_at,
            as_known_on=order.as_known_on,
            reason=order.reason or "",
        )
        .returning(backfills.c.id)
    ).scalar_one()
    rows = [
        {
            "backfill_id": id,
            "month": str(each.month),
            "foreseen": asdict(each.foreseen),
            "state": each.state,
            "edition": each.edition,
            "why": each.why,
            "changed_at": backfill.at,
        }
        for each in backfill.months
    ]
    if rows:
        connection.execute(sa.insert(backfill_months), rows)
    return replace(backfill, id=id)


def find(connection: sa.Connection, id: int) -> Backfill | None:
    """A plan and how far it is; None where there is none of this id."""
    row = connection.execute(sa.select(backfills).filter_by(id=id)).one_or_none()
    return None if row is None else _plan(connection, row)


def every(connection: sa.Connection) -> list[Backfill]:
    """All plans and how far each is, the first first."""
    rows = connection.execute(sa.select(backfills).order_by(backfills.c.id)).all()
    return [_plan(connection, row) for row in rows]


def _plan(connection: sa.Connection, row: sa.Row[tuple[object, ...]]) -> Backfill:
    months = connection.execute(
        sa.select(backfill_months).filter_by(backfill_id=row.id).order_by(backfill_months.c.month)
    )
    return Backfill(
        id=row.id,
        at=utc(row.at),
        by=row.by,
        order=BackfillOrder(
            Month.parse(row.first),
            Month.parse(row.last),
            row.mode,
            row.reason or None,
            row.as_known_on,
        ),
        known_at=utc(row.known_at),
        months=tuple(
            BackfillMonth(
                Month.parse(each.month),
                _FORESIGHT.validate_python(each.foreseen),
                each.state,
                each.edition,
                each.why,
            )
            for each in months
        ),
    )


def finish(
    connection: sa.Connection,
    id: int,
    month: Month,
    state: MonthState,
    *,
    edition: str = "",
    why: str = "",
) -> None:
    """Write down what came of a month; what is done stays so."""
    connection.execute(
        sa.update(backfill_months)
        .filter_by(backfill_id=id, month=str(month))
        .where(backfill_months.c.state != "done")
        .values(state=state, edition=edition, why=why, changed_at=now())
    )


def failed(connection: sa.Connection) -> set[Month]:
    """The months at which the last plan that held them failed."""
    last = sa.select(
        backfill_months.c.month, sa.func.max(backfill_months.c.backfill_id).label("id")
    )
    newest = last.group_by(backfill_months.c.month).subquery()
    rows = connection.execute(
        sa.select(backfill_months.c.month)
        .join(
            newest,
            (backfill_months.c.month == newest.c.month)
            & (backfill_months.c.backfill_id == newest.c.id),
        )
        .where(backfill_months.c.state == "failed")
    )
    return {Month.parse(row.month) for row in rows}

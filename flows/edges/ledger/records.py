"""The ledger's editions and deliveries one after another, however many there are."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa

from flows.edges.ledger import WATCH, editions, is_alive, utc
from flows.edges.ledger.delivery_tables import approvals, deliveries, dispatches
from flows.edges.ledger.tables import edition_bulletins, leases
from flows.edges.ledger.tables import editions as editions_table
from schemas.delivery import BULLETIN, WATCH_DAY
from schemas.edition import Verdict
from schemas.ledger_check import EditionRecord, MailRecord
from schemas.month import Month
from schemas.watch import Holder

MONTH_OF_WATCH = WATCH_DAY + 1, len("2021-12")
"""Where in the purpose of a watch's mail its month stands, as SQL counts, and how long that is."""
ROWS = 10_000
"""So many rows are fetched at a time."""


def edition_records(connection: sa.Connection) -> Iterator[EditionRecord]:
    """Every edition, by month and number."""
    table = editions_table
    ordered = sa.select(table).order_by(table.c.month, table.c.number, table.c.id)
    for row in connection.execute(ordered).all():
        verdicts = connection.execute(
            sa.select(approvals).filter_by(edition_id=row.id).order_by(approvals.c.id)
        )
        released_by = connection.scalar(
            sa.select(dispatches.c.by).filter_by(edition_id=row.id, purpose=BULLETIN)
        )
        yield EditionRecord(
            edition=editions.to_edition(connection, row),
            released_at=utc(row.released_at) if row.released_at else None,
            verdicts=tuple(
                Verdict(each.verdict, each.content, utc(each.at), each.by, each.why)
                for each in verdicts
            ),
            released_by=released_by or "",
        )


def months_at_work(connection: sa.Connection) -> list[str]:
    """The months that somebody is at work on, this very moment; a watch is one of them."""
    return [
        row.month
        for row in connection.execute(sa.select(leases))
        if is_alive(row.owner, row.renewed_at)
    ]


def holder(connection: sa.Connection, month: Month) -> Holder | None:
    """Who took a month and has not given it back."""
    row = connection.execute(sa.select(leases).filter_by(month=str(month))).one_or_none()
    if row is None or not row.owner:
        return None
    return Holder(row.owner, is_alive(row.owner, row.renewed_at), utc(row.renewed_at))


def mail_records(connection: sa.Connection, at_work: Collection[str]) -> Iterator[MailRecord]:
    """Every delivery, in the order in which they were planned."""
    table, bulletins = editions_table, edition_bulletins
    own = ("level", "code", "recipient")
    then = ("message_id", "state", "attempts", "due_at", "ended_at")
    query = (
        sa.select(
            deliveries.c.id,
            sa.func.coalesce(table.c.month, sa.func.substr(dispatches.c.purpose, *MONTH_OF_WATCH)),
            sa.func.coalesce(table.c.number, 0),
            sa.func.coalesce(table.c.state, ""),
            sa.func.coalesce(table.c.month, WATCH).in_(at_work),
            dispatches.c.mode,
            sa.exists()
            .where(bulletins.c.edition_id == dispatches.c.edition_id)
            .where(bulletins.c.level == deliveries.c.level)
            .where(bulletins.c.code == deliveries.c.code)
            .correlate(deliveries, dispatches),
            *(deliveries.c[name] for name in own),
            dispatches.c.purpose,
            *(deliveries.c[name] for name in then),
        )
        .join_from(deliveries, dispatches)
        .outerjoin(table, table.c.id == dispatches.c.edition_id)
        .order_by(deliveries.c.id)
        .execution_options(yield_per=ROWS)
    )
    for row in connection.execute(query):
        yield MailRecord(*row)

"""What the ledger says of mail: orders to send, and a row per order, bulletin and recipient.

An order is of an edition; only a watch, which tells what it found, orders mail of none.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime

import sqlalchemy as sa

from flows.edges.ledger import now, utc
from flows.edges.ledger.delivery_tables import deliveries, dispatches
from schemas.delivery import (
    BULLETIN,
    RESEND,
    STEPS,
    Delivery,
    DeliveryState,
    Dispatch,
    Mode,
    UnitKey,
)
from schemas.edition import Edition
from schemas.errors import HeldError

NAMES = [field.name for field in fields(Delivery)]
CHANGING = ("state", "reason", "attempts", "due_at", "ended_at")
"""What becomes another with each step of a delivery."""
CUT_OFF = "stopped between the end of the mail and the mail server's reply"


def plan(
    connection: sa.Connection,
    edition: Edition | None,
    order: Dispatch,
    planned: Sequence[Delivery],
) -> None:
    """Write down an order and every mail that is to go by it."""
    owner = edition.id if edition else None
    dispatch_id = connection.execute(
        sa.insert(dispatches)
        .values(edition_id=owner, at=now(), **asdict(order))
        .returning(dispatches.c.id)
    ).scalar_one()
    rows = [asdict(item) for item in planned]
    for row in rows:
        del row["id"], row["purpose"]
        row |= {"dispatch_id": dispatch_id, "changed_at": now()}
    if rows:
        connection.execute(sa.insert(deliveries), rows)


def orders(connection: sa.Connection, edition: Edition | None) -> tuple[Dispatch, ...]:
    """All orders to mail something of an edition, or of none, the oldest first."""
    names = [field.name for field in fields(Dispatch)]
    rows = connection.execute(
        sa.select(*(dispatches.c[name] for name in names))
        .where(_is_of(edition))
        .order_by(dispatches.c.at, dispatches.c.purpose)
    )
    return tuple(Dispatch(*row) for row in rows)


def of_edition(
    connection: sa.Connection, edition: Edition | None, states: Collection[DeliveryState] = ()
) -> list[Delivery]:
    """The deliveries of an edition, or of none, in any state or in these, the oldest first."""
    return list(_deliveries(connection, _is_of(edition), states))


def of_editions(
    connection: sa.Connection, editions: Iterable[Edition], states: Collection[DeliveryState]
) -> list[Delivery]:
    """The deliveries of some editions in these states, the oldest first."""
    ids = [each.id for each in editions]
    return list(_deliveries(connection, dispatches.c.edition_id.in_(ids), states))


def by_message(connection: sa.Connection, message_ids: Collection[str]) -> list[Delivery]:
    """The deliveries with these Message-IDs."""
    return [
        _delivery(row)
        for row in connection.execute(_select().where(deliveries.c.message_id.in_(message_ids)))
    ]


def next_due(
    connection: sa.Connection, edition: Edition | None, mode: Mode, after: int, purpose: str = ""
) -> Delivery | None:
    """The next mail of an edition, or of none, that may be tried now, `after` the one of this id.

    Of any purpose, or of just the one that is named.
    """
    due = sa.or_(deliveries.c.due_at.is_(None), deliveries.c.due_at <= now())
    row = connection.execute(
        _select()
        .where(
            _is_of(edition),
            deliveries.c.state.in_(("planned", "ready")),
            dispatches.c.mode == mode,
            deliveries.c.id > after,
            dispatches.c.purpose == purpose if purpose else sa.true(),
            due,
        )
        .order_by(deliveries.c.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else _delivery(row)


def move(
    connection: sa.Connection,
    delivery: Delivery,
    state: DeliveryState,
    reason: str = "",
    *,
    attempts: int | None = None,
    due_at: datetime | None = None,
) -> Delivery:
    """Bring a delivery into its next state; HeldError when another has moved it meanwhile."""
    if state not in STEPS.get(delivery.state, ()):
        raise HeldError(
            f"A mail of {delivery.level} {delivery.code} is {delivery.state} and can't become "
            f"{state}; see `cakupan status`."
        )
    moved = replace(
        delivery,
        state=state,
        reason=reason,
        attempts=delivery.attempts if attempts is None else attempts,
        due_at=due_at,
        ended_at=now() if state == "dot" else delivery.ended_at,
    )
    changed = connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.id == delivery.id, deliveries.c.state == delivery.state)
        .values(changed_at=now(), **{name: getattr(moved, name) for name in CHANGING})
    )
    if changed.rowcount != 1:
        raise HeldError(
            f"A mail of {delivery.level} {delivery.code} was changed by another; run this again."
        )
    return moved


def recover(connection: sa.Connection, edition: Edition | None) -> None:
    """Put right what a stopped sender left: what it had in hand, and what it was ending."""
    for delivery in of_edition(connection, edition, ["claimed", "dot"]):
        if delivery.state == "claimed":
            move(connection, delivery, "ready", delivery.reason, attempts=delivery.attempts - 1)
        else:
            move(connection, delivery, "unknown", CUT_OFF)


def cancel(connection: sa.Connection, edition: Edition, reason: str) -> int:
    """Take back all mails of an edition that are not under way; how many."""
    ordered = sa.select(dispatches.c.id).where(_is_of(edition))
    cancelled = connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.dispatch_id.in_(ordered), deliveries.c.state.in_(("planned", "ready")))
        .values(state="cancelled", reason=reason, due_at=None, changed_at=now())
    )
    return cancelled.rowcount


def counts(connection: sa.Connection, edition: Edition) -> dict[UnitKey, Counter[DeliveryState]]:
    """How many mails to each unit's recipients are in which state."""
    by = [deliveries.c[name] for name in ("level", "code", "state")]
    rows = connection.execute(
        sa.select(*by, sa.func.count().label("mails"))
        .join_from(deliveries, dispatches)
        .where(
            _is_of(edition),
            sa.or_(dispatches.c.purpose == BULLETIN, dispatches.c.purpose.startswith(f"{RESEND}-")),
        )
        .group_by(*by)
    )
    found: dict[UnitKey, Counter[DeliveryState]] = {}
    for row in rows:
        found.setdefault((row.level, row.code), Counter())[row.state] = row.mails
    return found


def _is_of(edition: Edition | None) -> sa.ColumnElement[bool]:
    """Whether an order is of an edition, or of none."""
    return dispatches.c.edition_id == (edition.id if edition else None)


def _select() -> sa.Select[tuple[object, ...]]:
    tables = (deliveries, dispatches)
    columns = (next(it.c[name] for it in tables if name in it.c) for name in NAMES)
    return sa.select(*columns).join_from(*tables)


def _deliveries(
    connection: sa.Connection,
    condition: sa.ColumnElement[bool],
    states: Collection[DeliveryState],
) -> Iterator[Delivery]:
    query = _select().where(condition)
    if states:
        query = query.where(deliveries.c.state.in_(states))
    for row in connection.execute(query.order_by(deliveries.c.id)):
        yield _delivery(row)


def _delivery(row: sa.Row[tuple[object, ...]]) -> Delivery:
    values = dict(row._mapping)
    times = {name: utc(values[name]) for name in ("due_at", "ended_at") if values[name]}
    return Delivery(**values | times)

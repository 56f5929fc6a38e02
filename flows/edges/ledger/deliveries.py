"""What the ledger says of mail: one row per edition, bulletin and recipient."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from flows.edges.ledger import now
from flows.edges.ledger.tables import deliveries, editions
from schemas.edition import Edition
from schemas.errors import HeldError


@dataclass(frozen=True)
class Delivery:
    """One frozen message to one recipient."""

    level: str
    code: str
    recipient: str
    purpose: str
    message_id: str
    eml: str
    """Object name of the message's bytes."""
    state: str = "planned"


def plan(connection: sa.Connection, edition: Edition, planned: Sequence[Delivery]) -> None:
    """Release an edition and write down every mail that is to go, in one transaction."""
    released = connection.execute(
        sa.update(editions)
        .where(editions.c.id == edition.id, editions.c.state == "prepared")
        .values(state="released", released_at=now())
    )
    if released.rowcount != 1:
        raise HeldError(
            f"Edition {edition.label} is no longer prepared; look at it and release again."
        )
    if planned:
        connection.execute(
            sa.insert(deliveries),
            [{"edition_id": edition.id, "changed_at": now(), **vars(item)} for item in planned],
        )


def of_edition(connection: sa.Connection, edition: Edition) -> list[Delivery]:
    """The edition's deliveries, by unit and recipient."""
    rows = connection.execute(
        sa.select(deliveries)
        .where(deliveries.c.edition_id == edition.id)
        .order_by(deliveries.c.level, deliveries.c.code, deliveries.c.recipient)
    )
    return [
        Delivery(r.level, r.code, r.recipient, r.purpose, r.message_id, r.eml, r.state)
        for r in rows
    ]


def capture(connection: sa.Connection, delivery: Delivery) -> None:
    """Record that a message was written to its `.eml` file."""
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.message_id == delivery.message_id, deliveries.c.state == "planned")
        .values(state="captured", changed_at=now())
    )


def states(connection: sa.Connection, edition: Edition) -> dict[tuple[str, str], list[str]]:
    """The states of each unit's deliveries."""
    found: dict[tuple[str, str], list[str]] = {}
    for delivery in of_edition(connection, edition):
        found.setdefault((delivery.level, delivery.code), []).append(delivery.state)
    return found

"""What the ledger says of reference data: which file was which object, and since when."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from flows.edges.ledger import now
from flows.edges.ledger.backfill_tables import reference_arrivals

GONE = ""
"""Instead of an object's name: the file lies there no longer."""


def receive(connection: sa.Connection, lying: Mapping[str, str]) -> None:
    """Record what lies in the reference folder, an object by each file, where that is new."""
    before = known(connection, now())
    found = dict.fromkeys(before, GONE) | dict(lying)
    rows = [
        {"at": now(), "name": name, "object": object}
        for name, object in sorted(found.items())
        if before.get(name, GONE) != object
    ]
    if rows:
        connection.execute(sa.insert(reference_arrivals), rows)


def known(connection: sa.Connection, at: datetime) -> dict[str, str]:
    """The object of each file of reference data at a moment; none before the first was recorded."""
    rows = connection.execute(
        sa.select(reference_arrivals)
        .where(reference_arrivals.c.at <= at)
        .order_by(reference_arrivals.c.id)
    )
    last = {row.name: row.object for row in rows}
    return {name: object for name, object in last.items() if object != GONE}

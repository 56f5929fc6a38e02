"""What the ledger says of the raw exports that branches sent, and of those that were purged."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa

from flows.edges.ledger import now, utc
from flows.edges.ledger.retention_tables import tombstones
from flows.edges.ledger.tables import arrivals, submissions
from schemas.month import JAKARTA, Month
from schemas.retention import RawUse, Tombstone

CHUNK = 500
"""Names that are looked up at once."""


def find(connection: sa.Connection, names: Collection[str]) -> dict[str, Tombstone]:
    """The tombstone of each of these objects that was purged and has not come again since."""
    found: dict[str, Tombstone] = {}
    for chunk in _chunks(names):
        buried = connection.scalars(
            sa.select(tombstones.c.object).where(tombstones.c.object.in_(chunk)).distinct()
        ).all()
        if buried:
            found |= _tombstones(connection, buried)
    return found


def every(connection: sa.Connection) -> dict[str, Tombstone]:
    """The tombstone of each object that was purged and has not come again since."""
    return _tombstones(connection, None)


def of_month(connection: sa.Connection, month: Month) -> dict[str, Tombstone]:
    """The tombstones in force of what branches sent for a month."""
    sent = _sent(None).subquery()
    names = connection.scalars(sa.select(sent.c.object).where(sent.c.month == str(month)))
    return find(connection, set(names))


def raw_uses(connection: sa.Connection) -> list[RawUse]:
    """Every month in which an object was sent, and the day on which it came last."""
    return _uses(connection, None)


def raw_uses_of(connection: sa.Connection, names: Collection[str]) -> list[RawUse]:
    """The same of some objects."""
    return [use for chunk in _chunks(names) for use in _uses(connection, chunk)]


def _uses(connection: sa.Connection, names: Collection[str] | None) -> list[RawUse]:
    sent = _sent(names).subquery()
    rows = connection.execute(
        sa.select(sent.c.object, sent.c.month, sa.func.max(sent.c.received_at).label("last"))
        .group_by(sent.c.object, sent.c.month)
        .order_by(sent.c.month, sent.c.object)
    )
    return [
        RawUse(row.object, Month.parse(row.month), utc(row.last).astimezone(JAKARTA).date())
        for row in rows
    ]


def _chunks(names: Collection[str]) -> Iterator[list[str]]:
    wanted = sorted(names)
    return (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))


def bury(connection: sa.Connection, names: Collection[str], *, by: str, why: str) -> None:
    """Write down that these objects are removed; what is written down so already stays as it is."""
    at, known = now(), find(connection, names)
    rows = [
        {"object": name, "at": at, "by": by, "why": why}
        for name in sorted(names)
        if name not in known
    ]
    if rows:
        connection.execute(sa.insert(tombstones), rows)


def _tombstones(connection: sa.Connection, names: Collection[str] | None) -> dict[str, Tombstone]:
    """Those in force: what came again after its tombstone is there, and may be purged anew."""
    sent = _sent(names).subquery()
    last = (
        sa.select(sent.c.object, sa.func.max(sent.c.received_at).label("at"))
        .group_by(sent.c.object)
        .subquery()
    )
    rows = connection.execute(
        sa.select(tombstones)
        .outerjoin(last, last.c.object == tombstones.c.object)
        .where(_among(tombstones.c.object, names))
        .where(sa.or_(last.c.at.is_(None), last.c.at <= tombstones.c.at))
    )
    return {row.object: Tombstone(row.object, utc(row.at), row.by, row.why) for row in rows}


def _sent(names: Collection[str] | None) -> sa.CompoundSelect[tuple[str, str, object]]:
    """Each time that an export, or a control file beside one, came for a month."""
    named = ((submissions.c.object, sa.true()), (arrivals.c.control, arrivals.c.control != ""))
    return sa.union_all(
        *(
            sa.select(name.label("object"), submissions.c.month, arrivals.c.received_at)
            .join_from(arrivals, submissions)
            .where(condition, _among(name, names))
            for name, condition in named
        )
    )


def _among(name: sa.ColumnElement[str], names: Collection[str] | None) -> sa.ColumnElement[bool]:
    return sa.true() if names is None else name.in_(names)

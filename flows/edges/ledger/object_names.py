"""Every object that the ledger names, once, with one thing that it belongs to."""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from flows.edges.ledger.delivery_tables import deliveries, dispatches
from flows.edges.ledger.records import ROWS
from flows.edges.ledger.tables import (
    arrivals,
    calculations,
    edition_bulletins,
    editions,
    judgements,
    readings,
    renderings,
    submissions,
)
from schemas.month import Month

Words = sa.ColumnElement[str]
Named = sa.Select[str, str, str]
"""Rows of an object's name, what it belongs to, and the month of that, or none."""
PARTS = ("bulletin", "pdf", "words", "companion", "press_page", "press_text")


def count(connection: sa.Connection) -> int:
    """How many objects the ledger names."""
    names = _names(connection).subquery()
    return connection.scalar(sa.select(sa.func.count()).select_from(names)) or 0


def named_objects(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """The name of each object and what it belongs to: an edition, if any, or a branch's export."""
    ordered = _names(connection).order_by("name").execution_options(yield_per=ROWS)
    for row in connection.execute(ordered):
        yield row.name, row.owner


def of_month(connection: sa.Connection, month: Month) -> list[str]:
    """The names of all objects that belong to a month, each once."""
    named = _named_by_all(connection)
    chosen = sa.select(named.c.name).distinct().where(named.c.month == str(month))
    return list(connection.scalars(chosen.where(named.c.name != "").order_by(named.c.name)))


def _names(connection: sa.Connection) -> sa.Select[str, str]:
    """Of all that an object belongs to, the first by alphabet, where editions lead."""
    named = _named_by_all(connection)
    return (
        sa.select(named.c.name, sa.func.min(named.c.owner).label("owner"))
        .where(named.c.name != "")
        .group_by(named.c.name)
    )


def _named_by_all(connection: sa.Connection) -> sa.Subquery:
    """Every name that any row has."""
    is_sqlite = connection.dialect.name == "sqlite"
    unfold = sa.func.json_each if is_sqlite else sa.func.json_each_text
    return sa.union_all(
        *_of_exports(),
        *_of_readings(),
        _of_tables(calculations, _words("figures of ", calculations.c.month), unfold),
        *(
            _named(renderings.c[part], sa.literal("rendered before"), sa.literal(""))
            for part in PARTS
        ),
        *_of_editions(),
        _of_tables(editions, _edition(), unfold),
        _of_mails(),
    ).subquery()


def _of_exports() -> Iterator[Named]:
    owner = _words(submissions.c.kind, " of ", submissions.c.branch, " in ", submissions.c.month)
    month = submissions.c.month
    yield _named(submissions.c.object, _words("export: ", owner), month)
    yield _named(arrivals.c.control, _words("export: control file, ", owner), month).join_from(
        arrivals, submissions
    )


def _of_readings() -> Iterator[Named]:
    owner = _words(submissions.c.kind, " of ", submissions.c.branch, " in ", submissions.c.month)
    for table in (readings, judgements):
        for part in ("rows", "rejects"):
            name = table.c.outcome[part].as_string()
            yield (
                _named(name, _words(f"export: {part}, ", owner), submissions.c.month)
                .join_from(table, submissions)
                .where(table.c.state == "read")
            )


def _of_editions() -> Iterator[Named]:
    month = editions.c.month
    yield _named(editions.c.manifest, _words(_edition(), ", manifest"), month)
    unit = _words(edition_bulletins.c.level, " ", edition_bulletins.c.code)
    for part in PARTS:
        owner = _words(_edition(), ", ", unit, f", {part}")
        yield _named(edition_bulletins.c[part], owner, month).join_from(edition_bulletins, editions)


def _of_mails() -> Named:
    unit = _words(deliveries.c.level, " ", deliveries.c.code)
    edition = sa.func.coalesce(_edition(), dispatches.c.purpose)
    owner = _words(edition, ", ", unit, ", mail ", sa.cast(deliveries.c.id, sa.String))
    return (
        _named(deliveries.c.eml, owner, editions.c.month)
        .join_from(deliveries, dispatches)
        .outerjoin(editions, editions.c.id == dispatches.c.edition_id)
    )


def _of_tables(table: sa.Table, owner: Words, unfold: Callable[..., Any]) -> Named:
    """The tables of each row's calculation, which the database unfolds from their JSON."""
    each = unfold(table.c.tables).table_valued("key", "value")
    return _named(each.c.value, _words(owner, ": ", each.c.key), table.c.month).select_from(
        table.join(each, sa.true())
    )


def _named(name: Words, owner: Words, month: Words) -> Named:
    return sa.select(name.label("name"), owner.label("owner"), month.label("month"))


def _edition() -> Words:
    """An edition's name as people know it."""
    revision = _words(" (R", sa.cast(editions.c.number, sa.String), ")")
    return _words(
        "edition ", editions.c.month, sa.case((editions.c.number > 0, revision), else_="")
    )


def _words(*parts: Words | str) -> Words:
    """Texts and columns, one behind the other."""
    first, *rest = (sa.literal(part) if isinstance(part, str) else part for part in parts)
    for part in rest:
        first = first.concat(part)
    return first

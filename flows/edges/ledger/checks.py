"""Whether a ledger is whole: its database, its tables and safeguards, and what rows hang on."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from flows.edges.ledger import heads
from flows.edges.ledger.all_tables import metadata
from flows.edges.ledger.delivery_tables import deliveries, dispatches
from flows.edges.ledger.tables import editions
from schemas.bulletin import edition_label
from schemas.ledger_check import Flaw
from schemas.month import Month

FROZEN = (
    "acceptances", "approvals", "audit", "backfills", "dispatches", "edition_bulletins",
    "editions", "reference_arrivals", "tombstones", "withheld_bulletins",
)  # fmt: skip  # one word a line would be half a page
"""Tables of which the database itself lets no row be changed or deleted."""
RESTORE = "restore the ledger from its backup"
MOST = 100
"""So many faults of a database's file are looked for."""


def tables() -> Sequence[sa.Table]:
    """All tables of the ledger, each after those that it hangs on."""
    return metadata.sorted_tables


def freezing() -> list[str]:
    """The triggers by which the database keeps rows from being changed or deleted."""
    return [f"frozen_{table}_{event}" for table in FROZEN for event in ("update", "delete")]


def file_flaws(connection: sa.Connection) -> Iterator[Flaw]:
    """What is wrong with the file of a SQLite ledger; servers look after their own."""
    where = "the database's file"
    try:
        for found in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST})").scalars():
            if found != "ok":
                yield Flaw(where, str(found), RESTORE)
    except sa.exc.DatabaseError:
        yield Flaw(where, "can't be read", RESTORE)


def revision_flaws(connection: sa.Connection) -> Iterator[Flaw]:
    """Whether the ledger is of another revision than this version's."""
    found = MigrationContext.configure(connection).get_current_heads()
    if list(found) != heads():
        yield Flaw(
            "the ledger",
            f"is of revision {', '.join(found) or 'none'}, not {', '.join(heads())}",
            "an older one is brought up to date by any other command, such as cakupan status; "
            "for a newer one, install the newer Cakupan",
        )


def table_flaws(connection: sa.Connection) -> Iterator[Flaw]:
    """The tables and columns that are lacking or are others than this version's."""
    for change, name in _differences(connection):
        if change in ("add_table", "add_column"):
            yield Flaw(name, "is lacking", RESTORE)
        elif change.startswith("modify_"):
            yield Flaw(name, "is another than in this version", RESTORE)


def index_flaws(connection: sa.Connection) -> Iterator[Flaw]:
    """The keys and indexes that are lacking, and so let faults in or make the ledger slow."""
    for change, name in _differences(connection):
        if change in ("add_index", "add_constraint", "add_fk"):
            yield Flaw(name, "is lacking", RESTORE)


def trigger_flaws(connection: sa.Connection) -> Iterator[Flaw]:
    """The triggers that are lacking, so that frozen rows can be changed."""
    present = _triggers(connection)
    for name in freezing():
        if name not in present:
            yield Flaw(f"trigger {name}", "is lacking or switched off", RESTORE)


def foreign_keys() -> list[tuple[sa.Table, sa.ForeignKeyConstraint]]:
    """What rows hang on, by table."""
    return [
        (table, key)
        for table in tables()
        for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name))
    ]


def dangling_flaws(connection: sa.Connection) -> Iterator[Flaw]:
    """Rows that hang on a row that is not there; a key may have been added or off for a time."""
    for table, key in foreign_keys():
        pairs = [(element.parent, element.column) for element in key.elements]
        rows = connection.scalar(
            sa.select(sa.func.count())
            .select_from(table)
            .where(*(own.is_not(None) for own, _ in pairs))
            .where(~sa.exists().where(*(own == other for own, other in pairs)).correlate(table))
        )
        if rows:
            hangs = f"{rows} rows hang on none of {key.referred_table.name}"
            yield Flaw(f"table {table.name}", hangs, RESTORE)


def repeated_flaws(connection: sa.Connection) -> Iterator[Flaw]:
    """Keys that stand in more than one row."""
    for table, columns, condition in unique_keys():
        repeated = (
            sa.select(sa.literal(1)).select_from(table).where(condition).group_by(*columns)
        ).having(sa.func.count() > 1)
        if count := connection.scalar(sa.select(sa.func.count()).select_from(repeated.subquery())):
            names = ", ".join(column.name for column in columns)
            yield Flaw(f"table {table.name}", f"{count} times the same {names}", RESTORE)


def unique_keys() -> list[tuple[sa.Table, list[sa.Column[Any]], sa.ColumnElement[bool]]]:
    """What no two rows may share, besides the numbers that the database gives: where it holds."""
    found: list[tuple[sa.Table, list[sa.Column[Any]], sa.ColumnElement[bool]]] = []
    for table in tables():
        for constraint in table.constraints:
            if isinstance(constraint, sa.UniqueConstraint):
                found.append((table, list(constraint.columns), sa.true()))
        for index in table.indexes:
            if index.unique:
                condition = index.dialect_options["sqlite"]["where"]
                found.append((table, list(index.columns), condition))
    return sorted(found, key=lambda key: (key[0].name, [column.name for column in key[1]]))


def balance_flaws(connection: sa.Connection) -> Iterator[Flaw]:
    """Orders that have not just the mails that they were given for."""
    kept = (
        sa.select(deliveries.c.dispatch_id, sa.func.count().label("mails"))
        .group_by(deliveries.c.dispatch_id)
        .subquery()
    )
    mails = sa.func.coalesce(kept.c.mails, 0)
    rows = connection.execute(
        sa.select(
            editions.c.month, editions.c.number, dispatches.c.purpose, dispatches.c.mails, mails
        )
        .select_from(dispatches)
        .outerjoin(editions, editions.c.id == dispatches.c.edition_id)
        .outerjoin(kept, kept.c.dispatch_id == dispatches.c.id)
        .where(mails != dispatches.c.mails)
        .order_by(editions.c.month, editions.c.number, dispatches.c.purpose)
    )
    for month, number, purpose, ordered, found in rows:
        label = f"edition {edition_label(Month.parse(month), number)}, " if month else ""
        where = f"{label}{purpose}"
        yield Flaw(where, f"{found} mails instead of {ordered}", RESTORE)


def count(connection: sa.Connection, table: sa.Table) -> int:
    """How many rows a table has."""
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _differences(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """What kind of change would make the ledger this version's, and of what."""
    for change in compare_metadata(MigrationContext.configure(connection), metadata):
        if isinstance(change, list):
            for kind, _, table, column, *_ in change:
                yield kind, f"column {table}.{column}"
        elif change[0] == "add_column":
            yield "add_column", f"column {change[2]}.{change[3].name}"
        else:
            yield change[0], f"{change[0].rpartition('_')[2]} {change[1].name}"


def _triggers(connection: sa.Connection) -> set[str]:
    """The names of all triggers that are switched on."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    return set(connection.scalars(sa.text(query)))

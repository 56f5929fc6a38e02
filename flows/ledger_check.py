"""Checks that the ledger is whole, says nothing impossible, and that all it names is stored."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeVar

import sqlalchemy as sa

from flows.edges.ledger import checks, object_names, records, retention
from flows.edges.ledger.delivery_tables import deliveries, dispatches
from flows.edges.ledger.snapshot import snapshot
from flows.edges.ledger.tables import editions
from flows.edges.objects import RESTORE, Objects
from flows.progress import Stage, stage
from flows.settings import Settings
from schemas.errors import DataError
from schemas.ledger_check import Checked, Flaw, LedgerReport
from transforms.ledger_rules import edition_flaws, mail_flaws

Item = TypeVar("Item")
OBJECT_ADVICE = f"{RESTORE}; an export may be put into the inbox again instead, then run"
PURGE = "cakupan purge --before DATE removes it"
STEP = 1_000
"""After so many things the progress moves."""


def check_ledger(settings: Settings) -> LedgerReport:
    """All that is wrong with the ledger as it is now, and with the objects that it names.

    Nothing is changed, and nobody waits for it. SettingsError or StoreError without a ledger.
    """
    with snapshot(settings.ledger) as connection:
        report = check_rows(connection)
        if not report.is_whole:
            return report
        found = _check_objects(connection, Objects(settings.store_root))
    return LedgerReport((*report.checked, found), is_whole=True)


def check_rows(connection: sa.Connection) -> LedgerReport:
    """All that is wrong with the ledger itself; where it can't be read, the rest waits."""
    found: list[Checked] = []
    for one in _foundations(connection):
        found.append(one)
        if one.found:
            return LedgerReport(tuple(found), is_whole=False)
    return LedgerReport((*found, *_contents(connection)), is_whole=True)


def _foundations(connection: sa.Connection) -> Iterator[Checked]:
    """What must be well, or else nothing can be said of the rest."""
    tables = len(checks.tables())
    if connection.dialect.name == "sqlite":
        yield Checked.of("database file", 1, checks.file_flaws(connection))
    yield Checked.of("revision", 1, checks.revision_flaws(connection))
    yield Checked.of("tables", tables, checks.table_flaws(connection))


def _contents(connection: sa.Connection) -> Iterator[Checked]:
    """What rows say, what they hang on, and what keeps them so."""
    at_work = records.months_at_work(connection)  # before a sender has come to its end
    indexes = sum(len(table.indexes) + len(table.constraints) for table in checks.tables())
    yield Checked.of("keys and indexes", indexes, checks.index_flaws(connection))
    yield Checked.of("frozen rows", len(checks.freezing()), checks.trigger_flaws(connection))
    hanging = len(checks.foreign_keys())
    yield Checked.of("rows that hang on others", hanging, checks.dangling_flaws(connection))
    keys = len(checks.unique_keys())
    yield Checked.of("rows that exist once", keys, checks.repeated_flaws(connection))
    orders = checks.count(connection, dispatches)
    yield Checked.of("orders", orders, checks.balance_flaws(connection))
    total = checks.count(connection, editions)
    with stage("check editions") as shown:
        flaws = _each(records.edition_records(connection), edition_flaws, shown, total)
        yield Checked.of("editions", total, flaws)
    total = checks.count(connection, deliveries)
    with stage("check mails") as shown:
        flaws = _each(records.mail_records(connection, at_work), mail_flaws, shown, total)
        yield Checked.of("mails", total, flaws)


def _check_objects(connection: sa.Connection, objects: Objects) -> Checked:
    """Whether each object that the ledger names is stored as it was, and what was purged is not."""
    total = object_names.count(connection)
    purged = retention.every(connection)
    with stage("check objects") as shown:
        named = object_names.named_objects(connection)
        flaws = _each(named, lambda one: _object_flaws(objects, purged, *one), shown, total)
        return Checked.of("objects", total, flaws)


def _object_flaws(
    objects: Objects, purged: Collection[str], name: str, owner: str
) -> Iterator[Flaw]:
    try:
        if name in purged:
            if objects.size(name) is not None:
                yield Flaw(owner, f"object {name} was purged and is stored all the same", PURGE)
        elif not objects.verify(name):
            state = "missing" if objects.size(name) is None else "damaged"
            yield Flaw(owner, f"object {name} is {state}", OBJECT_ADVICE)
    except DataError:
        yield Flaw(owner, "names an object as none is named", checks.RESTORE)
    except OSError as error:
        yield Flaw(owner, f"object {name} can't be read: {error.strerror}", OBJECT_ADVICE)


def _each(
    items: Iterable[Item], find: Callable[[Item], Iterable[Flaw]], shown: Stage, total: int
) -> Iterator[Flaw]:
    """The flaws of one item after another, while the progress moves."""
    for done, item in enumerate(items, start=1):
        yield from find(item)
        if done % STEP == 0 or done == total:
            shown.step(done, total)

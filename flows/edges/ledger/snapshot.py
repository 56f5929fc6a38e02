"""The ledger as it is at one moment, to be read at leisure: no sender waits, nothing changes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from flows.edges.ledger import opening
from schemas.errors import SettingsError, StoreError


@contextmanager
def snapshot(url: str) -> Iterator[sa.Connection]:
    """A ledger at this moment, not migrated.

    SettingsError when there is none, StoreError when it is no database any more.
    """
    with opening():
        engine = sa.create_engine(url, hide_parameters=True)
        if engine.dialect.name == "sqlite":
            engine = _copied(engine.url.database or "")
        connection = engine.connect()
    try:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        yield connection
    finally:
        connection.close()
        engine.dispose()


def _copied(place: str) -> sa.Engine:
    """A copy of a SQLite ledger in a nameless file of SQLite's own, which goes with the process.

    Who reads the ledger itself for longer than `busy_timeout` makes a sender's commit fail.
    """
    copy = sqlite3.connect("")
    try:
        with closing(sqlite3.connect(f"{Path(place).absolute().as_uri()}?mode=rw", uri=True)) as it:
            it.backup(copy)
    except sqlite3.OperationalError as error:
        copy.close()
        raise SettingsError(
            "Expected a ledger at CAKUPAN_LEDGER_URL; found none that can be read. Correct it, or "
            "begin one with cakupan run."
        ) from error
    except sqlite3.DatabaseError as error:
        copy.close()
        raise StoreError(
            "The ledger's file is no database any more; restore the ledger from its backup."
        ) from error
    return sa.create_engine("sqlite://", creator=lambda: copy, poolclass=sa.StaticPool)

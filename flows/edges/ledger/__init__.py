"""The ledger: the one place that says what has happened; its transactions are the commit points."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from flows.edges.ledger import owners
from flows.edges.ledger.tables import audit, leases
from schemas.errors import HeldError, SettingsError
from schemas.month import JAKARTA, Month

LEASE = timedelta(minutes=15)
"""How long an owner on another machine may be silent before its month is taken over."""

WATCH = "watch"
"""What a watch holds in a month's place."""

SQLITE_PRAGMAS = {
    "journal_mode": "delete",
    "synchronous": 3,
    "foreign_keys": 1,
    "busy_timeout": 10000,
}
"""Not WAL: SQLite before 3.51.3 can lose committed writes there. synchronous 3 is EXTRA."""


def now() -> datetime:
    """The time of a ledger entry, in UTC."""
    return datetime.now(UTC)


def utc(time: datetime) -> datetime:
    """A time that the database gave back; SQLite forgets that it is in UTC."""
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def today() -> date:
    """The day at head office, in Asia/Jakarta."""
    return datetime.now(JAKARTA).date()


@dataclass(frozen=True)
class Lease:
    """The right to commit to one month; void as soon as another process has a higher epoch."""

    month: Month
    epoch: int

    @property
    def key(self) -> str:
        """What the ledger knows it by."""
        return str(self.month)


@dataclass(frozen=True)
class WatchLease:
    """The right to mail what a watch finds; it needs none of a month, whose run may be stuck."""

    epoch: int
    key: ClassVar[str] = WATCH


AnyLease = Lease | WatchLease


@dataclass(frozen=True)
class Ledger:
    """A migrated database: SQLite by default, PostgreSQL where several machines share it."""

    engine: sa.Engine = field(repr=False)

    @classmethod
    def open(cls, url: str) -> "Ledger":
        """Connect and migrate; SettingsError when the database can't be used."""
        with opening():
            engine = _engine(url)
            with engine.begin() as connection:
                if (revision := _outdated(connection)) is not None:
                    _back_up(engine, revision)
                migrate(connection)
        return cls(engine)

    @contextmanager
    def begin(self, lease: AnyLease | None = None) -> Iterator[sa.Connection]:
        """One transaction; under a lease it is refused when another process has taken it."""
        with self.engine.begin() as connection:
            if lease is not None:
                renewed = connection.execute(
                    sa.update(leases)
                    .where(leases.c.month == lease.key, leases.c.epoch == lease.epoch)
                    .values(renewed_at=now())
                )
                if renewed.rowcount != 1:
                    raise HeldError(
                        f"Another run has taken over {lease.key}; this one stops. "
                        "See `cakupan status`."
                    )
            yield connection

    def renew(self, lease: Lease) -> None:
        """Say that the owner still lives; HeldError when another run has taken the month."""
        with self.begin(lease):
            pass

    @contextmanager
    def lease(self, month: Month) -> Iterator[Lease]:
        """Hold one month; HeldError while another live process holds it."""
        with self._held(str(month)) as epoch:
            yield Lease(month, epoch)

    @contextmanager
    def watch(self) -> Iterator[WatchLease]:
        """Be the one who mails what a watch finds; HeldError while another live process is."""
        with self._held(WATCH) as epoch:
            yield WatchLease(epoch)

    def record(
        self, connection: sa.Connection, *, by: str, what: str, month: Month, why: str
    ) -> None:
        """Write down who did what, when and why."""
        connection.execute(
            sa.insert(audit).values(at=now(), by=by, what=what, month=str(month), why=why)
        )

    @contextmanager
    def _held(self, key: str) -> Iterator[int]:
        """Hold what a key names, under an epoch of its own."""
        epoch = self._take(key)
        try:
            yield epoch
        finally:
            with self.engine.begin() as connection:
                connection.execute(
                    sa.update(leases)
                    .where(leases.c.month == key, leases.c.epoch == epoch)
                    .values(owner="", epoch=leases.c.epoch + 1)
                )

    def _take(self, key: str) -> int:
        owner = {"owner": owners.this_process(), "renewed_at": now()}
        with self.engine.begin() as connection:
            held = connection.execute(
                sa.select(leases).where(leases.c.month == key).with_for_update()
            ).one_or_none()
            if held is None:
                connection.execute(sa.insert(leases).values(month=key, epoch=1, **owner))
                return 1
            if is_alive(held.owner, held.renewed_at):
                raise HeldError(
                    f"A run of {key} is under way ({held.owner}); wait for it or stop it."
                )
            connection.execute(
                sa.update(leases).where(leases.c.month == key).values(epoch=held.epoch + 1, **owner)
            )
            return int(held.epoch) + 1


@contextmanager
def opening() -> Iterator[None]:
    """Let a database that can't be opened be a SettingsError."""
    try:
        yield
    except sa.exc.ArgumentError as error:
        raise SettingsError("CAKUPAN_LEDGER_URL is not a database URL; correct it.") from error
    except ModuleNotFoundError as error:
        raise SettingsError(
            "Expected the driver of the database that CAKUPAN_LEDGER_URL names; found none. For "
            "PostgreSQL install the extra `cluster`: scripts/setup.sh cluster"
        ) from error
    except sa.exc.DBAPIError as error:
        raise SettingsError(
            "The ledger can't be opened; check that its folder or server exists, is "
            "writable and is not locked by another program (CAKUPAN_LEDGER_URL)."
        ) from error


def is_alive(owner: str, renewed_at: datetime) -> bool:
    """Whether who took a month's lease is still at work."""
    if not owner:
        return False
    is_running = owners.is_running(owner)
    return now() - utc(renewed_at) < LEASE if is_running is None else is_running


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_pragmas)
        sa.event.listen(
            engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE")
        )
    return engine


def _set_pragmas(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # SQLAlchemy begins, not sqlite3
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for name, wanted in SQLITE_PRAGMAS.items():
        cursor.execute(f"PRAGMA {name}={wanted}")
        if cursor.execute(f"PRAGMA {name}").fetchone()[0] != wanted:
            raise SettingsError(f"The ledger's database does not keep {name}={wanted}.")
    cursor.close()


def migrate(connection: sa.Connection, revision: str = "head") -> None:
    """Bring a ledger's tables to a revision, the newest unless named."""
    config = _migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _outdated(connection: sa.Connection) -> str | None:
    """The revision of a ledger that is to be migrated; None for a new one or an up-to-date one."""
    revision = MigrationContext.configure(connection).get_current_revision()
    return None if revision in (None, *heads()) else revision


def heads() -> list[str]:
    """The revision of an up-to-date ledger."""
    return ScriptDirectory.from_config(_migrations()).get_heads()


def _back_up(engine: sa.Engine, revision: str) -> None:
    """Keep a SQLite ledger as it is beside it; a server's database is its administrator's."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    place = f"{engine.url.database}.revision-{revision}"
    with (
        closing(sqlite3.connect(engine.url.database)) as source,
        closing(sqlite3.connect(f"{place}.part")) as copy,
    ):
        source.backup(copy)
    Path(f"{place}.part").replace(place)

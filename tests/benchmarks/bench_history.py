"""Measures an installation with ten years of months beside one with two.

What `status`, `diff` and `verify` of a month cost in both, asked by turns. The ten years are copies
of one real month: its rows in the ledger under other months, its objects with other bytes.
Run: python tests/benchmarks/bench_history.py [months]
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import sqlalchemy as sa

from flows.differences import find_difference
from flows.edges.ledger import editions
from flows.edges.ledger.tables import (
    arrivals,
    calculations,
    edition_bulletins,
    judgements,
    readings,
    renderings,
    submissions,
)
from flows.edges.ledger.tables import editions as editions_table
from flows.edges.objects import DIGITS, NAME, Objects
from flows.installation import Installation
from flows.server import prefect_server
from flows.settings import Settings
from flows.status import to_month_status
from schemas.differences import Comparison
from schemas.month import Month
from schemas.orders import Orders
from tests.homes import NOVEMBER, OCTOBER, example, make_home

MONTHS = 120
PROMISED_RATIO = 1.2
HANGING = {
    arrivals: (submissions, "submission_id"),
    readings: (submissions, "submission_id"),
    judgements: (submissions, "submission_id"),
    edition_bulletins: (editions_table, "edition_id"),
}
"""Tables whose rows hang on another's, and by which column."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """What is asked of both installations, how often, and how."""

    name: str
    rounds: int
    ask: Callable[[Settings], None]


def main() -> None:
    """Make one installation, copy it, and let the copy grow old; print what both cost."""
    months = int(sys.argv[1]) if len(sys.argv) > 1 else MONTHS
    with tempfile.TemporaryDirectory() as name:
        fresh, old = Path(name) / "fresh", Path(name) / "old"
        make_home(fresh, example(OCTOBER, NOVEMBER, divisor=20, branches=("BTU", "KDR")))
        with prefect_server(Settings(home=fresh, store=f"{name}/prefect")) as server:
            server.wait()
            run(fresh)
            shutil.copytree(fresh, old)
            start = time.perf_counter()
            objects = grow(Installation.open(Settings(home=old)), months)
            told(f"{months} months, {objects:,} objects in {time.perf_counter() - start:.0f} s")
            for question in QUESTIONS:
                compare(question, Settings(home=fresh), Settings(home=old))


def run(home: Path) -> None:
    """October and November are run and released, and November again with fewer rows."""
    os.environ |= {"CAKUPAN_HOME": str(home), "CAKUPAN_SETTLE_SECONDS": "0"}
    publish(home, OCTOBER)
    publish(home, NOVEMBER)
    export = home / "inbox/2021-11/peserta_KDR_202111.csv"
    rows = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join(rows[: len(rows) * 97 // 100]))
    publish(home, NOVEMBER)


def publish(home: Path, month: Month) -> None:
    """Run a month with all that has come, and release it."""
    from flows.monthly import monthly
    from flows.outcome import told as answered

    answered(monthly(str(month), Orders(revise=True)))
    with Installation.open(Settings(home=home)).ledger.begin() as connection:
        prepared = editions.newest(connection, month)
        assert prepared is not None
        editions.release(connection, prepared)


def grow(installation: Installation, months: int) -> int:
    """Give an installation copies of October before it; how many objects it has then."""
    with installation.ledger.begin() as connection:
        rows = {table: list(_of_october(connection, table)) for table in TABLES}
    for age in range(1, months - 1):
        copying = Copying(installation.objects, OCTOBER + -age)
        with installation.ledger.begin() as connection:
            for table, found in rows.items():
                for row in found:
                    copying.insert(connection, table, row)
    return sum(1 for path in Path(installation.objects.root).rglob("*") if path.is_file())


TABLES = (
    submissions, arrivals, readings, judgements, calculations, renderings, editions_table,
    edition_bulletins,
)  # fmt: skip
"""Each after those that it hangs on."""


def _of_october(connection: sa.Connection, table: sa.Table) -> Iterator[Row]:
    """October's rows of a table."""
    query = sa.select(table)
    if "month" in table.c:
        query = query.where(table.c.month == str(OCTOBER))
    elif table in HANGING:
        parent, _ = HANGING[table]
        query = query.join(parent).where(parent.c.month == str(OCTOBER))
    else:
        query = query.where(table.c.bulletin.in_(_bulletins()))
    return (row._asdict() for row in connection.execute(query))


def _bulletins() -> sa.Select[tuple[str]]:
    joined = sa.select(edition_bulletins.c.bulletin).join(editions_table)
    return joined.where(editions_table.c.month == str(OCTOBER))


@dataclass
class Copying:
    """October's objects and rows on their way to another month."""

    objects: Objects
    month: Month
    names: dict[str, str] = field(default_factory=dict)
    ids: dict[tuple[sa.Table, int], int] = field(default_factory=dict)

    def insert(self, connection: sa.Connection, table: sa.Table, row: Row) -> None:
        """Insert a row as the other month's, under the rows that it hangs on."""
        copy = {name: self.renewed(value) for name, value in row.items() if name != "id"}
        if "month" in copy:
            copy["month"] = str(self.month)
        if table in HANGING:
            parent, key = HANGING[table]
            copy[key] = self.ids[parent, row[key]]
        query = sa.insert(table).values(copy)
        if "id" in row:
            made = connection.execute(query.returning(table.c.id)).scalar_one()
            self.ids[table, row["id"]] = made
        else:
            connection.execute(query)

    def renewed(self, value: Any) -> Any:  # whatever a row holds
        """A value, and every object that it names as one of the other month."""
        if isinstance(value, dict):
            return {name: self.renewed(each) for name, each in value.items()}
        if not isinstance(value, str) or not NAME.fullmatch(value) or len(value) == DIGITS:
            return value
        if value not in self.names:
            data = self.objects.read(value) + str(self.month).encode()
            self.names[value] = self.objects.put(data, value[DIGITS:])
        return self.names[value]


def ask_status(settings: Settings) -> None:
    """What `cakupan status 2021-11` asks."""
    to_month_status(Installation.open(settings), NOVEMBER)


def ask_diff(settings: Settings) -> None:
    """What `cakupan diff 2021-11` does."""
    found = find_difference(Installation.open(settings), Comparison(NOVEMBER))
    assert not found.numbers.is_empty()


def ask_verify(settings: Settings) -> None:
    """What `cakupan verify 2021-11` does once Prefect runs."""
    from flows.outcome import told as answered
    from flows.verification import verify

    os.environ["CAKUPAN_HOME"] = str(settings.home)
    report = answered(verify(str(NOVEMBER), 0))
    assert report.is_well, report


QUESTIONS = (
    Question("status", 15, ask_status),
    Question("diff", 5, ask_diff),
    Question("verify", 5, ask_verify),
)


def compare(question: Question, fresh: Settings, old: Settings) -> None:
    """Print what a question costs in both installations, asked by turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(question.rounds):
        for settings, seconds in zip((fresh, old), taken, strict=True):
            start = time.perf_counter()
            question.ask(settings)
            seconds.append(time.perf_counter() - start)
    first, second = map(median, taken)
    is_kept = second <= PROMISED_RATIO * first
    told(
        f"{question.name} of a month: {first:,.3f} s in a fresh installation, {second:,.3f} s in "
        f"the old one ({second / first:.2f} times); promised: at most {PROMISED_RATIO} times, "
        f"which {'holds' if is_kept else 'does NOT hold'}"
    )


def told(line: str) -> None:
    """Print a line at once."""
    print(f"history: {line}", flush=True)  # noqa: T201  # a script


if __name__ == "__main__":
    main()

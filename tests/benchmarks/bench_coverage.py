"""Measures the count of all persons at all levels against one distinct count of polars alone.

The changes since a month in which a few were elsewhere are measured beside it. Both are counted as
a run counts them, in workers. Each is measured in a process of its own, with what its processes
hold together; the process from which workers are forked is there before, as it is in a run.
Run: python tests/benchmarks/bench_coverage.py [registrations] [branches]
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import cast

import polars as pl
from pandera.typing.polars import DataFrame

sys.path.insert(0, str(Path(__file__).parents[2]))

from flows.counting import count_changes, count_rows  # after the path
from flows.edges.reader import ROW_GROUP
from flows.edges.typed_rows import scan_rows
from flows.installation import Installation
from flows.settings import Settings
from schemas.columns import column_types
from schemas.counting import CountJob, Register, Side
from schemas.coverage import GAINS, PROGRAMMES, Counts
from schemas.employers import SCALES
from schemas.reference import BranchAreas, Branches
from schemas.registrations import SEGMENTS, SEXES, Registrations
from transforms.regions import areas
from transforms.rules import is_active
from transforms.territories import to_territories

AREAS_OF_A_BRANCH = 2
KANWILS = 11
SHARED_PERMILLE = 20
"""Of so many thousandths of registrations the person has another one, at another branch or here."""
CHANGED_PERMILLE = 30
"""So many thousandths of the registrations were something else in the month before."""
ROWS_OF_AN_EMPLOYER = 30
NEVER = -1
NOW, BEFORE = "2021-11", "2021-10"
GRACE_MONTHS = 3
MEBIBYTE = 1024**2
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Country:
    """What is counted: where it is stored, and its typed rows by branch."""

    home: Path
    rows: int
    now: tuple[tuple[str, str], ...]
    before: tuple[tuple[str, str], ...]
    employers: tuple[str, ...]

    @property
    def installation(self) -> Installation:
        """Opened in whatever process."""
        return Installation.open(Settings(home=self.home))

    def scan(self, month: tuple[tuple[str, str], ...]) -> pl.LazyFrame:
        """The registrations of one of the months."""
        names = [name for _, name in month]
        return scan_rows(self.installation.objects, names, Registrations)


def main() -> None:
    """Count simulated registrations all three ways; print seconds, memory and the ratio."""
    rows, branches = (int(text) for text in (*sys.argv[1:], "6000000", "32")[:2])
    with tempfile.TemporaryDirectory() as folder:
        country = write_country(Path(folder), rows, branches)
        alone, whole, changes = (
            in_a_process(count, country) for count in (count_alone, count_whole, count_growth)
        )
        before = nation(country.scan(country.before))
    if whole.persons != alone.persons:
        raise SystemExit(f"coverage: {whole.persons:,} persons; polars finds {alone.persons:,}")
    if changes.persons != alone.persons - before:
        raise SystemExit(f"coverage: {changes.persons:,} more; {alone.persons - before:,} are")
    print(  # noqa: T201  # a script
        f"coverage: {rows:,} registrations, {branches} branches, {whole.persons:,} persons: polars'"
        f" distinct count {alone}; all levels {whole}, {whole.seconds / alone.seconds:.1f} times "
        f"as long\n"
        f"changes: against a month in which {CHANGED_PERMILLE / 1000:.0%} differ: {changes}, "
        f"{changes.seconds / whole.seconds:.2f} times as long as all levels"
    )


def write_country(home: Path, rows: int, branches: int) -> Country:
    """Two months of registrations and one of employers, stored as a run stores them."""
    objects = Installation.open(Settings(home=home)).objects

    def month(permille: int) -> tuple[tuple[str, str], ...]:
        return tuple(
            (
                f"B{branch:03d}",
                objects.write(
                    ".parquet",
                    partial(
                        write_branch,
                        branch=branch,
                        rows=rows // branches,
                        changed_permille=permille,
                    ),
                ),
            )
            for branch in range(branches)
        )

    employers = tuple(
        objects.write(".parquet", partial(write_employers, branch=branch, rows=rows // branches))
        for branch in range(branches)
    )
    return Country(home, rows, month(0), month(CHANGED_PERMILLE), employers)


def write_branch(path: Path, branch: int, rows: int, changed_permille: int) -> None:
    """One branch's typed rows, as reading stores them; persons are shared with the one before.

    Of these, half have the card with which they stand there, and half of those its employer too. Of
    the changed, a third each are of another person, in another area and in another segment.
    """
    number = pl.int_range(rows, dtype=pl.UInt64).alias("number") + branch * rows

    def drawn(values: int, seed: int) -> pl.Expr:
        return pl.col("number").hash(seed=seed) % values

    def one_of(texts: Sequence[str], seed: int, change: int) -> pl.Expr:
        place = drawn(len(texts), seed) + is_changed(change)
        return pl.lit(pl.Series(texts, dtype=pl.Enum(texts))).gather(place % len(texts))

    def is_changed(change: int) -> pl.Expr:
        return (drawn(1000, 11) < changed_permille) & (drawn(3, 12) == change)

    def employer_of(number: pl.Expr) -> pl.Expr:
        return (number // rows * employers + number.hash(seed=4) % employers).hash(seed=14)

    here = areas_of(branch)
    employers = employers_of_a_branch(rows)
    is_shared = drawn(1000, 1) < SHARED_PERMILLE
    has_card, has_employer = is_shared & (drawn(2, 15) < 1), is_shared & (drawn(4, 15) < 1)
    own, other = pl.col("number"), (pl.col("number") - rows // 2)
    is_first = pl.col("number") < rows // 2
    other = pl.when(is_first).then("number").otherwise(other)
    who = pl.when(is_shared).then(other).otherwise(own)
    frame = (
        pl.select(number)
        .with_columns(
            person=pl.when(is_changed(0)).then(who.hash(seed=13)).otherwise(who.hash(seed=2))
        )
        .select(
            row=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32),
            person="person",
            card=pl.when(has_card).then(other).otherwise(own).hash(seed=3),
            employer=employer_of(pl.when(has_employer).then(other).otherwise(own)),
            branch=pl.lit(f"B{branch:03d}"),
            area=one_of(here, 5, 1).cast(pl.String),
            segment=one_of(SEGMENTS, 6, 2),
            sex=one_of(SEXES, 7, NEVER),
            age_years=(15 + drawn(50, 8)).cast(pl.UInt8),
            **{f"has_{name.lower()}": drawn(4, 9) < 3 for name in PROGRAMMES},
            is_declared_active=pl.lit(value=True),
            unpaid_months=drawn(4, 10).cast(pl.Int16),
            wage_rupiah=pl.lit(2_000_000, pl.Int64),
        )
    )
    frame.select(list(column_types(Registrations))).sort("person").write_parquet(
        path, compression_level=1, row_group_size=ROW_GROUP
    )


def write_employers(path: Path, branch: int, rows: int) -> None:
    """One branch's employer units, as reading stores them."""
    employers = employers_of_a_branch(rows)
    number = pl.int_range(employers, dtype=pl.UInt64).alias("number")
    pl.select(number).select(
        row=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32),
        employer=(pl.col("number") + branch * employers).hash(seed=14),
        branch=pl.lit(f"B{branch:03d}"),
        area=pl.lit(areas_of(branch)[0]),
        scale=pl.lit(pl.Series(SCALES, dtype=pl.Enum(SCALES))).gather(pl.col("number") % 4),
        is_declared_active=pl.lit(value=True),
        reported_workers=(pl.col("number") % 100).cast(pl.Int32),
        unpaid_months=(pl.col("number") % 4).cast(pl.Int16),
    ).write_parquet(path, compression_level=1, row_group_size=ROW_GROUP)


def areas_of(branch: int) -> list[str]:
    """Two areas; where there are more branches than areas, some share them."""
    first = branch * AREAS_OF_A_BRANCH
    return [areas()[place % len(areas())] for place in range(first, first + AREAS_OF_A_BRANCH)]


def employers_of_a_branch(rows: int) -> int:
    """One for so many registrations."""
    return rows // ROWS_OF_AN_EMPLOYER


@dataclass(frozen=True)
class Measured:
    """What a count took: seconds, those of all processors, and the most memory of all processes."""

    persons: int
    seconds: float
    busy_seconds: float
    mebibytes: int

    def __str__(self) -> str:
        """Without the persons."""
        return (
            f"{self.seconds:.2f} s, {self.busy_seconds:.1f} s of processors, {self.mebibytes:,} MiB"
        )


def in_a_process(count: Callable[[Country], int], country: Country) -> Measured:
    """A count in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(measured, count, country).result()


def measured(count: Callable[[Country], int], country: Country) -> Measured:
    """A count here, once the process from which workers are forked has imported all."""
    with country.installation.counters() as workers:
        workers.call(len, (), timeout=60)
    watch = Watch()
    watch.start()
    start = time.perf_counter()
    persons = count(country)
    seconds = time.perf_counter() - start
    watch.is_over.set()
    watch.join()
    return Measured(persons, seconds, watch.busy_seconds, watch.mebibytes)


class Watch(threading.Thread):
    """Looks often at this process and all below it."""

    def __init__(self) -> None:
        """Know what was used before."""
        super().__init__(daemon=True)
        self.is_over = threading.Event()
        self.mebibytes = 0
        self._known = self._used = {pid: used for pid, (used, _) in _processes().items()}

    @property
    def busy_seconds(self) -> float:
        """Of processors, since the watch was made; a last moment of a process may lack."""
        ticks = sum(used - self._known.get(pid, 0) for pid, used in self._used.items())
        return ticks / os.sysconf("SC_CLK_TCK")

    def run(self) -> None:
        """Look until it is over."""
        while True:
            found = _processes()
            self._used = self._used | {pid: used for pid, (used, _) in found.items()}
            pages = sum(pages for _, pages in found.values())
            self.mebibytes = max(self.mebibytes, pages * os.sysconf("SC_PAGE_SIZE") // MEBIBYTE)
            if self.is_over.wait(LOOK_SECONDS):
                return


def _processes() -> dict[int, tuple[int, int]]:
    """Ticks of processors and pages of memory of its own, of this process and all below it."""
    parents, ticks = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = path.read_text().rpartition(")")[2].split()
            parents[int(path.parent.name)] = int(fields[1])
            ticks[int(path.parent.name)] = int(fields[11]) + int(fields[12])
    ours = {os.getpid()}
    while below := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= below
    found = {}
    for pid in ours & ticks.keys():
        with suppress(FileNotFoundError, ProcessLookupError):
            _, resident, shared, *_ = map(int, Path(f"/proc/{pid}/statm").read_text().split())
            found[pid] = ticks[pid], resident - shared
    return found


def nation(registrations: pl.LazyFrame) -> int:
    """The nation's active persons by one query."""
    active = registrations.filter(is_active(GRACE_MONTHS))
    return int(active.select(pl.col("person").n_unique()).collect().item())


def count_alone(country: Country) -> int:
    """The nation's active persons by one query, in the newer month."""
    return nation(country.scan(country.now))


def count_whole(country: Country) -> int:
    """The nation's active persons among all counts of all units."""
    names = tuple(name for _, name in country.now)
    root, known = country.installation.objects.root, register(country)
    job = CountJob(root, names, country.employers, known, GRACE_MONTHS, country.rows)
    tables = count_rows(country.installation, job, lambda done, total: None)
    persons = tables[Counts].filter(view="held", level="national", segment="_T")
    return int(persons["persons"].item())


def count_growth(country: Country) -> int:
    """By how many persons the nation has grown, among all changes of all units."""
    served = register(country).territories
    now, before = (
        Side(month, country.rows, served, GRACE_MONTHS) for month in (country.now, country.before)
    )
    changes = count_changes(country.installation, now, before, lambda done, total: None)
    flows = changes.filter(level="national", segment="_T")
    signed = pl.col("persons") * pl.when(pl.col("flow").is_in(GAINS)).then(1).otherwise(-1)
    return int(flows.select(signed.sum()).item())


def register(country: Country) -> Register:
    """Each branch serves the areas in which its registrations are."""
    codes = [branch for branch, _ in country.now]
    kanwils = [f"W{place % KANWILS}" for place in range(len(codes))]
    branches = cast(DataFrame[Branches], pl.DataFrame({"branch": codes, "kanwil": kanwils}))
    served = [
        {"branch": code, "area": area}
        for place, code in enumerate(codes)
        for area in areas_of(place)
    ]
    pairs = cast(DataFrame[BranchAreas], pl.DataFrame(served))
    return Register(to_territories(branches, pairs), branches)


if __name__ == "__main__":
    main()

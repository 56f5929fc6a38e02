"""Measures the count of all persons at all levels against one distinct count of polars alone.

The changes since a month in which a few were elsewhere are measured beside it.

Each runs in a process of its own, with as many threads as the machine gives, and tells its memory.
Run: python tests/benchmarks/bench_coverage.py [registrations] [branches]
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import cast

import polars as pl
from pandera.typing.polars import DataFrame

sys.path.insert(0, str(Path(__file__).parents[2]))

from flows.counting import Side, count_changes, count_persons  # after the path
from flows.edges.reader import ROW_GROUP
from schemas.columns import column_types
from schemas.coverage import GAINS, PROGRAMMES, Counts
from schemas.reference import BranchAreas, Branches
from schemas.registrations import SEGMENTS, SEXES, Registrations
from transforms.regions import areas
from transforms.rules import is_active
from transforms.territories import to_territories, to_units

AREAS_OF_A_BRANCH = 2
KANWILS = 11
SHARED_PERMILLE = 20
"""Of so many thousandths of registrations the person has another one, at another branch or here."""
CHANGED_PERMILLE = 30
"""So many thousandths of the registrations were something else in the month before."""
NEVER = -1
NOW, BEFORE = "2021-11", "2021-10"
GRACE_MONTHS = 3
MEBIBYTE = 1024


def main() -> None:
    """Count simulated registrations all three ways; print seconds, memory and the ratio."""
    rows, branches = (int(text) for text in (*sys.argv[1:], "6000000", "32")[:2])
    with tempfile.TemporaryDirectory() as folder:
        for name, permille in ((NOW, 0), (BEFORE, CHANGED_PERMILLE)):
            (Path(folder) / name).mkdir()
            for branch in range(branches):
                path = Path(folder) / name / f"B{branch:03d}.parquet"
                write_branch(path, branch, rows // branches, permille)
        (alone, few, alone_memory), (whole, many, memory), (changes, grown, changes_memory) = (
            in_a_process(count, folder, rows, branches)
            for count in (count_alone, count_whole, count_growth)
        )
        before = nation(f"{folder}/{BEFORE}")
    if many != few:
        raise SystemExit(f"coverage: {many:,} persons were counted, but polars finds {few:,}")
    if grown != few - before:
        raise SystemExit(
            f"coverage: {grown:,} more were counted, but polars finds {few - before:,}"
        )
    print(  # noqa: T201  # a script
        f"coverage: {rows:,} registrations, {branches} branches, {many:,} persons: polars' "
        f"distinct count {alone:.2f} s, {alone_memory:,} MiB; all levels {whole:.2f} s, "
        f"{memory:,} MiB, {whole / alone:.1f} times as long\n"
        f"changes: against a month in which {CHANGED_PERMILLE / 1000:.0%} differ: {changes:.2f} s, "
        f"{changes_memory:,} MiB, {changes / whole:.2f} times as long as all levels"
    )


def write_branch(path: Path, branch: int, rows: int, changed_permille: int) -> None:
    """One branch's typed rows, as reading stores them; persons are shared with the one before.

    Of the changed, a third each are of another person, in another area and in another segment.
    """
    number = pl.int_range(rows, dtype=pl.UInt64).alias("number") + branch * rows

    def drawn(values: int, seed: int) -> pl.Expr:
        return pl.col("number").hash(seed=seed) % values

    def one_of(texts: Sequence[str], seed: int, change: int) -> pl.Expr:
        place = drawn(len(texts), seed) + is_changed(change)
        return pl.lit(pl.Series(texts, dtype=pl.Enum(texts))).gather(place % len(texts))

    def is_changed(change: int) -> pl.Expr:
        return (drawn(1000, 11) < changed_permille) & (drawn(3, 12) == change)

    here = areas()[branch * AREAS_OF_A_BRANCH : (branch + 1) * AREAS_OF_A_BRANCH]
    is_shared = drawn(1000, 1) < SHARED_PERMILLE
    other = (pl.col("number").cast(pl.Int64) - rows // 2).clip(0).cast(pl.UInt64)
    who = pl.when(is_shared).then(other).otherwise("number")
    frame = (
        pl.select(number)
        .with_columns(
            person=pl.when(is_changed(0)).then(who.hash(seed=13)).otherwise(who.hash(seed=2))
        )
        .select(
            row=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32),
            person="person",
            card=pl.col("number").hash(seed=3),
            employer=drawn(rows // 20, 4),
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


def in_a_process(
    count: Callable[[str, int, int], int], *arguments: object
) -> tuple[float, int, int]:
    """Seconds, persons and peak MiB of a count in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(measured, count, *arguments).result()


def measured(count: Callable[..., int], *arguments: object) -> tuple[float, int, int]:
    """Seconds, persons and peak MiB of a count here."""
    start = time.perf_counter()
    persons = count(*arguments)
    seconds = time.perf_counter() - start
    return seconds, persons, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBIBYTE


def nation(folder: str) -> int:
    """The nation's active persons by one query."""
    active = pl.scan_parquet(f"{folder}/*.parquet").filter(is_active(GRACE_MONTHS))
    return int(active.select(pl.col("person").n_unique()).collect().item())


def count_alone(folder: str, _rows: int, _branches: int) -> int:
    """The nation's active persons by one query, in the newer month."""
    return nation(f"{folder}/{NOW}")


def count_whole(folder: str, rows: int, branches: int) -> int:
    """The nation's active persons among all counts of all units."""
    registrations, pairs, register = month(f"{folder}/{NOW}", branches)
    units = to_units(pairs, to_territories(register, served(pairs)), register)
    tables = count_persons(registrations, rows, units, GRACE_MONTHS, lambda done, total: None)
    persons = tables[Counts].filter(view="held", level="national", segment="_T")
    return int(persons["persons"].item())


def count_growth(folder: str, rows: int, branches: int) -> int:
    """By how many persons the nation has grown, among all changes of all units."""
    now, before = (
        Side(registrations, rows, to_territories(register, served(pairs)), GRACE_MONTHS)
        for registrations, pairs, register in (
            month(f"{folder}/{name}", branches) for name in (NOW, BEFORE)
        )
    )
    changes = count_changes(now, before, lambda done, total: None)
    flows = changes.filter(level="national", segment="_T")
    signed = pl.col("persons") * pl.when(pl.col("flow").is_in(GAINS)).then(1).otherwise(-1)
    return int(flows.select(signed.sum()).item())


def month(folder: str, branches: int) -> tuple[pl.LazyFrame, pl.DataFrame, DataFrame[Branches]]:
    """A month's registrations, their branches and areas, and the register of the branches."""
    registrations = pl.scan_parquet(f"{folder}/*.parquet")
    pairs = registrations.select("branch", "area").unique().sort("branch", "area").collect()
    codes = pairs["branch"].unique().sort()
    places = pl.int_range(branches, eager=True) % KANWILS
    kanwils = pl.DataFrame({"branch": codes, "kanwil": "W" + places.cast(pl.String)})
    return registrations, pairs, cast(DataFrame[Branches], kanwils)


def served(pairs: pl.DataFrame) -> DataFrame[BranchAreas]:
    """Each branch serves the areas in which its registrations are."""
    return cast(DataFrame[BranchAreas], pairs)


if __name__ == "__main__":
    main()

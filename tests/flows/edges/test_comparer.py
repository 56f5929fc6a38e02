"""Months compared in ranges and branch by branch, from files, against the same compared whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from pandera.typing.polars import DataFrame

from flows.edges.comparer import compare_persons
from flows.edges.objects import Objects
from schemas.columns import empty
from schemas.counting import CompareJob, Side
from schemas.coverage import Changes
from schemas.reference import BranchAreas
from schemas.registrations import SEGMENTS, Registrations
from tests.builders import registrations
from tests.registers import KANWILS, SERVED, branches, dated, territories
from transforms.changes import add_up_changes, to_active_places, to_changes
from transforms.person_sets import bucket_bounds
from transforms.territories import to_territories

NAMES = ["branch", "person", "area", "segment", "unpaid_months"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(sorted(KANWILS)),
        st.sampled_from([0, 1, 2**63, 2**64 - 1]),
        st.sampled_from(["3506", "3571", "3171", "3504"]),
        st.sampled_from(SEGMENTS),
        st.sampled_from([None, 0, 3]),
    ),
    max_size=20,
)
PLANS = st.sampled_from([SERVED, [*SERVED, ("SBY", "3506")], SERVED[1:]])


@contextmanager
def stored(now: list[Any], before: list[Any], plan: Any) -> Iterator[CompareJob]:
    """The job of comparing all persons, each branch's months in objects of their own."""
    rows = [{"branch": branch, "area": area} for branch, area in plan]
    served = to_territories(branches(), dated(BranchAreas, rows)), territories()
    with TemporaryDirectory() as folder:
        newer, older = (
            Side(tuple(written(Objects(folder), month)), len(month), units, 3)
            for month, units in zip((now, before), served, strict=True)
        )
        yield CompareJob(folder, newer, older)


def written(objects: Objects, rows: list[Any]) -> Iterator[tuple[str, str]]:
    for branch in sorted({row[0] for row in rows}):
        here = zip(*(row for row in rows if row[0] == branch), strict=True)
        frame = registrations(**dict(zip(NAMES, map(list, here), strict=True)))
        yield branch, objects.write(".parquet", frame.write_parquet)


def compared_whole(job: CompareJob) -> DataFrame[Changes]:
    """The changes of all rows of a job at once."""
    store = Objects(job.root)
    now, before = (
        pl.concat(
            [
                empty(Registrations),
                *(pl.read_parquet(store.url(name)) for _, name in side.registrations),
            ]
        )
        for side in (job.now, job.before)
    )
    return to_changes(
        to_active_places(now.lazy(), 3).collect(),
        to_active_places(before.lazy(), 3).collect(),
        job.now.territories,
        job.before.territories,
    )


@given(
    ROWS,
    ROWS,
    PLANS,
    st.sampled_from([1, 2, 8]),
    st.sampled_from([1, 100]),
    st.randoms(use_true_random=False),
)
def test_ranges_of_files_come_to_what_all_rows_do(
    now: list[Any], new: list[Any], plan: Any, number: int, at_once: int, random: Any
) -> None:
    before = [*random.sample(now, len(now) // 2), *new]
    with stored(now, before, plan) as job:
        parts = [
            compare_persons(replace(job, first=first, last=last, at_once=at_once))
            for first, last in bucket_bounds(number, 1)
        ]
        assert add_up_changes(parts).equals(compared_whole(job))


def test_each_month_counts_by_its_own_grace(tmp_path: Path) -> None:
    late = tuple(written(Objects(str(tmp_path)), [("KDR", 1, "3506", "PU", 2)]))
    month = Side(late, 1, territories(), 3)
    job = CompareJob(str(tmp_path), month, replace(month, grace_months=2))
    assert set(compare_persons(job)["flow"]) == {"joined"}


def test_months_without_registrations_have_no_changes(tmp_path: Path) -> None:
    nobody = Side((), 0, territories(), 3)
    assert compare_persons(CompareJob(str(tmp_path), nobody, nobody)).is_empty()

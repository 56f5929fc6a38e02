"""Rows counted in ranges, from files, against the same rows counted whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from flows.edges.counter import count_cards, count_employers, count_persons
from flows.edges.objects import Objects
from schemas.calculated import Tables
from schemas.counting import CountJob, Register
from schemas.coverage import Activity, Counts, Overlaps, SharedRegistrations
from schemas.employers import SCALES, EmployerCounts
from tests.builders import employers, registrations
from tests.drawn_rows import DRAWN_TRAITS
from tests.registers import KANWILS, SERVED, branches, territories, units
from transforms.coverage import to_activity, to_counts
from transforms.employer_counts import to_employer_counts, to_registered_workers
from transforms.overlaps import to_overlaps
from transforms.person_sets import bucket_bounds, to_person_sets
from transforms.shared_registrations import add_up_shared, to_shared_cards, to_shared_persons
from transforms.sums import add_up_tables
from transforms.territories import to_holders

Row = dict[str, Any]

PAIRS = [*SERVED, ("KDR", "3504"), ("JKP", "3571"), ("SBY", "1101")]
UNITS, HOLDERS = units(*PAIRS), to_holders(branches())
REGISTER = Register(territories(), branches())
HASHES = [0, 1, 2**32, 2**63, 2**63 + 2**32, 2**64 - 1]
"""Some share the half by which repeated ones are looked for."""
ROWS: st.SearchStrategy[list[Row]] = st.lists(
    st.fixed_dictionaries(
        {
            "person": st.sampled_from(HASHES),
            "card": st.sampled_from(HASHES),
            "pair": st.sampled_from(PAIRS),
            "employer": st.sampled_from([None, *HASHES[1:4]]),
            **DRAWN_TRAITS,
        }
    ),
    max_size=30,
    unique_by=lambda row: (row["card"], row["employer"], row["pair"][0]),
)
EMPLOYERS: st.SearchStrategy[list[Row]] = st.lists(
    st.fixed_dictionaries(
        {
            "employer": st.sampled_from(HASHES),
            "pair": st.sampled_from(PAIRS),
            "scale": st.sampled_from(SCALES),
            "reported_workers": st.integers(0, 3),
            "unpaid_months": st.sampled_from([0, 3]),
        }
    ),
    max_size=10,
    unique_by=lambda row: (row["employer"], row["pair"][0]),
)


def columns(rows: list[Row], branch: str) -> dict[str, list[Any]]:
    """The cells of a branch's rows, by column."""
    here = [row | dict(zip(("branch", "area"), row["pair"], strict=True)) for row in rows]
    here = [row for row in here if row["branch"] == branch]
    return {name: [row[name] for row in here] for name in here[0] if name != "pair"} if here else {}


@contextmanager
def stored(rows: list[Row], units_of_employers: list[Row]) -> Iterator[CountJob]:
    """The job of counting all rows, each branch's in an object of its own."""
    with TemporaryDirectory() as folder:
        objects = Objects(folder)
        names: dict[str, list[str]] = {"registrations": [], "employers": []}
        for branch in KANWILS:
            for kind, build, drawn in (
                ("registrations", registrations, rows),
                ("employers", employers, units_of_employers),
            ):
                if cells := columns(drawn, branch):
                    frame = build(**cells)
                    names[kind].append(objects.write(".parquet", frame.write_parquet))
        yield CountJob(
            folder, tuple(names["registrations"]), tuple(names["employers"]), REGISTER, 3, rows=1
        )


def read(job: CountJob, names: tuple[str, ...]) -> pl.DataFrame:
    return pl.concat(pl.read_parquet(Objects(job.root).url(name)) for name in names)


def counted_whole(job: CountJob) -> Tables:
    """The tables of all rows of a job at once."""
    people: Any = read(job, job.registrations)
    sets = to_person_sets(people, UNITS, 3)
    return {
        Counts: to_counts(sets, UNITS),
        Overlaps: to_overlaps(sets, UNITS),
        Activity: to_activity(people, 3),
        SharedRegistrations: add_up_shared(
            [to_shared_persons(people, HOLDERS), to_shared_cards(people, HOLDERS)]
        ),
    }


def ranges(job: CountJob, number: int, at_once: int) -> list[CountJob]:
    """The job in so many parts, of each of which more are told than can be held at once."""
    return [
        replace(job, first=first, last=last, at_once=at_once, rows=200)
        for first, last in bucket_bounds(number, 1)
    ]


@given(ROWS.filter(bool), st.sampled_from([1, 2, 8]), st.sampled_from([1, 3, 100]))
def test_ranges_of_files_come_to_what_all_rows_do(
    rows: list[Row], number: int, at_once: int
) -> None:
    with stored(rows, []) as job:
        parts = ranges(job, number, at_once)
        found = add_up_tables([*map(count_persons, parts), *map(count_cards, parts)])
        for model, table in counted_whole(job).items():
            assert found[model].equals(table), model.__name__


@given(ROWS.filter(bool), EMPLOYERS.filter(bool), st.sampled_from([1, 8]))
def test_employer_units_in_ranges_come_to_what_all_of_them_do(
    rows: list[Row], units_of_employers: list[Row], number: int
) -> None:
    with stored(rows, units_of_employers) as job:
        found = add_up_tables([count_employers(part) for part in ranges(job, number, 100)])
        people, reported = read(job, job.registrations), read(job, job.employers)
        workers = to_registered_workers(people.lazy(), 3)
        whole = to_employer_counts(reported, workers, HOLDERS, 3)  # type: ignore[arg-type]
        assert found[EmployerCounts].equals(whole)


def test_no_files_come_to_nothing(tmp_path: Path) -> None:
    job = CountJob(str(tmp_path), (), (), REGISTER, 3, rows=1)
    made = add_up_tables([count_persons(job), count_cards(job), count_employers(job)])
    assert made.keys() == {Counts, Overlaps, Activity, SharedRegistrations, EmployerCounts}
    assert all(table.is_empty() for table in made.values())

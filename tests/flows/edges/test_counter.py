"""Rows counted in ranges, from files, against the same rows counted whole."""

from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from flows.edges.counter import count_cards, count_employers, count_persons
from flows.edges.objects import Objects
from schemas.calculated import Tables
from schemas.counting import CountJob
from schemas.coverage import Activity, Counts, Overlaps, SharedRegistrations
from schemas.employers import EmployerCounts
from tests.drawn_rows import EMPLOYERS, PAIRS, REGISTER, ROWS, Row, ranges, stored
from tests.registers import branches, units
from transforms.coverage import to_activity, to_counts
from transforms.employer_counts import to_employer_counts, to_registered_workers
from transforms.overlaps import to_overlaps
from transforms.person_sets import to_person_sets
from transforms.shared_registrations import add_up_shared, to_shared_cards, to_shared_persons
from transforms.sums import add_up_tables
from transforms.territories import to_holders

UNITS, HOLDERS = units(*PAIRS), to_holders(branches())


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


@given(ROWS.filter(bool), st.sampled_from([1, 2, 8]), st.sampled_from([1, 3, 100]))
def test_ranges_of_files_come_to_what_all_rows_do(
    rows: list[Row], number: int, at_once: int
) -> None:
    with stored((rows, [])) as [job]:
        parts = ranges(job, number, at_once)
        found = add_up_tables([*map(count_persons, parts), *map(count_cards, parts)])
        for model, table in counted_whole(job).items():
            assert found[model].equals(table), model.__name__


@given(ROWS.filter(bool), EMPLOYERS.filter(bool), st.sampled_from([1, 8]))
def test_employer_units_in_ranges_come_to_what_all_of_them_do(
    rows: list[Row], units_of_employers: list[Row], number: int
) -> None:
    with stored((rows, units_of_employers)) as [job]:
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

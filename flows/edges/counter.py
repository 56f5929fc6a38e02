"""What a counting worker does: it counts a range of persons, cards or employer units everywhere.

A person, a card or an employer unit is in one range only, so what ranges come to adds up. Memory is
bounded: of a range only a small number per row is held; the rows themselves go by in batches, and
those of whom there are several are kept in parts of at most so many.
"""

from collections.abc import Iterator
from typing import cast

import polars as pl
from pandera.typing.polars import DataFrame

from flows.edges.objects import Objects
from flows.edges.typed_rows import in_range, scan_rows
from schemas.calculated import Tables
from schemas.columns import empty
from schemas.counting import CountJob
from schemas.coverage import Activity, Counts, Overlaps, SharedRegistrations
from schemas.employers import EmployerCounts, Employers, RegisteredWorkers
from schemas.registrations import Registrations
from transforms.contracts import validated
from transforms.coverage import add_up_activity, to_activity_of_runs, to_counts
from transforms.employer_counts import to_employer_counts, to_workers_of_branches
from transforms.overlaps import to_overlaps
from transforms.person_sets import PAIR, bucket_bounds, to_person_sets, to_singles
from transforms.repeats import fingerprint, to_repeated
from transforms.shared_registrations import (
    CARD_COLUMNS,
    to_shared_cards,
    to_shared_persons,
)
from transforms.sums import add_up_tables
from transforms.territories import to_holders, to_units
from transforms.traits import FLAGS

HASHED, KEPT = 64, 8
"""How many times as many fingerprints, and repeated rows, are held as rows are at once."""
WEIGHT = 4
"""Rows that weigh as much as an employer unit, of which each level of units takes a copy."""
PERSON_COLUMNS = [
    "person",
    *PAIR,
    "employer",
    "segment",
    *FLAGS,
    "sex",
    "age_years",
    "is_declared_active",
    "unpaid_months",
]


def count_persons(job: CountJob) -> Tables:
    """Counts, Overlaps, Activity and SharedRegistrations of the persons of a range."""
    repeated = _repeated(job, "person")
    return add_up_tables(
        [
            _count_persons(job, _rows(job, "person", first, last), repeated)
            for first, last in _parts(job, repeated)
        ]
    )


def count_cards(job: CountJob) -> Tables:
    """SharedRegistrations of the cards of a range."""
    repeated = _repeated(job, "card")
    holders = to_holders(job.register.branches)
    parts: list[Tables] = []
    for first, last in _parts(job, repeated):
        # A join looks the fingerprints up in one table; a filter makes one for every few rows.
        several = (
            _rows(job, "card", first, last)
            .select(CARD_COLUMNS)
            .join(
                repeated.to_frame().lazy(), left_on=fingerprint("card"), right_on="card", how="semi"
            )
            .collect(engine="streaming")
        )
        for bound in bucket_bounds(several.height, job.at_once, first, last):
            bucket = in_range(several.lazy(), "card", *bound).collect()
            parts.append({SharedRegistrations: to_shared_cards(bucket, holders)})
    return add_up_tables(parts)


def count_employers(job: CountJob) -> Tables:
    """EmployerCounts of the employer units of a range."""
    reported = in_range(employer_rows(job), "employer", job.first, job.last).collect()
    registrations = _rows(job, "employer", job.first, job.last)
    workers = pl.concat(
        [empty(RegisteredWorkers), *to_workers_of_branches(registrations, job.grace_months)]
    )
    holders = to_holders(job.register.branches)
    parts: list[Tables] = []
    for bound in bucket_bounds(WEIGHT * reported.height, job.at_once, job.first, job.last):
        some, theirs = (
            in_range(rows.lazy(), "employer", *bound).collect() for rows in (reported, workers)
        )
        made = to_employer_counts(
            validated(some, Employers),
            validated(theirs, RegisteredWorkers),
            holders,
            job.grace_months,
        )
        parts.append({EmployerCounts: made})
    return add_up_tables(parts)


def _count_persons(job: CountJob, rows: pl.LazyFrame, repeated: pl.Series) -> Tables:
    """All tables of some persons, of whom those whose hash is repeated may have several rows."""
    singles, several, activity = [], [empty(Registrations).select(PERSON_COLUMNS)], []
    for batch in rows.select(PERSON_COLUMNS).collect_batches(chunk_size=job.at_once):
        registrations = cast(DataFrame[Registrations], batch)
        is_single = ~batch.select(fingerprint("person")).to_series().is_in(repeated.implode())
        singles.append(to_singles(registrations, is_single, job.grace_months))
        several.append(batch.filter(~is_single))
        activity.append(to_activity_of_runs(batch, job.grace_months))
    rest = cast(DataFrame[Registrations], pl.concat(several))
    pairs = pl.concat(part.select(PAIR) for part in (rest, *singles)).unique().sort(PAIR)
    units = to_units(pairs, job.register.territories, job.register.branches)
    persons = to_person_sets(rest, units, job.grace_months, singles)
    return {
        Counts: to_counts(persons, units),
        Overlaps: to_overlaps(persons, units),
        Activity: add_up_activity(activity),
        SharedRegistrations: to_shared_persons(rest, to_holders(job.register.branches)),
    }


def registration_rows(job: CountJob) -> pl.LazyFrame:
    """A job's registrations, of whatever range."""
    if job.gathered is not None:
        return job.gathered.registrations.lazy()
    return scan_rows(Objects(job.root), job.registrations, Registrations)


def employer_rows(job: CountJob) -> pl.LazyFrame:
    """A job's employer units, of whatever range."""
    if job.gathered is not None:
        return job.gathered.employers.lazy()
    return scan_rows(Objects(job.root), job.employers, Employers)


def _rows(job: CountJob, hashed: str, first: int, last: int) -> pl.LazyFrame:
    """The registrations of a part of a job's range."""
    return in_range(registration_rows(job), hashed, first, last)


def _repeated(job: CountJob, hashed: str) -> pl.Series:
    """The fingerprints of what may stand several times in a job's range."""
    found = [
        to_repeated(
            _rows(job, hashed, first, last)
            .select(fingerprint(hashed))
            .collect(engine="streaming")
            .to_series()
        )
        for first, last in bucket_bounds(job.rows, HASHED * job.at_once, job.first, job.last)
    ]
    return pl.concat(found)


def _parts(job: CountJob, repeated: pl.Series) -> Iterator[tuple[int, int]]:
    """A job's range in parts of which the rows that are repeated can be held."""
    return bucket_bounds(2 * repeated.len(), KEPT * job.at_once, job.first, job.last)

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
from schemas.coverage import Activity, Counts, Overlaps, SharedRegistrations, Units
from schemas.employers import EmployerCounts, Employers
from schemas.registrations import Registrations
from transforms.contracts import validated
from transforms.coverage import add_up_activity, to_activity_of_runs, to_counts
from transforms.employer_counts import to_employer_counts, to_registered_workers
from transforms.overlaps import to_overlaps
from transforms.person_sets import PAIR, bucket_bounds, to_person_sets, to_singles
from transforms.repeats import fingerprint, to_repeated
from transforms.shared_registrations import (
    CARD_COLUMNS,
    to_shared_cards,
    to_shared_persons,
)
from transforms.sums import add_up_tables
from transforms.territories import to_units
from transforms.traits import FLAGS

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
    return add_up_tables(
        [_count_persons(job, rows, repeated) for rows, repeated in _with_repeated(job, "person")]
    )


def count_cards(job: CountJob) -> Tables:
    """SharedRegistrations of the cards of a range."""
    parts: list[Tables] = []
    for rows, repeated in _with_repeated(job, "card"):
        # A join looks the fingerprints up in one table; a filter makes one for every few rows.
        several = (
            rows.select(*CARD_COLUMNS, "area")
            .join(
                repeated.to_frame().lazy(), left_on=fingerprint("card"), right_on="card", how="semi"
            )
            .collect(engine="streaming")
        )
        parts.append({SharedRegistrations: to_shared_cards(several, _units(job, several))})
    return add_up_tables(parts)


def count_employers(job: CountJob) -> Tables:
    """EmployerCounts of the employer units of a range."""
    store = Objects(job.root)
    employers, registrations = (
        in_range(scan_rows(store, names, model), "employer", job.first, job.last)
        for names, model in ((job.employers, Employers), (job.registrations, Registrations))
    )
    reported = validated(employers.collect(), Employers)
    workers = to_registered_workers(registrations, job.grace_months)
    # Workers count at their branch, whatever the area; where nothing is reported, none does.
    branches = workers.select("branch").unique().join(reported.select("area").head(1), how="cross")
    units = _units(job, pl.concat([reported.select(PAIR), branches]))
    return {EmployerCounts: to_employer_counts(reported, workers, units, job.grace_months)}


def _count_persons(job: CountJob, rows: pl.LazyFrame, repeated: pl.Series) -> Tables:
    """All tables of some persons, of whom those whose hash is repeated may have several rows."""
    singles, several, activity = [], [], []
    for batch in rows.select(PERSON_COLUMNS).collect_batches(chunk_size=job.at_once):
        registrations = cast(DataFrame[Registrations], batch)
        is_single = ~batch.select(fingerprint("person")).to_series().is_in(repeated.implode())
        singles.append(to_singles(registrations, is_single, job.grace_months))
        several.append(batch.filter(~is_single))
        activity.append(to_activity_of_runs(batch, job.grace_months))
    rest = cast(
        DataFrame[Registrations], pl.concat([*several, empty(Registrations).select(PERSON_COLUMNS)])
    )
    units = _units(job, pl.concat([rest.select(PAIR), *(part.select(PAIR) for part in singles)]))
    persons = to_person_sets(rest, units, job.grace_months, singles)
    return {
        Counts: to_counts(persons, units),
        Overlaps: to_overlaps(persons, units),
        Activity: add_up_activity(activity),
        SharedRegistrations: to_shared_persons(rest, units),
    }


def _with_repeated(job: CountJob, hashed: str) -> Iterator[tuple[pl.LazyFrame, pl.Series]]:
    """A job's rows, in parts; and the fingerprints of what stands several times in all of them."""
    rows = scan_rows(Objects(job.root), job.registrations, Registrations)
    whole = in_range(rows, hashed, job.first, job.last)
    repeated = to_repeated(
        whole.select(fingerprint(hashed)).collect(engine="streaming").to_series()
    )
    for first, last in bucket_bounds(2 * repeated.len(), job.at_once, job.first, job.last):
        yield in_range(rows, hashed, first, last), repeated


def _units(job: CountJob, rows: pl.DataFrame) -> DataFrame[Units]:
    """The units in which rows count."""
    pairs = rows.select(PAIR).unique().sort(PAIR)
    return to_units(pairs, job.register.territories, job.register.branches)

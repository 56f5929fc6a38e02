"""Counts a month's persons and registrations, one bucket of hashes at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import (
    Activity,
    Changes,
    Counts,
    Overlaps,
    SharedRegistrations,
    Territories,
    Units,
)
from schemas.registrations import Registrations
from transforms.changes import add_up_changes, to_active_places, to_changes
from transforms.coverage import add_up, add_up_activity, to_activity, to_counts
from transforms.overlaps import add_up_overlaps, to_overlaps
from transforms.person_sets import bucket_bounds, to_person_sets
from transforms.shared_registrations import (
    CARD_COLUMNS,
    add_up_shared,
    to_shared_cards,
    to_shared_persons,
)

ROWS_PER_BUCKET = 500_000
"""Memory of the count of persons is bounded by so many registrations."""

CARDS_PER_BUCKET = 16_000_000
"""The same for cards: four columns of them, and each bucket reads every file."""

Progress = Callable[[int, int], None]
"""Takes what is done and what there is to do."""


@dataclass(frozen=True)
class Side:
    """One of two months that are compared: about `rows` registrations, and by what they counted."""

    registrations: pl.LazyFrame
    rows: int
    territories: DataFrame[Territories]
    grace_months: int


def count_persons(
    registrations: pl.LazyFrame,
    rows: int,
    units: DataFrame[Units],
    grace_months: int,
    progress: Progress,
) -> dict[type[Any], pl.DataFrame]:
    """What registrations, about `rows` of them, come to in each unit, by the tables' contracts."""
    persons = _buckets(registrations, "person", rows, ROWS_PER_BUCKET)
    cards = _buckets(registrations.select(CARD_COLUMNS), "card", rows, CARDS_PER_BUCKET)
    buckets = len(persons) + len(cards)
    counts, overlaps, activity, shared = [], [], [], []
    for done, lazy in enumerate(persons, start=1):
        bucket = cast(DataFrame[Registrations], lazy.collect())
        sets = to_person_sets(bucket, units, grace_months)
        counts.append(to_counts(sets, units))
        overlaps.append(to_overlaps(sets, units))
        activity.append(to_activity(bucket, grace_months))
        shared.append(to_shared_persons(bucket, units))
        progress(done, buckets)
    for done, lazy in enumerate(cards, start=1 + len(persons)):
        shared.append(to_shared_cards(lazy.collect(), units))
        progress(done, buckets)
    return {
        Counts: add_up(counts),
        Overlaps: add_up_overlaps(overlaps),
        Activity: add_up_activity(activity),
        SharedRegistrations: add_up_shared(shared),
    }


def count_changes(now: Side, before: Side, progress: Progress) -> DataFrame[Changes]:
    """Who came to each unit and who left it since the month before, as both were counted."""
    rows = max(now.rows, before.rows)
    sides = [_active_buckets(side, rows) for side in (now, before)]
    changes = []
    for done, months in enumerate(zip(*sides, strict=True), start=1):
        places, places_before = pl.collect_all(months)
        changes.append(to_changes(places, places_before, now.territories, before.territories))
        progress(done, len(sides[0]))
    return add_up_changes(changes)


def _active_buckets(side: Side, rows: int) -> list[pl.LazyFrame]:
    """Where a month's persons are active, in the buckets of so many rows."""
    buckets = _buckets(side.registrations, "person", rows, ROWS_PER_BUCKET)
    return [to_active_places(bucket, side.grace_months) for bucket in buckets]


def _buckets(
    registrations: pl.LazyFrame, key: str, rows: int, rows_per_bucket: int
) -> list[pl.LazyFrame]:
    """The registrations in equal slices of a hash, each to be collected on its own."""
    return [
        registrations.filter(
            pl.col(key).is_between(pl.lit(first, pl.UInt64), pl.lit(last, pl.UInt64))
        )
        for first, last in bucket_bounds(rows, rows_per_bucket)
    ]

"""Counts the active persons who have several registrations, employers, segments or places."""

from collections.abc import Iterable

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import empty
from schemas.coverage import OVERLAPS, Overlaps, Units
from transforms.contracts import validated
from transforms.person_sets import UNIT, PersonSets, to_sums

KEYS = [*UNIT, "kind"]


def to_overlaps(persons: PersonSets, units: DataFrame[Units]) -> DataFrame[Overlaps]:
    """The overlaps of each unit in one bucket of persons; no zeros."""
    sums = to_sums(persons, units, _several())
    return add_up_overlaps(
        sums.select(
            *UNIT, pl.lit(kind).alias("kind"), persons=kind, surplus=f"{kind}_surplus"
        ).filter(pl.col("persons") > 0)
        for kind in OVERLAPS
    )


def add_up_overlaps(parts: Iterable[pl.DataFrame]) -> DataFrame[Overlaps]:
    """The sum of overlaps of disjoint sets of persons."""
    return (
        pl.concat([empty(Overlaps), *parts])
        .group_by(KEYS)
        .agg(pl.col("persons", "surplus").sum())
        .sort(KEYS)
        .pipe(validated, Overlaps)
    )


def _several() -> list[pl.Expr]:
    """Persons with more than one of each kind, and what they have beyond one."""
    persons = pl.col("persons")
    return [
        made
        for kind in OVERLAPS
        for made in (
            persons.filter(pl.col(kind) > 1).sum().alias(kind),
            (persons * (pl.col(kind).cast(pl.Int64) - 1).clip(0)).sum().alias(f"{kind}_surplus"),
        )
    ]

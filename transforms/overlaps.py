"""Counts the active persons who have several registrations, employers, segments or places."""

from collections.abc import Iterable

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import empty
from schemas.coverage import OVERLAPS, Overlaps, Units
from transforms.contracts import validated
from transforms.person_sets import KINDS_OF_PAIR, PAIR, UNIT, PersonSets

KEYS = [*UNIT, "kind"]


def to_overlaps(persons: PersonSets, units: DataFrame[Units]) -> DataFrame[Overlaps]:
    """The overlaps of each unit in one bucket of persons; no zeros."""
    settled = persons.settled.filter(pl.any_horizontal(pl.col(KINDS_OF_PAIR) > 1))
    pairs = settled.group_by(PAIR).agg(_several(KINDS_OF_PAIR))
    parts = [
        pairs.join(units, on=PAIR, how="inner", validate="m:m").drop(PAIR),
        persons.movers.group_by(UNIT).agg(_several(OVERLAPS)),
    ]
    kinds = [
        part.select(*UNIT, pl.lit(kind).alias("kind"), persons=kind, surplus=f"{kind}_surplus")
        for part in parts
        for kind in OVERLAPS
        if kind in part.columns
    ]
    return add_up_overlaps(part.filter(pl.col("persons") > 0) for part in kinds)


def add_up_overlaps(parts: Iterable[pl.DataFrame]) -> DataFrame[Overlaps]:
    """The sum of overlaps of disjoint sets of persons."""
    return (
        pl.concat([empty(Overlaps), *parts])
        .group_by(KEYS)
        .agg(pl.col("persons", "surplus").sum())
        .sort(KEYS)
        .pipe(validated, Overlaps)
    )


def _several(kinds: list[str]) -> list[pl.Expr]:
    """Persons with more than one of each kind, and what they have beyond one."""
    return [
        made.cast(pl.Int64)
        for kind in kinds
        for made in (
            (pl.col(kind) > 1).sum(),
            (pl.col(kind).cast(pl.Int64) - 1).clip(0).sum().alias(f"{kind}_surplus"),
        )
    ]

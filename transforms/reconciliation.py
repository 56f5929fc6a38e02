"""Holds parts against wholes: what was counted twice over must agree, in every run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import (
    COMPARED_LEVELS,
    GAINS,
    LOSSES,
    TOTAL,
    Activity,
    Changes,
    Counts,
    Overlaps,
    Territories,
)
from schemas.errors import DataError
from schemas.reference import NATIONAL, Branches
from schemas.registrations import SEGMENTS
from transforms.person_sets import UNIT

NAMES = [*UNIT, "segment"]
WHATEVER = {"programme": TOTAL, "sex": TOTAL, "age_group": TOTAL}


@dataclass(frozen=True)
class Counted:
    """The tables of one month that are held against each other."""

    counts: DataFrame[Counts]
    overlaps: DataFrame[Overlaps]
    activity: DataFrame[Activity]
    territories: DataFrame[Territories]
    branches: DataFrame[Branches]


def reconcile(counted: Counted) -> int:
    """How many pairs of numbers were held against each other; DataError names a pair that differs.

    Persons by segment, sex and age add up to their segment and to all; those of areas, branches and
    Kanwil, to the unit's own and what stands in several of them; active rows of a branch, to its
    persons and what these have beyond one each.
    """
    return _held(_identities(counted))


def reconcile_changes(
    changes: DataFrame[Changes], counts: DataFrame[Counts], counts_before: DataFrame[Counts]
) -> int:
    """How many pairs of numbers were held against each other; DataError names a pair that differs.

    A unit's persons are those of the month before with what it gained and less what it lost, in
    each segment and in all; who joined or left, and who moved, add up over the segments.
    """
    return _held(_identities_of_changes(changes, counts, counts_before))


def _held(identities: Iterable[tuple[str, pl.DataFrame]]) -> int:
    """How many pairs agree; DataError of the first that does not."""
    held = 0
    for said, pairs in identities:
        held += pairs.height
        wrong = pairs.filter(pl.col("parts") != pl.col("whole")).sort(NAMES).head(1)
        for row in wrong.iter_rows(named=True):
            unit = f"{row['level']} {row['code']} ({row['view']} view, {row['segment']})"
            raise DataError(
                f"Reconciliation of {unit}: {said} are {row['parts']:,}, but the whole is "
                f"{row['whole']:,}. Nothing is published; this is a fault of Cakupan."
            )
    return held


def _identities(counted: Counted) -> Iterator[tuple[str, pl.DataFrame]]:
    """What is added up, and one row per pair: names of unit and segment, parts, whole."""
    persons = counted.counts.filter(pl.col("segment").is_in([*SEGMENTS, TOTAL]))
    total = persons.filter(**WHATEVER)
    everybody, by_segment = (
        total.filter(is_all) for is_all in (pl.col("segment") == TOTAL, pl.col("segment") != TOTAL)
    )
    yield "persons by segment", _pairs(by_segment.with_columns(segment=pl.lit(TOTAL)), everybody)
    for column in ("sex", "age_group"):
        parts = persons.filter(pl.col(column) != TOTAL)
        yield f"persons by {column.replace('_', ' ')}", _pairs(parts, by_segment)
    jkk, jkm = (persons.filter(programme=name) for name in ("JKK", "JKM"))
    yield "persons with JKK, beside those with JKM,", _pairs(jkk, jkm)
    for kind, parts in _members(counted, everybody):
        beyond = counted.overlaps.filter(kind=kind).select(
            *UNIT, pl.lit(TOTAL).alias("segment"), persons="surplus"
        )
        own = pl.concat([everybody.select(*NAMES, "persons"), beyond])
        whole = own.join(parts.select("view", "level").unique(), on=["view", "level"], how="semi")
        yield f"its {kind}, beside persons and what these have beyond one,", _pairs(parts, whole)


def _identities_of_changes(
    changes: DataFrame[Changes], counts: DataFrame[Counts], counts_before: DataFrame[Counts]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """What is added up, and one row per pair: names of unit and segment, parts, whole."""
    segment = pl.col("segment")
    flows = changes.with_columns(view=pl.lit("area"))
    now, before = (
        month.filter(
            pl.col("level").is_in(COMPARED_LEVELS), segment.is_in([*SEGMENTS, TOTAL]), view="area"
        ).filter(**WHATEVER)
        for month in (counts, counts_before)
    )
    gains, losses = (flows.filter(pl.col("flow").is_in(names)) for names in (GAINS, LOSSES))
    added = [frame.select(*NAMES, "persons") for frame in (before, gains)]
    lost = losses.select(*NAMES, -pl.col("persons"))
    yield (
        "persons of the month before, with gains and less losses,",
        _pairs(pl.concat([*added, lost]), now),
    )
    parts = flows.filter(segment != TOTAL).with_columns(segment=pl.lit(TOTAL))
    for flow in ("joined", "moved_in", "left", "moved_out"):
        yield (
            f"persons of flow {flow} by segment",
            _pairs(parts.filter(flow=flow), flows.filter(segment == TOTAL, flow=flow)),
        )


def _members(counted: Counted, everybody: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Persons of what units are made of, under the unit's names, by kind of overlap."""
    areas = everybody.filter(view="area", level="area")
    served = counted.territories.filter(pl.col("level") != "area").join(
        areas.select("persons", area="code"), on="area", how="inner", validate="m:1"
    )
    yield "areas", _named(served, "area", pl.col("level"), pl.col("code"))
    kanwils = counted.branches.select("kanwil", code="branch")
    branches = everybody.filter(view="held", level="branch").join(
        kanwils, on="code", how="inner", validate="1:1"
    )
    nation = pl.lit("national"), pl.lit(NATIONAL)
    yield "branches", _named(branches, "held", pl.lit("kanwil"), pl.col("kanwil"))
    yield "branches", _named(branches, "held", *nation)
    for kind, view, level in (("kanwils", "held", "kanwil"), ("provinces", "area", "province")):
        yield kind, _named(everybody.filter(view=view, level=level), view, *nation)
    rows = counted.activity.with_columns(persons="active")
    yield "registrations", _named(rows, "held", pl.lit("branch"), pl.col("branch"))


def _named(members: pl.DataFrame, view: str, level: pl.Expr, code: pl.Expr) -> pl.DataFrame:
    """Members' persons, of all segments, under the names of the unit that they make up."""
    names = [pl.lit(view), level, code, pl.lit(TOTAL)]
    return members.select(
        *(value.alias(name) for name, value in zip(NAMES, names, strict=True)), "persons"
    )


def _pairs(parts: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """The sums of both sides for every unit and segment on either; what is missing is 0."""
    added = parts.group_by(NAMES).agg(parts=pl.col("persons").sum())
    known = whole.group_by(NAMES).agg(whole=pl.col("persons").sum())
    both = added.join(known, on=NAMES, how="full", coalesce=True, validate="1:1")
    return both.with_columns(pl.col("parts", "whole").fill_null(0))

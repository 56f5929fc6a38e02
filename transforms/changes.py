"""Takes the growth of units apart: who came and who left between two months, area view.

Nearly everybody is active in the same areas and segments as in the month before and is left alone,
unless one of these areas belongs to other units now; units are looked up for the others only.
"""

from collections.abc import Iterable

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import empty
from schemas.coverage import COMPARED_LEVELS, TOTAL, Changes, Territories
from schemas.registrations import SEGMENTS
from transforms.contracts import validated
from transforms.rules import is_active

UNIT = ["level", "code"]
KEYS = [*UNIT, "segment", "flow"]
PLACES = 10_000 * len(SEGMENTS)
"""As many as there are area codes of four digits, each in all segments."""
PERSONS = 2**32
"""More than there are in a bucket."""
IS_NEW = pl.col("segment_before").is_null()
IS_GONE = pl.col("segment_now").is_null()

WHO: dict[str, tuple[pl.Expr, str]] = {
    "joined": (IS_NEW & ~pl.col("is_active_before"), "segment_now"),
    "moved_in": (IS_NEW & pl.col("is_active_before"), "segment_now"),
    "segment_in": (~IS_NEW & ~IS_GONE, "segment_now"),
    "left": (IS_GONE & ~pl.col("is_active_now"), "segment_before"),
    "moved_out": (IS_GONE & pl.col("is_active_now"), "segment_before"),
    "segment_out": (~IS_NEW & ~IS_GONE, "segment_before"),
}
"""Of those whose segment in a unit differs, null outside it: whom each flow counts, and under
which month's segment."""
WITHIN = ("segment_in", "segment_out")
"""Flows of persons who were in the unit before and are still."""


def to_active_places(registrations: pl.LazyFrame, grace_months: int) -> pl.LazyFrame:
    """Where persons are active: one row per active registration."""
    return registrations.filter(is_active(grace_months)).select("person", "area", "segment")


def areas_of_other_units(
    now: DataFrame[Territories], before: DataFrame[Territories]
) -> pl.DataFrame:
    """Areas that some unit serves in one of two months only."""
    served = _compared(now, "now"), _compared(before, "before")
    once = [
        one.join(other, on=[*UNIT, "area"], how="anti").select("area")
        for one, other in (served, served[::-1])
    ]
    return pl.concat(once).unique()


def to_others(now: pl.DataFrame, before: pl.DataFrame, areas: pl.DataFrame) -> pl.Series:
    """Whoever may be in other units, or in another segment there, than in the month before.

    Of active places: all of some persons, or all that some branches have of them.
    """
    keys, keys_before = _keys(now), _keys(before)
    found = (
        now.filter(~keys.is_in(keys_before.implode())),
        before.filter(~keys_before.is_in(keys.implode())),
        now.join(areas, on="area", how="semi"),
    )
    return pl.concat(places["person"] for places in found).unique()


def to_changes(
    now: pl.DataFrame,
    before: pl.DataFrame,
    territories: DataFrame[Territories],
    territories_before: DataFrame[Territories],
) -> DataFrame[Changes]:
    """What came to each unit and what left it between the active places of two months.

    Both are whole in all that they say of a person, as are the same buckets of hashes.
    """
    served = _compared(territories, "now"), _compared(territories_before, "before")
    areas = areas_of_other_units(territories, territories_before)
    is_other = pl.col("person").is_in(to_others(now, before, areas).implode())
    return _to_flows(_in_units(now.filter(is_other), before.filter(is_other), pl.concat(served)))


def add_up_changes(parts: Iterable[pl.DataFrame]) -> DataFrame[Changes]:
    """The sum of changes of disjoint sets of persons."""
    return (
        pl.concat([empty(Changes), *parts])
        .group_by(KEYS)
        .agg(pl.col("persons").sum())
        .sort(KEYS)
        .pipe(validated, Changes)
    )


def _keys(places: pl.DataFrame) -> pl.Series:
    """One number of all that a row says: person, area and segment."""
    place = pl.col("area").cast(pl.UInt16).cast(pl.UInt32) * len(SEGMENTS)
    key = pl.col("person").cast(pl.UInt128) * PLACES + place + pl.col("segment").to_physical()
    return places.select(key=key).to_series()


def _compared(territories: DataFrame[Territories], month: str) -> pl.DataFrame:
    return territories.filter(pl.col("level").is_in(COMPARED_LEVELS)).with_columns(
        month=pl.lit(month)
    )


def _in_units(now: pl.DataFrame, before: pl.DataFrame, served: pl.DataFrame) -> pl.DataFrame:
    """Whose segment in a unit differs: its persons by both months' segments, null outside it."""
    is_now = pl.col("month") == "now"
    everywhere = {
        "is_active_now": is_now.any().over("who"),
        "is_active_before": (~is_now).any().over("who"),
    }
    segments = {
        "segment_now": pl.when(is_now).then("segment"),
        "segment_before": pl.when(~is_now).then("segment"),
    }
    units = served.select(UNIT).unique().with_row_index("unit")
    numbered = served.join(units, on=UNIT, how="left", validate="m:1").drop(UNIT)
    return (
        pl.concat(
            [now.with_columns(month=pl.lit("now")), before.with_columns(month=pl.lit("before"))]
        )
        .sort("person")
        .select("month", "area", "segment", who=pl.col("person").rle_id())
        .with_columns(**everywhere)
        .join(numbered, on=["month", "area"], how="inner", validate="m:m")
        .select(pl.col("unit").cast(pl.UInt64) * PERSONS + pl.col("who"), *everywhere, **segments)
        .group_by("unit")
        .agg(pl.col(*everywhere).first(), pl.col(*segments).min())
        .filter(pl.col("segment_now").ne_missing(pl.col("segment_before")))
        .group_by((pl.col("unit") // PERSONS).cast(pl.UInt32), *everywhere, *segments)
        .agg(persons=pl.len().cast(pl.Int64))
        .join(units, on="unit", how="left", validate="m:1")
    )


def _to_flows(persons: pl.DataFrame) -> DataFrame[Changes]:
    """Persons by flow and segment, and those of all segments but for the flows between these."""
    flows = pl.concat(
        persons.filter(who).select(
            *UNIT,
            pl.col(segment).cast(pl.String).alias("segment"),
            pl.lit(flow).alias("flow"),
            "persons",
        )
        for flow, (who, segment) in WHO.items()
    )
    everybody = flows.filter(~pl.col("flow").is_in(WITHIN)).with_columns(segment=pl.lit(TOTAL))
    return add_up_changes([flows, everybody])

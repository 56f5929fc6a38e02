"""Which areas a unit serves, which branches it needs, and which registrations it counts."""

from collections.abc import Collection

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import Members, Territories, Units
from schemas.reference import NATIONAL, BranchAreas, Branches
from transforms.contracts import validated

UNIT = ["view", "level", "code", "branch", "area"]
OF_AREAS = ["area", "province"]
"""Levels that no branch belongs to: every branch that serves one of their areas is their own."""


def to_holders(branches: pl.DataFrame) -> pl.DataFrame:
    """Every branch, Kanwil and the nation with each branch whose registrations it holds."""
    return pl.concat(
        branches.select(pl.lit(level).alias("level"), code.alias("code"), "branch")
        for level, code in (
            ("branch", pl.col("branch")),
            ("kanwil", pl.col("kanwil")),
            ("national", pl.lit(NATIONAL)),
        )
    )


def to_territories(
    branches: DataFrame[Branches], branch_areas: DataFrame[BranchAreas]
) -> DataFrame[Territories]:
    """The areas of every unit: its own for an area, its branches' for all above."""
    served = branch_areas.join(branches, on="branch", how="semi").select("branch", "area")
    held = to_holders(branches).join(served, on="branch", how="inner", validate="m:m")
    units = [
        served.select(pl.lit("area").alias("level"), pl.col("area").alias("code"), "area"),
        served.select(
            pl.lit("province").alias("level"), pl.col("area").str.head(2).alias("code"), "area"
        ),
        held.select("level", "code", "area"),
    ]
    return pl.concat(units).unique().sort("level", "code", "area").pipe(validated, Territories)


def to_members(
    branches: DataFrame[Branches], branch_areas: DataFrame[BranchAreas]
) -> DataFrame[Members]:
    """The active branches that every unit depends on: its own, and all that serve its areas."""
    active = branches.filter(pl.col("active"))
    serving = branch_areas.join(active, on="branch", how="semi").select("branch", "area")
    serves = to_territories(branches, branch_areas).join(
        serving, on="area", how="inner", validate="m:m"
    )
    names = ["level", "code", "branch"]
    own = to_holders(active).with_columns(is_own=True)
    return (
        serves.select(names)
        .unique()
        .join(own, on=names, how="full", coalesce=True, validate="1:1")
        .with_columns(pl.col("is_own").fill_null(pl.col("level").is_in(OF_AREAS)))
        .sort(names)
        .pipe(validated, Members)
    )


def to_reporting(members: DataFrame[Members], received: Collection[str]) -> pl.DataFrame:
    """How many branches every unit depends on, and how many of these have reported.

    One row per unit: `level`, `code`, `branches_received`, `branches_expected`. Of the members that
    are a unit's own it makes "n dari m". A unit that has none of the members has no row.
    """
    return (
        members.group_by("level", "code")
        .agg(
            branches_received=pl.col("branch").is_in(list(received)).sum().cast(pl.Int64),
            branches_expected=pl.len().cast(pl.Int64),
        )
        .sort("level", "code")
    )


def to_units(
    pairs: pl.DataFrame, territories: DataFrame[Territories], branches: DataFrame[Branches]
) -> DataFrame[Units]:
    """Every unit that counts the registrations of a (branch, area) pair, in each view.

    `pairs` has one row per branch and area that occur together in registrations or projects. Those
    of an area that no branch serves are held, and in no area view.
    """
    held = pairs.join(to_holders(branches), on="branch", how="inner", validate="m:m")
    by_area = pairs.join(territories, on="area", how="inner", validate="m:m")
    inside = held.join(territories, on=["level", "code", "area"], how="semi")
    views = {"area": by_area, "held": held, "inside": inside}
    return (
        pl.concat(
            units.with_columns(view=pl.lit(view)).select(UNIT) for view, units in views.items()
        )
        .sort(UNIT)
        .pipe(validated, Units)
    )

"""Which areas a unit serves, and which registrations it therefore counts."""

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import Members, Territories, Units
from schemas.reference import NATIONAL, BranchAreas, Branches
from transforms.contracts import validated

UNIT = ["view", "level", "code", "branch", "area"]


def to_territories(
    branches: DataFrame[Branches], branch_areas: DataFrame[BranchAreas]
) -> DataFrame[Territories]:
    """The areas of every unit: its own for an area, its branches' for all above."""
    territories = _served(branches, branch_areas).select("level", "code", "area").unique()
    return territories.sort("level", "code", "area").pipe(validated, Territories)


def to_members(
    branches: DataFrame[Branches], branch_areas: DataFrame[BranchAreas]
) -> DataFrame[Members]:
    """The active branches that every unit depends on: those that serve one of its areas."""
    active = branches.filter(pl.col("active"))
    served = _served(active, branch_areas)
    own = served.filter((pl.col("level") != "branch") | (pl.col("code") == pl.col("branch")))
    members = own.select("level", "code", "branch").unique()
    return members.sort("level", "code", "branch").pipe(validated, Members)


def _served(branches: pl.DataFrame, branch_areas: pl.DataFrame) -> pl.DataFrame:
    """Every unit with each branch and area that make it up."""
    served = branch_areas.join(branches, on="branch", how="inner", validate="m:1")
    return pl.concat(
        served.select(pl.lit(level).alias("level"), code.alias("code"), "branch", "area")
        for level, code in (
            ("area", pl.col("area")),
            ("province", pl.col("area").str.head(2)),
            ("branch", pl.col("branch")),
            ("kanwil", pl.col("kanwil")),
            ("national", pl.lit(NATIONAL)),
        )
    )


def to_units(
    pairs: pl.DataFrame, territories: DataFrame[Territories], branches: DataFrame[Branches]
) -> DataFrame[Units]:
    """Every unit that counts the registrations of a (branch, area) pair, in each view.

    `pairs` has one row per branch and area that occur together in registrations or projects.
    """
    held = _held(pairs, branches)
    by_area = pairs.join(territories, on="area", how="inner", validate="m:m")
    elsewhere = held.join(territories, on=["level", "code", "area"], how="anti")
    views = [
        by_area.select(pl.lit("area").alias("view"), "level", "code", "branch", "area"),
        held.select(pl.lit("held").alias("view"), "level", "code", "branch", "area"),
        elsewhere.select(pl.lit("elsewhere").alias("view"), "level", "code", "branch", "area"),
    ]
    return pl.concat(views).select(UNIT).sort(UNIT).pipe(validated, Units)


def _held(pairs: pl.DataFrame, branches: DataFrame[Branches]) -> pl.DataFrame:
    known = pairs.join(
        branches.select("branch", "kanwil"), on="branch", how="inner", validate="m:1"
    )
    return pl.concat(
        known.select(pl.lit(level).alias("level"), code.alias("code"), "branch", "area")
        for level, code in (
            ("branch", pl.col("branch")),
            ("kanwil", pl.col("kanwil")),
            ("national", pl.lit(NATIONAL)),
        )
    )

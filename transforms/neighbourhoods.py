"""Tells which numbers are close to each other, so that large systems are protected by parts."""

import polars as pl

from schemas.coverage import COMPARED_LEVELS
from transforms.publication import UNIT, Publication

SCOPES = ["family", "near", "informal", "far"]
"""Columns that name the neighbourhood of a cell, null where it has none."""
NEAR_BRANCHES = 4
"""So many branches, with the areas that they serve, are a near neighbourhood."""
OF_EMPLOYERS = ["employers", "registered_workers"]
OF_PROJECTS = ["projects", "project_workers", "covered", "total_coverage", "ucj_coverage",
               "informal_coverage", "jkk_coverage", "jkm_coverage"]  # fmt: skip


def with_scopes(cells: pl.DataFrame, publication: Publication) -> pl.DataFrame:
    """Cells with SCOPES: what moves with employers, with projects, a few branches, a Kanwil.

    Numbers of employers, projects and PMI are small in many branches, and large only above them.
    """
    indicator = pl.col("indicator")
    is_of_projects = indicator.is_in(OF_PROJECTS) | (pl.col("segment") == "JAKON")
    family = pl.when(indicator.is_in(OF_EMPLOYERS)).then(1).when(is_of_projects).then(2)
    placed = cells.join(_places(publication), on=UNIT, how="left", validate="m:1")
    is_informal = pl.col("segment").is_in(["PMI", "BPU"])
    return placed.with_columns(family=family, informal=pl.when(is_informal).then(1))


def _places(publication: Publication) -> pl.DataFrame:
    """The neighbourhoods of each unit but the nation; areas go with the first branch of theirs."""
    own = publication.members.filter(pl.col("is_own"), pl.col("level").is_in(COMPARED_LEVELS))
    branches = (
        own.filter(level="kanwil")
        .select("branch", kanwil="code")
        .sort("kanwil", "branch")
        .with_row_index("place")
        .select(
            "branch",
            near=pl.col("place").cast(pl.Int64) // NEAR_BRANCHES,
            far=pl.col("kanwil").rank("dense").cast(pl.Int64),
        )
    )
    areas = publication.territories.filter(level="branch").join(
        branches, left_on="code", right_on="branch", how="inner", validate="m:1"
    )
    areas = areas.group_by(code="area").agg(pl.col("near", "far").min())
    above = pl.concat(
        [
            areas.group_by(code=pl.col("code").str.head(2))
            .agg(pl.col("far").min())
            .select(level=pl.lit("province"), code="code", far="far"),
            own.filter(level="kanwil")
            .join(branches, on="branch", how="inner", validate="1:1")
            .group_by("level", "code")
            .agg(pl.col("far").min()),
        ]
    )
    return pl.concat(
        [
            branches.select(level=pl.lit("branch"), code="branch", near="near", far="far"),
            areas.select(level=pl.lit("area"), code="code", near="near", far="far"),
            above.select(*UNIT, near=pl.lit(None, pl.Int64), far="far"),
        ]
    )

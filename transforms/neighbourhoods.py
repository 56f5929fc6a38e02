"""Tells which numbers are close to each other, so that large systems are protected by parts."""

import polars as pl

from transforms.hierarchy import IS_OF_EMPLOYERS
from transforms.publication import UNIT, Publication

SCOPES = ["family", "near"]
"""Columns that name the neighbourhood of a cell, null where it has none."""
NEAR_BRANCHES = 4
"""So many branches, with the areas that they serve, are a near neighbourhood."""
OF_PROJECTS = ["projects", "project_workers", "covered", "total_coverage", "ucj_coverage",
               "informal_coverage", "jkk_coverage", "jkm_coverage"]  # fmt: skip


def with_scopes(cells: pl.DataFrame, publication: Publication) -> pl.DataFrame:
    """Cells with SCOPES: what moves with employers or with projects; a few branches.

    Numbers of employers and of projects are small in many branches, and large only above them.
    """
    is_of_projects = pl.col("indicator").is_in(OF_PROJECTS) | (pl.col("segment") == "JAKON")
    family = pl.when(IS_OF_EMPLOYERS).then(1).when(is_of_projects).then(2)
    placed = cells.join(_places(publication), on=UNIT, how="left", validate="m:1")
    return placed.with_columns(family=family)


def _places(publication: Publication) -> pl.DataFrame:
    """The near neighbourhood of branches and areas; areas go with the first branch of theirs."""
    branches = (
        publication.members.filter("is_own", level="kanwil")
        .sort("code", "branch")
        .with_row_index("place")
        .select("branch", near=pl.col("place").cast(pl.Int64) // NEAR_BRANCHES)
    )
    areas = publication.territories.filter(level="branch").join(
        branches, left_on="code", right_on="branch", how="inner", validate="m:1"
    )
    return pl.concat(
        [
            branches.select(level=pl.lit("branch"), code="branch", near="near"),
            areas.group_by(level=pl.lit("area"), code="area").agg(pl.col("near").min()),
        ]
    )

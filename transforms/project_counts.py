"""Counts construction projects of every unit, and the heads that they report, by state."""

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import Units
from schemas.month import Month
from schemas.projects import ProjectCounts, Projects
from transforms.contracts import validated
from transforms.rules import project_state

KEYS = ["level", "code", "state"]


def to_project_state_counts(
    projects: DataFrame[Projects], units: DataFrame[Units], month: Month
) -> DataFrame[ProjectCounts]:
    """The projects that each unit's branches hold before, in and after their time; no zeros.

    A project that several branches report counts at each, so levels add up; the workers of running
    projects are the unit's JAKON persons in the held view.
    """
    held = units.filter(view="held").drop("view")
    return (
        projects.with_columns(state=project_state(month))
        .join(held, on=["branch", "area"], how="inner", validate="m:m")
        .group_by(KEYS)
        .agg(projects=pl.len().cast(pl.Int64), workers=pl.col("workers").cast(pl.Int64).sum())
        .sort(KEYS)
        .pipe(validated, ProjectCounts)
    )

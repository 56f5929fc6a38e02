"""Typed rows of a `proyek_jakon` export."""

import pandera.polars as pa
import polars as pl

from schemas.reference import LEVELS

PROJECT_STATES = ["ahead", "running", "ended"]
"""ahead: begins after the month; running: on at least one day of it; ended: before it."""


class Projects(pa.DataFrameModel):
    """One row per construction project of one branch's export of one month."""

    row: pl.UInt32 = pa.Field(ge=1, description="Line of the file, or row of the sheet, from 1.")
    project: pl.UInt64 = pa.Field(description="Keyed hash of the project number.")
    branch: pl.String = pa.Field(description="Code of the branch that holds the project.")
    area: pl.String = pa.Field(
        str_matches="^[0-9]{4}$", description="Kabupaten/kota of the site, Kemendagri code."
    )
    contract_rupiah: pl.Int64 = pa.Field(ge=0, description="Contract value in whole rupiah.")
    workers: pl.Int32 = pa.Field(ge=0, description="Head-count that the project reports.")
    start_date: pl.Date = pa.Field(description="First day of the project.")
    end_date: pl.Date = pa.Field(description="Last day of the project, not before the first.")

    class Config:
        strict = True
        unique = ["branch", "project"]


class ProjectCounts(pa.DataFrameModel):
    """One row per unit and state: projects that its branches hold, and the heads they report."""

    level: str = pa.Field(isin=LEVELS, description="branch, kanwil or national")
    code: str = pa.Field(description="code of the unit")
    state: str = pa.Field(isin=PROJECT_STATES, description="before, in or after its time")
    projects: int = pa.Field(ge=0, description="projects, at each branch that reports them")
    workers: int = pa.Field(ge=0, description="head-count; never de-duplicated")

    class Config:
        strict = True
        unique = ["level", "code", "state"]

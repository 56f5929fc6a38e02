"""The tables of one month's calculation, and what they are computed from."""

from dataclasses import dataclass
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import (
    Changes,
    Counts,
    Members,
    Overlaps,
    SharedRegistrations,
    Territories,
)
from schemas.employers import EmployerCounts
from schemas.exports import Kind
from schemas.figures import Figures
from schemas.month import Month
from schemas.projects import ProjectCounts
from schemas.reference import Reference

Tables = dict[type[Any], pl.DataFrame]
"""Tables under their contracts."""

READ_STAGES = ["received", "readable", "valid", "unique"]
"""Stages of the funnel that reading tells; the last one is counted."""


class Sources(pa.DataFrameModel):
    """One row per export that counts."""

    branch: str = pa.Field(description="branch code")
    kind: str = pa.Field(isin=[kind.value for kind in Kind], description="kind of export")
    export: str = pa.Field(description="object name of the export as it was sent")
    rows: str = pa.Field(description="object name of its typed rows")

    class Config:
        strict = True
        unique = ["branch", "kind"]


class Method(pa.DataFrameModel):
    """One row per calculation: the rules by which a month was counted."""

    grace_months: int = pa.Field(ge=1, description="unpaid months at which a row is inactive")
    code: str = pa.Field(description="SHA-256 over the code that counted, and its libraries")

    class Config:
        strict = True
        unique = ["code"]


class Stages(pa.DataFrameModel):
    """One row per branch: rows of its peserta export at each stage of the funnel."""

    branch: str = pa.Field(description="branch code")
    received: int = pa.Field(ge=0, description="rows of the file")
    readable: int = pa.Field(ge=0, description="rows that could be read as cells")
    valid: int = pa.Field(ge=0, description="rows that keep every rule")
    unique: int = pa.Field(ge=0, description="registrations, each once")
    active: int = pa.Field(ge=0, description="registrations that count")

    class Config:
        strict = True
        unique = ["branch"]


@dataclass(frozen=True)
class Material:
    """What a month is counted from, whether it was or only could have been."""

    month: Month
    reference: Reference
    sources: DataFrame[Sources]
    rows: pl.DataFrame
    """branch, and the rows of its peserta export at each of READ_STAGES"""
    grace_months: int

    def received(self, kind: Kind) -> set[str]:
        """The branches whose export of a kind counts."""
        return set(self.sources.filter(kind=kind.value)["branch"])

    def rows_of(self, kind: Kind) -> tuple[str, ...]:
        """Object names of the typed rows of all exports of a kind."""
        return tuple(self.sources.filter(kind=kind.value)["rows"])


@dataclass(frozen=True)
class Calculated:
    """What was counted in one month; each field is kept under its contract's name."""

    sources: DataFrame[Sources]
    territories: DataFrame[Territories]
    members: DataFrame[Members]
    counts: DataFrame[Counts]
    overlaps: DataFrame[Overlaps]
    changes: DataFrame[Changes]
    stages: DataFrame[Stages]
    shared: DataFrame[SharedRegistrations]
    employers: DataFrame[EmployerCounts]
    projects: DataFrame[ProjectCounts]
    figures: DataFrame[Figures]

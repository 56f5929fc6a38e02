"""What two editions show otherwise, by how much, and what it comes from."""

from dataclasses import dataclass
from typing import Annotated, get_args

import pandera.polars as pa
import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import FLOWS
from schemas.month import Month
from schemas.observations import DIMENSIONS, OBS_STATUSES, Named
from schemas.revision import Cause, Reason

CAUSES: tuple[Cause, ...] = get_args(Cause)
GROWTH = [*FLOWS, "project_workers", "workers"]
"""What a later month's number is another for: who came and went, projects, a new denominator."""
WHY = {
    "METHOD": "another method: settings or code",
    "LATE": "files that had not counted",
    "REPLACED": "other files of the same branch and kind",
    "REFERENCE": "reference data: denominators, areas, branches",
    "joined": "persons who are new",
    "moved_in": "persons who came from elsewhere",
    "segment_in": "persons who came from another segment",
    "left": "persons who are active no longer",
    "moved_out": "persons who went elsewhere",
    "segment_out": "persons who went to another segment",
    "project_workers": "heads of construction projects",
    "workers": "other workers below the rate",
}
"""Every cause in English."""
POINTS = Annotated[pl.Decimal, 18, 2]


class Differences(Named):
    """One row per published number that one of two editions shows otherwise."""

    before_numerator: int = pa.Field(ge=0, nullable=True, description="numerator before")
    numerator: int = pa.Field(ge=0, nullable=True, description="the count; a rate's numerator")
    before_denominator: int = pa.Field(gt=0, nullable=True, description="denominator before")
    denominator: int = pa.Field(gt=0, nullable=True, description="workers that a rate is of")
    before_percent: POINTS = pa.Field(nullable=True, description="the rate before; empty: a count")
    percent: POINTS = pa.Field(nullable=True, description="the rate; empty for a count")
    before_obs_status: str = pa.Field(
        isin=list(OBS_STATUSES), description="SDMX code before; O where it was not published"
    )
    obs_status: str = pa.Field(isin=list(OBS_STATUSES), description="SDMX code of the value")
    difference: int = pa.Field(
        nullable=True, description="numerator less that before; empty where one is not shown"
    )
    difference_percent: POINTS = pa.Field(
        nullable=True, description="percentage points from unrounded rates; empty for a count"
    )

    class Config:
        strict = True
        unique = DIMENSIONS


class Shares(Named):
    """One row per published number that differs and cause that gives something to it."""

    cause: str = pa.Field(isin=[*CAUSES, *GROWTH], description="what it comes from")
    difference: int = pa.Field(
        nullable=True, description="its part of the difference; empty where that is not told"
    )
    difference_percent: POINTS = pa.Field(
        nullable=True, description="its percentage points; empty for a count or where not told"
    )

    class Config:
        strict = True
        unique = [*DIMENSIONS, "cause"]


@dataclass(frozen=True)
class Comparison:
    """What is asked: two editions of a month, or the newest ones of two months."""

    month: Month
    later: Month | None = None
    before: int | None = None
    """Number of the earlier edition; None: the released one before the later one."""
    now: int | None = None
    """Number of the later edition; None: the newest."""


@dataclass(frozen=True)
class ComparedEdition:
    """One of the two editions."""

    month: Month
    edition: str
    """Its name."""
    state: str
    inputs: str
    """SHA-256 over exports, reference data and settings."""


@dataclass(frozen=True)
class OtherFile:
    """An export by which the editions differ; hex digits of its SHA-256, empty where none counts.

    A file may be read to other rows though it is the same.
    """

    cause: Cause
    branch: str
    kind: str
    before: str
    now: str


@dataclass(frozen=True)
class OtherReference:
    """A file of reference data that is another; empty where there is none."""

    name: str
    before: str
    now: str


@dataclass(frozen=True)
class Origins:
    """What two editions of a month were made from, as far as it is not the same."""

    files: tuple[OtherFile, ...]
    reference: tuple[OtherReference, ...]
    grace_months: tuple[int, int]
    """Before and now."""
    is_counted_by_other_code: bool


@dataclass(frozen=True)
class Difference:
    """What differs between two editions."""

    before: ComparedEdition
    now: ComparedEdition
    reason: Reason | None
    """Why the later one was made, where it takes the place of the earlier one."""
    numbers: DataFrame[Differences]
    shares: DataFrame[Shares]
    unshared: str
    """Why causes have no shares; empty where they have."""
    origins: Origins | None
    """None between two months."""
    names: dict[tuple[str, str], str]
    """Of units, by level and code."""

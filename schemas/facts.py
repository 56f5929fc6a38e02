"""All that is known of a month when its bulletins are made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandera.polars as pa
from pandera.typing.polars import DataFrame

from schemas.coverage import Activity, Territories
from schemas.definitions import Language
from schemas.month import Month
from schemas.observations import Observations
from schemas.reference import LEVELS, MONTH, Reference
from schemas.revision import Reason, Share
from schemas.submission import ReadSubmission


class Series(pa.DataFrameModel):
    """One row per unit and month: total coverage as it stands published."""

    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    month: str = pa.Field(str_matches=MONTH, description="month of the figure")
    numerator: int = pa.Field(ge=0, description="persons covered")
    denominator: int = pa.Field(gt=0, description="workers")
    is_history: bool = pa.Field(description="published before Cakupan")

    class Config:
        strict = True
        unique = ["level", "code", "month"]


@dataclass(frozen=True)
class Replaced:
    """The released edition of the month whose place this one takes, and why."""

    edition: str
    """Its name."""
    reason: Reason
    observations: DataFrame[Observations]
    """All that it publishes."""
    shares: Mapping[tuple[str, str], tuple[Share, ...]] = field(default_factory=dict)
    """What each cause gives to the persons covered in a unit, by level and code."""


@dataclass(frozen=True)
class Facts:
    """One month's published numbers with what they are compared to and were made from."""

    month: Month
    edition: int
    published: date
    reference: Reference
    territories: DataFrame[Territories]
    observations: DataFrame[Observations]
    """All that the edition publishes; what must not be known is hidden already."""
    replaced: Replaced | None
    """None for a first edition."""
    previous: DataFrame[Observations] | None
    """Last month's as published; None when there is no edition of it."""
    activity: DataFrame[Activity]
    earlier: DataFrame[Series]
    """Total coverage of months before this one."""
    submissions: tuple[ReadSubmission, ...]
    """The current submission of each branch and kind."""
    grace_months: int
    languages: tuple[Language, ...]
    """In which every bulletin is told; beside them each in those of its recipients."""
    version: str

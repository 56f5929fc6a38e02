"""What is counted: units, distinct persons, employers, overlaps, and the activity of rows."""

import pandera.polars as pa

from schemas.reference import AREA, LEVELS
from schemas.registrations import SEGMENTS

VIEWS = ["area", "held", "elsewhere"]
"""area: registrations working in the unit's areas, whichever branch holds them; held: registrations
that the unit's branches hold; elsewhere: those of them that work outside the unit's areas."""

COUNTED_SEGMENTS = [*SEGMENTS, "JAKON"]
PROGRAMMES = ["JKK", "JKM", "JHT", "JP", "JKP"]
ANY = "ANY"
"""The programme value under which a person counts once, whatever the programmes."""


class Territories(pa.DataFrameModel):
    """One row per unit and kabupaten/kota that it serves."""

    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    area: str = pa.Field(str_matches=AREA, description="kabupaten/kota, Kemendagri code")

    class Config:
        strict = True
        unique = ["level", "code", "area"]


class Members(pa.DataFrameModel):
    """One row per unit and branch whose exports its area view needs."""

    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    branch: str = pa.Field(description="branch that belongs to the unit, or serves the area")

    class Config:
        strict = True
        unique = ["level", "code", "branch"]


class Units(pa.DataFrameModel):
    """One row per view, unit, and branch and area whose registrations it counts."""

    view: str = pa.Field(isin=VIEWS, description="which registrations the unit counts")
    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    branch: str = pa.Field(description="branch that holds the registrations")
    area: str = pa.Field(str_matches=AREA, description="area in which they work")

    class Config:
        strict = True
        unique = ["view", "level", "code", "branch", "area"]


class Counts(pa.DataFrameModel):
    """One row per view, unit, segment and programme: distinct active persons."""

    view: str = pa.Field(isin=VIEWS, description="which registrations the unit counts")
    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    segment: str = pa.Field(
        isin=COUNTED_SEGMENTS,
        description="segment of the person in this unit: PU before PMI before BPU",
    )
    programme: str = pa.Field(isin=[ANY, *PROGRAMMES], description="programme, or ANY")
    persons: int = pa.Field(ge=0, description="distinct persons; head-count for JAKON")

    class Config:
        strict = True
        unique = ["view", "level", "code", "segment", "programme"]


class EmployerCounts(pa.DataFrameModel):
    """One row per unit, scale and state: distinct employer units that the unit's branches hold."""

    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    scale: str = pa.Field(description="scale of the employer")
    state: str = pa.Field(isin=["active", "in_arrears"], description="paying, or in arrears")
    employers: int = pa.Field(ge=0, description="distinct employer units")

    class Config:
        strict = True
        unique = ["level", "code", "scale", "state"]


class Activity(pa.DataFrameModel):
    """One row per branch: what the last step of the funnel leaves of its unique registrations."""

    branch: str = pa.Field(description="branch code")
    unique: int = pa.Field(ge=0, description="unique registrations")
    declared_inactive: int = pa.Field(ge=0, description="rows that the branch calls inactive")
    in_arrears: int = pa.Field(ge=0, description="rows called active with too many unpaid months")
    active: int = pa.Field(ge=0, description="rows that count")

    class Config:
        strict = True
        unique = ["branch"]


class Overlaps(pa.DataFrameModel):
    """One row per unit whose branches hold what another branch holds too, active or not."""

    level: str = pa.Field(isin=LEVELS, description="branch, kanwil or national")
    code: str = pa.Field(description="code of the unit")
    shared_registrations: int = pa.Field(
        ge=0, description="registrations whose card and employer stand at another branch too (N340)"
    )
    disputed_registrations: int = pa.Field(
        ge=0, description="registrations whose card has another NIK at another branch (N341)"
    )
    shared_persons: int = pa.Field(
        ge=0, description="distinct persons who are registered at another branch too (N342)"
    )

    class Config:
        strict = True
        unique = ["level", "code"]

"""What is counted: units, distinct persons, their overlaps, employers, the activity of rows."""

import pandera.polars as pa

from schemas.reference import AREA, LEVELS
from schemas.registrations import SEGMENTS, SEXES

VIEWS = ["area", "held", "elsewhere"]
"""area: registrations working in the unit's areas, whichever branch holds them; held: registrations
that the unit's branches hold; elsewhere: those of them that work outside the unit's areas."""

COUNTED_SEGMENTS = [*SEGMENTS, "JAKON"]
ALL = "ALL"
"""The segment under which a person counts once, counted by itself; without project workers."""
PROGRAMMES = ["JKK", "JKM", "JHT", "JP", "JKP"]
AGE_BOUNDS = (25, 35, 45, 55, 65)
"""Completed years from which a person is of the next age group."""
AGE_GROUPS = ["-24", "25-34", "35-44", "45-54", "55-64", "65+"]
UNKNOWN = "UNKNOWN"
"""The age group of a person of whom no row tells the age."""
ANY = "ANY"
"""The programme, sex or age group of a count that is not broken down by it."""
OVERLAPS = ["registrations", "employers", "segments", "branches", "areas", "provinces", "kanwils"]
"""What a person may have several of in a unit."""


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
    """One row per view, unit and breakdown: distinct active persons.

    A segment's persons are broken down by programme, sex or age group, never by two of them. A
    person's sex and age are the same wherever he counts: L where his rows disagree, and the
    greatest age.
    """

    view: str = pa.Field(isin=VIEWS, description="which registrations the unit counts")
    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    segment: str = pa.Field(
        isin=[*COUNTED_SEGMENTS, ALL],
        description="segment of the person in this unit, PU before PMI before BPU; ALL: whatever",
    )
    programme: str = pa.Field(isin=[ANY, *PROGRAMMES], description="programme, or ANY")
    sex: str = pa.Field(isin=[ANY, *SEXES], description="L, P or ANY")
    age_group: str = pa.Field(
        isin=[ANY, *AGE_GROUPS, UNKNOWN], description="completed years, UNKNOWN or ANY"
    )
    persons: int = pa.Field(ge=0, description="distinct persons; head-count for JAKON")

    class Config:
        strict = True
        unique = ["view", "level", "code", "segment", "programme", "sex", "age_group"]


class Overlaps(pa.DataFrameModel):
    """One row per view, unit and kind of thing that an active person may have several of there.

    The persons of a unit's areas, branches, provinces or Kanwil, added up, are its own and the
    surplus of that kind.
    """

    view: str = pa.Field(isin=VIEWS, description="which registrations the unit counts")
    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    kind: str = pa.Field(isin=OVERLAPS, description="what the persons have several of")
    persons: int = pa.Field(ge=0, description="distinct persons with more than one")
    surplus: int = pa.Field(ge=0, description="what these persons have beyond one each")

    class Config:
        strict = True
        unique = ["view", "level", "code", "kind"]


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


class SharedRegistrations(pa.DataFrameModel):
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

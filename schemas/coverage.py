"""What is counted: units, distinct persons, their overlaps and changes, the activity of rows."""

import pandera.polars as pa

from schemas.reference import AREA, LEVELS
from schemas.registrations import SEGMENTS, SEXES

VIEWS = ["area", "held", "inside"]
"""area: registrations working in the unit's areas, whichever branch holds them; held: registrations
that the unit's branches hold; inside: those that are both."""

TOTAL = "_T"
"""Whatever the segment, programme, sex, …: counted by itself. As in SDMX."""
NOT_APPLICABLE = "_Z"
"""What a count can't be broken down by. As in SDMX."""
UNKNOWN = "_U"
"""The age group of a person of whom no row tells the age. As in SDMX."""

COUNTED_SEGMENTS = [*SEGMENTS, "JAKON"]
PROGRAMMES = ["JKK", "JKM", "JHT", "JP", "JKP"]
AGE_BOUNDS = (25, 35, 45, 55, 65)
"""Completed years from which a person is of the next age group."""
AGE_GROUPS = ["Y_LT25", "Y25T34", "Y35T44", "Y45T54", "Y55T64", "Y_GE65"]
"""As in SDMX; a spreadsheet takes none of them for a number or a date."""
OVERLAPS = ["registrations", "employers", "segments", "branches", "areas", "provinces", "kanwils"]
"""What a person may have several of in a unit."""

COMPARED_LEVELS = ["branch", "kanwil", "national"]
"""Levels whose growth is taken apart: those that get a bulletin."""
GAINS = ("joined", "moved_in", "segment_in")
LOSSES = ("left", "moved_out", "segment_out")
FLOWS = [*GAINS, *LOSSES]
"""joined, left: active nowhere in the other month; moved: active there, but not in the unit;
segment: active in the unit in both, in another segment. The last two are none of segment _T."""


class Territories(pa.DataFrameModel):
    """One row per unit and kabupaten/kota that it serves."""

    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    area: str = pa.Field(str_matches=AREA, description="kabupaten/kota, Kemendagri code")

    class Config:
        strict = True
        unique = ["level", "code", "area"]


class Members(pa.DataFrameModel):
    """One row per unit and active branch whose exports its area view needs."""

    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    branch: str = pa.Field(description="branch that belongs to the unit, or serves an area of it")
    is_own: bool = pa.Field(
        description="the branch is the unit, is of its Kanwil or the nation, or serves the area or "
        "an area of the province; else a neighbour that shares an area"
    )

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
        isin=[*COUNTED_SEGMENTS, TOTAL],
        description="segment of the person in this unit, PU before PMI before BPU; _T: any of them",
    )
    programme: str = pa.Field(isin=[TOTAL, *PROGRAMMES], description="programme, or _T")
    sex: str = pa.Field(isin=[TOTAL, *SEXES], description="L, P or _T")
    age_group: str = pa.Field(
        isin=[TOTAL, *AGE_GROUPS, UNKNOWN], description="completed years, _U or _T"
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


class Changes(pa.DataFrameModel):
    """One row per unit, segment and flow: persons, area view, against the month before.

    A segment's persons are those of the month before, and what joined, moved in and came from
    another segment, less what left, moved out and went to another segment. No zeros.
    """

    level: str = pa.Field(isin=COMPARED_LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    segment: str = pa.Field(
        isin=[*SEGMENTS, TOTAL],
        description="segment of the person in this unit, of the newer month but for what is lost",
    )
    flow: str = pa.Field(isin=FLOWS, description="how the persons came or went")
    persons: int = pa.Field(ge=0, description="distinct persons")

    class Config:
        strict = True
        unique = ["level", "code", "segment", "flow"]


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

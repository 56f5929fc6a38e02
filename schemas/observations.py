"""What an edition publishes: every number under the codes of its dimensions, with its status."""

from typing import Annotated

import pandera.polars as pa
import polars as pl

from schemas.coverage import (
    AGE_GROUPS,
    COUNTED_SEGMENTS,
    FLOWS,
    NOT_APPLICABLE,
    OVERLAPS,
    PROGRAMMES,
    TOTAL,
    UNKNOWN,
    VIEWS,
)
from schemas.employers import REPORTS, SCALES, SIZES, STATES
from schemas.figures import INDICATORS
from schemas.projects import PROJECT_STATES
from schemas.reference import LEVELS, MONTH
from schemas.registrations import SEXES

DIMENSIONS = [
    "view",
    "level",
    "code",
    "indicator",
    "segment",
    "programme",
    "sex",
    "age_group",
    "scale",
    "size",
    "state",
    "kind",
]
"""The columns that together name a number."""

STAGES = ["received", "readable", "valid", "unique", "active"]
"""Stages of the funnel of peserta rows."""
SHARED = ["persons", "registrations", "disputed"]
"""What a unit's branches hold that another branch holds too."""

COUNTS: dict[str, str] = {
    "covered": "Orang terlindungi: orang berbeda dan tenaga kerja proyek jasa konstruksi",
    "persons": "Orang berbeda dengan kepesertaan aktif; menurut segmen JAKON: tenaga kerja proyek",
    "persons_outside": "Orang yang hanya bekerja di luar wilayah kerja kantor yang mencatatnya",
    "persons_of_others": "Orang yang bekerja di wilayah itu dan hanya dicatat kantor lain",
    "overlap_persons": "Orang dengan lebih dari satu kepesertaan, pemberi kerja, segmen, wilayah",
    "overlap_surplus": "Yang dimiliki orang itu di luar yang pertama",
    "change_persons": "Orang yang masuk, keluar, pindah wilayah, atau pindah segmen sejak bulan "
    "sebelumnya",
    "employers": "Pemberi kerja (unit NPP dan divisi)",
    "registered_workers": "Kepesertaan aktif pada pemberi kerja itu",
    "projects": "Proyek jasa konstruksi",
    "project_workers": "Tenaga kerja menurut laporan proyek",
    "registrations": "Baris ekspor peserta menurut tahap pengolahan",
    "shared": "Yang tercatat pula di kantor cabang lain, aktif atau tidak",
}
"""Every published count and its Indonesian name; the rates are those of INDICATORS."""

RATES = {indicator.id: indicator.name for indicator in INDICATORS}
UNITS_OF_COUNT = {"employers": "employers", "projects": "projects"}
"""What a count counts, for disclosure control, where it is not persons."""

OBS_STATUSES = {
    "A": "normal value",
    "P": "provisional value: a branch that the unit depends on has not reported wholly",
    "O": "missing value: not known",
    "Q": "missing value; suppressed for disclosure control",
}
"""Codes of SDMX's CL_OBS_STATUS that are used."""
CONF_STATUSES = {"F": "free", "C": "confidential statistical information"}
"""Codes of SDMX's CL_CONF_STATUS that are used; one for all that is hidden, small or not."""


def _codes(*codes: str) -> list[str]:
    return [NOT_APPLICABLE, TOTAL, *codes]


class Named(pa.DataFrameModel):
    """The dimensions that name a number."""

    view: str = pa.Field(isin=VIEWS, description="which registrations, employers or projects")
    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    indicator: str = pa.Field(isin=[*RATES, *COUNTS], description="what is measured or counted")
    segment: str = pa.Field(isin=_codes(*COUNTED_SEGMENTS), description="segment of the persons")
    programme: str = pa.Field(isin=_codes(*PROGRAMMES), description="programme that they have")
    sex: str = pa.Field(isin=_codes(*SEXES), description="L, P")
    age_group: str = pa.Field(isin=_codes(*AGE_GROUPS, UNKNOWN), description="completed years")
    scale: str = pa.Field(isin=_codes(*SCALES), description="scale of employers")
    size: str = pa.Field(isin=_codes(*SIZES), description="active registrations of an employer")
    state: str = pa.Field(
        isin=_codes(*STATES, *PROJECT_STATES), description="state of employers or projects"
    )
    kind: str = pa.Field(
        isin=_codes(*dict.fromkeys([*OVERLAPS, *FLOWS, *REPORTS, *STAGES, *SHARED])),
        description="overlap, flow, report of an employer, stage of rows, or what is shared",
    )

    class Config:
        strict = True


class Cells(Named):
    """One row per count that an edition could publish, as it is; never published itself."""

    count: int = pa.Field(ge=0, description="persons, employers, projects or rows")
    least: int = pa.Field(ge=1, description="a smaller count, other than 0, must not be known")

    class Config:
        strict = True
        unique = DIMENSIONS


class Observations(Named):
    """One row per published number of a month, hidden and missing ones among them."""

    month: str = pa.Field(str_matches=MONTH, description="month of the number")
    numerator: int = pa.Field(ge=0, nullable=True, description="the count; a rate's numerator")
    denominator: int = pa.Field(gt=0, nullable=True, description="workers that a rate is of")
    value: Annotated[pl.Decimal, 18, 2] = pa.Field(
        nullable=True, description="the count; a rate in percent, half up, two decimals"
    )
    obs_status: str = pa.Field(isin=list(OBS_STATUSES), description="SDMX code of the value")
    conf_status: str = pa.Field(isin=list(CONF_STATUSES), description="SDMX code: F or C")
    branches_received: int = pa.Field(ge=0, description="branches behind the number")
    branches_expected: int = pa.Field(ge=0, description="branches that should be")
    round: str = pa.Field(nullable=True, description="survey round of the denominator")
    source: str = pa.Field(nullable=True, description="publication of the denominator")

    class Config:
        strict = True
        unique = ["month", *DIMENSIONS]

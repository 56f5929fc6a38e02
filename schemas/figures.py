"""The published figures: indicators, and a rate with its two parts for each unit."""

from dataclasses import dataclass
from typing import Annotated

import pandera.polars as pa
import polars as pl

from schemas.coverage import COUNTED_SEGMENTS, TOTAL
from schemas.reference import LEVELS, MONTH

PERCENT = pl.Decimal(18, 2)


@dataclass(frozen=True)
class Indicator:
    """A named pair of numerator and denominator measure.

    The numerator is the active persons of `segments` with `programme`, area view; project
    workers (JAKON) are added as a head-count.
    """

    id: str
    name: str
    segments: tuple[str, ...]
    programme: str
    measure: str


EVERYBODY = tuple(COUNTED_SEGMENTS)

INDICATORS: tuple[Indicator, ...] = (
    Indicator("total_coverage", "Cakupan kepesertaan", EVERYBODY, TOTAL, "all"),
    Indicator("formal_coverage", "Cakupan pekerja formal", ("PU",), TOTAL, "formal"),
    Indicator(
        "informal_coverage", "Cakupan pekerja informal", ("PMI", "BPU", "JAKON"), TOTAL, "informal"
    ),
    Indicator("jkk_coverage", "Cakupan program JKK", EVERYBODY, "JKK", "all"),
    Indicator("jkm_coverage", "Cakupan program JKM", EVERYBODY, "JKM", "all"),
    Indicator("jht_coverage", "Cakupan program JHT", EVERYBODY, "JHT", "all"),
    Indicator("jp_coverage", "Cakupan program JP", EVERYBODY, "JP", "formal"),
    Indicator("jkp_coverage", "Cakupan program JKP", EVERYBODY, "JKP", "formal"),
    Indicator("ucj_coverage", "Universal Coverage Jamsostek", EVERYBODY, TOTAL, "ucj_potential"),
)
"""The one table of indicators, in the order in which they are published."""


class Figures(pa.DataFrameModel):
    """One row per month, unit and indicator: a rate with its numerator and denominator."""

    month: str = pa.Field(str_matches=MONTH, description="month of the figure")
    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    indicator: str = pa.Field(
        isin=[indicator.id for indicator in INDICATORS], description="id of the indicator"
    )
    numerator: int = pa.Field(
        ge=0,
        nullable=True,
        description="persons covered; empty when no branch of its own has reported",
    )
    denominator: int = pa.Field(gt=0, nullable=True, description="workers; empty when not known")
    percent: Annotated[pl.Decimal, 18, 2] = pa.Field(
        nullable=True,
        description="100 x numerator / denominator, half up, two decimals",
    )
    round: str = pa.Field(nullable=True, description="survey round of the denominator")
    source: str = pa.Field(nullable=True, description="publication of the denominator")
    since_month: str = pa.Field(
        str_matches=MONTH,
        nullable=True,
        description="month from which the denominator holds: that of its areas' newest valid_from",
    )
    is_preliminary: bool = pa.Field(
        description="a branch of the unit, or one that shares an area with it, has not reported "
        "persons or projects"
    )

    class Config:
        strict = True
        unique = ["month", "level", "code", "indicator"]

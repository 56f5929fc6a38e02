"""Reference data: the register of branches and areas, denominators, targets, recipients, history.

Every table but history is dated: a row holds for a month when its last day lies in
`valid_from`..`valid_to`; an empty `valid_to` means that it still holds.
"""

from dataclasses import dataclass
from datetime import date

import pandera.polars as pa
import polars as pl
from pandera.typing.polars import DataFrame

from schemas.exports import Kind, Profile

LEVELS = ["area", "province", "branch", "kanwil", "national"]
MEASURES = ["all", "formal", "informal", "labour_force", "ucj_potential"]
NATIONAL = "ID"
"""The code of the national level."""

CODE = r"^[A-Z0-9-]{2,32}$"
AREA = r"^[1-9][0-9]{3}$"
NAME = r"^[A-Za-zÀ-ɏ0-9 .\-'()/]{1,120}$"
MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"


class Dated(pa.DataFrameModel):
    """One row per thing and period of validity: the columns that all dated tables share."""

    valid_from: date = pa.Field(description="first day on which the row holds")
    valid_to: date = pa.Field(nullable=True, description="last day on which the row holds")

    class Config:
        strict = True


class Branches(Dated):
    """One row per branch office and period of validity."""

    branch: str = pa.Field(str_matches=CODE, description="branch code")
    name: str = pa.Field(str_matches=NAME, description="name as printed in bulletins")
    kanwil: str = pa.Field(str_matches=CODE, description="code of the Kanwil it belongs to")
    city: str = pa.Field(str_matches=NAME, description="where its head signs")
    active: bool = pa.Field(description="whether exports are expected of it")

    class Config:
        unique = ["branch", "valid_from"]


class BranchAreas(Dated):
    """One row per branch, kabupaten/kota that it serves and period of validity."""

    branch: str = pa.Field(str_matches=CODE, description="branch code")
    area: str = pa.Field(str_matches=AREA, description="kabupaten/kota, Kemendagri code")

    class Config:
        unique = ["branch", "area", "valid_from"]


class Kanwils(Dated):
    """One row per Kanwil (regional office) and period of validity."""

    kanwil: str = pa.Field(str_matches=CODE, description="Kanwil code")
    name: str = pa.Field(str_matches=NAME, description="name as printed in bulletins")
    city: str = pa.Field(str_matches=NAME, description="where its head signs")

    class Config:
        unique = ["kanwil", "valid_from"]


class Workforce(Dated):
    """One row per kabupaten/kota, measure and survey round: the denominators."""

    area: str = pa.Field(str_matches=AREA, description="kabupaten/kota in `code_system`")
    code_system: str = pa.Field(isin=["kemendagri", "bps"], description="whose codes `area` uses")
    round: str = pa.Field(description="survey round, such as Sakernas Agustus 2021")
    measure: str = pa.Field(isin=MEASURES, description="which workers are counted")
    persons: int = pa.Field(ge=0, description="persons")
    source: str = pa.Field(description="publication that the figure is taken from")

    class Config:
        unique = ["area", "code_system", "measure", "valid_from"]


class BpsAreas(Dated):
    """One row per BPS code and period of validity: which kabupaten/kota it names. Optional."""

    bps_area: str = pa.Field(str_matches=AREA, description="kabupaten/kota, BPS code")
    area: str = pa.Field(str_matches=AREA, description="kabupaten/kota, Kemendagri code")
    name: str = pa.Field(str_matches=NAME, description="name of `area` as bulletins print it")
    source: str = pa.Field(description="publication that the pair is taken from")

    class Config:
        unique = ["bps_area", "valid_from"]


class Targets(Dated):
    """One row per unit and indicator: the rate to be reached in a month."""

    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    indicator: str = pa.Field(description="id of the indicator")
    target_month: str = pa.Field(str_matches=MONTH, description="month in which it is due")
    percent: float = pa.Field(gt=0, le=100, description="rate to be reached, in percent")
    source: str = pa.Field(description="who set the target, and where")

    class Config:
        unique = ["level", "code", "indicator", "valid_from"]


class Recipients(Dated):
    """One row per address that receives a unit's bulletin."""

    level: str = pa.Field(isin=["branch", "kanwil", "national"], description="level of the unit")
    code: str = pa.Field(str_matches=CODE, description="code of the unit")
    address: str = pa.Field(description="one e-mail address")
    name: str = pa.Field(description="whom the mail is for")
    language: str = pa.Field(isin=["id", "en"], description="language of mail and bulletin")

    class Config:
        unique = ["level", "code", "address", "valid_from"]


class History(pa.DataFrameModel):
    """One row per unit, month and indicator that was published before Cakupan."""

    level: str = pa.Field(isin=LEVELS, description="level of the unit")
    code: str = pa.Field(description="code of the unit")
    month: str = pa.Field(str_matches=MONTH, description="month of the figure")
    indicator: str = pa.Field(description="id of the indicator")
    numerator: int = pa.Field(ge=0, description="persons covered")
    denominator: int = pa.Field(gt=0, description="workers")
    source: str = pa.Field(description="publication that the figure is taken from")

    class Config:
        strict = True
        unique = ["level", "code", "month", "indicator"]


@dataclass(frozen=True)
class Reference:
    """All reference data as it holds in one month."""

    branches: DataFrame[Branches]
    branch_areas: DataFrame[BranchAreas]
    kanwils: DataFrame[Kanwils]
    workforce: DataFrame[Workforce]
    """By Kemendagri code, whichever codes it was given in."""
    targets: DataFrame[Targets]
    recipients: DataFrame[Recipients]
    history: DataFrame[History]
    profiles: dict[tuple[str, Kind], Profile]
    objects: tuple[tuple[str, str], ...]
    """(file name, object name) of every file that it was read from."""

    def expected(self) -> list[str]:
        """The branches that exports are expected of, by code."""
        return sorted(self.branches.filter(pl.col("active"))["branch"])

    def profile(self, branch: str, kind: Kind) -> Profile:
        """How a branch writes a kind of export; the default where nothing is said."""
        return self.profiles.get((branch, kind), Profile())

    def served(self, branch: str) -> tuple[str, ...]:
        """The kabupaten/kota that a branch serves, in order."""
        return tuple(sorted(self.branch_areas.filter(pl.col("branch") == branch)["area"]))

"""Typed rows of a `pemberi_kerja` export."""

import pandera.polars as pa
import polars as pl

from schemas.coverage import TOTAL
from schemas.reference import LEVELS

SCALES = ("BESAR", "MENENGAH", "KECIL", "MIKRO")
STATES = ["active", "in_arrears"]
"""in_arrears: declared active, with too many unpaid months."""
SIZE_BOUNDS = (1, 5, 20, 100)
"""Active registrations from which an employer unit is of the next size: the classes of BPS."""
SIZES = ["N0", "N1T4", "N5T19", "N20T99", "N_GE100"]
REPORTS = ["none", "fewer", "equal", "more"]
"""What an employer unit reports beside its active registrations: no worker at all, fewer, …"""


class Employers(pa.DataFrameModel):
    """One row per employer unit of one branch's export of one month."""

    row: pl.UInt32 = pa.Field(ge=1, description="Line of the file, or row of the sheet, from 1.")
    employer: pl.UInt64 = pa.Field(description="Keyed hash of NPP and division.")
    branch: pl.String = pa.Field(description="Code of the branch that holds the employer unit.")
    area: pl.String = pa.Field(
        str_matches="^[0-9]{4}$", description="Kabupaten/kota of the unit, Kemendagri code."
    )
    scale: pl.Enum = pa.Field(
        dtype_kwargs={"categories": SCALES}, description="Scale: BESAR, MENENGAH, KECIL or MIKRO."
    )
    is_declared_active: pl.Boolean = pa.Field(description="STATUS of the export is AKTIF.")
    reported_workers: pl.Int32 = pa.Field(ge=0, description="Workers as the employer reports them.")
    unpaid_months: pl.Int16 = pa.Field(
        nullable=True, ge=0, description="Months since the last paid month; null if none is known."
    )

    class Config:
        strict = True
        unique = ["branch", "employer"]


class RegisteredWorkers(pa.DataFrameModel):
    """One row per branch and employer unit with active registrations there."""

    branch: str = pa.Field(description="branch that holds the registrations")
    employer: pl.UInt64 = pa.Field(description="Keyed hash of NPP and division.")
    registered_workers: int = pa.Field(ge=1, description="active registrations")

    class Config:
        strict = True
        unique = ["branch", "employer"]


class EmployerCounts(pa.DataFrameModel):
    """One row per unit, state and breakdown: distinct employer units that its branches hold.

    A state's employers are broken down by scale, size or report, never by two of them.
    """

    level: str = pa.Field(isin=LEVELS, description="branch, kanwil or national")
    code: str = pa.Field(description="code of the unit")
    state: str = pa.Field(isin=STATES, description="paying, or in arrears")
    scale: str = pa.Field(isin=[TOTAL, *SCALES], description="scale of the employer, or _T")
    size: str = pa.Field(isin=[TOTAL, *SIZES], description="active registrations, or _T")
    report: str = pa.Field(
        isin=[TOTAL, *REPORTS], description="reported workers beside active registrations, or _T"
    )
    employers: int = pa.Field(ge=0, description="distinct employer units")
    registered_workers: int = pa.Field(ge=0, description="their active registrations")

    class Config:
        strict = True
        unique = ["level", "code", "state", "scale", "size", "report"]

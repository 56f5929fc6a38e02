"""Typed rows of a `pemberi_kerja` export."""

import pandera.polars as pa
import polars as pl

SCALES = ("BESAR", "MENENGAH", "KECIL", "MIKRO")


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

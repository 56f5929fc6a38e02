"""Typed rows of a `peserta` export."""

import pandera.polars as pa
import polars as pl

SEGMENTS = ("PU", "PMI", "BPU")
"""Segments in the order in which one is chosen for a person with several."""
SEXES = ("L", "P")


class Registrations(pa.DataFrameModel):
    """One row per participant card and employer unit of one branch's export of one month."""

    row: pl.UInt32 = pa.Field(ge=1, description="Line of the file, or row of the sheet, from 1.")
    person: pl.UInt64 = pa.Field(description="Keyed hash of the NIK.")
    card: pl.UInt64 = pa.Field(description="Keyed hash of the KPJ.")
    employer: pl.UInt64 = pa.Field(
        nullable=True, description="Keyed hash of NPP and division; null without an employer."
    )
    branch: pl.String = pa.Field(description="Code of the branch that holds the registration.")
    area: pl.String = pa.Field(
        str_matches="^[0-9]{4}$", description="Kabupaten/kota of the workplace, Kemendagri code."
    )
    segment: pl.Enum = pa.Field(
        dtype_kwargs={"categories": SEGMENTS}, description="Segment: PU, PMI or BPU."
    )
    sex: pl.Enum = pa.Field(dtype_kwargs={"categories": SEXES}, description="Sex: L or P.")
    age_years: pl.UInt8 = pa.Field(
        nullable=True, le=150, description="Completed years at the month's end; null if unknown."
    )
    has_jkk: pl.Boolean = pa.Field(description="Insured against work injury (JKK).")
    has_jkm: pl.Boolean = pa.Field(description="Insured for death benefits (JKM).")
    has_jht: pl.Boolean = pa.Field(description="Saves for old age (JHT).")
    has_jp: pl.Boolean = pa.Field(description="Has the pension programme (JP).")
    has_jkp: pl.Boolean = pa.Field(description="Insured against job loss (JKP).")
    is_declared_active: pl.Boolean = pa.Field(description="STATUS of the export is AKTIF.")
    unpaid_months: pl.Int16 = pa.Field(
        nullable=True, ge=0, description="Months since the last paid month; null if none is known."
    )
    wage_rupiah: pl.Int64 = pa.Field(
        nullable=True, ge=0, description="Reported monthly wage in whole rupiah; null if unknown."
    )

    class Config:
        strict = True
        unique = ["branch", "card", "employer"]

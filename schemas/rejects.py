"""Rows that are left out, and the rules that leave them out."""

import pandera.polars as pa
import polars as pl

from schemas.codes import REJECTIONS, TEXTS
from schemas.rules import RULES, Rule

__all__ = ["REJECTIONS", "RULES", "TEXTS", "Rejects", "Rule"]


class Rejects(pa.DataFrameModel):
    """One row per line of an export, column and rule that the line broke; never a value."""

    row: pl.UInt32 = pa.Field(ge=1, description="Line of the file, or row of the sheet, from 1.")
    column: pl.String = pa.Field(
        nullable=True, description="Canonical column; null when the whole line is meant."
    )
    code: pl.String = pa.Field(isin=list(REJECTIONS), description="Code of the broken rule.")

    class Config:
        strict = True
        unique = ["row", "column", "code"]

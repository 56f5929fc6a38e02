"""Counts distinct employer units of every unit by scale and state."""

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import EmployerCounts, Units
from schemas.employers import Employers
from transforms.contracts import validated
from transforms.rules import is_active, is_in_arrears

KEYS = ["level", "code", "scale", "state"]


def to_employer_counts(
    employers: DataFrame[Employers], units: DataFrame[Units], grace_months: int
) -> DataFrame[EmployerCounts]:
    """Active employer units, and those in arrears, that each unit's branches hold.

    An employer unit that several branches report counts once in their Kanwil and the nation,
    active where any of them says so, with the largest scale that they give.
    """
    held = units.filter(pl.col("view") == "held").drop("view")
    return (
        employers.with_columns(
            active=is_active(grace_months), in_arrears=is_in_arrears(grace_months)
        )
        .filter(pl.col("active") | pl.col("in_arrears"))
        .join(held, on=["branch", "area"], how="inner", validate="m:m")
        .group_by("level", "code", "employer")
        .agg(pl.col("scale").min().cast(pl.String), pl.col("active").any())
        .with_columns(
            state=pl.when("active").then(pl.lit("active")).otherwise(pl.lit("in_arrears"))
        )
        .group_by(KEYS)
        .agg(employers=pl.len().cast(pl.Int64))
        .sort(KEYS)
        .pipe(validated, EmployerCounts)
    )

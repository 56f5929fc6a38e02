"""Counts distinct employer units of every unit by scale, registered workers and report."""

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import empty
from schemas.coverage import TOTAL, Units
from schemas.employers import (
    SIZE_BOUNDS,
    SIZES,
    STATES,
    EmployerCounts,
    Employers,
    RegisteredWorkers,
)
from transforms.contracts import validated
from transforms.rules import is_active, is_in_arrears

UNIT = ["level", "code"]
BREAKDOWNS = ["scale", "size", "report"]
KEYS = [*UNIT, "state", *BREAKDOWNS]


def to_registered_workers(
    registrations: pl.LazyFrame, grace_months: int
) -> DataFrame[RegisteredWorkers]:
    """The active registrations of each employer unit at each branch, of any area and segment.

    Registrations without an employer are left out. Memory is bounded by the employer units.
    """
    return (
        registrations.filter(is_active(grace_months), pl.col("employer").is_not_null())
        .group_by("branch", "employer")
        .agg(registered_workers=pl.len().cast(pl.Int64))
        .sort("branch", "employer")
        .collect(engine="streaming")
        .pipe(validated, RegisteredWorkers)
    )


def to_employer_counts(
    employers: DataFrame[Employers],
    registered: DataFrame[RegisteredWorkers],
    units: DataFrame[Units],
    grace_months: int,
) -> DataFrame[EmployerCounts]:
    """Active employer units, and those in arrears, that each unit's branches hold.

    An employer unit that several branches report counts once in their Kanwil and the nation,
    active where any of them says so, with the largest scale and the most workers that they report.
    Its registered workers are those at all branches of the unit.
    """
    held = units.filter(view="held").drop("view").partition_by("level")
    # One level at a time needs a third of the memory.
    counted = (_in_units(employers, registered, level, grace_months) for level in held)
    breakdowns: list[list[str]] = [[], *([name] for name in BREAKDOWNS)]
    return (
        pl.concat(
            [empty(EmployerCounts), *(_by(each, names) for each in counted for names in breakdowns)]
        )
        .sort(KEYS)
        .pipe(validated, EmployerCounts)
    )


def _in_units(
    employers: pl.DataFrame, registered: pl.DataFrame, held: pl.DataFrame, grace_months: int
) -> pl.DataFrame:
    """One row per unit and employer unit that counts there: its state and breakdowns."""
    workers = (
        registered.join(held.drop("area").unique(), on="branch", how="inner", validate="m:m")
        .group_by(*UNIT, "employer")
        .agg(pl.col("registered_workers").sum())
    )
    active, in_arrears = STATES
    return (
        employers.with_columns(
            is_active=is_active(grace_months), is_in_arrears=is_in_arrears(grace_months)
        )
        .filter(pl.col("is_active") | pl.col("is_in_arrears"))
        .join(held, on=["branch", "area"], how="inner", validate="m:m")
        .group_by(*UNIT, "employer")
        .agg(
            pl.col("scale").min(),
            pl.col("is_active").any(),
            pl.col("reported_workers").max(),
        )
        .join(workers, on=[*UNIT, "employer"], how="left", validate="1:1")
        .with_columns(pl.col("registered_workers").fill_null(0))
        .with_columns(
            state=pl.when("is_active").then(pl.lit(active)).otherwise(pl.lit(in_arrears)),
            size=pl.col("registered_workers").bin_intervals(SIZE_BOUNDS, labels=SIZES),
            report=_report(),
        )
    )


def _report() -> pl.Expr:
    """Reported workers beside registered ones; none reported is a report of its own."""
    reported, registered = pl.col("reported_workers"), pl.col("registered_workers")
    return (
        pl.when(reported == 0)
        .then(pl.lit("none"))
        .when(reported < registered)
        .then(pl.lit("fewer"))
        .when(reported == registered)
        .then(pl.lit("equal"))
        .otherwise(pl.lit("more"))
    )


def _by(counted: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Employer units by state and some columns, whatever else they are."""
    others = [pl.lit(TOTAL).alias(name) for name in BREAKDOWNS if name not in columns]
    return (
        counted.group_by(*UNIT, "state", *columns)
        .agg(
            employers=pl.len().cast(pl.Int64), registered_workers=pl.col("registered_workers").sum()
        )
        .with_columns(pl.col(columns).cast(pl.String), *others)
        .select(*KEYS, "employers", "registered_workers")
    )

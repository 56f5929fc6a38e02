"""Counts distinct employer units of every unit by scale, registered workers and report."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import empty
from schemas.coverage import TOTAL
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
BATCH = 500_000
"""Registrations that are looked at together."""


def to_registered_workers(
    registrations: pl.LazyFrame, grace_months: int
) -> DataFrame[RegisteredWorkers]:
    """The active registrations of each employer unit at each branch, of any area and segment.

    Registrations without an employer are left out.
    """
    return pl.concat(
        [empty(RegisteredWorkers), *to_workers_of_branches(registrations, grace_months)]
    ).pipe(validated, RegisteredWorkers)


def to_workers_of_branches(
    registrations: pl.LazyFrame, grace_months: int
) -> Iterator[pl.DataFrame]:
    """The same, one branch after the other; memory is bounded by the employer units.

    Rows of a branch follow each other, so the employers of each such run are counted without its
    name.
    """
    active = registrations.filter(is_active(grace_months), pl.col("employer").is_not_null())
    found: dict[str, list[pl.DataFrame]] = defaultdict(list)
    for batch in active.select("branch", "employer").collect_batches(chunk_size=BATCH):
        first = 0
        for rows, branch in batch["branch"].rle().struct.unnest().iter_rows():
            found[branch].append(batch["employer"].slice(first, rows).value_counts(name="workers"))
            first += rows
    for branch in sorted(found):
        yield _of_a_branch(branch, found.pop(branch))


def _of_a_branch(branch: str, parts: list[pl.DataFrame]) -> pl.DataFrame:
    """A branch's registered workers, added up."""
    return (
        pl.concat(parts)
        .group_by("employer")
        .agg(registered_workers=pl.col("workers").cast(pl.Int64).sum())
        .sort("employer")
        .select(pl.lit(branch).alias("branch"), "employer", "registered_workers")
    )


def to_employer_counts(
    employers: DataFrame[Employers],
    registered: DataFrame[RegisteredWorkers],
    holders: pl.DataFrame,
    grace_months: int,
) -> DataFrame[EmployerCounts]:
    """Active employer units, and those in arrears, that each unit's branches hold.

    An employer unit that several branches report counts once in their Kanwil and the nation,
    active where any of them says so, with the largest scale and the most workers that they report.
    Its registered workers are those at all branches of the unit.
    """
    counting = employers.with_columns(
        is_active=is_active(grace_months), is_in_arrears=is_in_arrears(grace_months)
    ).filter(pl.col("is_active") | pl.col("is_in_arrears"))
    known = registered.filter(pl.col("employer").is_in(counting["employer"].implode()))
    places = pl.concat([frame.select("branch", "employer") for frame in (counting, known)]).unique()
    elsewhere = places.filter(pl.col("employer").is_duplicated())["employer"]
    is_elsewhere = pl.col("employer").is_in(elsewhere.implode())
    counted = [
        _of_one_branch(counting.filter(~is_elsewhere), known.filter(~is_elsewhere), holders),
        # One level at a time needs a third of the memory.
        *(
            _of_branches(counting.filter(is_elsewhere), known.filter(is_elsewhere), level)
            for level in holders.partition_by("level")
        ),
    ]
    breakdowns: list[list[str]] = [[], *([name] for name in BREAKDOWNS)]
    return add_up_employers(_by(each, names) for each in counted for names in breakdowns)


def add_up_employers(parts: Iterable[pl.DataFrame]) -> DataFrame[EmployerCounts]:
    """The sum of counts of disjoint sets of employer units."""
    return (
        pl.concat([empty(EmployerCounts), *parts])
        .group_by(KEYS)
        .agg(pl.col("employers", "registered_workers").sum())
        .sort(KEYS)
        .pipe(validated, EmployerCounts)
    )


def _of_one_branch(
    employers: pl.DataFrame, registered: pl.DataFrame, holders: pl.DataFrame
) -> pl.DataFrame:
    """Employer units of one branch, who are alike in every unit: added up before units multiply."""
    workers = registered.select("employer", "registered_workers")
    return (
        employers.join(workers, on="employer", how="left", validate="1:1")
        .pipe(_with_breakdowns)
        .group_by("branch", "state", *BREAKDOWNS)
        .agg(pl.col("employers", "registered_workers").sum())
        .join(holders, on="branch", how="inner", validate="m:m")
    )


def _of_branches(
    employers: pl.DataFrame, registered: pl.DataFrame, holders: pl.DataFrame
) -> pl.DataFrame:
    """Employer units of several branches, one row for each unit in which they count."""
    workers = (
        registered.join(holders, on="branch", how="inner", validate="m:m")
        .group_by(*UNIT, "employer")
        .agg(pl.col("registered_workers").sum())
    )
    return (
        employers.join(holders, on="branch", how="inner", validate="m:m")
        .group_by(*UNIT, "employer")
        .agg(
            pl.col("scale").min(),
            pl.col("is_active").any(),
            pl.col("reported_workers").max(),
        )
        .join(workers, on=[*UNIT, "employer"], how="left", validate="1:1")
        .pipe(_with_breakdowns)
    )


def _with_breakdowns(employers: pl.DataFrame) -> pl.DataFrame:
    """Employer units with what they are counted by."""
    active, in_arrears = STATES
    return employers.with_columns(pl.col("registered_workers").fill_null(0)).with_columns(
        state=pl.when("is_active").then(pl.lit(active)).otherwise(pl.lit(in_arrears)),
        size=pl.col("registered_workers").bin_intervals(SIZE_BOUNDS, labels=SIZES),
        report=_report(),
        employers=pl.lit(1, pl.Int64),
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
        .agg(pl.col("employers", "registered_workers").sum())
        .with_columns(pl.col(columns).cast(pl.String), *others)
        .select(*KEYS, "employers", "registered_workers")
    )

"""Counts the distinct active persons of every unit, and the heads of construction projects."""

from collections.abc import Iterable, Sequence

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import empty
from schemas.coverage import AGE_GROUPS, PROGRAMMES, TOTAL, UNKNOWN, Activity, Counts, Units
from schemas.projects import Projects
from schemas.registrations import SEGMENTS, SEXES, Registrations
from transforms.contracts import validated
from transforms.person_sets import PAIR, UNIT, PersonSets, to_sums
from transforms.rules import is_active, is_in_arrears

BREAKDOWNS = ["programme", "sex", "age_group"]
KEYS = [*UNIT, "segment", *BREAKDOWNS]
AGES = [UNKNOWN, *AGE_GROUPS]
"""By the numbers that age groups have among the parts of traits."""


def to_counts(persons: PersonSets, units: DataFrame[Units]) -> DataFrame[Counts]:
    """The distinct active persons of each unit in one bucket.

    They are counted per branch and area, before the units multiply them. Persons of all segments
    are counted by themselves, so that the segments can be held against them.
    """
    segments = to_sums(persons, units, _sums(), by=["segment"]).with_columns(
        pl.col("segment").replace_strict(range(len(SEGMENTS)), SEGMENTS, return_dtype=pl.String)
    )
    everybody = to_sums(persons, units, [pl.col("persons").sum().alias(TOTAL)])
    return (
        pl.concat(
            [
                _by("programme", [TOTAL, *PROGRAMMES], segments.filter(pl.col(TOTAL) > 0)),
                _by("sex", SEXES, segments).filter(pl.col("persons") > 0),
                _by("age_group", AGES, segments).filter(pl.col("persons") > 0),
                _by("programme", [TOTAL], everybody.with_columns(segment=pl.lit(TOTAL))),
            ]
        )
        .sort(KEYS)
        .pipe(validated, Counts)
    )


def _sums() -> list[pl.Expr]:
    """Persons, those with each programme, of each sex and of each age group."""
    persons = pl.col("persons")
    has = [pl.col("flags") // 2**bit % 2 == 1 for bit in range(len(PROGRAMMES))]
    sexes = [pl.col("sex") == number for number in range(len(SEXES))]
    ages = [pl.col("age_group") == number for number in range(len(AGES))]
    return [
        persons.sum().alias(TOTAL),
        *(
            persons.filter(who).sum().alias(name)
            for name, who in zip([*PROGRAMMES, *SEXES, *AGES], [*has, *sexes, *ages], strict=True)
        ),
    ]


def _by(column: str, values: Sequence[str], sums: pl.DataFrame) -> pl.DataFrame:
    """Persons by segment and one column, and whatever else they are."""
    others = [pl.lit(TOTAL).alias(name) for name in BREAKDOWNS if name != column]
    return (
        sums.unpivot(values, index=[*UNIT, "segment"], variable_name=column, value_name="persons")
        .with_columns(others)
        .select(*KEYS, "persons")
    )


def to_project_counts(projects: DataFrame[Projects], units: DataFrame[Units]) -> DataFrame[Counts]:
    """The head-count of open construction projects in each unit; never de-duplicated."""
    heads = (
        projects.join(units, on=PAIR, how="inner", validate="m:m")
        .group_by(UNIT)
        .agg(persons=pl.col("workers").cast(pl.Int64).sum())
    )
    programmes = pl.DataFrame({"segment": "JAKON", "programme": [TOTAL, "JKK", "JKM"]})
    return (
        heads.join(programmes, how="cross")
        .with_columns(sex=pl.lit(TOTAL), age_group=pl.lit(TOTAL))
        .select(*KEYS, "persons")
        .sort(KEYS)
        .pipe(validated, Counts)
    )


def add_up(parts: Iterable[DataFrame[Counts]]) -> DataFrame[Counts]:
    """The sum of counts of disjoint sets of persons."""
    return (
        pl.concat([empty(Counts), *parts])
        .group_by(KEYS)
        .agg(pl.col("persons").sum())
        .sort(KEYS)
        .pipe(validated, Counts)
    )


def add_up_activity(parts: Iterable[pl.DataFrame]) -> DataFrame[Activity]:
    """The sum of the activity of disjoint sets of rows."""
    return (
        pl.concat([empty(Activity), *parts])
        .group_by("branch")
        .sum()
        .sort("branch")
        .pipe(validated, Activity)
    )


def to_activity(registrations: DataFrame[Registrations], grace_months: int) -> DataFrame[Activity]:
    """How many unique registrations of each branch are active, and why the others are not."""
    return add_up_activity([to_activity_of_runs(registrations, grace_months)])


def to_activity_of_runs(registrations: pl.DataFrame, grace_months: int) -> pl.DataFrame:
    """The activity of each run of rows of a branch, which follow each other: parts to add up."""
    runs = registrations.select(pl.col("branch").rle()).unnest("branch").with_row_index("run")
    return (
        registrations.select(
            pl.col("branch").rle_id().alias("run"),
            declared_inactive=~pl.col("is_declared_active"),
            in_arrears=is_in_arrears(grace_months),
            active=is_active(grace_months),
        )
        .group_by("run")
        .agg(pl.all().sum().cast(pl.Int64))
        .join(runs, on="run", how="left", validate="1:1")
        .select(
            pl.col("value").alias("branch"),
            pl.col("len").cast(pl.Int64).alias("unique"),
            "declared_inactive",
            "in_arrears",
            "active",
        )
    )

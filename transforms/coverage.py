"""Counts the distinct active persons of every unit, and the heads of construction projects."""

from collections.abc import Iterable

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import empty
from schemas.coverage import PROGRAMMES, TOTAL, Activity, Counts, Units
from schemas.projects import Projects
from schemas.registrations import Registrations
from transforms.contracts import validated
from transforms.person_sets import FLAGS, PAIR, TRAITS, UNIT, PersonSets
from transforms.rules import is_active, is_in_arrears

BREAKDOWNS = ["programme", "sex", "age_group"]
KEYS = [*UNIT, "segment", *BREAKDOWNS]


def to_counts(persons: PersonSets, units: DataFrame[Units]) -> DataFrame[Counts]:
    """The distinct active persons of each unit in one bucket.

    Those with one branch and area are counted per pair, before the units multiply them. Persons of
    all segments are counted by themselves, so that the segments can be held against them.
    """
    pairs = persons.settled.group_by(*PAIR, *TRAITS).len("persons")
    settled = persons.settled.group_by(PAIR).len("persons")
    whole = [
        _in_units(settled, units, []),
        persons.movers.group_by(UNIT).agg(persons=pl.len().cast(pl.Int64)),
    ]
    parts = [
        _in_units(pairs, units, TRAITS),
        persons.movers.group_by(*UNIT, *TRAITS).agg(persons=pl.len().cast(pl.Int64)),
    ]
    counted = pl.concat(parts)
    return (
        pl.concat(
            [
                _to_programmes(counted),
                _by(counted, "segment", "sex"),
                _by(counted, "segment", "age_group"),
                _by(pl.concat(whole).with_columns(segment=pl.lit(TOTAL)), "segment"),
            ]
        )
        .sort(KEYS)
        .pipe(validated, Counts)
    )


def _in_units(pairs: pl.DataFrame, units: DataFrame[Units], traits: list[str]) -> pl.DataFrame:
    """Persons per branch and area as persons of each unit that counts these."""
    return (
        pairs.join(units, on=PAIR, how="inner", validate="m:m")
        .group_by(*UNIT, *traits)
        .agg(pl.col("persons").sum().cast(pl.Int64))
    )


def _by(counted: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Persons by some columns, and whatever else they are."""
    others = [pl.lit(TOTAL).alias(name) for name in BREAKDOWNS if name not in columns]
    return (
        counted.group_by(*UNIT, *columns)
        .agg(pl.col("persons").sum())
        .with_columns(pl.col(columns).cast(pl.String), *others)
        .select(*KEYS, "persons")
    )


def _to_programmes(counted: pl.DataFrame) -> pl.DataFrame:
    """Persons by segment and programme, TOTAL among these."""
    persons = pl.col("persons")
    return (
        counted.group_by(*UNIT, "segment")
        .agg(
            persons.sum().alias(TOTAL),
            *(
                persons.filter(pl.col(flag)).sum().alias(programme)
                for flag, programme in zip(FLAGS, PROGRAMMES, strict=True)
            ),
        )
        .with_columns(pl.col("segment").cast(pl.String))
        .unpivot(index=[*UNIT, "segment"], variable_name="programme", value_name="persons")
        .with_columns(sex=pl.lit(TOTAL), age_group=pl.lit(TOTAL))
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


def add_up_activity(parts: Iterable[DataFrame[Activity]]) -> DataFrame[Activity]:
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
    rows = pl.len().cast(pl.Int64)
    return (
        registrations.group_by("branch")
        .agg(
            unique=rows,
            declared_inactive=(~pl.col("is_declared_active")).sum().cast(pl.Int64),
            in_arrears=is_in_arrears(grace_months).sum().cast(pl.Int64),
            active=is_active(grace_months).sum().cast(pl.Int64),
        )
        .sort("branch")
        .pipe(validated, Activity)
    )

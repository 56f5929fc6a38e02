"""Counts distinct active persons of every unit, one bucket of persons at a time.

A person's keyed hash puts all his registrations into one bucket, so the buckets' counts add up
to the exact counts, and memory is bounded by the bucket.
"""

from collections.abc import Iterable, Iterator

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import empty
from schemas.coverage import ANY, PROGRAMMES, Activity, Counts, Units
from schemas.projects import Projects
from schemas.registrations import Registrations
from transforms.contracts import validated
from transforms.rules import is_active, is_in_arrears

FLAGS = [f"has_{programme.lower()}" for programme in PROGRAMMES]
UNIT = ["view", "level", "code"]
KEYS = [*UNIT, "segment", "programme"]
PAIR = ["branch", "area"]


def bucket_bounds(rows: int, rows_per_bucket: int) -> Iterator[tuple[int, int]]:
    """The first and last hash of each bucket: a power of two of them, equal slices of 64 bits."""
    bits = max(0, (max(rows, 1) - 1) // rows_per_bucket).bit_length()
    width = 2 ** (64 - bits)
    for index in range(2**bits):
        yield index * width, (index + 1) * width - 1


def to_counts(
    registrations: DataFrame[Registrations], units: DataFrame[Units], grace_months: int
) -> DataFrame[Counts]:
    """The distinct active persons of each unit in one bucket.

    A person counts once in a unit, in the first of PU, PMI, BPU that he has there, with every
    programme that any of his registrations there has.
    """
    persons = (
        registrations.lazy()
        .filter(is_active(grace_months))
        .group_by("person", *PAIR)
        .agg(pl.col("segment").min(), pl.col(FLAGS).any())
        .with_columns(pairs=pl.len().over("person"))
        .collect()
    )
    return (
        pl.concat([_count_settled(persons, units), _count_movers(persons, units)])
        .pipe(_to_programmes)
        .pipe(validated, Counts)
    )


def _count_settled(persons: pl.DataFrame, units: DataFrame[Units]) -> pl.DataFrame:
    """Persons with one branch and area: counted per pair, before the units multiply them."""
    return (
        persons.filter(pl.col("pairs") == 1)
        .group_by(*PAIR, "segment", *FLAGS)
        .agg(persons=pl.len())
        .join(units, on=PAIR, how="inner", validate="m:m")
        .group_by(*UNIT, "segment", *FLAGS)
        .agg(pl.col("persons").sum().cast(pl.Int64))
    )


def _count_movers(persons: pl.DataFrame, units: DataFrame[Units]) -> pl.DataFrame:
    """Persons with several branches or areas: made distinct within each unit."""
    return (
        persons.filter(pl.col("pairs") > 1)
        .join(units, on=PAIR, how="inner", validate="m:m")
        .group_by(*UNIT, "person")
        .agg(pl.col("segment").min(), pl.col(FLAGS).any())
        .group_by(*UNIT, "segment", *FLAGS)
        .agg(persons=pl.len().cast(pl.Int64))
    )


def _to_programmes(counted: pl.DataFrame) -> pl.DataFrame:
    return (
        counted.group_by(*UNIT, "segment")
        .agg(
            pl.col("persons").sum().alias(ANY),
            *(
                pl.col("persons").filter(pl.col(flag)).sum().alias(programme)
                for flag, programme in zip(FLAGS, PROGRAMMES, strict=True)
            ),
        )
        .with_columns(pl.col("segment").cast(pl.String))
        .unpivot(index=[*UNIT, "segment"], variable_name="programme", value_name="persons")
        .sort(KEYS)
    )


def to_project_counts(projects: DataFrame[Projects], units: DataFrame[Units]) -> DataFrame[Counts]:
    """The head-count of open construction projects in each unit; never de-duplicated."""
    heads = (
        projects.join(units, on=PAIR, how="inner", validate="m:m")
        .group_by(UNIT)
        .agg(persons=pl.col("workers").sum().cast(pl.Int64))
    )
    programmes = pl.DataFrame({"segment": "JAKON", "programme": [ANY, "JKK", "JKM"]})
    return (
        heads.join(programmes, how="cross")
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

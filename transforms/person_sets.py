"""Settles who the active persons of one bucket are, before they are counted in units.

A person's keyed hash puts all his registrations into one bucket, so the buckets' counts add up
to the exact counts, and memory is bounded by the bucket.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import AGE_BOUNDS, AGE_GROUPS, PROGRAMMES, UNKNOWN, Units
from schemas.registrations import Registrations
from transforms.rules import is_active

FLAGS = [f"has_{programme.lower()}" for programme in PROGRAMMES]
TRAITS = ["segment", *FLAGS, "sex", "age_group"]
"""What a person is counted by."""
UNIT = ["view", "level", "code"]
PAIR = ["branch", "area"]
KINDS_OF_PAIR = ["registrations", "employers", "segments"]
"""Overlaps that a person with one branch and area may have."""


@dataclass(frozen=True)
class PersonSets:
    """The active persons of a bucket, each in one of two frames."""

    settled: pl.DataFrame
    """One row per person with one branch and area: these, traits and three overlaps' counts."""
    movers: pl.DataFrame
    """One row per unit and person with several branches or areas: traits there, all overlaps."""


def bucket_bounds(rows: int, rows_per_bucket: int) -> Iterator[tuple[int, int]]:
    """The first and last hash of each bucket: a power of two of them, equal slices of 64 bits."""
    bits = max(0, (max(rows, 1) - 1) // rows_per_bucket).bit_length()
    width = 2 ** (64 - bits)
    for index in range(2**bits):
        yield index * width, (index + 1) * width - 1


def to_person_sets(
    registrations: DataFrame[Registrations], units: DataFrame[Units], grace_months: int
) -> PersonSets:
    """Whoever is active in one bucket.

    A person is of the first of PU, PMI, BPU and has every programme among his registrations in the
    unit. Nearly all have one registration, which costs least when it is left alone.
    """
    active = (
        registrations.lazy()
        .filter(is_active(grace_months))
        .select("person", *PAIR, "employer", "segment", *FLAGS, "sex", "age_years")
        .collect()
    )
    is_single = ~pl.lit(active["person"].is_duplicated())
    several = active.filter(~is_single).with_columns(
        pl.col("sex").min().over("person"),
        pl.col("age_years").max().over("person"),
        pairs=pl.struct(PAIR).n_unique().over("person"),
    )
    singles = active.filter(is_single).with_columns(
        registrations=pl.lit(1, pl.UInt32),
        employers=pl.col("employer").is_not_null().cast(pl.UInt32),
        segments=pl.lit(1, pl.UInt32),
    )
    settled = several.filter(pl.col("pairs") == 1).group_by("person", *PAIR).agg(_traits())
    columns = ["person", *PAIR, *TRAITS, *KINDS_OF_PAIR]
    return PersonSets(
        settled=pl.concat(
            [frame.pipe(_with_age_group).select(columns) for frame in (singles, settled)]
        ),
        movers=_in_units(several.filter(pl.col("pairs") > 1), units),
    )


def _in_units(rows: pl.DataFrame, units: DataFrame[Units]) -> pl.DataFrame:
    """Rows of persons with several branches or areas, made distinct within each unit."""
    is_kanwil = (pl.col("view") == "held") & (pl.col("level") == "kanwil")
    kanwils = units.filter(is_kanwil).select("branch", kanwil="code").unique()
    return (
        rows.join(kanwils, on="branch", how="left", validate="m:1")
        .join(units, on=PAIR, how="inner", validate="m:m")
        .group_by(*UNIT, "person")
        .agg(
            *_traits(),
            branches=pl.col("branch").n_unique(),
            areas=pl.col("area").n_unique(),
            provinces=pl.col("area").str.head(2).n_unique(),
            kanwils=pl.col("kanwil").n_unique(),
        )
        .pipe(_with_age_group)
    )


def _traits() -> list[pl.Expr]:
    """What a group of a person's rows says of him."""
    return [
        pl.col("segment").min(),
        pl.col(FLAGS).any(),
        pl.col("sex", "age_years").first(),
        pl.len().alias("registrations"),
        pl.col("employer").drop_nulls().n_unique().alias("employers"),
        pl.col("segment").n_unique().alias("segments"),
    ]


def _with_age_group(persons: pl.DataFrame) -> pl.DataFrame:
    groups = pl.Enum([*AGE_GROUPS, UNKNOWN])
    group = pl.col("age_years").bin_intervals(AGE_BOUNDS, labels=AGE_GROUPS)
    return persons.with_columns(age_group=group.cast(groups).fill_null(UNKNOWN))

"""Packs what a person is counted by into one number, by which rows are grouped at once.

Grouping by ten columns costs more than all else of a count; by one small number it costs nothing.
"""

from math import prod

import polars as pl

from schemas.coverage import AGE_BOUNDS, AGE_GROUPS, PROGRAMMES
from schemas.registrations import SEGMENTS, SEXES

FLAGS = [f"has_{programme.lower()}" for programme in PROGRAMMES]
SIZES = {
    "segment": len(SEGMENTS),
    "sex": len(SEXES),
    "age_group": 1 + len(AGE_GROUPS),
    "flags": 2 ** len(FLAGS),
}
"""How many values each part has of what a person is counted by; an unknown age is group 0."""
PARTS = list(SIZES)
ALIKE = prod(SIZES.values())
"""In so many ways a person may be counted."""


def to_parts() -> list[pl.Expr]:
    """What a registration says of its person, as small numbers."""
    age, one = pl.col("age_years"), pl.lit(1, pl.UInt8)
    reached = [(age >= bound).cast(pl.UInt8) for bound in AGE_BOUNDS]
    flags = [pl.col(flag).cast(pl.UInt8) * 2**bit for bit, flag in enumerate(FLAGS)]
    return [
        pl.col("segment").to_physical().cast(pl.UInt8),
        pl.col("sex").to_physical().cast(pl.UInt8),
        sum(reached, one).fill_null(0).alias("age_group"),
        sum(flags, pl.lit(0, pl.UInt8)).alias("flags"),
    ]


def packed() -> pl.Expr:
    """The parts as one number, below ALIKE."""
    traits = pl.col(PARTS[0]).cast(pl.UInt16)
    for part in PARTS[1:]:
        traits = traits * pl.lit(SIZES[part], pl.UInt16) + pl.col(part)
    return traits


def unpacked(traits: pl.Expr) -> list[pl.Expr]:
    """The parts that were packed."""
    parts = []
    for part in reversed(PARTS):
        parts.append((traits % SIZES[part]).cast(pl.UInt8).alias(part))
        traits = traits // SIZES[part]
    return parts[::-1]

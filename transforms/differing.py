"""Finds what differs between two versions of the same rows."""

from collections.abc import Sequence

import polars as pl


def to_differing(before: pl.LazyFrame, now: pl.LazyFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The cells of these columns that stand more often in one of two versions than in the other."""
    signed = [
        rows.select(*columns, pl.lit(sign, pl.Int64).alias("times"))
        for rows, sign in ((before, -1), (now, 1))
    ]
    return (
        pl.concat(signed)
        .group_by(columns)
        .agg(pl.col("times").sum())
        .filter(pl.col("times") != 0)
        .select(columns)
        .collect()
    )

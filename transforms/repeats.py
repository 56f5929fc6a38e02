"""Finds the few hashes that stand more than once, among very many."""

import polars as pl


def fingerprint(name: str) -> pl.Expr:
    """Half of each hash, which tells nearly all of them apart."""
    return pl.col(name).cast(pl.UInt32, wrap_numerical=True)


def to_repeated(values: pl.Series) -> pl.Series:
    """Each value once for every time that it stands again after the first, in order."""
    values = values.sort()
    return values[1:].filter(values[1:] == values[:-1])

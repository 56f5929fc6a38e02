"""Reads typed rows from the store, as many objects at once as there are."""

from collections.abc import Collection
from typing import Any

import polars as pl

from flows.edges.objects import Objects
from schemas.columns import empty
from schemas.counting import HASHES


def scan_rows(objects: Objects, names: Collection[str], model: type[Any]) -> pl.LazyFrame:
    """The typed rows of these objects, which keep a contract."""
    urls = [objects.url(name) for name in names]
    return pl.scan_parquet(urls, glob=False) if urls else empty(model).lazy()


def in_range(rows: pl.LazyFrame, hashed: str, first: int, last: int) -> pl.LazyFrame:
    """Those whose hash lies between two others, or is one of them."""
    if (first, last) == (0, HASHES - 1):
        return rows
    lower, upper = pl.lit(first, pl.UInt64), pl.lit(last, pl.UInt64)
    return rows.filter(pl.col(hashed).is_between(lower, upper))

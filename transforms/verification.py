"""What differs between an edition as it is kept and as it is made anew."""

import re
from collections.abc import Iterator, Mapping

import polars as pl

from schemas.coverage import NOT_APPLICABLE, TOTAL
from schemas.observations import DIMENSIONS

DIGEST = re.compile(r"[0-9a-f]{64}")
"""What is known by its hash says nothing by it."""


def environment_differences(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each thing of the render environment that is another now."""
    for what in sorted(then.keys() | now.keys()):
        match then.get(what), now.get(what):
            case None, _:
                yield f"{what} is new"
            case _, None:
                yield f"{what} is there no longer"
            case before, after if before != after:
                is_file = DIGEST.fullmatch(str(before))
                yield f"{what} is another" if is_file else f"{what} was {before}, is {after}"


def differing_numbers(then: pl.DataFrame, now: pl.DataFrame) -> Iterator[str]:
    """The name of each published number that is another, or is hidden in one only.

    A value is never told: what one of the two hides could be told by the other.
    """
    columns = [name for name in then.columns if name in now.columns and name not in DIMENSIONS]
    both = then.join(
        now, on=DIMENSIONS, how="full", coalesce=True, suffix="_now", validate="1:1"
    ).sort(DIMENSIONS)
    is_other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in columns)
    for row in both.filter(is_other).select(DIMENSIONS).iter_rows(named=True):
        breakdown = [
            f"{name} {row[name]}"
            for name in DIMENSIONS[4:]
            if row[name] not in (NOT_APPLICABLE, TOTAL)
        ]
        yield ", ".join(
            [f"{row['level']} {row['code']} {row['indicator']} ({row['view']})", *breakdown]
        )

"""What two editions show otherwise: each number with what it was, and by how much it differs."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import column_types
from schemas.differences import Differences
from schemas.observations import DIMENSIONS, RATES, Observations
from transforms.contracts import validated
from transforms.rounding import half_up

SHOWN = ["numerator", "denominator", "value"]
"""What a published number shows, rounded as it is printed."""


def to_differences(
    now: DataFrame[Observations], before: DataFrame[Observations]
) -> DataFrame[Differences]:
    """Every number that one of both shows otherwise; the same number of another status is none."""
    columns = [*SHOWN, "obs_status"]
    both = now.select(*DIMENSIONS, *columns).join(
        before.select(*DIMENSIONS, pl.col(columns).name.prefix("before_")),
        on=DIMENSIONS,
        how="full",
        coalesce=True,
        validate="1:1",
    )
    is_rate = pl.col("indicator").is_in(list(RATES))
    differing = both.filter(is_other(SHOWN)).with_columns(
        pl.col("obs_status", "before_obs_status").fill_null("O"),
        difference=pl.col("numerator") - pl.col("before_numerator"),
        percent=pl.when(is_rate).then("value"),
        before_percent=pl.when(is_rate).then("before_value"),
    )
    return (
        differing.with_columns(difference_percent=_points(differing))
        .select(list(column_types(Differences)))
        .sort(DIMENSIONS)
        .pipe(validated, Differences)
    )


def is_other(columns: Iterable[str]) -> pl.Expr:
    """Whether any of these is another than before."""
    return pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"before_{name}")) for name in columns)


def points(moves: Iterable[tuple[int, int, int, int]]) -> Decimal:
    """Percentage points from one rate to another, added up and rounded once.

    Each move is numerator and denominator before, numerator and denominator after.
    """
    parts = (Fraction(100 * now, of) - Fraction(100 * was, out) for was, out, now, of in moves)
    return half_up(sum(parts, Fraction(0)))


def _points(differing: pl.DataFrame) -> pl.Series:
    """Of rates that both show; of all else none."""
    parts = ["before_numerator", "before_denominator", "numerator", "denominator"]
    is_shown = differing["percent"].is_not_null() & differing["before_percent"].is_not_null()
    found = [
        points([row]) if shown else None
        for shown, row in zip(is_shown, differing.select(parts).iter_rows(), strict=True)
    ]
    return pl.Series(found, dtype=pl.Decimal(18, 2))

"""What each cause gives to the difference of a number, and where that may be told.

A month is counted again and again while one cause after the other is taken up; what a cause gives
is what its count is more than the one before, and so the shares add up to the whole difference.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import column_types, empty
from schemas.coverage import COMPARED_LEVELS, Territories
from schemas.differences import CAUSES, Differences, Shares
from schemas.figures import Figures
from schemas.observations import DIMENSIONS, RATES, Cells, Observations
from schemas.revision import Cause, Share
from transforms.contracts import validated
from transforms.differences import points
from transforms.outlooks import HEADLINE

UNIT = ["level", "code"]
HEADLINES = ["covered", HEADLINE]
"""Counts of the persons covered; both are the same number."""
IS_ZERO = pl.col("difference") == 0
MOVE = ["count_before", "denominator_before", "count", "denominator"]


@dataclass(frozen=True)
class Counted:
    """An edition as it is published, and as it was counted."""

    observations: DataFrame[Observations]
    counts: pl.DataFrame
    """What to_counts makes."""
    territories: DataFrame[Territories]


def to_counts(figures: DataFrame[Figures], cells: DataFrame[Cells]) -> pl.DataFrame:
    """Every publishable count with the workers that a rate is of; changes are none of them."""
    rates = figures.select(*UNIT, "indicator", "denominator")
    return cells.filter(pl.col("indicator") != "change_persons").join(
        rates, on=[*UNIT, "indicator"], how="left", validate="m:1"
    )


def to_shares(
    differences: DataFrame[Differences],
    before: Counted,
    now: Counted,
    steps: Sequence[tuple[Cause, pl.DataFrame]],
) -> DataFrame[Shares]:
    """The shares of every number that neither edition hides.

    Where one of them does not know it, only its causes are named. `steps` are each cause and what
    was counted once it was taken up; the last is what `now` is. A cause may come twice. Where there
    is none, only the months are others beside which both are shown, and nothing is shared.
    """
    if not steps:
        return validated(empty(Shares), Shares)
    moves = _moves(before.counts, steps)
    found = _of_causes(moves)
    figures = _figures(moves, found)
    withheld = _withheld(figures, differences, before, now)
    is_headline = (pl.col("view") == "area") & pl.col("indicator").is_in(HEADLINES)
    is_hidden = pl.any_horizontal(pl.col("obs_status", "before_obs_status") == "Q")
    open_ones = differences.filter(pl.col("difference").is_not_null() | ~is_hidden)
    told = (
        figures.join(withheld, on=UNIT, how="left", validate="m:1")
        .with_columns(is_told=_is_told() & ~(is_headline & pl.col("is_withheld").is_not_null()))
        .select(*DIMENSIONS, "is_told")
    )
    is_rate = pl.col("percent").is_not_null() & pl.col("before_percent").is_not_null()
    return (
        found.join(
            open_ones.select(
                *DIMENSIONS, is_rate=is_rate, is_shown=pl.col("difference").is_not_null()
            ),
            on=DIMENSIONS,
            how="inner",
            validate="m:1",
        )
        .join(told, on=DIMENSIONS, how="left", validate="m:1")
        .with_columns(is_told=pl.col("is_told") & pl.col("is_shown"))
        .with_columns(
            difference=pl.when("is_told").then("difference"),
            difference_percent=pl.when(pl.col("is_told") & pl.col("is_rate")).then("points"),
        )
        .select(pl.col(name).cast(kind) for name, kind in column_types(Shares).items())
        .sort(*DIMENSIONS, "cause")
        .pipe(validated, Shares)
    )


def to_headline_shares(
    shares: DataFrame[Shares],
) -> dict[tuple[str, str], tuple[Share, ...]]:
    """Of the persons covered in each unit where they are others, by level and code.

    They come in the order in which causes are taken up; there are none where one is not told.
    """
    is_told = pl.col("difference").is_not_null().all().over(UNIT)
    rows = shares.filter(view="area", indicator=HEADLINE).filter(is_told, ~IS_ZERO)
    found: dict[tuple[str, str], list[Share]] = {}
    for level, code, cause, persons in rows.select(*UNIT, "cause", "difference").iter_rows():
        found.setdefault((level, code), []).append(Share(cause, persons))
    return {
        unit: tuple(sorted(parts, key=lambda part: CAUSES.index(part.cause)))
        for unit, parts in found.items()
        if sum(part.persons for part in parts)
    }


def _moves(start: pl.DataFrame, steps: Iterable[tuple[Cause, pl.DataFrame]]) -> pl.DataFrame:
    """Each number before and after each step; a number that is not there counts nobody."""
    states = [("", start), *steps]
    return pl.concat(
        after.join(
            before.select(*DIMENSIONS, "least", pl.col("count", "denominator")),
            on=DIMENSIONS,
            how="full",
            coalesce=True,
            suffix="_before",
            validate="1:1",
        ).select(
            *DIMENSIONS,
            pl.lit(cause).alias("cause"),
            pl.coalesce("least", "least_before").alias("least"),
            pl.col("count", "count_before").fill_null(0),
            "denominator",
            "denominator_before",
        )
        for (_, before), (cause, after) in pairwise(states)
    )


def _of_causes(moves: pl.DataFrame) -> pl.DataFrame:
    """What each cause that changes a number, or the workers that it is of, gives to it."""
    is_move = (pl.col("count") != pl.col("count_before")) | pl.col("denominator").ne_missing(
        pl.col("denominator_before")
    )
    parts = (
        moves.filter(is_move)
        .group_by(*DIMENSIONS, "cause")
        .agg(
            difference=(pl.col("count") - pl.col("count_before")).sum(),
            moves=pl.struct(MOVE),
            is_rate=pl.col("indicator").is_in(list(RATES)).first()
            & pl.all_horizontal(pl.col(MOVE).is_not_null().all()),
        )
        .sort(*DIMENSIONS, "cause")
    )
    return parts.with_columns(pl.Series("points", _points(parts), dtype=pl.Decimal(18, 2))).drop(
        "moves", "is_rate"
    )


def _points(parts: pl.DataFrame) -> Iterator[object]:
    for is_rate, moves in parts.select("is_rate", "moves").iter_rows():
        yield points(tuple(move.values()) for move in moves) if is_rate else None


def _figures(moves: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Each number that a cause changes: how many do, and whether a small count would be told."""
    least = pl.col("least").max()
    is_small = (pl.col(name).is_between(1, least - 1) for name in ("count", "count_before"))
    states = moves.group_by(DIMENSIONS).agg(
        least=least, is_small_count=pl.any_horizontal(is_small).any()
    )
    size = pl.col("difference").abs()
    return (
        found.join(states, on=DIMENSIONS, how="left", validate="m:1")
        .group_by(DIMENSIONS)
        .agg(
            causes=(~IS_ZERO).sum(),
            is_small=size.is_between(1, pl.col("least") - 1).any()
            | pl.col("is_small_count").first(),
        )
    )


def _is_told() -> pl.Expr:
    """One cause gives all that differs, which is published; of several none may be small."""
    return (pl.col("causes") <= 1) | ~pl.col("is_small")


def _withheld(
    figures: pl.DataFrame, differences: DataFrame[Differences], before: Counted, now: Counted
) -> pl.DataFrame:
    """The units that share an area with one whose persons covered may not be shared out.

    Someone who works there may have come by this cause or that one: in all that is told of other
    units it makes no difference.
    """
    headline = {"view": "area", "indicator": HEADLINE}
    hidden = pl.concat(
        side.observations.filter(conf_status="C", **headline).select(UNIT) for side in (before, now)
    ).unique()
    shown = differences.filter(pl.col("difference").is_not_null(), **headline).select(UNIT)
    delicate = (
        figures.filter(pl.col("level").is_in(COMPARED_LEVELS), pl.col("causes") > 0, **headline)
        .join(hidden.with_columns(is_hidden=True), on=UNIT, how="left", validate="1:1")
        .join(shown.with_columns(is_shown=True), on=UNIT, how="left", validate="1:1")
        .filter(
            pl.col("is_hidden").is_not_null()
            | (pl.col("is_small") & (pl.col("is_shown").is_null() | (pl.col("causes") > 1)))
        )
    )
    served = pl.concat([before.territories, now.territories]).unique()
    areas = served.join(delicate, on=UNIT, how="semi")["area"].unique()
    units = served.filter(pl.col("area").is_in(areas.implode())).select(UNIT).unique()
    return units.with_columns(is_withheld=True)

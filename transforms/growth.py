"""What a month's number is another for than the month's before: who came and went, and workers."""

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import column_types
from schemas.coverage import LOSSES, NOT_APPLICABLE, TOTAL
from schemas.differences import Differences, Shares
from schemas.observations import DIMENSIONS, Observations
from schemas.registrations import SEGMENTS
from transforms.contracts import validated
from transforms.differences import points

UNIT = ["level", "code"]
PROJECTS = "JAKON"
FIGURE = ["indicator", "segment"]
MADE_OF: dict[tuple[str, str], tuple[str, ...]] = {
    **{("persons", segment): (segment,) for segment in [*SEGMENTS, PROJECTS, TOTAL]},
    ("covered", NOT_APPLICABLE): (TOTAL, PROJECTS),
    ("total_coverage", NOT_APPLICABLE): (TOTAL, PROJECTS),
    ("ucj_coverage", NOT_APPLICABLE): (TOTAL, PROJECTS),
    ("formal_coverage", NOT_APPLICABLE): ("PU",),
    ("informal_coverage", NOT_APPLICABLE): ("PMI", "BPU", PROJECTS),
}
"""The segments by whose growth a number grows, by indicator and segment."""


def to_growth_shares(
    differences: DataFrame[Differences],
    now: DataFrame[Observations],
    before: DataFrame[Observations],
    *,
    has_flows: bool,
) -> DataFrame[Shares]:
    """The published parts of each number's growth, and what other workers make of a rate.

    A part that is hidden is empty; `has_flows` says whether `now` tells who came and went since
    `before`.
    """
    shown = differences.filter(pl.col("difference").is_not_null())
    parts = [_workers(shown)]
    if has_flows:
        parts.append(_flows(shown, now, before))
    return (
        pl.concat(parts)
        .select(pl.col(name).cast(kind) for name, kind in column_types(Shares).items())
        .sort(*DIMENSIONS, "cause")
        .pipe(validated, Shares)
    )


def _flows(
    shown: pl.DataFrame, now: DataFrame[Observations], before: DataFrame[Observations]
) -> pl.DataFrame:
    """Persons who came and went; of a number only where all of them make its difference."""
    rows = [(*figure, part) for figure, parts in MADE_OF.items() for part in parts]
    made_of = pl.DataFrame(rows, schema=[*FIGURE, "part"], orient="row")
    whole = [
        pl.col(name).is_in([TOTAL, NOT_APPLICABLE]) for name in ("programme", "sex", "age_group")
    ]
    found = (
        shown.filter(pl.col("view") == "area", *whole)
        .join(made_of, on=FIGURE, how="inner", validate="m:m")
        .join(
            pl.concat([_persons(now), _heads(now, before)]),
            on=[*UNIT, "part"],
            how="left",
            validate="m:m",
        )
        .group_by(*DIMENSIONS, "cause")
        .agg(
            pl.col("difference", "before_denominator", "percent", "before_percent").first(),
            part=pl.when(pl.col("persons").is_not_null().all()).then(pl.col("persons").sum()),
        )
    )
    is_whole = pl.col("part").is_null().any() | (
        pl.col("part").sum() == pl.col("difference").first()
    )
    kept = found.filter(
        pl.col("cause").is_not_null().all().over(DIMENSIONS), is_whole.over(DIMENSIONS)
    ).filter(pl.col("part").ne_missing(0))
    return kept.select(
        *DIMENSIONS, "cause", difference="part", difference_percent=_points_of_persons(kept)
    )


def _persons(now: DataFrame[Observations]) -> pl.DataFrame:
    sign = pl.when(pl.col("kind").is_in(LOSSES)).then(-1).otherwise(1)
    return now.filter(view="area", indicator="change_persons").select(
        *UNIT, part="segment", cause="kind", persons=sign * pl.col("numerator")
    )


def _heads(now: DataFrame[Observations], before: DataFrame[Observations]) -> pl.DataFrame:
    """By how much the heads of projects are others."""
    place = {"view": "area", "indicator": "persons", "segment": PROJECTS, "programme": TOTAL}
    heads, earlier = (side.filter(**place).select(*UNIT, "numerator") for side in (now, before))
    return heads.join(earlier, on=UNIT, how="inner", suffix="_before", validate="1:1").select(
        *UNIT,
        part=pl.lit(PROJECTS),
        cause=pl.lit("project_workers"),
        persons=pl.col("numerator") - pl.col("numerator_before"),
    )


def _points_of_persons(parts: pl.DataFrame) -> pl.Series:
    """What persons give to a rate of the workers before."""
    names = ["part", "before_denominator", "percent", "before_percent"]
    found = [
        None if None in row else points([(0, row[1], row[0], row[1])])
        for row in parts.select(names).iter_rows()
    ]
    return pl.Series(found, dtype=pl.Decimal(18, 2))


def _workers(shown: pl.DataFrame) -> pl.DataFrame:
    """What other workers make of the rate of the persons of now."""
    rates = shown.filter(
        pl.col("percent").is_not_null(),
        pl.col("before_percent").is_not_null(),
        pl.col("denominator") != pl.col("before_denominator"),
    )
    names = ["numerator", "before_denominator", "denominator"]
    found = [
        points([(persons, was, persons, now)])
        for persons, was, now in rates.select(names).iter_rows()
    ]
    return rates.select(
        *DIMENSIONS,
        cause=pl.lit("workers"),
        difference=pl.lit(0, pl.Int64),
        difference_percent=pl.Series(found, dtype=pl.Decimal(18, 2)),
    )

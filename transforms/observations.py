"""Makes what an edition publishes of its cells: every number with its status, hidden ones empty."""

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.calculated import Calculated
from schemas.columns import column_types
from schemas.coverage import NOT_APPLICABLE, Members
from schemas.exports import Kind
from schemas.month import Month
from schemas.observations import DIMENSIONS, RATES, Cells, Observations
from schemas.thresholds import MIN_DENOMINATOR
from transforms.contracts import validated
from transforms.territories import to_reporting

UNIT = ["level", "code"]
KINDS = {
    "employers": Kind.PEMBERI_KERJA,
    "registered_workers": Kind.PEMBERI_KERJA,
    "projects": Kind.PROYEK_JAKON,
    "project_workers": Kind.PROYEK_JAKON,
    "covered": Kind.PROYEK_JAKON,
}
"""The exports that a count of the held view needs, where these are not peserta."""


def to_observations(
    month: Month, calculated: Calculated, cells: DataFrame[Cells], hidden: DataFrame[Cells]
) -> DataFrame[Observations]:
    """Every count and rate of a month as it is published.

    A rate is hidden with its numerator; over fewer workers than MIN_DENOMINATOR it is hidden
    alone. Without numerator or denominator it is missing. `hidden` are some of the cells.
    """
    names = hidden.select(DIMENSIONS).with_columns(is_hidden=True)
    counts = cells.join(names, on=DIMENSIONS, how="left", validate="1:1").with_columns(
        pl.col("is_hidden").fill_null(value=False)
    )
    rates = _rates(calculated, counts.filter(pl.col("indicator").is_in(list(RATES))))
    return (
        pl.concat(
            [_counts(counts.filter(~pl.col("indicator").is_in(list(RATES)))), rates],
            how="diagonal",
        )
        .join(_reporting(calculated), on=["view", *UNIT], how="left", validate="m:1")
        .with_columns(pl.col("branches_received", "branches_expected").fill_null(0))
        .join(_preliminary(calculated), on=UNIT, how="left", validate="m:1")
        .with_columns(
            pl.lit(str(month)).alias("month"),
            obs_status=_status(),
            conf_status=pl.when("is_hidden").then(pl.lit("C")).otherwise(pl.lit("F")),
        )
        .select(pl.col(name).cast(kind) for name, kind in column_types(Observations).items())
        .sort(DIMENSIONS)
        .pipe(validated, Observations)
    )


def _counts(counts: pl.DataFrame) -> pl.DataFrame:
    shown = pl.when(~pl.col("is_hidden")).then(pl.col("count"))
    return counts.with_columns(numerator=shown, value=shown.cast(pl.Decimal(18, 2)))


def _rates(calculated: Calculated, numerators: pl.DataFrame) -> pl.DataFrame:
    """One row per rate, known or not."""
    named = [*UNIT, "indicator"]
    is_hidden = pl.col("is_hidden").fill_null(value=False)
    is_small = (pl.col("denominator") < MIN_DENOMINATOR).fill_null(value=False)
    others = [pl.lit(NOT_APPLICABLE).alias(name) for name in DIMENSIONS[4:]]
    return (
        calculated.figures.select(*named, "numerator", "denominator", "percent", "round", "source")
        .join(numerators.select(*named, "is_hidden"), on=named, how="left", validate="1:1")
        .with_columns(
            pl.lit("area").alias("view"),
            *others,
            numerator=pl.when(~is_hidden).then(pl.col("numerator")),
            value=pl.when(~is_hidden & ~is_small).then(pl.col("percent")),
            is_hidden=is_hidden | (is_small & pl.col("numerator").is_not_null()),
        )
        .drop("percent")
    )


def _status() -> pl.Expr:
    """The SDMX code of a number: hidden before missing, that before provisional."""
    is_of_areas = pl.col("view") == "area"
    kind = pl.col("indicator").replace_strict(KINDS, default=Kind.PESERTA)
    kind = pl.when(pl.col("segment") == "JAKON").then(pl.lit(Kind.PROYEK_JAKON)).otherwise(kind)
    is_lacking = pl.col("lacking").list.contains(kind)
    is_preliminary = pl.when(is_of_areas).then(pl.col("is_preliminary")).otherwise(is_lacking)
    return (
        pl.when("is_hidden")
        .then(pl.lit("Q"))
        .when(pl.col("value").is_null())
        .then(pl.lit("O"))
        .when(is_preliminary.fill_null(value=False))
        .then(pl.lit("P"))
        .otherwise(pl.lit("A"))
    )


def _reporting(calculated: Calculated) -> pl.DataFrame:
    """Branches behind each unit's numbers: those of its areas, or those that belong to it."""
    received = calculated.sources.filter(kind=Kind.PESERTA.value)["branch"].to_list()
    own = validated(calculated.members.filter("is_own"), Members)
    views = {"area": calculated.members, "held": own, "inside": own}
    return pl.concat(
        to_reporting(members, received).with_columns(view=pl.lit(view))
        for view, members in views.items()
    )


def _preliminary(calculated: Calculated) -> pl.DataFrame:
    """Whether each unit's area view is preliminary, and which exports its own branches lack."""
    figures = calculated.figures.group_by(UNIT).agg(pl.col("is_preliminary").any())
    kinds = pl.DataFrame({"kind": [kind.value for kind in Kind]})
    lacking = (
        calculated.members.filter("is_own")
        .join(kinds, how="cross")
        .join(calculated.sources, on=["branch", "kind"], how="anti")
        .group_by(UNIT)
        .agg(lacking=pl.col("kind").unique().sort())
    )
    return figures.join(lacking, on=UNIT, how="full", coalesce=True, validate="1:1")

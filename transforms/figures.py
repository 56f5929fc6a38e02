"""Puts counts over denominators: the rate of every unit and indicator, rounded once, at the end."""

from collections.abc import Collection

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import column_types
from schemas.coverage import TOTAL, Counts, Members, Territories
from schemas.figures import INDICATORS, PERCENT, Figures, Indicator
from schemas.month import Month
from schemas.reference import Workforce
from transforms.contracts import validated

KEY = ["month", "level", "code", "indicator"]


def percent_of(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Percent with two decimals, half up, from whole numbers: no binary fraction takes part."""
    hundredths = (20_000 * numerator + denominator) // (2 * denominator)
    return (hundredths.cast(pl.Decimal(20, 2)) / 100).cast(PERCENT)


def newest_round(workforce: DataFrame[Workforce]) -> pl.DataFrame:
    """The row that counts for each area and measure, of those that hold in a month."""
    return workforce.sort("valid_from").unique(
        ["area", "measure"], keep="last", maintain_order=True
    )


def to_denominators(
    territories: DataFrame[Territories], workforce: DataFrame[Workforce]
) -> pl.DataFrame:
    """Workers of every unit by measure, each area in its newest round.

    `workforce` is as it holds in the month. A unit that lacks one of its areas has no denominator.
    `since_month` is when the newest of the rows that are used began to hold.
    """
    areas = territories.group_by("level", "code").agg(areas=pl.len())
    return (
        territories.join(newest_round(workforce), on="area", how="inner", validate="m:m")
        .group_by("level", "code", "measure")
        .agg(
            pl.col("persons").sum().alias("denominator"),
            pl.col("round").unique().sort().str.join(", "),
            pl.col("source").unique().sort().str.join("; "),
            pl.col("valid_from").max().dt.strftime("%Y-%m").alias("since_month"),
            known=pl.len(),
        )
        .join(areas, on=["level", "code"], how="inner", validate="m:1")
        .filter(pl.col("known") == pl.col("areas"), pl.col("denominator") > 0)
        .drop("known", "areas")
    )


def to_figures(
    month: Month,
    counts: DataFrame[Counts],
    territories: DataFrame[Territories],
    members: DataFrame[Members],
    received: Collection[str],
    complete: Collection[str],
    workforce: DataFrame[Workforce],
) -> DataFrame[Figures]:
    """Every indicator of every unit that has a territory, area view.

    `received` are the branches whose peserta export was read: where one of the unit's own has
    reported and nobody is covered the numerator is 0, where none has it is not known. `complete`
    are those whose proyek_jakon export was read as well; without all that it depends on, neighbours
    among them, a unit is preliminary.
    """
    denominators = to_denominators(territories, workforce)
    units = _to_states(territories, members, received, complete)
    figures = [_figures_of(indicator, units, counts, denominators) for indicator in INDICATORS]
    return (
        pl.concat(figures)
        .with_columns(
            pl.lit(str(month)).alias("month"),
            percent_of(pl.col("numerator"), pl.col("denominator")).alias("percent"),
        )
        .select(list(column_types(Figures)))
        .sort(KEY)
        .pipe(validated, Figures)
    )


def _to_states(
    territories: DataFrame[Territories],
    members: DataFrame[Members],
    received: Collection[str],
    complete: Collection[str],
) -> pl.DataFrame:
    """Every unit, whether any of its own branches has reported, and whether one has not wholly."""
    states = members.group_by("level", "code").agg(
        is_known=(pl.col("is_own") & pl.col("branch").is_in(list(received))).any(),
        is_preliminary=~pl.col("branch").is_in(list(complete)).all(),
    )
    return (
        territories.select("level", "code")
        .unique()
        .join(states, on=["level", "code"], how="left", validate="1:1")
        .with_columns(pl.col("is_known").fill_null(value=False))
        .with_columns(
            pl.col("is_preliminary").fill_null(value=True) | ~pl.col("is_known"),
        )
    )


def _figures_of(
    indicator: Indicator, units: pl.DataFrame, counts: pl.DataFrame, denominators: pl.DataFrame
) -> pl.DataFrame:
    covered = (
        counts.filter(
            pl.col("view") == "area",
            pl.col("segment").is_in(indicator.segments),
            pl.col("programme") == indicator.programme,
            pl.col("sex") == TOTAL,
            pl.col("age_group") == TOTAL,
        )
        .group_by("level", "code")
        .agg(numerator=pl.col("persons").sum())
    )
    of_measure = denominators.filter(pl.col("measure") == indicator.measure).drop("measure")
    return (
        units.join(covered, on=["level", "code"], how="left", validate="1:1")
        .join(of_measure, on=["level", "code"], how="left", validate="1:1")
        .with_columns(
            pl.when("is_known").then(pl.col("numerator").fill_null(0)).alias("numerator"),
            pl.lit(indicator.id).alias("indicator"),
        )
    )

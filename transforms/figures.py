"""Puts counts over denominators: the rate of every unit and indicator, rounded once, at the end."""

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import Counts, Territories
from schemas.figures import INDICATORS, PERCENT, Figures, Indicator
from schemas.month import Month
from schemas.reference import Workforce
from transforms.contracts import validated

KEY = ["month", "level", "code", "indicator"]


def percent_of(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Percent with two decimals, half up, from whole numbers: no binary fraction takes part."""
    hundredths = (20_000 * numerator + denominator) // (2 * denominator)
    return (hundredths.cast(pl.Decimal(20, 2)) / 100).cast(PERCENT)


def to_denominators(
    territories: DataFrame[Territories], workforce: DataFrame[Workforce]
) -> pl.DataFrame:
    """Workers of every unit by measure; a unit that lacks one of its areas has no denominator."""
    areas = territories.group_by("level", "code").agg(areas=pl.len())
    return (
        territories.join(workforce, on="area", how="inner", validate="m:m")
        .group_by("level", "code", "measure")
        .agg(
            pl.col("persons").sum().alias("denominator"),
            pl.col("round").unique().sort().str.join(", "),
            pl.col("source").unique().sort().str.join("; "),
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
    workforce: DataFrame[Workforce],
) -> DataFrame[Figures]:
    """Every indicator of every unit that has a territory, area view; nobody covered is 0."""
    denominators = to_denominators(territories, workforce)
    units = territories.select("level", "code").unique()
    figures = [_figures_of(indicator, units, counts, denominators) for indicator in INDICATORS]
    return (
        pl.concat(figures)
        .with_columns(
            pl.lit(str(month)).alias("month"),
            percent_of(pl.col("numerator"), pl.col("denominator")).alias("percent"),
        )
        .select(list(Figures.to_schema().columns))
        .sort(KEY)
        .pipe(validated, Figures)
    )


def _figures_of(
    indicator: Indicator, units: pl.DataFrame, counts: pl.DataFrame, denominators: pl.DataFrame
) -> pl.DataFrame:
    covered = (
        counts.filter(
            pl.col("view") == "area",
            pl.col("segment").is_in(indicator.segments),
            pl.col("programme") == indicator.programme,
        )
        .group_by("level", "code")
        .agg(numerator=pl.col("persons").sum())
    )
    of_measure = denominators.filter(pl.col("measure") == indicator.measure).drop("measure")
    return (
        units.join(covered, on=["level", "code"], how="left", validate="1:1")
        .join(of_measure, on=["level", "code"], how="left", validate="1:1")
        .with_columns(pl.col("numerator").fill_null(0), pl.lit(indicator.id).alias("indicator"))
    )

"""Brings denominators to Kemendagri codes, from BPS codes where their meaning is certain."""

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.errors import ReferenceError
from schemas.reference import BpsAreas, Workforce
from transforms.contracts import validated
from transforms.regions import SAME_CODES

FIGURE = ["area", "measure", "valid_from"]
"""What one number of workers is told by, once all areas are in one code system."""
TOLD = 5
"""How many rows an error names."""


def to_kemendagri(
    workforce: DataFrame[Workforce], bps_areas: DataFrame[BpsAreas]
) -> DataFrame[Workforce]:
    """The workforce by Kemendagri code, each figure once.

    `bps_areas` is one-to-one. ReferenceError where a BPS code may mean more than one area, or
    where a figure that is given in both code systems is not the same in both.
    """
    given = workforce.filter(pl.col("code_system") == "kemendagri")
    translated = _translated(workforce.filter(pl.col("code_system") == "bps"), bps_areas)
    _check_certain(translated)
    _check_agreement(given, translated)
    added = translated.join(given, on=FIGURE, how="anti").select(given.columns)
    return pl.concat([given, added]).pipe(validated, Workforce)


def _translated(workforce: pl.DataFrame, bps_areas: pl.DataFrame) -> pl.DataFrame:
    """Rows in BPS codes with the Kemendagri code as `area`, null where it is not certain.

    A row of the table counts if it already held when the figure began to: BPS gives codes anew.
    """
    has_row = pl.col("since").is_not_null()
    is_same = pl.col("bps_area").str.head(2).is_in(list(SAME_CODES)) & ~pl.col("bps_area").is_in(
        bps_areas["area"].to_list()
    )
    table = bps_areas.select("bps_area", "area", pl.col("valid_from").alias("since"))
    return (
        workforce.rename({"area": "bps_area"})
        .join(table, on="bps_area", how="left", validate="m:1")
        .with_columns(
            pl.when(has_row & (pl.col("since") <= pl.col("valid_from")))
            .then(pl.col("area"))
            .when(~has_row & is_same)
            .then(pl.col("bps_area"))
            .alias("area"),
            pl.lit("kemendagri").alias("code_system"),
        )
    )


def _check_certain(translated: pl.DataFrame) -> None:
    uncertain = translated.filter(pl.col("area").is_null())
    rows = uncertain.select("bps_area", "measure", "valid_from").unique().sort(pl.all()).rows()
    if rows:
        found = ", ".join(f"{code} (bps, {measure}, {day})" for code, measure, day in rows[:TOLD])
        raise ReferenceError(
            "workforce.csv: expected Kemendagri codes, or BPS codes that bps_areas.csv translates "
            f"since the row's valid_from; found {found}; give Kemendagri codes, or fill in "
            "bps_areas.csv."
        )


def _check_agreement(given: pl.DataFrame, translated: pl.DataFrame) -> None:
    both = given.join(translated, on=FIGURE, how="inner", suffix="_bps", validate="1:1")
    differing = both.filter(
        (pl.col("persons") != pl.col("persons_bps")) | (pl.col("round") != pl.col("round_bps"))
    )
    rows = differing.select(*FIGURE, "bps_area").sort(FIGURE).rows()
    if rows:
        found = ", ".join(
            f"{area} ({measure}, {day}; BPS code {code})"
            for area, measure, day, code in rows[:TOLD]
        )
        raise ReferenceError(
            "workforce.csv: expected the same persons and round in Kemendagri and BPS codes; found "
            f"others for {found}; correct or remove one of the two rows."
        )

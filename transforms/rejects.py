"""Finds the rows of an export that break a rule or stand there twice."""

import pandera.polars as pa
import polars as pl
from pandera.typing.polars import DataFrame

from schemas.rejects import Rejects
from schemas.rules import Rule
from transforms.contracts import validated

VERDICTS = pa.DataFrameSchema(
    {"holds": pa.Column(pl.Boolean, pa.Check.equal_to(True))}, strict=True
)
"""The contract of parsed rows: every rule holds for every row, rule below rule."""
WHOLE_LINE = pl.lit(None, pl.String)


def broken_rules(parsed: pl.DataFrame, rules: tuple[Rule, ...]) -> pl.DataFrame:
    """One row per row and rule that it breaks, in the rules' order: row, place (of the rule).

    pandera sees only whether each rule holds, never a cell, so nothing that it says can quote one;
    and it sees them in one column, because it takes milliseconds a column.
    """
    names = [str(place) for place in range(len(rules))]
    holds = parsed.select(
        rule.holds.fill_null(value=True).alias(name)
        for name, rule in zip(names, rules, strict=True)
    )
    verdicts = pl.DataFrame({"holds": pl.concat(holds.get_columns())})
    try:
        VERDICTS.validate(verdicts, lazy=True)
    except pa.errors.SchemaErrors as errors:
        index = errors.failure_cases["index"]
        return pl.DataFrame(
            {"row": parsed["row"].gather(index % parsed.height), "place": index // parsed.height}
        ).sort("row", "place")
    return pl.DataFrame(schema={"row": pl.UInt32, "place": pl.Int32})


def invalid_rows(broken: pl.DataFrame, rules: tuple[Rule, ...]) -> pl.DataFrame:
    """The broken rules that leave a row out, as rejects."""
    table = pl.DataFrame(
        [
            (place, rule.column, rule.code)
            for place, rule in enumerate(rules)
            if rule.severity == "reject"
        ],
        schema={"place": pl.Int32, "column": pl.String, "code": pl.String},
        orient="row",
    )
    return broken.join(table, on="place", how="inner", validate="m:1", maintain_order="left").drop(
        "place"
    )


def duplicate_rows(drafts: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Rows that share a key, as rejects: all but the first when they agree, else all."""
    again = drafts.filter(pl.struct(key).is_duplicated())
    versions = again.group_by(key).agg(
        versions=pl.struct(pl.exclude("row", *key)).n_unique(), first=pl.col("row").min()
    )
    is_conflict = pl.col("versions") > 1
    return (
        again.join(versions, on=key, how="inner", validate="m:1", nulls_equal=True)
        .filter(is_conflict | (pl.col("row") != pl.col("first")))
        .select(
            "row",
            column=WHOLE_LINE,
            code=pl.when(is_conflict).then(pl.lit("Q214")).otherwise(pl.lit("Q213")),
        )
        .sort("row")
    )


def unreadable_rows(unreadable: pl.DataFrame) -> pl.DataFrame:
    """Lines with too few or too many fields, as rejects."""
    return unreadable.select("row", "column", "code")


def to_rejects(*rejected: pl.DataFrame) -> DataFrame[Rejects]:
    """All rejects of an export, by row."""
    return pl.concat(rejected).sort("row", maintain_order=True).pipe(validated, Rejects)

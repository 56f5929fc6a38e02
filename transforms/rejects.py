"""Finds the rows of an export that break a rule, or that stand against other rows."""

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.rejects import Rejects
from schemas.rules import Rule
from transforms.contracts import validated

WHOLE_LINE = pl.lit(None, pl.String)
BROKEN = {"row": pl.UInt32, "place": pl.Int32}


def broken_rules(parsed: pl.DataFrame, rules: tuple[Rule, ...]) -> pl.DataFrame:
    """One row per row and rule that it breaks, in the rules' order: row, place (of the rule).

    Rules about nothing but empty columns, as those of faults mostly are, hold unseen.
    """
    empty = {column.name for column in parsed if column.null_count() == column.len()}
    seen = [place for place, rule in enumerate(rules) if {*rule.holds.meta.root_names()} - empty]
    holds = parsed.select(
        "row", *(rules[place].holds.fill_null(value=True).alias(str(place)) for place in seen)
    )
    doubtful = holds.filter(~pl.all_horizontal(pl.exclude("row")))
    if doubtful.is_empty():
        return pl.DataFrame(schema=BROKEN)
    # Rule below rule as bits: a table of rows and rules would hold a gibibyte of a large file.
    verdicts = pl.concat([rule.rename("") for rule in doubtful.drop("row")])
    broken = (~verdicts).arg_true()
    rows = doubtful["row"].gather(broken % doubtful.height)
    places = pl.Series(seen).gather(broken // doubtful.height)
    return pl.DataFrame({"row": rows, "place": places}, schema=BROKEN).sort("row", "place")


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


def clashing_rows(drafts: pl.DataFrame, key: tuple[str, ...], owner: str | None) -> pl.DataFrame:
    """Rows that can't stand beside others, as rejects.

    All rows of a card, the key's first column, that has two owners; of other rows that share the
    key, all but the first when they agree, else all.
    """
    cards = drafts[key[0]].sort()
    shared = drafts.filter(pl.col(key[0]).is_in(cards.filter(cards == cards.shift()).implode()))
    owners = pl.col(owner).n_unique().over(key[0]) if owner else pl.lit(1)
    versions = pl.struct(pl.exclude("row", *key)).n_unique().over(key)
    code = (
        pl.when(owners > 1)
        .then(pl.lit("Q232"))
        .when(versions > 1)
        .then(pl.lit("Q214"))
        .when(pl.col("row") != pl.col("row").min().over(key))
        .then(pl.lit("Q213"))
    )
    return shared.select("row", column=WHOLE_LINE, code=code).drop_nulls("code").sort("row")


def to_rejects(*rejected: pl.DataFrame) -> DataFrame[Rejects]:
    """All rejects of an export, by row."""
    return pl.concat(rejected).sort("row", maintain_order=True).pipe(validated, Rejects)


def code_pairs(rejects: pl.DataFrame) -> tuple[tuple[str, str, int], ...]:
    """Two codes, in order, and the rows that broke both; a code with itself: all that broke it."""
    broken = rejects.select("row", "code").unique()
    pairs = (
        broken.join(broken, on="row", suffix="_other", how="inner", validate="m:m")
        .filter(pl.col("code") <= pl.col("code_other"))
        .group_by("code", "code_other")
        .agg(rows=pl.len())
        .sort("code", "code_other")
    )
    return tuple(pairs.iter_rows())

"""Tells which units are made of the same parts, so that all that is counted in them is the same."""

from collections.abc import Iterator

import polars as pl

from schemas.coverage import COMPARED_LEVELS
from transforms.publication import UNIT, Publication
from transforms.relations import Relations, to_relations

OF_BOTH = ["persons_outside", "persons_of_others"]
"""Indicators that follow from a unit's areas and from its branches."""
INDICATOR = pl.col("indicator")


def to_twin_relations(publication: Publication, cells: pl.DataFrame) -> Iterator[Relations]:
    """Units made of the same areas, or the same branches, are the same in all that is counted."""
    areas = _made_of(publication.territories, "area")
    present = cells.filter(view="held", level="branch").select(branch="code").unique()
    own = publication.members.filter(pl.col("is_own"), pl.col("level").is_in(COMPARED_LEVELS))
    branches = _made_of(own.join(present, on="branch", how="semi"), "branch")
    both = areas.join(branches, on=UNIT, how="inner", validate="1:1", suffix="_2").select(
        *UNIT, made_of=pl.concat_str("made_of", "made_of_2", separator=" ")
    )
    of_both = INDICATOR.is_in(OF_BOTH) | (pl.col("view") == "inside")
    for made_of, some in (
        (areas, (pl.col("view") == "area") & ~of_both),
        (branches, (pl.col("view") == "held") & ~of_both),
        (both, of_both),
    ):
        alike = cells.filter(some).join(made_of, on=UNIT, how="inner", validate="m:1")
        key = ["view", "position", "made_of"]
        alike = alike.with_columns(
            first=pl.col("cell").min().over(key), first_count=pl.col("count").first().over(key)
        ).filter(pl.col("cell") != pl.col("first"))
        terms = pl.concat(
            [
                alike.select("cell", "count", "least", key="cell", coefficient=pl.lit(1.0)),
                alike.select(cell="first", count="first_count", least="least", key="cell",
                             coefficient=pl.lit(-1.0)),
            ]
        ).with_columns(bound=pl.lit("equal"))  # fmt: skip
        yield to_relations(terms, ["key"], "units made of the same parts")


def _made_of(pairs: pl.DataFrame, of: str) -> pl.DataFrame:
    return pairs.group_by(UNIT).agg(made_of=pl.col(of).sort().str.join(","))

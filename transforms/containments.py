"""Tells which numbers are no greater than others: those of a part beside those of its unit."""

import polars as pl

from schemas.coverage import TOTAL
from transforms.publication import UNIT, Publication
from transforms.relations import Relations, to_relations

VIEWED = ["view", *UNIT]
PART = ["part_level", "part_code"]

INDICATOR, SEGMENT, PROGRAMME = pl.col("indicator"), pl.col("segment"), pl.col("programme")
IS_PERSONS = INDICATOR == "persons"
IS_OVERLAP = INDICATOR.str.starts_with("overlap_")
IS_SHARED_PERSONS = (INDICATOR == "shared") & (pl.col("kind") == "persons")
IS_GROWING = (
    (IS_PERSONS & SEGMENT.is_in([TOTAL, "PU"]) & (PROGRAMME != "JKM"))
    | IS_OVERLAP
    | IS_SHARED_PERSONS
)
"""Persons who count in a unit with all that they count with in a part of it."""


def to_containments(
    publication: Publication, parts: pl.DataFrame, cells: pl.DataFrame
) -> Relations:
    """Whoever is in a part is in its unit, and has there what he has in the part."""
    held = parts.filter(pl.col("view") != "area").select(*VIEWED, *PART)
    within = pl.concat([_within(publication).select(*VIEWED, *PART), held]).unique()
    some = cells.filter(IS_GROWING)
    values = ["position", "cell", "count", "least"]
    of_part = within.join(
        some.select("view", *values, part_level="level", part_code="code"),
        on=["view", *PART], how="inner", validate="m:m",
    )  # fmt: skip
    own = of_part.drop("cell", "count", "least").join(
        some.select(*VIEWED, *values), on=[*VIEWED, "position"], how="inner", validate="m:1"
    )
    of_part = of_part.join(own, on=[*VIEWED, *PART, "position"], how="semi")
    names = [*VIEWED, *PART, *values]
    terms = pl.concat(
        [
            own.select(*names, coefficient=pl.lit(1.0)),
            of_part.select(*names, coefficient=pl.lit(-1.0)),
        ]
    ).with_columns(bound=pl.lit("at_least"))
    return to_relations(terms, [*VIEWED, *PART, "position"], "persons of parts")


def _within(publication: Publication) -> pl.DataFrame:
    """Units whose areas are some of another's, without those that follow from others."""
    served = publication.territories.select(*UNIT, "area").with_columns(areas=pl.len().over(UNIT))
    names = {"level": "part_level", "code": "part_code", "areas": "part_areas"}
    pairs = (
        served.rename(names)
        .join(served, on="area", how="inner", validate="m:m")
        .filter(pl.col("part_areas") < pl.col("areas"))
        .group_by(*UNIT, *PART, "part_areas")
        .len()
        .filter(pl.col("len") == pl.col("part_areas"))
    )
    between = pairs.select(*PART, middle_level="level", middle_code="code").join(
        pairs.select(*UNIT, middle_level="part_level", middle_code="part_code"),
        on=["middle_level", "middle_code"], how="inner", validate="m:m",
    )  # fmt: skip
    direct = pairs.join(between, on=[*UNIT, *PART], how="anti")
    return direct.select(pl.lit("area").alias("view"), *UNIT, *PART)

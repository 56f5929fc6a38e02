"""Tells what every reader knows of changes, who knows the persons of both months."""

from collections.abc import Iterator

import polars as pl

from schemas.coverage import FLOWS, GAINS, TOTAL
from schemas.errors import DataError
from schemas.observations import DIMENSIONS
from schemas.registrations import SEGMENTS
from schemas.thresholds import MIN_PERSONS
from transforms.hierarchy import disjoint
from transforms.publication import UNIT, Publication
from transforms.relations import Relations, Rule, apply, to_relations, together

FLOW = "change_persons"
WITHIN = ("segment_in", "segment_out")
VALUES = ["cell", "count", "least"]
SIGN = pl.when(pl.col("kind").is_in(GAINS)).then(1.0).otherwise(-1.0)


def to_growth(publication: Publication, hidden: pl.DataFrame) -> pl.DataFrame:
    """What is known of each unit's persons in both months: by segment, the months' difference.

    One row per unit and segment with `growth`, null where either month hides it. `hidden` are the
    cells that this month hides.
    """
    before = publication.previous
    if before is None:
        return pl.DataFrame(
            schema={**dict.fromkeys([*UNIT, "segment"], pl.String), "growth": pl.Int64}
        )
    shown = publication.cells.join(hidden, on=DIMENSIONS, how="anti")
    now = _persons(publication.cells).select(*UNIT, "segment")
    for name, frame, value in (("now", shown, "count"), ("before", before, "numerator")):
        numbers = _persons(frame).select(*UNIT, "segment", pl.col(value).alias(name))
        now = now.join(numbers, on=[*UNIT, "segment"], how="left", validate="1:1")
    return now.select(*UNIT, "segment", growth=pl.col("now") - pl.col("before"))


def to_flow_relations(
    publication: Publication, cells: pl.DataFrame, growth: pl.DataFrame
) -> Relations:
    """What is known between changes; `cells` are those of changes, with their numbers."""
    segments = apply(_by_segment(), cells)
    return together(
        [
            to_relations(segments, ["rule", *UNIT], "changes by segment"),
            *_growth(cells, growth),
            *_levels(publication, cells),
        ]
    )


def to_persons_relations(cells: pl.DataFrame) -> Relations:
    """Changes and persons of a unit's segment move together; those of the month before stand still.

    `cells` are those of changes and of persons, with their numbers.
    """
    changes = cells.filter(indicator=FLOW).select(*UNIT, "segment", *VALUES, coefficient=SIGN)
    persons = _persons(cells).select(*UNIT, "segment", *VALUES, coefficient=pl.lit(-1.0))
    key = [*UNIT, "segment"]
    terms = pl.concat(
        [changes.join(persons, on=key, how="semi"), persons.join(changes, on=key, how="semi")]
    )
    return to_relations(terms.with_columns(bound=pl.lit("known")), key, "changes and persons")


def _place(segment: str, flow: str) -> dict[str, str]:
    return {"view": "area", "indicator": FLOW, "segment": segment, "kind": flow}


def _by_segment() -> list[Rule]:
    """Segments add up; whoever comes from another segment has left it."""
    whole = [flow for flow in FLOWS if flow not in WITHIN]
    rules: list[Rule] = [
        (
            "equal",
            [(-1.0, _place(TOTAL, flow)), *((1.0, _place(each, flow)) for each in SEGMENTS)],
        )
        for flow in whole
    ]
    came, went = ([_place(each, flow) for each in SEGMENTS] for flow in WITHIN)
    rules.append(("equal", [*((1.0, each) for each in came), *((-1.0, each) for each in went)]))
    return rules


def _growth(cells: pl.DataFrame, growth: pl.DataFrame) -> Iterator[Relations]:
    """Gains less losses of a segment are its growth, where all persons of the unit are known."""
    of_unit = growth.filter(
        (pl.col("segment") == TOTAL) | pl.col("growth").is_not_null().all().over(UNIT)
    ).drop_nulls()
    terms = cells.join(of_unit, on=[*UNIT, "segment"], how="inner", validate="m:1").select(
        *UNIT, "segment", *VALUES, "growth", coefficient=SIGN, bound=pl.lit("known")
    )
    added = terms.group_by(*UNIT, "segment").agg(
        pl.col("growth").first(), sum=(pl.col("count") * pl.col("coefficient")).sum()
    )
    wrong = added.filter(pl.col("sum") != pl.col("growth")).sort(*UNIT, "segment").head(1)
    for row in wrong.iter_rows(named=True):
        raise DataError(
            f"Changes of {row['level']} {row['code']} ({row['segment']}): parts are "
            f"{row['sum']:,.0f}, but the published months differ by {row['growth']:,}. Nothing is "
            "published; this is a fault of Cakupan."
        )
    yield to_relations(terms, [*UNIT, "segment"], "growth")


def _levels(publication: Publication, cells: pl.DataFrame) -> Iterator[Relations]:
    """Who joined or left in parts without common areas: those of the unit, or a few more.

    More by no more than the persons of the unit have areas beyond one.
    """
    some = cells.filter(pl.col("kind").is_in(["joined", "left"]))
    parts = _disjoint_parts(publication, some)
    names = [*UNIT, "position"]
    of_parts = parts.join(
        some.select("position", *VALUES, part_level="level", part_code="code"),
        on=["part_level", "part_code"], how="inner", validate="m:m",
    ).select(*names, *VALUES, coefficient=pl.lit(1.0))  # fmt: skip
    own = some.join(parts.select(UNIT).unique(), on=UNIT, how="semi").select(
        *names, *VALUES, coefficient=pl.lit(-1.0)
    )
    own = own.join(of_parts, on=names, how="semi")
    of_position = some.select("position", "kind").unique()
    terms = (
        pl.concat([of_parts, own])
        .join(of_position, on="position", how="left", validate="m:1")
        .join(_surplus(publication), on=[*UNIT, "kind"], how="left", validate="m:1")
        .with_columns(bound=pl.lit("between"))
    )
    known = pl.col("most").is_not_null()
    yield to_relations(terms.filter(known), names, "changes of parts")
    loose = terms.filter(~known).with_columns(most=pl.lit(MIN_PERSONS, pl.Int64))
    yield to_relations(loose, names, "changes of parts")


def _disjoint_parts(publication: Publication, some: pl.DataFrame) -> pl.DataFrame:
    """Kanwil with their branches, the nation with its Kanwil, where no area is in two of them."""
    own = publication.members.filter("is_own")
    kanwils = own.filter(level="kanwil")
    parts = pl.concat(
        [
            kanwils.select(*UNIT, part_level=pl.lit("branch"), part_code="branch"),
            own.filter(level="national")
            .select(*UNIT, "branch")
            .join(kanwils.select("branch", part_code="code"), on="branch", validate="m:1")
            .select(*UNIT, part_level=pl.lit("kanwil"), part_code="part_code")
            .unique(),
        ]
    )
    known = some.select(part_level="level", part_code="code").unique()
    lacking = parts.join(known, on=["part_level", "part_code"], how="anti")
    return disjoint(publication, parts).join(lacking, on=UNIT, how="anti")


def _surplus(publication: Publication) -> pl.DataFrame:
    """Areas that persons of each unit have beyond one: now for who joined, before for who left."""
    surplus = {"view": "area", "indicator": "overlap_surplus", "kind": "areas"}
    now = publication.cells.filter(**surplus).select(
        *UNIT, kind=pl.lit("joined"), most=pl.col("count")
    )
    if publication.previous is None:
        return now
    before = publication.previous.filter(**surplus).select(
        *UNIT, kind=pl.lit("left"), most=pl.col("numerator")
    )
    return pl.concat([now, before])


def _persons(frame: pl.DataFrame) -> pl.DataFrame:
    """Persons of the area view by segment only."""
    return frame.filter(
        pl.col("view") == "area",
        pl.col("indicator") == "persons",
        pl.col("segment").is_in([*SEGMENTS, TOTAL]),
        *(pl.col(name) == TOTAL for name in ("programme", "sex", "age_group")),
    )

"""Tells which sums of cells every reader knows, within one unit.

A relation is a row of terms: coefficients of cells that add up to 0, or to a number that is known
to lie between two bounds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import polars as pl

from schemas.coverage import AGE_GROUPS, NOT_APPLICABLE, OVERLAPS, PROGRAMMES, TOTAL, UNKNOWN
from schemas.employers import REPORTS, SCALES, SIZE_BOUNDS, SIZES, STATES
from schemas.errors import DataError
from schemas.figures import INDICATORS
from schemas.observations import DIMENSIONS, SHARED, STAGES
from schemas.registrations import SEGMENTS, SEXES
from transforms.publication import UNIT

POSITION = DIMENSIONS[3:]
"""What a cell says of its unit and view."""
UNBOUNDED = 2**40
"""What a sum without an upper bound may come to."""

Bound = Literal["equal", "about", "at_least", "loose", "if_equal", "known", "between"]
"""equal: the terms add up to 0. at_least: to 0 or more. about: to what they add up to, give or take
as much as that. loose: to 0 or more, or not far below what they add up to. if_equal: to 0, or
nothing is known. known: to what they add up to. between: to 0 or more, and no more than the first
term's `most`."""

Place = dict[str, str]
Rule = tuple[Bound, list[tuple[float, Place]]]


@dataclass(frozen=True)
class Relations:
    """What a reader knows: `terms` of each row, and what those may add up to that have bounds."""

    terms: pl.DataFrame
    """row, cell, coefficient"""
    bounds: pl.DataFrame
    """row, total, least, most; no row where the terms add up to 0"""


def to_relations(terms: pl.DataFrame, key: list[str], name: str) -> Relations:
    """The relations of terms that share a key; DataError if one that must hold does not.

    `terms` have the key's columns, bound, cell, count, least and coefficient.
    """
    rows = terms.group_by(key, maintain_order=True).agg(
        pl.col("bound").first(),
        total=(pl.col("count") * pl.col("coefficient")).sum().cast(pl.Int64),
        reach=pl.col("least").max(),
        highest=pl.col("most").first() if "most" in terms.columns else pl.lit(UNBOUNDED),
    )
    total, bound = pl.col("total"), pl.col("bound")
    broken = rows.filter(
        ((bound == "equal") & (total != 0)) | (bound.is_in(["at_least", "between"]) & (total < 0))
    ).height
    if broken:
        raise DataError(
            f"Relations between counts ({name}): all must hold, but {broken:,} of {rows.height:,} "
            "do not. Nothing is published; this is a fault of Cakupan."
        )
    reach = pl.max_horizontal("reach", total.abs())
    rows = rows.filter((bound != "if_equal") | (total == 0)).with_row_index("row")
    is_exact = bound.is_in(["equal", "if_equal"])
    bounds = rows.filter(~is_exact).select(
        "row",
        "total",
        least=pl.when(bound == "known")
        .then(total)
        .when((bound == "about") | (total < 0))
        .then(total - reach)
        .otherwise(0),
        most=pl.when(bound == "known")
        .then(total)
        .when(bound == "about")
        .then(total + reach)
        .when(bound == "between")
        .then(pl.max_horizontal("highest", "total"))
        .otherwise(UNBOUNDED),
    )
    numbered = terms.join(rows.select(*key, "row"), on=key, how="inner", validate="m:1")
    return Relations(numbered.select("row", "cell", "coefficient"), bounds)


def together(parts: Iterable[Relations]) -> Relations:
    """All relations, numbered anew."""
    terms, bounds, first = [], [], 0
    for part in parts:
        shift = pl.col("row").cast(pl.Int64) + first
        terms.append(part.terms.with_columns(row=shift))
        bounds.append(part.bounds.with_columns(row=shift))
        highest = terms[-1]["row"].max()
        first = first if highest is None else int(str(highest)) + 1
    return Relations(pl.concat(terms), pl.concat(bounds))


def to_unit_relations(cells: pl.DataFrame) -> Relations:
    """What is known between the cells of each unit; a rule with a cell that is not there is none.

    `cells` are Cells with their number, `cell`.
    """
    rules = [
        *_persons(),
        *_rates(),
        *_overlaps(),
        *_rows(),
        *_bridge(),
        *_employers(),
        *_projects(),
    ]
    return to_relations(apply(rules, cells), ["rule", *UNIT], "within a unit")


def apply(rules: list[Rule], cells: pl.DataFrame) -> pl.DataFrame:
    """The terms of all rules in all units that have every cell of them."""
    usual = dict.fromkeys(POSITION, NOT_APPLICABLE)
    named = pl.DataFrame(
        [
            {"rule": number, "bound": bound, "coefficient": coefficient, **usual, **place}
            for number, (bound, terms) in enumerate(rules)
            for coefficient, place in terms
        ]
    ).with_columns(needed=pl.len().over("rule"))
    terms = named.join(cells, on=["view", *POSITION], how="inner", validate="m:m")
    return terms.filter(pl.len().over("rule", *UNIT) == pl.col("needed"))


def persons(
    view: str, segment: str = TOTAL, part: Literal["programme", "sex", "age_group"] = "sex",
    code: str = TOTAL,
) -> Place:  # fmt: skip
    """Where persons of a segment, or a part of these, stand."""
    everybody = dict.fromkeys(["programme", "sex", "age_group"], TOTAL)
    place = {"view": view, "indicator": "persons", "segment": segment}
    return place | everybody | {part: code}


def _sum(whole: Place, parts: Iterable[Place]) -> Rule:
    return "equal", [(-1.0, whole), *((1.0, part) for part in parts)]


def _most(larger: Place, smaller: Place) -> Rule:
    return "at_least", [(1.0, larger), (-1.0, smaller)]


def _persons() -> Iterator[Rule]:
    for view in ("area", "held"):
        yield _sum(persons(view), (persons(view, segment) for segment in SEGMENTS))
        covered = {"view": view, "indicator": "covered"}
        yield _sum(covered, [persons(view), persons(view, "JAKON")])
    for segment in SEGMENTS:
        everybody = persons("area", segment)
        ages = [*AGE_GROUPS, UNKNOWN]
        yield _sum(everybody, (persons("area", segment, "sex", sex) for sex in SEXES))
        yield _sum(everybody, (persons("area", segment, "age_group", age) for age in ages))
        insured = {name: persons("area", segment, "programme", name) for name in PROGRAMMES}
        yield _sum(insured["JKK"], [insured["JKM"]])
        yield from (_most(everybody, insured[name]) for name in PROGRAMMES if name != "JKM")
    for programme in ("JKK", "JKM"):
        yield _sum(persons("area", "JAKON"), [persons("area", "JAKON", "programme", programme)])


def _rates() -> Iterator[Rule]:
    covered = {"view": "area", "indicator": "covered"}
    for indicator in INDICATORS:
        rate = {"view": "area", "indicator": indicator.id}
        programme = indicator.programme
        has_jakon = programme in (TOTAL, "JKK", "JKM")
        segments = [each for each in indicator.segments if has_jakon or each in SEGMENTS]
        yield _sum(rate, (persons("area", each, "programme", programme) for each in segments))
    for name in ("total_coverage", "ucj_coverage"):
        yield _sum(covered, [{"view": "area", "indicator": name}])


def _overlaps() -> Iterator[Rule]:
    for view in ("area", "held"):
        several = {
            (column, kind): {"view": view, "indicator": f"overlap_{column}", "kind": kind}
            for column in ("persons", "surplus")
            for kind in OVERLAPS
        }
        yield _most(persons(view), several["persons", "registrations"])
        for kind in OVERLAPS:
            yield _most(several["surplus", kind], several["persons", kind])
            wider = {"provinces": "areas", "kanwils": "branches"}.get(kind, "registrations")
            if kind != wider:
                for column in ("persons", "surplus"):
                    yield _most(several[column, wider], several[column, kind])


def _rows() -> Iterator[Rule]:
    stages = [{"view": "held", "indicator": "registrations", "kind": stage} for stage in STAGES]
    for earlier, later in pairwise(stages):
        yield _most(earlier, later)
    several = {"view": "held", "indicator": "overlap_surplus", "kind": "registrations"}
    yield _sum(stages[STAGES.index("active")], [persons("held"), several])
    for kind in SHARED:
        shared = {"view": "held", "indicator": "shared", "kind": kind}
        yield _most(stages[STAGES.index("unique")], shared)


def _bridge() -> Iterator[Rule]:
    """Between the views: whoever is in one only bounds what a segment differs by.

    A person may be of another segment where other registrations of his count; then a segment
    differs by more, and that is not known.
    """
    outside = {"view": "held", "indicator": "persons_outside"}
    others = {"view": "area", "indicator": "persons_of_others"}
    yield _sum(persons("held"), [persons("inside"), outside])
    yield _sum(persons("area"), [persons("inside"), others])
    for segment in SEGMENTS:
        area, held = persons("area", segment), persons("held", segment)
        yield "loose", [(1.0, area), (-1.0, held), (1.0, outside)]
        yield "loose", [(1.0, held), (-1.0, area), (1.0, others)]
    yield "if_equal", [(1.0, persons("area", "JAKON")), (-1.0, persons("held", "JAKON"))]


def _employers() -> Iterator[Rule]:
    classes = {"scale": SCALES, "size": SIZES, "kind": REPORTS}
    for state in STATES:
        usual = {"view": "held", "state": state} | dict.fromkeys(classes, TOTAL)
        employers = usual | {"indicator": "employers"}
        workers = usual | {"indicator": "registered_workers"}
        for name, codes in classes.items():
            for whole in (employers, workers):
                yield _sum(whole, (whole | {name: code} for code in codes))
        for size, bound in zip(SIZES[1:], SIZE_BOUNDS, strict=True):
            of_size = {"size": size}
            yield "at_least", [(1.0, workers | of_size), (-float(bound), employers | of_size)]
        for size, bound in zip(SIZES, SIZE_BOUNDS, strict=False):
            of_size = {"size": size}
            yield "at_least", [(bound - 1.0, employers | of_size), (-1.0, workers | of_size)]


def _projects() -> Iterator[Rule]:
    running = {"view": "held", "indicator": "project_workers", "state": "running"}
    yield _sum(persons("held", "JAKON"), [running])


def numbered(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells with their number, and one for the place that they have in their unit."""
    places = cells.select(POSITION).unique(maintain_order=True).with_row_index("position")
    return cells.join(places, on=POSITION, how="left", validate="m:1").with_row_index("cell")

"""Tells which sums of cells every reader knows, between a unit and what it is made of."""

from collections.abc import Iterator

import polars as pl

from schemas.coverage import COMPARED_LEVELS, TOTAL
from schemas.registrations import SEGMENTS
from transforms.containments import (
    INDICATOR,
    IS_PERSONS,
    IS_SHARED_PERSONS,
    PART,
    PROGRAMME,
    SEGMENT,
    VIEWED,
    to_containments,
)
from transforms.publication import UNIT, Publication
from transforms.relations import Relations, to_relations, together
from transforms.twins import OF_BOTH, to_twin_relations

PARTED = ["branch", "kanwil"]
"""Levels of parts that may have several areas themselves."""

IS_EVERYBODY = IS_PERSONS & (SEGMENT == TOTAL)
IS_EXACT = (
    (IS_PERSONS & (SEGMENT == "JAKON") & (PROGRAMME == TOTAL))
    | INDICATOR.is_in(["registrations", "projects", "project_workers"])
    | ((INDICATOR == "shared") & (pl.col("kind") != "persons"))
)
"""What is counted once in one part, and never again."""
IS_COVERED = (
    (IS_PERSONS & SEGMENT.is_in(SEGMENTS) & (PROGRAMME == TOTAL))
    | INDICATOR.is_in([*OF_BOTH, "jkk_coverage", "jht_coverage", "jp_coverage", "jkp_coverage"])
    | IS_SHARED_PERSONS
)
"""Persons whom each part counts that they are in; so parts added up are never fewer."""
IS_BY_PROGRAMME = (
    IS_PERSONS & SEGMENT.is_in(SEGMENTS) & ~PROGRAMME.is_in([TOTAL, "JKM"])
) | INDICATOR.is_in(["jkk_coverage", "jht_coverage"])
"""Persons of one segment, or of several, with a programme."""
IS_OF_EMPLOYERS = INDICATOR.is_in(["employers", "registered_workers"])


def to_level_relations(publication: Publication, cells: pl.DataFrame) -> Relations:
    """What is known between units; `cells` are the publication's with their number, `cell`."""
    parts = _parts(publication, cells)
    return together(
        [
            *_sums(parts, cells),
            _registrations(parts, cells),
            _employers(parts, cells),
            *_repeated(parts, cells),
            to_containments(publication, parts, cells),
            *to_twin_relations(publication, cells),
        ]
    )


def _parts(publication: Publication, cells: pl.DataFrame) -> pl.DataFrame:
    """Every unit with what it is made of, in each view; without a kind where these may overlap.

    A unit is whole when something is known of each of its parts. What persons of a unit have
    several of is named by the kind of that overlap.
    """
    territories, members = publication.territories, publication.members
    own = members.filter(pl.col("is_own"), pl.col("level").is_in(COMPARED_LEVELS[1:]))
    branches = own.select(*UNIT, part_level=pl.lit("branch"), part_code="branch")
    nation = pl.col("level") == "national"
    kanwils = own.filter(~nation).select("branch", part_code="code")
    kanwils = (
        own.filter(nation)
        .join(kanwils, on="branch", how="inner", validate="m:1")
        .select(*UNIT, part_level=pl.lit("kanwil"), part_code="part_code")
        .unique()
    )
    areas = territories.filter(pl.col("level") != "area").select(
        *UNIT, part_level=pl.lit("area"), part_code="area"
    )
    provinces = (
        areas.filter(nation)
        .select(*UNIT, part_level=pl.lit("province"), part_code=pl.col("part_code").str.head(2))
        .unique()
    )
    directly = pl.concat([branches.filter(~nation), kanwils])
    parts = [
        (areas, "area", "areas"),
        (provinces, "area", "provinces"),
        (disjoint(publication, directly), "area", "areas"),
        (directly, "area", None),
        (branches, "held", "branches"),
        (kanwils, "held", "kanwils"),
        (directly, "inside", None),
    ]
    known = cells.select("view", part_level="level", part_code="code").unique()
    named = pl.concat(
        frame.select(pl.lit(view).alias("view"), *UNIT, *PART, pl.lit(by, pl.String).alias("by"))
        for frame, view, by in parts
    )
    is_known = named.join(
        known.with_columns(is_known=True), on=["view", *PART], how="left", validate="m:1"
    )
    # A branch that has not reported holds nothing, which everybody knows.
    is_whole = (pl.col("is_known").is_not_null() | (pl.col("view") == "held")).all()
    return is_known.with_columns(is_whole=is_whole.over(*VIEWED, "part_level")).filter("is_known")


def disjoint(publication: Publication, parts: pl.DataFrame) -> pl.DataFrame:
    """The parts of those units no area of which is in two of them."""
    areas = publication.territories.select(part_level="level", part_code="code", area="area")
    served = parts.join(areas, on=PART, how="inner", validate="m:m")
    sharing = served.filter(pl.struct(*UNIT, "area").is_duplicated())
    return parts.join(sharing, on=UNIT, how="anti")


def _sums(parts: pl.DataFrame, cells: pl.DataFrame) -> Iterator[Relations]:
    """Parts added up: exactly, but for what persons have several of, or never fewer."""
    whole = pl.col("is_whole")
    exact = pl.when(whole).then(pl.lit("equal")).otherwise(pl.lit("about"))
    never_fewer = pl.when(whole).then(pl.lit("at_least")).otherwise(pl.lit("loose"))
    apart = parts.filter(pl.col("by").is_not_null())
    shared = parts.filter(pl.col("by").is_null(), whole, pl.col("view") == "area")
    for name, those, some, bound, surplus in (
        ("persons", apart, IS_EVERYBODY, exact, -1.0),
        ("counts", apart, IS_EXACT, exact, 0.0),
        ("segments", apart, IS_COVERED, never_fewer, 0.0),
        ("overlapping parts", shared, IS_COVERED | IS_EVERYBODY, never_fewer, 0.0),
    ):
        terms = _terms(those, cells.filter(some), cells, (1.0, surplus))
        yield to_relations(
            terms.with_columns(bound=bound), [*VIEWED, "part_level", "position"], name
        )


def _registrations(parts: pl.DataFrame, cells: pl.DataFrame) -> Relations:
    """Persons and what they have beyond one registration are the registrations of all areas."""
    active = IS_EVERYBODY | ((INDICATOR == "overlap_surplus") & (pl.col("kind") == "registrations"))
    apart = parts.filter(pl.col("by").is_not_null(), pl.col("view") == "area")
    exact = pl.when("is_whole").then(pl.lit("equal")).otherwise(pl.lit("about"))
    terms = _terms(apart, cells.filter(active), cells, (1.0, 0.0)).with_columns(bound=exact)
    return to_relations(terms, [*VIEWED, "part_level"], "registrations of parts")


def _employers(parts: pl.DataFrame, cells: pl.DataFrame) -> Relations:
    """Employers of parts added up: exactly where none is counted in two, else only about.

    Where some are, their scale, size and state differ above. How many they are is published
    nowhere, so it is known no better than a hidden number; and nothing is known of their workers.
    """
    key = [*VIEWED, "part_level", "position"]
    terms = _terms(parts.filter(view="held"), cells.filter(IS_OF_EMPLOYERS), cells, (1.0, 0.0))
    difference = (pl.col("count") * pl.col("coefficient")).sum()
    is_exact = (difference.over(key) == 0).all().over(*VIEWED, "part_level")
    workers = cells.filter(INDICATOR == "registered_workers")["position"].unique()
    bound = pl.when(is_exact).then(pl.lit("equal")).otherwise(pl.lit("about"))
    known = terms.filter(is_exact | ~pl.col("position").is_in(workers.implode()))
    return to_relations(known.with_columns(bound=bound), key, "employers")


def _repeated(parts: pl.DataFrame, cells: pl.DataFrame) -> Iterator[Relations]:
    """Parts are more than their unit by no more than what persons have several of.

    A person's programmes are those of the unit's rows: with one, parts may also be fewer.
    """
    apart = parts.filter(pl.col("by").is_not_null())
    bound = pl.when("is_whole").then(pl.lit("at_least")).otherwise(pl.lit("loose"))
    for some, those, sign, holds in (
        (IS_PERSONS & IS_COVERED, apart.filter(~pl.col("is_whole")), -1.0, pl.lit("at_least")),
        (IS_BY_PROGRAMME, apart, -1.0, bound),
        (IS_BY_PROGRAMME & IS_PERSONS, apart, 1.0, bound),
    ):
        terms = _terms(those, cells.filter(some), cells, (sign, 1.0))
        key = [*VIEWED, "part_level", "position"]
        yield to_relations(terms.with_columns(bound=holds), key, "what is repeated in parts")


def _terms(
    parts: pl.DataFrame, some: pl.DataFrame, cells: pl.DataFrame, signs: tuple[float, float]
) -> pl.DataFrame:
    """Parts less their unit, each place by itself, and the surplus of the kind that they are.

    The surplus that a part of several areas has itself is none between the parts.
    """
    sign, of_surplus = signs
    values = ["position", "cell", "count", "least"]
    of_parts = parts.join(
        some.select("view", *values, part_level="level", part_code="code"),
        on=["view", *PART], how="inner", validate="m:m",
    )  # fmt: skip
    names = [*VIEWED, "part_level", "by", "is_whole"]
    units = of_parts.select(*names, "position").unique()
    own = units.join(
        some.select(*VIEWED, *values), on=[*VIEWED, "position"], how="inner", validate="m:1"
    )
    of_parts = of_parts.join(
        own, on=[*VIEWED, "part_level", "by", "position"], how="semi", nulls_equal=True
    )
    terms = [
        of_parts.select(*names, *values, coefficient=pl.lit(sign)),
        own.select(*names, *values, coefficient=pl.lit(-sign)),
    ]
    if of_surplus:
        surplus = cells.filter(INDICATOR == "overlap_surplus").select(
            *VIEWED, "cell", "count", "least", by="kind"
        )
        beyond = own.drop("cell", "count", "least").join(
            surplus, on=[*VIEWED, "by"], how="inner", validate="m:1"
        )
        terms.append(beyond.select(*names, *values, coefficient=pl.lit(of_surplus)))
        within = of_parts.filter(pl.col("view") == "area", pl.col("part_level").is_in(PARTED))
        within = within.drop("cell", "count", "least").join(
            surplus.rename({"level": "part_level", "code": "part_code"}),
            on=["view", *PART, "by"], how="inner", validate="m:1",
        )  # fmt: skip
        terms.append(within.select(*names, *values, coefficient=pl.lit(-of_surplus)))
    return pl.concat(terms)

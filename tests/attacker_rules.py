"""What a reader of every bulletin and of docs/methodology.md knows of the published numbers.

Written from what the numbers mean, not from the project's own relations between cells.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pandera.typing.polars import DataFrame

from schemas.coverage import (
    AGE_GROUPS,
    OVERLAPS,
    PROGRAMMES,
    TOTAL,
    UNKNOWN,
    Territories,
)
from schemas.employers import REPORTS, SCALES, SIZE_BOUNDS, SIZES, STATES
from schemas.figures import INDICATORS
from schemas.observations import STAGES
from schemas.projects import PROJECT_STATES
from schemas.reference import NATIONAL, Branches
from schemas.registrations import SEGMENTS, SEXES
from tests.attacker import Known, Rule

INFINITY = float("inf")
Unit = tuple[str, str]
Place = int | None
NATION: Unit = ("national", NATIONAL)
PARTS = {"programme": PROGRAMMES, "sex": SEXES, "age_group": [*AGE_GROUPS, UNKNOWN]}


@dataclass(frozen=True)
class Register:
    """What everybody may know of the offices: areas of each unit, branches of each Kanwil."""

    areas: dict[Unit, tuple[str, ...]]
    kanwils: dict[str, str]

    def branches(self, unit: Unit) -> list[Unit]:
        """The branches of a Kanwil or of the nation."""
        level, code = unit
        return [
            ("branch", branch)
            for branch, kanwil in self.kanwils.items()
            if level == "national" or kanwil == code
        ]

    def all(self, *levels: str) -> list[Unit]:
        """All units of these levels."""
        return [unit for unit in self.areas if unit[0] in levels]


def to_register(branches: DataFrame[Branches], territories: DataFrame[Territories]) -> Register:
    """The register of a country."""
    areas: dict[Unit, list[str]] = defaultdict(list)
    for level, code, area in territories.select("level", "code", "area").sort("area").iter_rows():
        areas[level, code].append(area)
    kanwils = dict(branches.select("branch", "kanwil").sort("branch").iter_rows())
    return Register({unit: tuple(served) for unit, served in areas.items()}, kanwils)


class Reader:
    """Reads one release."""

    def __init__(self, known: Known, number: int) -> None:
        self.known, self.number = known, number

    def find(self, view: str, unit: Unit, indicator: str, **codes: str) -> Place:
        return self.known.find(self.number, view, unit, indicator, **codes)

    def persons(self, view: str, unit: Unit, segment: str = TOTAL, **codes: str) -> Place:
        whole = dict.fromkeys(PARTS, TOTAL) | codes
        return self.find(view, unit, "persons", segment=segment, **whole)

    def surplus(self, view: str, unit: Unit, kind: str) -> Place:
        return self.find(view, unit, "overlap_surplus", kind=kind)

    def overlap(self, view: str, unit: Unit, kind: str) -> Place:
        return self.find(view, unit, "overlap_persons", kind=kind)

    def is_zero(self, place: Place) -> bool:
        return place is not None and self.known.is_shown[place] and not self.known.truth[place]


def rule(
    name: str,
    plus: Iterable[Place],
    minus: Iterable[Place],
    low: float = 0.0,
    high: float = 0.0,
) -> Iterator[Rule]:
    """That plus less minus lies between; nothing if a number was not published."""
    terms = [(place, 1.0) for place in plus] + [(place, -1.0) for place in minus]
    known = [(place, multiple) for place, multiple in terms if place is not None]
    if known and len(known) == len(terms):
        yield Rule(name, tuple(known), low, high)


def at_most(name: str, small: Iterable[Place], large: Iterable[Place]) -> Iterator[Rule]:
    """That the small numbers together are no more than the large ones."""
    yield from rule(name, small, large, -INFINITY)


def in_unit(reader: Reader, unit: Unit) -> Iterator[Rule]:
    """What is published of one unit."""
    for view in ("area", "held"):
        heads = reader.persons(view, unit, "JAKON")
        everybody = reader.persons(view, unit)
        segments = [reader.persons(view, unit, segment) for segment in SEGMENTS]
        yield from rule("segments add up", segments, [everybody])
        yield from rule("covered", [everybody, heads], [reader.find(view, unit, "covered")])
        yield from of_overlaps(reader, unit, view)
    yield from breakdowns(reader, unit)
    yield from rates(reader, unit)
    yield from bridge(reader, unit)
    yield from rows(reader, unit)
    for state in STATES:
        yield from of_employers(reader, unit, state)
    running = reader.find("held", unit, "project_workers", state=PROJECT_STATES[1])
    yield from rule("Jakon", [running], [reader.persons("held", unit, "JAKON")])


def breakdowns(reader: Reader, unit: Unit) -> Iterator[Rule]:
    for segment in SEGMENTS:
        whole = reader.persons("area", unit, segment)
        for part in ("sex", "age_group"):
            parts = [reader.persons("area", unit, segment, **{part: code}) for code in PARTS[part]]
            yield from rule(f"{part} adds up", parts, [whole])
        for code in PROGRAMMES:
            some = reader.persons("area", unit, segment, programme=code)
            yield from at_most("programme in segment", [some], [whole])
    for segment in (*SEGMENTS, "JAKON"):
        jkk, jkm = (
            reader.persons("area", unit, segment, programme=code) for code in ("JKK", "JKM")
        )
        yield from rule("JKK and JKM", [jkk], [jkm])
    jkk = reader.persons("area", unit, "JAKON", programme="JKK")
    yield from rule("Jakon has JKK", [jkk], [reader.persons("area", unit, "JAKON")])


def rates(reader: Reader, unit: Unit) -> Iterator[Rule]:
    for indicator in INDICATORS:
        parts = [
            reader.persons("area", unit, segment, programme=indicator.programme)
            for segment in indicator.segments
        ]
        known = [place for place in parts if place is not None]
        yield from rule("numerator", known, [reader.find("area", unit, indicator.id)])


def bridge(reader: Reader, unit: Unit) -> Iterator[Rule]:
    held, inside, area = (reader.persons(view, unit) for view in ("held", "inside", "area"))
    outside = reader.find("held", unit, "persons_outside")
    others = reader.find("area", unit, "persons_of_others")
    yield from rule("outside", [outside, inside], [held])
    yield from rule("of others", [others, inside], [area])
    if reader.is_zero(outside) and reader.is_zero(others):
        for segment in SEGMENTS:
            yield from if_equal(
                reader, reader.persons("area", unit, segment), reader.persons("held", unit, segment)
            )


def if_equal(reader: Reader, one: Place, other: Place) -> Iterator[Rule]:
    """He may know that both count the same rows when they are the same in truth."""
    truth = reader.known.truth
    if one is not None and other is not None and truth[one] == truth[other]:
        yield from rule("the same rows", [one], [other])


def of_overlaps(reader: Reader, unit: Unit, view: str) -> Iterator[Rule]:
    everybody = reader.persons(view, unit)
    for kind in OVERLAPS:
        persons, surplus = reader.overlap(view, unit, kind), reader.surplus(view, unit, kind)
        yield from at_most("each has one beyond", [persons], [surplus])
        yield from at_most("of all persons", [persons], [everybody])
    for many, few in (
        *(("registrations", kind) for kind in ("employers", "segments", "branches", "areas")),
        ("areas", "provinces"),
        ("branches", "kanwils"),
    ):
        for find in (reader.overlap, reader.surplus):
            yield from at_most(
                f"{few} of {many}", [find(view, unit, few)], [find(view, unit, many)]
            )


def rows(reader: Reader, unit: Unit) -> Iterator[Rule]:
    stages = [reader.find("held", unit, "registrations", kind=stage) for stage in STAGES]
    for larger, smaller in pairwise(stages):
        yield from at_most("a later stage", [smaller], [larger])
    several = reader.surplus("held", unit, "registrations")
    yield from rule("active rows", [reader.persons("held", unit), several], [stages[-1]])


def of_employers(reader: Reader, unit: Unit, state: str) -> Iterator[Rule]:
    def find(indicator: str, **codes: str) -> Place:
        usual = {"scale": TOTAL, "size": TOTAL, "kind": TOTAL}
        return reader.find("held", unit, indicator, state=state, **usual | codes)

    classes = {"scale": SCALES, "size": SIZES, "kind": REPORTS}
    for indicator in ("employers", "registered_workers"):
        for name, codes in classes.items():
            parts = [find(indicator, **{name: code}) for code in codes]
            yield from rule(f"employers by {name}", parts, [find(indicator)])
    for size, first, last in zip(
        SIZES, (0, *SIZE_BOUNDS), (*(bound - 1 for bound in SIZE_BOUNDS), 10**6), strict=True
    ):
        employers, workers = find("employers", size=size), find("registered_workers", size=size)
        if employers is not None and workers is not None:
            yield Rule("size", ((workers, 1.0), (employers, -float(first))), 0.0, INFINITY)
            yield Rule("size", ((workers, 1.0), (employers, -float(last))), -INFINITY, 0.0)

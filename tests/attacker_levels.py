"""What a reader knows of all that is published: of units of all levels, and of two months."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from schemas.coverage import COMPARED_LEVELS, GAINS, LOSSES, PROGRAMMES, TOTAL
from schemas.registrations import SEGMENTS
from tests.attacker import Known, Name, Release, Rule
from tests.attacker_rules import (
    INFINITY,
    NATION,
    PARTS,
    Place,
    Reader,
    Register,
    Unit,
    at_most,
    in_unit,
    rule,
)


def all_rules(register: Register, releases: Sequence[Release], known: Known) -> list[Rule]:
    """All that he knows of all releases."""
    found: list[Rule] = []
    for number, release in enumerate(releases):
        reader = Reader(known, number)
        for unit in register.areas:
            found += in_unit(reader, unit)
        for unit in register.all("province", "branch", "kanwil", "national"):
            found += over_areas(reader, register, unit)
        for unit in register.all("kanwil", "national"):
            found += over_branches(reader, register, unit)
        found += between_units(reader, register)
        if release.before is not None:
            for unit in register.all(*COMPARED_LEVELS):
                found += over_time(Growth(reader, Reader(known, release.before)), register, unit)
    return found


def allow_zeros(known: Known, releases: Sequence[Release]) -> None:
    """A unit's changes may be hidden whole, zeros too; then none of them is known not to be 0."""
    for places, release in zip(known.places, releases, strict=True):
        blocks: dict[tuple[Unit, bool], list[int]] = defaultdict(list)
        if release.before is not None:
            for name, place in places.items():
                if name[3] == "change_persons":
                    blocks[(name[1], name[2]), name[4] == TOTAL].append(place)
        for block in blocks.values():
            if not any(known.is_shown[place] for place in block):
                for place in block:
                    known.lowest[place] = 0


def losses(
    name: str, parts: Sequence[Place], whole: Place, most: Sequence[Place], less: Sequence[Place]
) -> Iterator[Rule]:
    """Parts are no less than the whole, and no more than by `most` without `less`."""
    known = [part for part in parts if part is not None]
    if len(known) == len(parts):
        yield from rule(name, known, [whole], 0.0, INFINITY)
    yield from rule(name, [*known, *less], [whole, *most], -INFINITY)


def over_areas(reader: Reader, register: Register, unit: Unit) -> Iterator[Rule]:
    """A unit's area view against its areas, and the nation's against the provinces."""
    areas: list[Unit] = [("area", area) for area in register.areas[unit]]
    yield from apart(reader, unit, areas, [reader.surplus("area", unit, "areas")], [])
    yield from rows_of_parts(reader, unit, areas)
    if unit == NATION:
        provinces = register.all("province")
        yield from apart(reader, unit, provinces, [reader.surplus("area", unit, "provinces")], [])
    parts = register.branches(unit) if unit[0] == "kanwil" else register.all("kanwil")
    served = [area for part in parts for area in register.areas[part]]
    if unit[0] in ("kanwil", "national") and len(served) == len(set(served)):
        less = [reader.surplus("area", part, "areas") for part in parts]
        yield from apart(reader, unit, parts, [reader.surplus("area", unit, "areas")], less)


def apart(
    reader: Reader, unit: Unit, parts: Sequence[Unit], most: Sequence[Place], less: Sequence[Place]
) -> Iterator[Rule]:
    """Persons of parts that share no area; who is in several counts once in the unit."""

    def both(segment: str = TOTAL, **codes: str) -> tuple[list[Place], Place]:
        counted = [reader.persons("area", part, segment, **codes) for part in parts]
        return counted, reader.persons("area", unit, segment, **codes)

    everybody, whole = both()
    yield from rule("parts and surplus", [*everybody, *less], [whole, *most])
    for segment in SEGMENTS:
        yield from losses("segments of parts", *both(segment), most, less)
        for part in ("sex", "age_group"):
            for code in PARTS[part]:
                yield from losses(f"{part} of parts", *both(segment, **{part: code}), most, less)
    heads, all_heads = both("JAKON")
    yield from rule("Jakon of parts", heads, [all_heads])
    for code in PROGRAMMES:
        some = [both(segment, programme=code) for segment in SEGMENTS]
        for counted, of_unit in some:
            yield from at_most("programme of parts", [*counted, *less], [of_unit, *most])
            yield from at_most("programme of unit", [of_unit, *less], [*counted, *most])
        counted = [place for one, _ in some for place in one]
        of_units = [place for _, place in some]
        yield from rule("programme of everybody", counted, of_units, 0.0, INFINITY)
        yield from at_most("programme of everybody", [*counted, *less], [*of_units, *most])


def rows_of_parts(reader: Reader, unit: Unit, parts: Sequence[Unit]) -> Iterator[Rule]:
    """Registrations are those of the parts: persons, and what they have beyond one."""

    def active(one: Unit) -> list[Place]:
        return [reader.persons("area", one), reader.surplus("area", one, "registrations")]

    yield from rule(
        "registrations of areas", [place for part in parts for place in active(part)], active(unit)
    )


def over_branches(reader: Reader, register: Register, unit: Unit) -> Iterator[Rule]:
    """A Kanwil's or the nation's held view against its branches, and against the Kanwil."""
    branches = [
        branch for branch in register.branches(unit) if reader.persons("held", branch) is not None
    ]
    kanwils = [
        kanwil for kanwil in register.all("kanwil") if reader.persons("held", kanwil) is not None
    ]
    yield from held_by(reader, unit, branches, reader.surplus("held", unit, "branches"))
    if unit == NATION:
        yield from held_by(reader, unit, kanwils, reader.surplus("held", unit, "kanwils"))
    for part in (*branches, *(kanwils if unit == NATION else ())):
        for segment in (TOTAL, SEGMENTS[0]):
            yield from at_most(
                "held within",
                [reader.persons("held", part, segment)],
                [reader.persons("held", unit, segment)],
            )
    yield from employers_of_branches(reader, unit, branches)
    for name, whole, parts in of_branches(reader, unit, branches):
        if name[3] in ("projects", "project_workers", "registrations"):
            yield from rule(f"{name[3]} of branches", parts, [whole])


def employers_of_branches(reader: Reader, unit: Unit, branches: Sequence[Unit]) -> Iterator[Rule]:
    """Branches add up to their unit where no employer has two of them, which he may know.

    Where some have, they count once above, under another size or state. How many they are is
    published nowhere; he knows it as closely as he may know any hidden number, and nothing of
    their workers.
    """
    truth, least = reader.known.truth, reader.known.least
    sums = [
        (
            name[3],
            parts,
            whole,
            sum(truth[place] for place in parts if place is not None) - truth[whole],
        )
        for name, whole, parts in of_branches(reader, unit, branches)
        if name[3] in ("employers", "registered_workers")
    ]
    is_exact = all(gap == 0 for *_, gap in sums)
    for indicator, parts, whole, gap in sums:
        if indicator == "registered_workers" and not is_exact:
            continue
        doubt = 0 if is_exact else max(least[whole], abs(gap))
        yield from rule("employers of branches", parts, [whole], gap - doubt, gap + doubt)


def of_branches(
    reader: Reader, unit: Unit, branches: Sequence[Unit]
) -> Iterator[tuple[Name, int, list[Place]]]:
    """Each number of a unit with those of its branches."""
    places = reader.known.places[reader.number]
    for name, whole in places.items():
        if name[1:3] == unit:
            yield name, whole, [places.get((name[0], *one, *name[3:])) for one in branches]


def held_by(reader: Reader, unit: Unit, parts: Sequence[Unit], most: Place) -> Iterator[Rule]:
    for segment in (TOTAL, *SEGMENTS, "JAKON"):
        counted = [reader.persons("held", part, segment) for part in parts]
        whole = reader.persons("held", unit, segment)
        if segment == TOTAL:
            yield from rule("held and surplus", counted, [whole, most])
        elif segment == "JAKON":
            yield from rule("Jakon held", counted, [whole])
        else:
            yield from losses("segments held", counted, whole, [most], [])


def between_units(reader: Reader, register: Register) -> Iterator[Rule]:
    """Units of the same areas have the same persons; those of more areas no fewer."""
    names: dict[Unit, dict[tuple[str, ...], int]] = defaultdict(dict)
    for name, place in reader.known.places[reader.number].items():
        if name[0] == "area" and name[3] not in ("change_persons", "persons_of_others"):
            names[name[1], name[2]][name[3:]] = place
    for unit, other in permutations(register.areas, 2):
        areas, others = register.areas[unit], register.areas[other]
        if unit < other and areas == others:
            for name, place in names[unit].items():
                yield from rule("the same areas", [place], [names[other].get(name)])
        elif set(areas) < set(others):
            for name in filter(grows, names[unit]):
                yield from at_most("areas within", [names[unit][name]], [names[other].get(name)])


def grows(name: Sequence[str]) -> bool:
    """Whether a number is no less where there are more areas."""
    return name[0].startswith("overlap") or (name[0] == "persons" and name[1] in ("PU", TOTAL))


@dataclass(frozen=True)
class Growth:
    """What came to a unit, and what left it, between two months."""

    now: Reader
    then: Reader

    def flow(self, unit: Unit, segment: str, kind: str) -> Place:
        return self.now.find("area", unit, "change_persons", segment=segment, kind=kind)

    def flows(self, unit: Unit, segment: str, kinds: Sequence[str]) -> list[Place]:
        return [
            self.flow(unit, segment, kind)
            for kind in kinds
            if segment != TOTAL or "segment" not in kind
        ]


def over_time(growth: Growth, register: Register, unit: Unit) -> Iterator[Rule]:
    """What came and went between two months."""
    if growth.flow(unit, TOTAL, "joined") is None:
        return
    for segment in (*SEGMENTS, TOTAL):
        now = growth.now.persons("area", unit, segment)
        then = growth.then.persons("area", unit, segment)
        gains, lost = (growth.flows(unit, segment, kinds) for kinds in (GAINS, LOSSES))
        yield from rule("change", [now, *lost], [then, *gains])
        yield from at_most("losses were there", lost, [then])
    for kind in ("joined", "moved_in", "left", "moved_out"):
        parts = [growth.flow(unit, segment, kind) for segment in SEGMENTS]
        yield from rule("segments of flows", parts, [growth.flow(unit, TOTAL, kind)])
    came, went = (
        [growth.flow(unit, segment, kind) for segment in SEGMENTS]
        for kind in ("segment_in", "segment_out")
    )
    yield from rule("changed segments", came, went)
    if unit[0] != "branch":
        yield from flows_of_branches(growth, register, unit)


def flows_of_branches(growth: Growth, register: Register, unit: Unit) -> Iterator[Rule]:
    """Who joins or leaves a unit joins or leaves a branch of it, or several."""
    branches = register.branches(unit)
    served = [area for part in branches for area in register.areas[part]]
    for kind, reader in (("joined", growth.now), ("left", growth.then)):
        most = reader.surplus("area", unit, "areas")
        for segment in (*SEGMENTS, TOTAL):
            parts = [growth.flow(part, segment, kind) for part in branches]
            whole = growth.flow(unit, segment, kind)
            yield from rule("flows of branches", parts, [whole], 0.0, INFINITY)
            if len(served) == len(set(served)):
                yield from at_most("flows of branches", parts, [whole, most])

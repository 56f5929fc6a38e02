"""The tables of a bulletin: areas, segments, programmes, employers, branches."""

from typing import Literal, get_args

from schemas.bulletin_rows import (
    AreaRow,
    BranchRow,
    EmployerRow,
    Figure,
    OverlapRow,
    ProgrammeRow,
    SegmentRow,
)
from schemas.exports import Kind
from schemas.facts import Facts
from transforms import disclosure
from transforms.lookup import Lookup, Unit
from transforms.regions import area_name

Segment = Literal["PU", "PMI", "BPU", "JAKON", "ALL"]
Programme = Literal["JKK", "JKM", "JHT", "JP", "JKP"]
Overlap = Literal[
    "registrations", "employers", "segments", "branches", "areas", "provinces", "kanwils"
]
TOO_WIDE = {"branch": ("provinces", "kanwils"), "kanwil": ("kanwils",)}
"""Overlaps that say nothing of a unit of this level."""
Scale = Literal["BESAR", "MENENGAH", "KECIL", "MIKRO", "ALL"]


def to_area_rows(facts: Facts, lookup: Lookup, unit: Unit) -> tuple[AreaRow, ...]:
    """The areas that the unit serves, area view, by code."""
    areas = facts.territories.filter(level=unit.level, code=unit.code)["area"]
    return tuple(_area_row(lookup, area) for area in areas.sort())


def _area_row(lookup: Lookup, area: str) -> AreaRow:
    coverage = lookup.rate(Unit("area", area, ()), "total_coverage")
    uncovered = disclosure.change(coverage.denominator, coverage.numerator)
    if isinstance(uncovered.value, int):
        uncovered = Figure(max(0, uncovered.value))
    return AreaRow(area, area_name(area), coverage, uncovered)


def to_segment_rows(lookup: Lookup, unit: Unit) -> tuple[SegmentRow, ...]:
    """Persons by segment, and all of them, now and a month ago, in both views."""
    unknown = () if lookup.readings(unit, Kind.PROYEK_JAKON) else ("JAKON",)
    return tuple(
        SegmentRow(segment, *(disclosure.UNKNOWN,) * 4)
        if segment in unknown
        else _segment_row(lookup, unit, segment)
        for segment in get_args(Segment)
    )


def _segment_row(lookup: Lookup, unit: Unit, segment: Segment) -> SegmentRow:
    now = disclosure.persons(lookup.persons("area", unit, segment))
    before = disclosure.persons(lookup.previous_persons("area", unit, segment))
    held = disclosure.persons(lookup.persons("held", unit, segment))
    return SegmentRow(segment, now, before, disclosure.change(now, before), held)


def to_programme_rows(lookup: Lookup, unit: Unit) -> tuple[ProgrammeRow, ...]:
    """Persons with each programme by segment, area view."""
    has_projects = bool(lookup.readings(unit, Kind.PROYEK_JAKON))

    def persons(programme: Programme, segment: Segment) -> Figure:
        return disclosure.persons(lookup.persons("area", unit, segment, programme))

    return tuple(
        ProgrammeRow(
            programme=programme,
            pu_persons=persons(programme, "PU"),
            pmi_persons=persons(programme, "PMI"),
            bpu_persons=persons(programme, "BPU"),
            jakon_persons=persons(programme, "JAKON") if has_projects else disclosure.UNKNOWN,
            coverage=lookup.rate(unit, f"{programme.lower()}_coverage"),
        )
        for programme in get_args(Programme)
    )


def to_overlap_rows(lookup: Lookup, unit: Unit) -> tuple[OverlapRow, ...]:
    """Persons with several registrations, employers, segments or places, in both views."""

    def persons(view: str, kind: str) -> Figure:
        return disclosure.persons(lookup.overlaps.get((view, unit.level, unit.code, kind), 0))

    kinds = (kind for kind in get_args(Overlap) if kind not in TOO_WIDE.get(unit.level, ()))
    return tuple(OverlapRow(kind, persons("area", kind), persons("held", kind)) for kind in kinds)


def to_employer_rows(lookup: Lookup, unit: Unit) -> tuple[EmployerRow, ...]:
    """Employer units by scale, and all of them; unknown when no branch of the unit reported."""
    is_known = bool(lookup.readings(unit, Kind.PEMBERI_KERJA))

    def employers(scale: Scale, state: str) -> Figure:
        scales = [s for s in get_args(Scale) if s != "ALL"] if scale == "ALL" else [scale]
        counts = (lookup.employers.get((unit.level, unit.code, s, state), 0) for s in scales)
        return disclosure.employers(sum(counts) if is_known else None)

    return tuple(
        EmployerRow(scale, employers(scale, "active"), employers(scale, "in_arrears"))
        for scale in get_args(Scale)
    )


def to_branch_rows(lookup: Lookup, unit: Unit) -> tuple[BranchRow, ...]:
    """The unit's branches with their own headline, by code."""
    return tuple(
        BranchRow(
            code=branch,
            name=lookup.branch_names[branch],
            is_received=lookup.reading(branch, Kind.PESERTA) is not None,
            coverage=lookup.rate(Unit("branch", branch, (branch,)), "total_coverage"),
        )
        for branch in unit.branches
    )

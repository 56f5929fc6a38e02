"""The tables of a bulletin: areas, segments, programmes, overlaps, employers, projects."""

from typing import Literal, get_args

from schemas.bulletin_rows import (
    AreaRow,
    BranchRow,
    EmployerRow,
    Figure,
    OverlapRow,
    ProgrammeRow,
    ProjectRow,
    SegmentRow,
)
from schemas.coverage import TOTAL
from schemas.employers import REPORTS, SCALES, SIZES
from schemas.exports import Kind
from transforms import disclosure
from transforms.lookup import Lookup, Unit
from transforms.regions import area_name

Segment = Literal["PU", "PMI", "BPU", "JAKON", "ALL"]
Programme = Literal["JKK", "JKM", "JHT", "JP", "JKP"]
OF_PROJECTS = ("JKK", "JKM")
"""The programmes of project workers."""
Overlap = Literal[
    "registrations", "employers", "segments", "branches", "areas", "provinces", "kanwils"
]
TOO_WIDE = {"branch": ("provinces", "kanwils"), "kanwil": ("kanwils",)}
"""Overlaps that say nothing of a unit of this level."""
Breakdown = Literal["scale", "size", "report", "all"]
EMPLOYERS: tuple[tuple[Breakdown, str], ...] = (
    *(("scale", code) for code in SCALES),
    *(("size", code) for code in SIZES),
    *(("report", code) for code in REPORTS),
    ("all", TOTAL),
)
DIMENSION: dict[Breakdown, str] = {"scale": "scale", "size": "size", "report": "kind"}
"""By what the employers of a breakdown are told apart."""
ProjectState = Literal["ahead", "running", "ended"]


def to_area_rows(lookup: Lookup, unit: Unit) -> tuple[AreaRow, ...]:
    """The areas that the unit serves, area view, by code."""
    return tuple(_area_row(lookup, area) for area in lookup.areas.get((unit.level, unit.code), ()))


def _area_row(lookup: Lookup, area: str) -> AreaRow:
    coverage = lookup.rate(Unit("area", area), "total_coverage")
    return AreaRow(area, area_name(area), coverage, disclosure.uncovered(coverage))


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
    indicator = "covered" if segment == "ALL" else "persons"
    code = TOTAL if segment == "ALL" else segment
    now = lookup.now.find("area", unit, indicator, segment=code)
    before = lookup.last("area", unit, indicator, segment=code)
    is_compared = "P" not in (now.status, before.status)
    return SegmentRow(
        segment,
        persons=now.count,
        previous_persons=before.count,
        change_persons=disclosure.change(now.count, before.count)
        if is_compared
        else disclosure.UNKNOWN,
        held_persons=lookup.count("held", unit, indicator, segment=code),
    )


def to_programme_rows(lookup: Lookup, unit: Unit) -> tuple[ProgrammeRow, ...]:
    """Persons with each programme by segment, area view."""
    has_projects = bool(lookup.readings(unit, Kind.PROYEK_JAKON))

    def persons(programme: Programme, segment: Segment) -> Figure:
        return lookup.count("area", unit, "persons", segment=segment, programme=programme)

    def project_workers(programme: Programme) -> Figure:
        if not has_projects:
            return disclosure.UNKNOWN
        return persons(programme, "JAKON") if programme in OF_PROJECTS else Figure(0)

    return tuple(
        ProgrammeRow(
            programme=programme,
            pu_persons=persons(programme, "PU"),
            pmi_persons=persons(programme, "PMI"),
            bpu_persons=persons(programme, "BPU"),
            jakon_persons=project_workers(programme),
            coverage=lookup.rate(unit, f"{programme.lower()}_coverage"),
        )
        for programme in get_args(Programme)
    )


def to_overlap_rows(lookup: Lookup, unit: Unit) -> tuple[OverlapRow, ...]:
    """Persons with several registrations, employers, segments or places, in both views."""

    def persons(view: str, kind: str) -> Figure:
        return lookup.count(view, unit, "overlap_persons", kind=kind)

    kinds = (kind for kind in get_args(Overlap) if kind not in TOO_WIDE.get(unit.level, ()))
    return tuple(OverlapRow(kind, persons("area", kind), persons("held", kind)) for kind in kinds)


def to_employer_rows(lookup: Lookup, unit: Unit) -> tuple[EmployerRow, ...]:
    """Employer units by scale, size and report, and all of them; none when nobody reported."""
    if not lookup.readings(unit, Kind.PEMBERI_KERJA):
        return ()
    return tuple(_employer_row(lookup, unit, *named) for named in EMPLOYERS)


def _employer_row(lookup: Lookup, unit: Unit, breakdown: Breakdown, code: str) -> EmployerRow:
    named = {} if breakdown == "all" else {DIMENSION[breakdown]: code}

    def count(indicator: str, state: str) -> Figure:
        return lookup.count("held", unit, indicator, state=state, **named)

    return EmployerRow(
        breakdown=breakdown,
        code=code,
        active=count("employers", "active"),
        active_workers=count("registered_workers", "active"),
        in_arrears=count("employers", "in_arrears"),
        in_arrears_workers=count("registered_workers", "in_arrears"),
    )


def to_project_rows(lookup: Lookup, unit: Unit) -> tuple[ProjectRow, ...]:
    """Construction projects by state; none when nobody reported."""
    if not lookup.readings(unit, Kind.PROYEK_JAKON):
        return ()
    return tuple(
        ProjectRow(
            state,
            projects=lookup.count("held", unit, "projects", state=state),
            workers=lookup.count("held", unit, "project_workers", state=state),
        )
        for state in get_args(ProjectState)
    )


def to_branch_rows(lookup: Lookup, unit: Unit) -> tuple[BranchRow, ...]:
    """The unit's branches with their own headline, by code."""
    return tuple(
        BranchRow(
            code=branch,
            name=lookup.branch_names[branch],
            is_received=lookup.reading(branch, Kind.PESERTA) is not None,
            coverage=lookup.rate(Unit("branch", branch), "total_coverage"),
        )
        for branch in unit.branches
    )

"""From one view to the other, and from last month to this one: the rows of both bridges."""

from collections.abc import Iterator
from typing import Literal

from schemas.bulletin_rows import ChangeRow, ChangeTable, Figure, ViewBridge
from schemas.coverage import TOTAL
from schemas.reference import NATIONAL
from transforms.lookup import Lookup, Unit

Segment = Literal["PU", "PMI", "BPU", "ALL"]
SEGMENTS: tuple[Segment, ...] = ("PU", "PMI", "BPU", "ALL")
NATION = Unit("national", NATIONAL)


def to_view_bridge(lookup: Lookup, unit: Unit) -> ViewBridge | None:
    """What lies between the persons held and those of the area view; None for nothing to tell."""
    bridge = ViewBridge(
        held=lookup.count("held", unit, "persons"),
        outside=lookup.count("held", unit, "persons_outside"),
        inside=lookup.count("inside", unit, "persons"),
        of_others=lookup.count("area", unit, "persons_of_others"),
        area=lookup.count("area", unit, "persons"),
    )
    steps = (bridge.outside, bridge.of_others)
    is_told = any(step.is_shown and step.value for step in steps)
    return bridge if is_told else None


def to_change_table(lookup: Lookup, unit: Unit) -> ChangeTable | None:
    """How persons came and went; None without two whole months, or when no flow is shown."""
    if not _is_compared(lookup, unit):
        return None
    rows = tuple(_row(lookup, unit, segment) for segment in SEGMENTS)
    if not any(flow.is_shown for row in rows for flow in _flows(row)):
        return None
    return ChangeTable(rows, is_split_provisional=not _is_compared(lookup, NATION))


def _is_compared(lookup: Lookup, unit: Unit) -> bool:
    """Whether both months are known and wait for nobody."""
    months = (lookup.now.find("area", unit, "persons"), lookup.last("area", unit, "persons"))
    return all(month.is_whole for month in months)


def _row(lookup: Lookup, unit: Unit, segment: Segment) -> ChangeRow:
    code = TOTAL if segment == "ALL" else segment

    def flow(kind: str) -> Figure:
        return lookup.count("area", unit, "change_persons", segment=code, kind=kind)

    return ChangeRow(
        segment=segment,
        before=lookup.last("area", unit, "persons", segment=code).count,
        joined=flow("joined"),
        moved_in=flow("moved_in"),
        segment_in=None if segment == "ALL" else flow("segment_in"),
        left=flow("left"),
        moved_out=flow("moved_out"),
        segment_out=None if segment == "ALL" else flow("segment_out"),
        now=lookup.count("area", unit, "persons", segment=code),
    )


def _flows(row: ChangeRow) -> Iterator[Figure]:
    parts = (row.joined, row.moved_in, row.segment_in, row.left, row.moved_out, row.segment_out)
    return (part for part in parts if part is not None)

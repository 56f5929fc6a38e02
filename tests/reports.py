"""What is reported of branches and runs, where only little of it matters."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from schemas.arrivals import Arrival
from schemas.exports import Kind
from schemas.report import BranchReport, BranchState, ExportReport, FigureReport, RunReport
from tests.facts import NOVEMBER, submission

NIGHT = datetime(2021, 12, 1, tzinfo=UTC)


def arrival(number: int = 1, *, format: str = "csv", is_late: bool = False) -> Arrival:
    """A file of the first night; equal numbers are equal bytes."""
    sent = submission("KDR", Kind.PESERTA)
    name = f"{number:08x}{'0' * 56}.{format}"
    return Arrival(
        replace(sent, id=number, object=name, format=format),
        received=NIGHT,
        written=NIGHT,
        is_late=is_late,
        control="",
    )


def export(kind: Kind = Kind.PESERTA, state: str = "ready", **changes: Any) -> ExportReport:
    """An export of which one file came."""
    return replace(
        ExportReport(kind, BranchState(state), "00000001", arrivals=(arrival(),)), **changes
    )


def branch(code: str, *exports: ExportReport) -> BranchReport:
    """A branch that has sent all three exports, some of them as given."""
    given = {item.kind: item for item in exports}
    return BranchReport(
        code, f"Office {code}", tuple(given.get(kind) or export(kind) for kind in Kind)
    )


def figure(code: str, persons: int | None, **changes: Any) -> FigureReport:
    """A branch's total coverage over 2000 workers."""
    percent = None if persons is None else f"{persons / 20:.2f}"
    usual = FigureReport("branch", code, "total_coverage", persons, 2000, percent, "A")
    return replace(usual, **changes)


def run_report(*branches: BranchReport, **changes: Any) -> RunReport:
    """A run of November that made ten bulletins."""
    usual = RunReport(
        month=NOVEMBER,
        edition="2021-11",
        ground=None,
        is_new=True,
        is_released=False,
        rules_proved=40,
        branches=branches,
        strangers=(),
        bulletins=10,
        withheld=(),
        unkept=None,
        awaited={},
        dropped={},
        folder="output/2021-11/bulletins",
        figures=(),
        removed_workbooks=0,
    )
    return replace(usual, **changes)

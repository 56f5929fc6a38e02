"""What `cakupan verify` answers."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from rich.markup import escape

from flows.answers import answers
from flows.edges.objects import RESTORE
from schemas.grouping import number
from schemas.verification import Compared, Part, VerificationReport


def show_verification(report: VerificationReport) -> None:
    """The archive and each of the three things that are told apart, with all that is not well."""
    answers.print(f"Edition {report.edition}")
    looked_at = f"archive: {number(report.objects)} objects looked at"
    _show(looked_at, _lost(report), is_well=not report.broken)
    for name, part in report.parts.items():
        told = "; ".join(_compared(one) for one in part.compared)
        title = f"{name} {part.verdict}" + (f": {told}" if told else "")
        _show(title, _part_lines(part), is_well=part.verdict == "equal")
    if report.bytes.verdict == "different" and report.environment.verdict != "equal":
        answers.print("     Bytes may differ where the environment is another; figures may not")


def show_summary(reports: Iterable[VerificationReport]) -> None:
    """A line for each edition."""
    for report in reports:
        _show(summary(report), is_well=report.is_well)


def summary(report: VerificationReport) -> str:
    """An edition in a line."""
    lost = f"{number(len(report.broken))} objects lost" if report.broken else "archive whole"
    told = (f"{name} {part.verdict}" for name, part in report.parts.items())
    return ", ".join([f"{report.edition}: {lost}", *told])


def _show(title: str, lines: Iterable[str] = (), *, is_well: bool) -> None:
    mark = "[green]OK[/]  " if is_well else "[red]FAIL[/]"
    answers.print(f"{mark} {escape(title)}", soft_wrap=True)
    for line in lines:
        answers.print(f"     {escape(line)}", soft_wrap=True)


def _lost(report: VerificationReport) -> Iterator[str]:
    for one in report.lost:
        advice = "its retention had ended" if one.state == "purged" else RESTORE
        yield f"{one.owner}: object {one.name} is {one.state}; {advice}"


def _compared(one: Compared) -> str:
    if one.found:
        return f"{number(one.found)} of {number(one.count)} {one.kind} differ"
    return f"{number(one.count)} {one.kind}"


def _part_lines(part: Part) -> Iterator[str]:
    for one in part.compared:
        for name in one.differing:
            yield f"{one.kind}: {name}"
        if left := one.found - len(one.differing):
            yield f"{one.kind}: and {number(left)} more"
    yield from part.notes
    yield from part.faults


def verification_json(reports: Iterable[VerificationReport]) -> str:
    """The same for a program: a list with one entry an edition."""
    return json.dumps([_report_dict(report) for report in reports], indent=1)


def _report_dict(report: VerificationReport) -> dict[str, object]:
    parts = {name: {"verdict": part.verdict, **asdict(part)} for name, part in report.parts.items()}
    return {
        "month": str(report.month),
        "edition": report.edition,
        "is_well": report.is_well,
        "objects": report.objects,
        "lost": [asdict(one) for one in report.lost],
        **parts,
    }

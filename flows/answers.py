"""What commands answer: tables for a person, JSON for a program."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schemas.codes import TEXTS
from schemas.exports import Kind
from schemas.report import (
    BranchReport,
    BranchState,
    ExportReport,
    FigureReport,
    Finding,
    MonthStatus,
    ReleaseReport,
    RunReport,
)

WIDTH = 132
"""Columns of a table that is written to a file or pipe."""

answers = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)

MARKS = {
    BranchState.READY: "[green]read[/]",
    BranchState.RECEIVED: "[yellow]received[/]",
    BranchState.MISSING: "[yellow]missing[/]",
    BranchState.HELD: "[red]held[/]",
    BranchState.REJECTED: "[red]rejected[/]",
}


def number(value: int) -> str:
    """A whole number with thousands points, as in the bulletins."""
    return f"{value:,}".replace(",", ".")


def show_run(report: RunReport) -> None:
    """The run's outcome: a row per branch, what was noticed, and where the PDFs are."""
    covered = {
        figure.code: figure
        for figure in report.figures
        if figure.level == "branch" and figure.indicator == "total_coverage"
    }
    table = Table(title=f"Edition {report.edition}", title_justify="left")
    table.add_column("branch", no_wrap=True)
    for column in ("rows received", "accepted", "left out", "covered", "workers", "%"):
        table.add_column(column, justify="right", no_wrap=True)
    for branch in report.branches:
        table.add_row(*_run_row(branch), *_rate(covered.get(branch.code)))
    answers.print(table)
    show_notes(report.branches, report.strangers)
    if report.is_new:
        answers.print(f"{report.bulletins} bulletins are in {report.folder}")
    else:
        answers.print(f"Nothing to do: edition {report.edition} stands, in {report.folder}")


def _run_row(branch: BranchReport) -> tuple[str, ...]:
    rows = [export for export in branch.exports if export.kind is Kind.PESERTA]
    counts = (
        sum(getattr(export, name) for export in rows)
        for name in ("received", "accepted", "rejected")
    )
    return (f"{branch.code} {branch.name}", *(number(count) for count in counts))


def _rate(figure: FigureReport | None) -> tuple[str, str, str]:
    if figure is None or figure.numerator is None or figure.denominator is None:
        return ("…", "…", "…")
    percent = str(figure.percent).replace(".", ",")
    return number(figure.numerator), number(figure.denominator), percent


def show_notes(branches: Iterable[BranchReport], strangers: Iterable[str]) -> None:
    """Exports that are missing or were rejected, and what is no export, one sentence each."""
    for branch in branches:
        for export in branch.exports:
            if export.state is BranchState.MISSING:
                answers.print(f"{branch.code} {branch.name} has not sent its {export.kind} export.")
            if export.fault:
                answers.print(
                    f"{branch.code} {export.kind} {export.digest}: {export.fault}", markup=False
                )
    for name in strangers:
        answers.print(f"Not taken from the inbox: {name}", markup=False)


def show_status(status: MonthStatus) -> None:
    """The branch × stage grid of a month, what is missing, and what to do next."""
    table = Table(title=f"{status.month}: {status.headline}", title_justify="left")
    table.add_column("branch", no_wrap=True)
    for kind in Kind:
        table.add_column(kind.value)
    for column in ("bulletin", "mail"):
        table.add_column(column)
    for line in status.lines:
        table.add_row(
            f"{line.branch.code} {line.branch.name}",
            *(_stage(export) for export in line.branch.exports),
            line.bulletin,
            line.mail,
        )
    answers.print(table)
    show_notes([line.branch for line in status.lines], ())
    for sentence in status.advice:
        answers.print(f"• {sentence}", markup=False)


def _stage(export: ExportReport) -> str:
    if export.state is BranchState.READY:
        return f"{MARKS[export.state]} {number(export.accepted)}"
    return MARKS[export.state]


def show_release(report: ReleaseReport) -> None:
    """How many mails were written where, and which bulletins nobody receives."""
    total = sum(report.states.values())
    states = ", ".join(f"{count} {state}" for state, count in report.states.items())
    if report.captured:
        answers.print(f"{report.captured} mails are in {report.folder}")
    else:
        answers.print(f"Nothing to do: edition {report.edition} is released already.")
    answers.print(f"Edition {report.edition}: {total} mails planned = {states or 'none'}")
    for unit in report.unaddressed:
        answers.print(f"Nobody receives the bulletin of {unit}; see recipients.csv.", markup=False)


def show_examination(findings: Iterable[Finding]) -> None:
    """One line for each thing that was examined."""
    for finding in findings:
        mark = "[green]OK[/]  " if finding.is_well else "[red]FAIL[/]"
        answers.print(f"{mark} {finding.subject}: {escape(finding.sentence)}")


def run_json(reports: Iterable[RunReport]) -> str:
    """The reports of a run as JSON: a list with one entry a month."""
    return json.dumps([_run_dict(report) for report in reports], indent=1)


def _run_dict(report: RunReport) -> dict[str, object]:
    return {
        "month": str(report.month),
        "edition": report.edition,
        "is_new": report.is_new,
        "rules_proved": report.rules_proved,
        "branches": [_branch_dict(branch) for branch in report.branches],
        "strangers": list(report.strangers),
        "bulletins": report.bulletins,
        "folder": report.folder,
        "figures": [asdict(figure) for figure in report.figures],
    }


def status_json(found: Iterable[MonthStatus]) -> str:
    """The status of months as JSON: a list with one entry a month."""
    return json.dumps([_status_dict(status) for status in found], indent=1)


def _status_dict(status: MonthStatus) -> dict[str, object]:
    return {
        "month": str(status.month),
        "edition": status.edition,
        "state": status.state,
        "branches": [
            {**_branch_dict(line.branch), "bulletin": line.bulletin, "mail": line.mail}
            for line in status.lines
        ],
        "advice": list(status.advice),
    }


def _branch_dict(branch: BranchReport) -> dict[str, object]:
    return {
        "branch": branch.code,
        "name": branch.name,
        "state": branch.state.value,
        "exports": [
            {
                "kind": export.kind.value,
                "state": export.state.value,
                "file": export.digest,
                "received": export.received,
                "accepted": export.accepted,
                "rejected": export.rejected,
                "findings": [
                    {"code": code, "count": count, "text": TEXTS[code]}
                    for code, count in sorted(export.findings)
                ],
                "fault": export.fault,
            }
            for export in branch.exports
        ],
    }

"""What commands answer to a person: tables, and sentences below them."""

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.branch_reports import clock
from schemas.arrivals import Arrival
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
    BranchState.LATE: "[yellow]late[/]",
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
    """What is to be said of the exports, and what is of no branch, one sentence each."""
    for branch in branches:
        for export in branch.exports:
            if export.state is BranchState.MISSING:
                answers.print(f"{branch.code} {branch.name} has not sent its {export.kind} export.")
            for sentence in filter(None, (export.fault, *export.notes)):
                title = " ".join(filter(None, (branch.code, export.kind, export.digest)))
                answers.print(f"{title}: {sentence}", markup=False, soft_wrap=True)
    for name in strangers:
        answers.print(f"Not taken from the inbox: {name}", markup=False, soft_wrap=True)


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
    show_notes([line.branch for line in status.lines], status.strangers)
    for sentence in status.advice:
        answers.print(f"• {sentence}", markup=False)


def show_branch(status: MonthStatus) -> None:
    """One branch's exports one by one: every file, every rule and what was noticed."""
    for line in status.lines:
        for export in line.branch.exports:
            title = f"{status.month} {line.branch.code} {line.branch.name}: {export.kind}"
            answers.print(f"[bold]{escape(title)}[/] {_stage(export)}")
            if export.received:
                answers.print(
                    f"{number(export.received)} rows received = {number(export.accepted)} accepted "
                    f"+ {number(export.rejected)} left out"
                )
            for arrival in export.arrivals:
                answers.print(_arrival(arrival), markup=False)
            _show_codes(export)
    show_notes([line.branch for line in status.lines], ())
    for sentence in status.advice:
        answers.print(f"• {sentence}", markup=False)


def _arrival(arrival: Arrival) -> str:
    late = ", after publication" if arrival.is_late else ""
    return (
        f"file {arrival.submission.digest} ({arrival.submission.format}) of "
        f"{clock(arrival.written)}, received on {clock(arrival.received)}{late}"
    )


def _show_codes(export: ExportReport) -> None:
    """Every code with its counts: rows left out, rows that broke two rules, what was noticed."""
    if not (export.rejections or export.findings):
        return
    table = Table()
    table.add_column("code", no_wrap=True)
    for column in ("rows", "in all"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("what it means")
    for code, first, broken in export.rejections:
        table.add_row(code, number(first), number(broken), escape(TEXTS[code]))
    for one, other, rows in export.pairs:
        table.add_row(f"{one} + {other}", "", number(rows), "")
    for code, count in sorted(export.findings):
        table.add_row(code, number(count), "", escape(TEXTS[code]))
    answers.print(table)


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

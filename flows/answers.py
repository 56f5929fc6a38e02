"""What commands answer to a person: tables, and sentences below them."""

import sys
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.branch_notes import (
    MOST,
    every_note,
    note_lines,
    stranger_lines,
)
from flows.branch_reports import clock
from flows.mail_advice import balance
from schemas.arrivals import Arrival
from schemas.codes import TEXTS
from schemas.edition import Withheld
from schemas.exports import Kind
from schemas.grouping import number
from schemas.report import (
    BranchState,
    ExportReport,
    Fate,
    Finding,
    MonthStatus,
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

LANGUAGES = {"id": "Indonesian", "en": "English"}

FATE_WORDS = {
    Fate.COUNTS: "counts",
    Fate.WAITING: "waits for the next run",
    Fate.HELD: "held, does not count",
    Fate.REFUSED: "refused, does not count",
    Fate.REPLACED: "replaced",
    Fate.REPEATED: "came again, see below",
    Fate.LATE: "waits for a revision",
}


def withheld_lines(bulletins: Iterable[Withheld]) -> Iterator[str]:
    """A line for each bulletin that an edition lacks."""
    for item in bulletins:
        yield f"Withheld, the {LANGUAGES[item.language]} bulletin of {item.code}: {item.why}"


def show_lines(lines: Iterable[str]) -> None:
    """Print sentences, a line each, however long."""
    for line in lines:
        answers.print(line, markup=False, soft_wrap=True)


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
    show_lines(note_lines(status.month, [line.branch for line in status.lines]))
    show_lines(stranger_lines(status.month, status.strangers))
    show_lines(withheld_lines(status.withheld))
    for edition, states in status.mails.items():
        show_lines([f"Edition {edition}: {balance(sum(states.values()), states)}"])
    show_lines(request_lines(status))


def request_lines(status: MonthStatus) -> Iterator[str]:
    """What somebody is asked to do for a month, the most pressing first, and what comes next."""
    asked, rest = status.requests[:MOST], status.requests[MOST:]
    more = [f"… and {number(len(rest))} more exports are asked for or wait"] if rest else []
    yield from (f"• {sentence}" for sentence in (*asked, *more, *status.advice))


def show_branch(status: MonthStatus) -> None:
    """One branch's exports one by one: every file, every rule and what was noticed."""
    for line in status.lines:
        for export in line.branch.exports:
            title = f"{status.month} {line.branch.code} {line.branch.name}: {export.kind}"
            answers.print(f"[bold]{escape(title)}[/] {_stage(export)}")
            if export.received and not export.is_nil:
                answers.print(
                    f"{number(export.received)} rows received = {number(export.accepted)} accepted "
                    f"+ {number(export.rejected)} left out"
                )
            show_lines(map(_arrival, export.arrivals, export.fates))
            _show_codes(export)
        show_lines(every_note(status.month, line.branch))
    show_lines(withheld_lines(status.withheld))
    for edition, states in status.mails.items():
        show_lines([f"Edition {edition}: {balance(sum(states.values()), states)}"])
    show_lines(f"• {sentence}" for sentence in (*status.requests, *status.advice))


def _arrival(arrival: Arrival, fate: Fate) -> str:
    submission = arrival.submission
    is_nil = submission.format == "nil"
    what = "nil report" if is_nil else f"{submission.format} file"
    late = " after publication" if arrival.is_late else ""
    return (
        f"{what} {submission.digest} of {clock(arrival.written)}, "
        f"received on {clock(arrival.received)}{late}: {FATE_WORDS[fate]}"
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
    if export.is_nil:
        return f"{MARKS[export.state]} nil report"
    if export.state is BranchState.READY:
        return f"{MARKS[export.state]} {number(export.accepted)}"
    return MARKS[export.state]


def show_examination(findings: Iterable[Finding]) -> None:
    """One line for each thing that was examined."""
    for finding in findings:
        mark = "[green]OK[/]  " if finding.is_well else "[red]FAIL[/]"
        answers.print(f"{mark} {finding.subject}: {escape(finding.sentence)}")

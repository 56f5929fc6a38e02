"""What the commands about the ledger answer."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from rich.markup import escape

from flows.answers import answers
from schemas.grouping import number
from schemas.ledger_check import Checked, LedgerReport


def show_check(report: LedgerReport) -> None:
    """A line for each kind of check, and one for each flaw."""
    for one in report.checked:
        mark = "[red]FAIL[/]" if one.found else "[green]OK[/]  "
        answers.print(f"{mark} {one.kind}: {_told(one)}")
        for line in _flaw_lines(one):
            answers.print(f"     {escape(line)}", soft_wrap=True)
    if not report.is_whole:
        answers.print("The rest was not looked at; check again when this is put right")


def _told(one: Checked) -> str:
    checked = f"{number(one.count)} looked at"
    return f"{checked}, {number(one.found)} not well" if one.found else checked


def _flaw_lines(one: Checked) -> Iterator[str]:
    for flaw in one.flaws:
        yield f"{flaw.where}: {flaw.what}; {flaw.advice}"
    if left := one.found - len(one.flaws):
        yield f"and {number(left)} more"


def to_json(report: LedgerReport) -> str:
    """The same for a program."""
    return json.dumps(asdict(report) | {"is_well": report.is_well}, indent=1)

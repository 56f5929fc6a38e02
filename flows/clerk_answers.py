"""What the commands answer that help a branch's clerk: his workbooks, and how his file is read."""

import json
from collections.abc import Iterator

from rich.markup import escape
from rich.table import Table

from flows.answers import answers
from schemas.codes import REJECTIONS
from schemas.corrections import CorrectionFile, CorrectionsReport
from schemas.errors import ExportError
from schemas.grouping import number
from schemas.inspection import Inspection, InspectionReport, Setting, Shape, StyleCount, Trial

SIGNS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
SETTINGS = {json.dumps(sign): name for sign, name in SIGNS.items()}
"""The separators as profiles.toml writes them."""


def show_corrections(report: CorrectionsReport) -> int:
    """Which workbooks were written, and how they may travel; the exit code."""
    for file in report.files:
        answers.print(f"{report.branch} {file.kind}: {_said(file)}", markup=False)
        answers.print(f"  {file.path}", markup=False, soft_wrap=True)
    for kind in report.clean:
        answers.print(f"{report.branch} {kind}: every row counts; nothing to correct.")
    for kind in report.unread:
        answers.print(f"{report.branch} {kind}: not read yet; next: cakupan run {report.month}")
    if report.files:
        answers.print(
            "The workbooks hold personal data. Only you can open them: hand them to the branch's "
            "clerk in person or over the office's protected share, never by mail. The run that "
            "takes in the corrected file deletes them here; delete your copies then."
        )
    return 0


def _said(file: CorrectionFile) -> str:
    said = list(file.reasons)
    if file.left_out:
        said.append(f"{number(file.left_out)} rows are left out, {number(file.listed)} are listed.")
    return " ".join(said)


def show_inspection(report: InspectionReport) -> int:
    """How a file is written and read, and the profile for it; the exit code."""
    found = report.found
    month = found.month or "month unknown"
    answers.print(f"{report.branch} {report.kind} {month}", style="bold")
    for line in _verdicts(report):
        answers.print(line, markup=False, soft_wrap=True)
    for label, value in _shape(found.shape).items():
        if value:
            answers.print(f"{label:<12}{value}", markup=False, soft_wrap=True)
    _show_styles(found.styles)
    _show_disagreements(report)
    _show_problems(found)
    _show_outcome(report)
    return 0 if report.is_taken else ExportError.exit_code


def _verdicts(report: InspectionReport) -> Iterator[str]:
    """What a run says of the file before it reads it."""
    if report.refusal:
        yield f"A run leaves this file in the inbox: {report.refusal.sentence}"
    elif report.named_as != f"{report.kind} {report.branch} {report.found.month}":
        yield f"By its name, a run takes this file as {report.named_as}."
    if not report.is_expected:
        yield f"No exports are expected of {report.branch}, so a run takes none; see branches.csv."


def _shape(shape: Shape) -> dict[str, str]:
    """What is told of the file's shape; empty where there is nothing to tell."""
    other = [f"{name} as {heading!r}" for name, heading in shape.columns if name != heading]
    found = [f"{len({name for name, _ in shape.columns})} found"]
    if shape.others:
        found.append(f"{shape.others} ignored")
    is_text = bool(shape.encoding)
    return {
        "packing": shape.packing,
        "encoding": shape.encoding + (", with a byte order mark" if shape.has_bom else ""),
        "line ends": shape.line_ends,
        "separator": SIGNS.get(shape.delimiter, "none found" if is_text else ""),
        "sheet": shape.sheet,
        "headings": f"in line {shape.line}" if shape.line else "none found" if is_text else "",
        "columns": "; ".join([", ".join(found), *other]) if shape.columns else "",
        "missing": ", ".join(shape.missing),
        "unknown": "; ".join(map(repr, shape.unknown)),
    }


def _show_styles(styles: tuple[StyleCount, ...]) -> None:
    if not styles:
        return
    table = Table(title="Styles of the cells", title_justify="left")
    table.add_column("column")
    table.add_column("style")
    table.add_column("cells", justify="right")
    for count in styles:
        table.add_row(count.column, count.style or "[red]unreadable[/]", number(count.cells))
    answers.print(table)


def _show_disagreements(report: InspectionReport) -> None:
    for setting in report.disagreements:
        answers.print(
            f"{setting.name}: the file shows {_named(setting, setting.shown)}, "
            f"its profile says {_named(setting, setting.profile)}.",
            markup=False,
            soft_wrap=True,
        )
    for doubt in report.found.doubts:
        answers.print(f"• {doubt}", markup=False, soft_wrap=True)


def _named(setting: Setting, value: str) -> str:
    """A setting's value as profiles.toml writes it, a separator with its name."""
    sign = SETTINGS.get(value, "") if setting.name == "delimiter" else ""
    return f"{value} ({sign})" if sign else value or "nothing"


def _show_problems(found: Inspection) -> None:
    """Problems stand with their text in Indonesian, as the clerk reads it."""
    if not found.problems:
        return
    table = Table(title="First problems (digits as 9, letters as A)", title_justify="left")
    table.add_column("row", justify="right")
    for column in ("column", "code", "cell", "what the clerk reads"):
        table.add_column(column)
    for problem in found.problems:
        cells = (problem.column, problem.code, escape(problem.masked), REJECTIONS[problem.code])
        table.add_row(str(problem.row), *cells)
    answers.print(table)


def _show_outcome(report: InspectionReport) -> None:
    found = report.found
    answers.print(f"Under its profile: {_outcome(found.now)}", markup=False, soft_wrap=True)
    if not report.block:
        return
    answers.print(f"Under the profile below: {_outcome(found.then)}", markup=False, soft_wrap=True)
    answers.print("For reference/profiles.toml, in place of any table with this name:")
    answers.print(report.block, markup=False, soft_wrap=True)


def _outcome(trial: Trial) -> str:
    if trial.fault is not None:
        return f"refused: {trial.fault.sentence}"
    rules = ", ".join(f"{code} ({number(rows)})" for code, rows in trial.rules)
    noun = "row" if trial.received == 1 else "rows"
    said = f"{number(trial.accepted)} of {number(trial.received)} {noun} would count"
    return f"{said}; broken rules: {rules}." if rules else f"{said}."

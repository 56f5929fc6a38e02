"""The command line: each command is one function that answers with its exit code."""

import gc
import signal
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from flows.arguments import Switch, to_month, to_orders, to_question, to_settings
from flows.delivery_commands import DELIVERY_COMMANDS
from flows.guard import guarded
from flows.history_commands import HISTORY_COMMANDS
from flows.progress import messages
from flows.schedule_commands import SCHEDULE_COMMANDS
from flows.upkeep_commands import UPKEEP_COMMANDS
from schemas.definitions import Language
from schemas.errors import HeldError, UsageError
from schemas.exports import Kind
from schemas.grouping import number
from schemas.revision import SaidReason

app = App(
    name="cakupan",
    suppress_keyboard_interrupt=False,
    version=lambda: version("cakupan"),
    help="Turn branch offices' exports into checked coverage figures and PDF bulletins.",
)
STOPS = (signal.SIGINT, signal.SIGTERM)
"""By what a command is stopped: Ctrl-C, or whoever looks after it."""


@app.command
def run(
    *months: str,
    revise: Switch = False,
    reason: SaidReason | None = None,
    accept: str | None = None,
    kind: Kind | None = None,
    by: str | None = None,
    why: str | None = None,
    lang: Language = "id",
    json: Switch = False,
) -> int:
    """Take in, read, calculate and render one or more months. Never mails.

    Args:
        months: Months such as 2021-11; they run oldest first.
        revise: Let files count that came when the month was published.
        reason: Why the edition is revised, where Cakupan would say otherwise; with --revise.
        accept: A branch whose held exports are right; with --by and --why, for one month.
        kind: Accept only this kind of export.
        by: Who accepts.
        why: Why it is right.
        lang: With en, every bulletin comes in English, too; else just those with such a recipient.
        json: Answer in JSON.
    """
    chosen = sorted({to_month(text) for text in months})
    if not chosen:
        raise UsageError("Name the month, such as: cakupan run 2021-11")
    orders = to_orders(
        revise=revise, reason=reason, accept=accept, kind=kind, by=by, why=why, lang=lang
    )
    if orders.consent is not None and len(chosen) > 1:
        raise UsageError("--accept is for one month; name just that.")
    settings = to_settings()
    settings.place_of("inbox")
    settings.place_of("reference")
    if orders.consent is not None:
        from flows.installation import Installation
        from flows.judgement import check_consent

        check_consent(Installation.open(settings), chosen[0], orders.consent)
    from flows.server import prefect_server

    with prefect_server(settings) as server:
        from flows import json_answers, outcome, readiness, run_answers
        from flows.monthly import monthly

        readiness.get_ready(settings)
        server.wait()
        reports = []
        for month in chosen:
            reports.append(outcome.told(monthly(str(month), orders)))
            if not json:
                run_answers.show_run(reports[-1])
    if json:
        sys.stdout.write(json_answers.run_json(reports) + "\n")
    return 0 if all(report.is_complete for report in reports) else HeldError.exit_code


@app.command
def status(month: str | None = None, *, branch: str | None = None, json: Switch = False) -> int:
    """Show branch by branch how far a month is, what is missing, and what to do next.

    Args:
        month: A month such as 2021-11; without one, all months that have an edition.
        branch: One branch, with every file, rule and finding.
        json: Answer in JSON.
    """
    from flows import answers, json_answers
    from flows.installation import Installation
    from flows.status import months_with_editions, to_month_status

    installation = Installation.open(to_settings())
    months = [to_month(month)] if month else months_with_editions(installation)
    code = branch.upper() if branch else None
    found = [to_month_status(installation, chosen, code) for chosen in months]
    if json:
        sys.stdout.write(json_answers.status_json(found) + "\n")
        return 0
    if not found:
        answers.answers.print("No month has an edition yet. Next: cakupan run 2021-11")
    for one in found:
        if code:
            answers.show_branch(one)
        else:
            answers.show_status(one)
    return 0


@app.command
def corrections(month: str, *, branch: str) -> int:
    """Write the workbooks from which a branch's clerk corrects what he sent.

    Args:
        month: A month such as 2021-11.
        branch: The branch's code.
    """
    from flows import clerk_answers
    from flows.corrections import write_corrections
    from flows.installation import Installation

    installation = Installation.open(to_settings())
    report = write_corrections(installation, to_month(month), branch.upper())
    return clerk_answers.show_corrections(report)


@app.command
def inspect(file: Path, *, branch: str | None = None, kind: Kind | None = None) -> int:
    """Say how Cakupan reads a file, without taking it.

    Args:
        file: An export, wherever it lies.
        branch: The branch whose profile holds, if its name does not say it.
        kind: The kind of export, if its name does not say it.
    """
    from flows import clerk_answers
    from flows.inspection import inspect_file

    return clerk_answers.show_inspection(inspect_file(to_settings(), file, branch, kind))


@app.command
def explain(
    month: str,
    *,
    indicator: str,
    branch: str | None = None,
    kanwil: str | None = None,
    province: str | None = None,
    area: str | None = None,
    view: Literal["area", "held", "inside"] = "area",
    where: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    json: Switch = False,
) -> int:
    """Say where a published number comes from: rule, parts, files, rejected rows, what it was.

    Args:
        month: A month such as 2021-11; its newest edition is asked.
        indicator: Such as formal_coverage, persons or employers; the data dictionary has them all.
        branch: The branch's code; without any unit, the nation.
        kanwil: The Kanwil's code.
        province: The province's Kemendagri code.
        area: The kabupaten/kota's Kemendagri code.
        view: area: who works there; held: whom the unit's branches hold; inside: who is both.
        where: A breakdown such as segment=PU or state=active; may be given several times.
        json: Answer in JSON.
    """
    from flows import explanation_answers
    from flows.explanation import explain as find
    from flows.installation import Installation

    units = {"branch": branch, "kanwil": kanwil, "province": province, "area": area}
    question = to_question(month, indicator, view, units, where)
    found = find(Installation.open(to_settings()), question)
    if json:
        sys.stdout.write(explanation_answers.explanation_json(found) + "\n")
    else:
        explanation_answers.show_explanation(found)
    return 0


@app.command
def simulate(spec: Path, directory: Path) -> int:
    """Write synthetic exports, exact to the margins of a TOML file.

    Args:
        spec: The margins, such as examples/kediri/simulation.toml.
        directory: Where the exports are written, a folder per month.
    """
    from flows.edges.export_files import simulate as write

    rows = write(spec, directory, report=_written)
    messages.print(f"{number(rows)} rows are in {directory}")
    return 0


COMMANDS = (*DELIVERY_COMMANDS, *HISTORY_COMMANDS, *SCHEDULE_COMMANDS, *UPKEEP_COMMANDS)
for command in COMMANDS:
    app.command(command)


def _written(name: str, rows: int) -> None:
    messages.print(f"{name}: {number(rows)} rows")


def _stop_once(_signal: int, _frame: object) -> None:
    """Stop at the first Ctrl-C or SIGTERM; a second one would interrupt the clearing up."""
    for stop in STOPS:
        signal.signal(stop, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> None:
    """Run the command that the arguments name."""
    for stop in STOPS:
        signal.signal(stop, _stop_once)
    code = guarded(lambda: app(result_action="return_value") or 0)
    gc.freeze()  # or a second goes by in looking for what nobody needs any more
    sys.exit(code)

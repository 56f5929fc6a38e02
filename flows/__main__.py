"""The command line: each command is one function that answers with its exit code."""

import signal
import sys
import traceback
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from pydantic import ValidationError

from flows.progress import messages, stage
from flows.settings import Settings
from schemas.errors import CakupanError, HeldError, SettingsError, UsageError
from schemas.month import Month

app = App(
    name="cakupan",
    suppress_keyboard_interrupt=False,
    version=lambda: version("cakupan"),
    help="Turn branch offices' exports into checked coverage figures and PDF bulletins.",
)
Json = Annotated[bool, Parameter(negative="")]


@app.command
def run(*months: str, json: Json = False) -> int:
    """Take in, read, calculate and render one or more months. Never mails.

    Args:
        months: Months such as 2021-11; they run oldest first.
        json: Answer in JSON.
    """
    chosen = sorted({_month(text) for text in months})
    if not chosen:
        raise UsageError("Name the month, such as: cakupan run 2021-11")
    settings = _settings()
    settings.place_of("inbox")
    settings.place_of("reference")
    from flows.server import prefect_server

    with prefect_server(settings) as server:
        from flows import answers, outcome
        from flows.monthly import monthly

        with stage("start Prefect") as shown:
            server.wait()
            shown.step(1, 1)
        reports = []
        for month in chosen:
            reports.append(outcome.told(monthly(str(month))))
            if not json:
                answers.show_run(reports[-1])
    if json:
        sys.stdout.write(answers.run_json(reports) + "\n")
    return 0 if all(report.is_complete for report in reports) else HeldError.exit_code


@app.command
def status(month: str | None = None, *, json: Json = False) -> int:
    """Show branch by branch how far a month is, what is missing, and what to do next.

    Args:
        month: A month such as 2021-11; without one, all months that have an edition.
        json: Answer in JSON.
    """
    from flows import answers
    from flows.installation import Installation
    from flows.status import months_with_editions, to_month_status

    installation = Installation.open(_settings())
    months = [_month(month)] if month else months_with_editions(installation)
    found = [to_month_status(installation, chosen) for chosen in months]
    if json:
        sys.stdout.write(answers.status_json(found) + "\n")
        return 0
    if not found:
        answers.answers.print("No month has an edition yet. Next: cakupan run 2021-11")
    for one in found:
        answers.show_status(one)
    return 0


@app.command
def release(month: str) -> int:
    """Release a month's prepared edition: every recipient's mail is written to an .eml file.

    Args:
        month: A month such as 2021-11.
    """
    from flows import answers
    from flows.installation import Installation
    from flows.release import release_month

    answers.show_release(release_month(Installation.open(_settings()), _month(month)))
    return 0


@app.command
def simulate(spec: Path, directory: Path) -> int:
    """Write synthetic exports, exact to the margins of a TOML file.

    Args:
        spec: The margins, such as examples/kediri/simulation.toml.
        directory: Where the exports are written, a folder per month.
    """
    from flows.edges.export_files import simulate as write

    rows = write(spec, directory, report=lambda name, rows: messages.print(f"{name}: {rows} rows"))
    messages.print(f"{rows} rows are in {directory}")
    return 0


@app.command
def doctor() -> int:
    """Check settings, store, ledger, reference data, fonts and disk: each OK, or what to do."""
    from flows import answers
    from flows.doctor import examine

    findings = examine(_settings())
    answers.show_examination(findings)
    return 0 if all(finding.is_well for finding in findings) else SettingsError.exit_code


def _settings() -> Settings:
    try:
        return Settings().checked()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "CAKUPAN_" + "_".join(map(str, first["loc"])).upper()
        raise SettingsError(f"{name}: {first['msg']}. See the settings in README.md.") from None


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise UsageError(f"{error}, found {text!r}.") from None


def guarded(command: Callable[[], int]) -> int:
    """A command's exit code: one sentence for what is foreseen, the place for what is not."""
    try:
        return command()
    except CakupanError as error:
        messages.print(f"cakupan: {error}", style="bold red", markup=False, soft_wrap=True)
        return error.exit_code
    except OSError as error:
        place = Path(str(error.filename)).parent if error.filename else "the disk"
        messages.print(
            f"cakupan: {error.strerror} in {place}; make room or make it writable, and run again.",
            style="bold red",
            markup=False,
            soft_wrap=True,
        )
        return SettingsError.exit_code
    except KeyboardInterrupt:
        messages.print("cakupan: stopped; started again, it goes on from here.")
        return 130
    except Exception as error:
        # Foreign messages may quote a cell of an export: only the place and the kind are told.
        messages.print(
            "".join(traceback.format_tb(error.__traceback__)), markup=False, end="", soft_wrap=True
        )
        messages.print(f"cakupan: {type(error).__name__}; this is a fault of Cakupan, report it.")
        return CakupanError.exit_code


def _stop_once(_signal: int, _frame: object) -> None:
    """Stop at the first Ctrl-C; a second one would interrupt the clearing up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> None:
    """Run the command that the arguments name."""
    signal.signal(signal.SIGINT, _stop_once)
    sys.exit(guarded(lambda: app(result_action="return_value") or 0))


if __name__ == "__main__":
    main()

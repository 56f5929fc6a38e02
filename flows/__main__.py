"""The command line: each command is one function that answers with its exit code."""

import signal
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from pydantic import ValidationError

from flows.guard import guarded
from flows.progress import messages, stage
from flows.settings import Settings
from schemas.arrivals import Consent
from schemas.errors import HeldError, SettingsError, UsageError
from schemas.exports import Kind
from schemas.grouping import number
from schemas.month import Month
from transforms.masking import LONG_NUMBER

app = App(
    name="cakupan",
    suppress_keyboard_interrupt=False,
    version=lambda: version("cakupan"),
    help="Turn branch offices' exports into checked coverage figures and PDF bulletins.",
)
Switch = Annotated[bool, Parameter(negative="")]
LONGEST_WORD = 500
"""Characters of a name or a reason that the audit keeps."""


@app.command
def run(
    *months: str,
    revise: Switch = False,
    accept: str | None = None,
    kind: Kind | None = None,
    by: str | None = None,
    why: str | None = None,
    json: Switch = False,
) -> int:
    """Take in, read, calculate and render one or more months. Never mails.

    Args:
        months: Months such as 2021-11; they run oldest first.
        revise: Let files count that came when the month was published.
        accept: A branch whose held exports are right; with --by and --why, for one month.
        kind: Accept only this kind of export.
        by: Who accepts.
        why: Why it is right.
        json: Answer in JSON.
    """
    chosen = sorted({_month(text) for text in months})
    if not chosen:
        raise UsageError("Name the month, such as: cakupan run 2021-11")
    consent = _consent(accept, kind, by, why)
    if consent is not None and len(chosen) > 1:
        raise UsageError("--accept is for one month; name just that.")
    settings = _settings()
    settings.place_of("inbox")
    settings.place_of("reference")
    if consent is not None:
        from flows.installation import Installation
        from flows.judgement import check_consent

        check_consent(Installation.open(settings), chosen[0], consent)
    from flows.server import prefect_server

    with prefect_server(settings) as server:
        from flows import answers, json_answers, outcome
        from flows.monthly import monthly

        with stage("start Prefect") as shown:
            server.wait()
            shown.step(1, 1)
        reports = []
        for month in chosen:
            reports.append(outcome.told(monthly(str(month), revise=revise, consent=consent)))
            if not json:
                answers.show_run(reports[-1])
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

    installation = Installation.open(_settings())
    months = [_month(month)] if month else months_with_editions(installation)
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

    installation = Installation.open(_settings())
    report = write_corrections(installation, _month(month), branch.upper())
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

    return clerk_answers.show_inspection(inspect_file(_settings(), file, branch, kind))


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

    rows = write(spec, directory, report=_written)
    messages.print(f"{number(rows)} rows are in {directory}")
    return 0


@app.command
def doctor() -> int:
    """Check settings, store, ledger, reference data, fonts and disk: each OK, or what to do."""
    from flows import answers
    from flows.doctor import examine

    findings = examine(_settings())
    answers.show_examination(findings)
    return 0 if all(finding.is_well for finding in findings) else SettingsError.exit_code


def _written(name: str, rows: int) -> None:
    messages.print(f"{name}: {number(rows)} rows")


def _settings() -> Settings:
    try:
        return Settings().checked()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "CAKUPAN_" + "_".join(map(str, first["loc"])).upper()
        raise SettingsError(f"{name}: {first['msg']}. See the settings in README.md.") from None


def _consent(
    branch: str | None, kind: Kind | None, by: str | None, why: str | None
) -> Consent | None:
    """The word of a person who accepts; UsageError when it is not said whole."""
    if (branch, kind, by, why) == (None, None, None, None):
        return None
    words = [(word or "").strip() for word in (branch, by, why)]
    if not all(word and word.isprintable() and len(word) <= LONGEST_WORD for word in words):
        raise UsageError(
            "--accept needs BRANCH, and --by NAME and --why TEXT, each in one printable line."
        )
    if any(LONG_NUMBER.search(word) for word in words):
        raise UsageError("--by and --why are kept for good; write no NIK, KPJ or telephone number.")
    return Consent(words[0].upper(), kind, words[1], words[2])


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise UsageError(f"{error}, found {text!r}.") from None


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

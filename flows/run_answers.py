"""What a run answers to a person: branch by branch, what it made, and what waits."""

from collections.abc import Iterator

from rich.table import Table

from flows.answers import LANGUAGES, answers, show_lines, withheld_lines
from flows.branch_notes import coverage_lines, named, note_lines, stranger_lines
from schemas.definitions import REVISIONS
from schemas.exports import Kind
from schemas.grouping import number
from schemas.report import BranchReport, BranchState, FigureReport, RunReport
from schemas.revision import Ground


def show_run(report: RunReport) -> None:
    """The run's outcome: a row per branch, what was noticed, and where the PDFs are."""
    covered = _covered(report)
    table = Table(title=f"Edition {report.edition}", title_justify="left")
    table.add_column("branch", no_wrap=True)
    for column in ("rows received", "accepted", "left out", "covered", "workers", "%"):
        table.add_column(column, justify="right", no_wrap=True)
    for branch in report.branches:
        table.add_row(*_run_row(branch), *_rate(covered.get(branch.code)))
    answers.print(table)
    show_lines(run_lines(report))


def run_lines(report: RunReport) -> Iterator[str]:
    """What was noticed, what the run made, and what waits."""
    yield from coverage_lines(report.branches, _covered(report))
    yield from note_lines(report.month, report.branches)
    yield from stranger_lines(report.month, report.strangers)
    yield from _closing(report)


def _covered(report: RunReport) -> dict[str, FigureReport]:
    """The coverage of each branch, by its code."""
    return {
        figure.code: figure
        for figure in report.figures
        if figure.level == "branch" and figure.indicator == "total_coverage"
    }


def _closing(report: RunReport) -> Iterator[str]:
    """What the run did away with, what it made, and what waits."""
    if report.removed_workbooks:
        yield (
            "Correction workbooks removed, for files replaced or clean by now: "
            f"{number(report.removed_workbooks)}"
        )
    yield from withheld_lines(report.withheld)
    if report.is_new and report.ground is not None:
        yield _revision(report.edition, report.ground)
    yield from _unfulfilled(report)
    late = [branch.code for branch in report.branches if branch.is_late]
    if report.is_new:
        yield f"{number(report.bulletins)} bulletins are in {report.folder}"
    elif late:
        yield f"Edition {report.edition} stands, in {report.folder}"
        yield (
            f"Late files wait, of {named(late)}; to use them: cakupan run {report.month} --revise"
        )
    else:
        yield f"Nothing to do: edition {report.edition} stands, in {report.folder}"


def _unfulfilled(report: RunReport) -> Iterator[str]:
    """What was asked for, or had before, and is not there."""
    if report.unkept is not None:
        why = "Nothing has changed since" if report.is_released else "Nothing is released before"
        yield (
            f"{why} edition {report.edition}, so there is nothing to revise; "
            f"the reason {report.unkept} was not kept"
        )
    for language, codes in report.awaited.items():
        yield (
            f"Edition {report.edition} is released without the {LANGUAGES[language]} bulletins of "
            f"{named(codes)}; they come with the next edition"
        )
    for language, codes in report.dropped.items():
        yield (
            f"Edition {report.edition} no longer has the {LANGUAGES[language]} bulletins of "
            f"{named(codes)}; to have them: cakupan run {report.month} --lang {language}"
        )


def _revision(edition: str, ground: Ground) -> str:
    """What an edition takes the place of and why, by whose word or by what was found."""
    why = f"{ground.reason}, {REVISIONS[ground.reason]['en']}"
    by = f"as {ground.said_by} says" if ground.said_by else "say otherwise with --revise --reason"
    return f"Edition {edition} takes the place of {ground.replaces}: {why}; {by}"


def _run_row(branch: BranchReport) -> tuple[str, ...]:
    export = branch.export(Kind.PESERTA)
    title = f"{branch.code} {branch.name}"
    if export.is_nil and export.state is BranchState.READY:
        return (title, "nil report", "", "")
    return (title, number(export.received), number(export.accepted), number(export.rejected))


def _rate(figure: FigureReport | None) -> tuple[str, str, str]:
    """Covered, workers and percent, each with its mark: * preliminary, x hidden, … not known."""
    if figure is None:
        return ("…", "…", "…")
    lacking = "x" if figure.obs_status == "Q" else "…"
    mark = "*" if figure.obs_status == "P" else ""
    percent = figure.percent
    return (
        lacking if figure.numerator is None else f"{number(figure.numerator)}{mark}",
        "…" if figure.denominator is None else number(figure.denominator),
        lacking if percent is None else f"{percent.replace('.', ',')}{mark}",
    )

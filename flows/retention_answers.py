"""What `cakupan purge` answers."""

from collections.abc import Iterator

from rich.table import Table

from flows.answers import answers, show_lines
from schemas.grouping import number
from schemas.retention import MonthPurge, PurgePlan, PurgeReport


def show_purge(plan: PurgePlan) -> None:
    """What would go of each month, why the rest stays, and how to let it go."""
    if plan.months:
        show_lines([f"Raw exports of months that ended before {plan.before}"])
        answers.print(_table(plan))
    show_lines(_plan_lines(plan))


def show_purged(report: PurgeReport) -> None:
    """What is gone."""
    plan = report.plan
    show_lines(
        [
            f"{number(plan.files)} raw files, {_megabytes(plan.size)}, are removed for good",
            *(
                [f"With them {number(report.workbooks)} correction workbooks"]
                if report.workbooks
                else []
            ),
            *_inbox_lines(plan),
        ]
    )


def _table(plan: PurgePlan) -> Table:
    table = Table()
    table.add_column("month", no_wrap=True)
    for column in ("files", "MB", "stay"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("why they stay")
    for month in plan.months:
        table.add_row(
            str(month.month),
            number(len(month.objects)),
            _megabytes(month.size).removesuffix(" MB"),
            number(month.kept),
            _why(month),
        )
    return table


def _why(month: MonthPurge) -> str:
    if month.obstacle or not month.kept:
        return month.obstacle
    return "they came on that day or later, or another month needs the same bytes"


def _plan_lines(plan: PurgePlan) -> Iterator[str]:
    if plan.files:
        yield (
            f"{number(plan.files)} files, {_megabytes(plan.size)}, would be removed for good; "
            "nothing is removed yet"
        )
        yield (
            f"If that is right, add --confirm {plan.files} --by NAME --why TEXT to the same command"
        )
    else:
        yield f"No raw export from before {plan.before} is to be removed"
    yield from _inbox_lines(plan)


def _inbox_lines(plan: PurgePlan) -> Iterator[str]:
    if plan.lying:
        yield (
            f"{number(plan.lying)} files of these months still lie in the inbox and hold the same "
            "persons; remove them there"
        )


def _megabytes(size: int) -> str:
    return f"{number(-(-size // 1_000_000))} MB"

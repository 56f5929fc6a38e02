"""What is answered of a plan to make past months again: what it foresees, and what came of it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from rich.table import Table

from flows.answers import answers, show_lines
from flows.branch_notes import named
from flows.report_lines import rebuild_lines
from schemas.backfill import Backfill, BackfillMonth, Foresight
from schemas.definitions import REVISIONS
from schemas.errors import HeldError
from schemas.grouping import number
from schemas.month import JAKARTA

CHANGES = ("figures", "bulletins")
"""How many of each would be others."""


def show_backfill(backfill: Backfill) -> None:
    """Each month of a plan, what waits, and what to do next."""
    title = f"Plan {backfill.id}: {', '.join(_asked(backfill))}"
    table = Table(title=title, title_justify="left")
    for column in ("month", "exports", "there is", "there would be", *CHANGES, "state"):
        table.add_column(column, justify="right" if column in CHANGES else "left")
    for month in backfill.months:
        table.add_row(*_row(month))
    answers.print(table)
    show_lines(backfill_lines(backfill))


def show_plans(plans: Sequence[Backfill]) -> None:
    """Each stored plan in a line, the first first."""
    if not plans:
        answers.print("No plan is stored yet; name months, such as: cakupan backfill 2021-06")
        return
    table = Table(title="Plans: cakupan backfill --id PLAN shows one", title_justify="left")
    for column in ("plan", "made on", "by", "months", "mode", "made from", "state"):
        table.add_column(column)
    for plan in plans:
        day = str(plan.at.astimezone(JAKARTA).date())
        table.add_row(str(plan.id), day, plan.by, *_asked(plan), _progress(plan))
    answers.print(table)


def _asked(backfill: Backfill) -> tuple[str, str, str]:
    """Which months a plan is of, which of these it means, and from what they are made."""
    order = backfill.order
    known = f"as known on {order.as_known_on}" if order.as_known_on else "as known now"
    return f"{order.first} to {order.last}", order.mode, known


def _progress(backfill: Backfill) -> str:
    """How many of a plan's months are done, failed or still planned."""
    states = Counter(month.state for month in backfill.months)
    return ", ".join(f"{number(count)} {state}" for state, count in sorted(states.items()))


def backfill_json(backfill: Backfill) -> str:
    """A plan and how far it is, as JSON."""
    return json.dumps(_content(backfill), indent=1)


def plans_json(plans: Iterable[Backfill]) -> str:
    """All plans and how far each is, as JSON."""
    return json.dumps([_content(plan) for plan in plans], indent=1)


def _content(backfill: Backfill) -> dict[str, object]:
    order = backfill.order
    return {
        "plan": backfill.id,
        "at": backfill.at.isoformat(),
        "by": backfill.by,
        "first": str(order.first),
        "last": str(order.last),
        "mode": order.mode,
        "reason": order.reason,
        "as_known_on": order.as_known_on.isoformat() if order.as_known_on else None,
        "known_at": backfill.known_at.isoformat(),
        "months": [
            {
                "month": str(month.month),
                "state": month.state,
                "edition": month.edition,
                "why": month.why,
                "foreseen": asdict(month.foreseen),
            }
            for month in backfill.months
        ],
        "to_rebuild": list(map(str, backfill.to_rebuild)),
    }


def _asks(seen: Foresight) -> bool:
    """Whether carrying a month out would do anything, or try to."""
    return seen.is_new or bool(seen.tries or seen.fault)


def _row(month: BackfillMonth) -> tuple[str, ...]:
    seen = month.foreseen
    exports = f"{number(seen.archived)} of {number(seen.expected)}" if seen.expected else "…"
    late = f", {number(seen.late)} late" if seen.late else ""
    now = f"{seen.now} {seen.state}" if seen.now else "none"
    state = " ".join(filter(None, (month.state, month.edition)))
    changed = (number(seen.figures), number(seen.bulletins)) if seen.is_new else ("", "")
    return (str(month.month), exports + late, now, _coming(seen), *changed, state)


def _coming(seen: Foresight) -> str:
    """The edition that there would be, or why there would be none other."""
    if seen.fault:
        return "none"
    if not seen.is_new:
        again = f"; {number(seen.tries)} withheld are tried again" if seen.tries else ""
        return f"no other{again}"
    return f"{seen.edition} ({seen.reason})" if seen.reason else seen.edition


def exit_code_of(backfill: Backfill, *, is_made: bool) -> int:
    """Whether a person has to look after a month that can't be made, or that is not made yet."""
    stuck = any(month.state == "failed" or month.foreseen.fault for month in backfill.months)
    return HeldError.exit_code if stuck or (is_made and not backfill.is_done) else 0


def month_rows(backfill: Backfill) -> Iterator[str]:
    """Each month of a plan in a line, for pages without tables."""
    for month in backfill.months:
        yield " · ".join(filter(None, _row(month)))


def backfill_lines(backfill: Backfill) -> Iterator[str]:
    """What of a plan is not in its table, and what comes next."""
    if not backfill.months:
        yield f"Nothing to do: no month of that span is meant by --mode {backfill.order.mode}"
        return
    for month in backfill.months:
        yield from _month_lines(month)
    yield from rebuild_lines(backfill.to_rebuild)
    yield _next(backfill)


def _month_lines(month: BackfillMonth) -> Iterator[str]:
    """What of a month is not in the table."""
    seen = month.foreseen
    if month.why or seen.fault:
        yield f"{month.month}: {month.why or seen.fault}"
    if seen.waiting:
        yield f"{month.month}: not counted: {named(seen.waiting)}"
    if seen.is_new and seen.reason and month.state == "planned":
        yield f"{month.month}: {seen.reason}, {REVISIONS[seen.reason]['en']}"
    if seen.is_new and seen.dependents:
        after = "is released" if seen.state == "released" else "is made"
        yield (
            f"{month.month}: later months show it, and are to be rebuilt when {seen.edition} "
            f"{after}: {named(seen.dependents)}"
        )


def _next(backfill: Backfill) -> str:
    states = {month.state for month in backfill.months}
    if states == {"planned"}:
        if not any(_asks(month.foreseen) for month in backfill.months):
            return "Nothing to do: every edition would stand as it is"
        return (
            f"Nothing is made yet. To carry it out: cakupan backfill --id {backfill.id} --execute"
        )
    if not backfill.is_done:
        return f"To go on: cakupan backfill --id {backfill.id} --execute; or plan anew"
    made = [month.edition for month in backfill.months if month.foreseen.is_new]
    if not made:
        return "Done; no figure is another, so every edition stands"
    return f"Done: {named(made)}. Next: look at the bulletins, then cakupan approve MONTH --by NAME"

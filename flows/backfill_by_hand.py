"""What a person starts in Prefect's pages to make past months again. Never mails."""

from datetime import date

from prefect import State, flow

from flows import backfill as backfilling
from flows.arguments import MonthText, to_backfill_order
from flows.artifacts import show_lines
from flows.backfill_answers import backfill_lines, exit_code_of, month_rows
from flows.outcome import told
from flows.run_states import Said, ended, tag_run
from schemas.backfill import BackfillMode, BackfillOrder
from schemas.revision import SaidReason


@flow(name="backfill", flow_run_name="backfill", persist_result=False)
def backfill(
    first: MonthText | None = None,
    last: MonthText | None = None,
    mode: BackfillMode = "all",
    reason: SaidReason | None = None,
    as_known_on: date | None = None,
    plan: int | None = None,
    execute: bool = False,
) -> State[None]:
    """Plan to make past months again; with execute, carry the plan out. Never mails.

    Args:
        first: The first month, such as 2021-06; not with a plan.
        last: The last month; empty: just the first.
        mode: missing: months without an edition; failed: where a plan or a page failed; or all.
        reason: Why editions are revised, where Cakupan would say otherwise.
        as_known_on: From exports and reference data as they were known on this day.
        plan: The number of a stored plan: show how far it is, or go on with it.
        execute: Carry the plan out, the oldest month first.
    """

    def work() -> Said:
        order = to_backfill_order(first, last, plan, mode, reason, as_known_on)
        return _backfill(order, plan or 0, is_made=execute)

    return ended(work)


def _backfill(order: BackfillOrder | None, plan: int, *, is_made: bool) -> Said:
    found = told(backfilling.backfill(order, plan, execute=is_made))
    tag_run(str(month.month) for month in found.months)
    lines = [*month_rows(found), *backfill_lines(found)]
    show_lines(f"backfill-{found.id}", f"Plan {found.id} to make past months again", lines)
    return exit_code_of(found, is_made=is_made), "\n".join(lines)

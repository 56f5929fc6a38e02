"""What a named person starts in Prefect's pages: approval, its withdrawal, and the release."""

from collections.abc import Callable

from prefect import State, flow

from flows import approval
from flows.arguments import MonthText, to_month, to_release_order, to_settings, to_word
from flows.artifacts import show_lines, show_present
from flows.delivery_answers import exit_code_of, judged_lines, plan_lines
from flows.installation import Installation
from flows.release import release_month
from flows.report_lines import report_lines
from flows.run_states import Said, ended, tag_run
from schemas.month import Month
from schemas.release import ReleaseOrder, ReleasePlan


@flow(name="approve", flow_run_name="approve {month}", persist_result=False)
def approve(month: MonthText, by: str, why: str = "") -> State[None]:
    """Approve a month's prepared edition, so that another person may release it.

    A withdrawn edition stands again by it.

    Args:
        month: A month such as 2021-11.
        by: Who approves; he has looked at the bulletins.
        why: What he wants to say of it.
    """

    def work() -> Said:
        return _judge(
            approval.approve, to_month(month), by, to_word("a reason in `why`", why) if why else ""
        )

    return ended(work)


@flow(name="withdraw", flow_run_name="withdraw {month}", persist_result=False)
def withdraw(month: MonthText, by: str, why: str) -> State[None]:
    """Take an approval back, or withdraw a released edition: what has not gone out is cancelled.

    Args:
        month: A month such as 2021-11.
        by: Who withdraws.
        why: Why; recipients' questions are answered by it.
    """
    return ended(
        lambda: _judge(approval.withdraw, to_month(month), by, to_word("a reason in `why`", why))
    )


def _judge(judge: Callable[..., approval.Judged], month: Month, by: str, why: str) -> Said:
    """Let a person's word hold of a month's edition."""
    tag_run([str(month)])
    installation = Installation.open(to_settings())
    judged = judge(installation, month, by=to_word("a name in `by`", by), why=why)
    show_present(installation, month)
    return 0, "\n".join(judged_lines(judged))


@flow(name="release", flow_run_name="release {month}", persist_result=False)
def release(
    month: MonthText,
    by: str,
    confirm: int | None = None,
    live: bool = False,
    redirect: str = "",
    past_month: str | None = None,
    why: str = "",
) -> State[None]:
    """Show what a month's edition would mail; with the number of mails, release it and mail it.

    Of a released edition what is due is delivered at once, unless it is rehearsed.

    Args:
        month: A month such as 2021-11.
        by: Who releases.
        confirm: How many mails the plan has; empty: only the plan is shown. Once the edition is
            released nothing is asked any more: what is due is delivered at once.
        live: Send to the mail server, where the settings allow it; else each mail becomes a file.
        redirect: A rehearsal: all mails to this one address, under a banner.
        past_month: The month again, where it is not the newest one; with why.
        why: Why an older month is released now.
    """

    def work() -> Said:
        settings = to_settings()
        order = to_release_order(
            settings,
            by=by,
            confirm=confirm,
            is_live=live,
            redirect=redirect,
            past_month=past_month,
            why=why or None,
        )
        return _release(Installation.open(settings), to_month(month), order)

    return ended(work)


def _release(installation: Installation, month: Month, order: ReleaseOrder) -> Said:
    tag_run([str(month)])
    answer = release_month(installation, month, order)
    if isinstance(answer, ReleasePlan):
        lines = list(plan_lines(answer))
        show_lines(f"plan-{month}", f"What a release of {month} would mail", lines)
    else:
        lines = list(report_lines(answer))
        show_lines(f"mail-{month}", f"Mail of {month}", lines)
        show_present(installation, month)
    return exit_code_of(answer), "\n".join(lines)

"""The commands from a prepared edition to its last mail."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows.arguments import Switch, to_month, to_release_order, to_settings, to_word
from schemas.errors import DeliveryError, UsageError
from schemas.release import ReleaseOrder, ReleasePlan, ReleaseReport

Names = Annotated[tuple[str, ...], Parameter(negative="")]


def approve(month: str, *, by: str, why: str = "") -> int:
    """Approve a month's prepared edition, so that another person may release it.

    A withdrawn edition stands again by it.

    Args:
        month: A month such as 2021-11.
        by: Who approves; he has looked at the bulletins.
        why: What he wants to say of it.
    """
    from flows import approval, delivery_answers
    from flows.installation import Installation

    installation = Installation.open(to_settings())
    words = {"by": to_word("--by NAME", by), "why": to_word("--why TEXT", why) if why else ""}
    delivery_answers.show_judged(approval.approve(installation, to_month(month), **words))
    return 0


def withdraw(month: str, *, by: str, why: str) -> int:
    """Take an approval back, or withdraw a released edition: what has not gone out is cancelled.

    Args:
        month: A month such as 2021-11.
        by: Who withdraws.
        why: Why; recipients' questions are answered by it.
    """
    from flows import approval, delivery_answers
    from flows.installation import Installation

    installation = Installation.open(to_settings())
    words = {"by": to_word("--by NAME", by), "why": to_word("--why TEXT", why)}
    delivery_answers.show_judged(approval.withdraw(installation, to_month(month), **words))
    return 0


def release(
    month: str,
    *,
    confirm: int | None = None,
    live: Switch = False,
    by: str | None = None,
    redirect: str = "",
    past_month: str | None = None,
    why: str | None = None,
    json: Switch = False,
) -> int:
    """Show what a month's edition would mail; with --confirm, release it and mail it.

    Of a released edition what is due is delivered at once, unless it is rehearsed.

    Args:
        month: A month such as 2021-11.
        confirm: How many mails the plan has.
        live: Send to the mail server; else each mail becomes an .eml file.
        by: Who releases; without it, who is logged in.
        redirect: A rehearsal: all mails to this one address, under a banner.
        past_month: The month again, where it is not the newest one; with --why.
        why: Why an older month is released now.
        json: Answer in JSON.
    """
    from flows.installation import Installation
    from flows.release import release_month

    settings = to_settings()
    order = to_release_order(
        settings,
        by=by,
        confirm=confirm,
        is_live=live,
        redirect=redirect,
        past_month=past_month,
        why=why,
    )
    return _told(release_month(Installation.open(settings), to_month(month), order), json=json)


def resend(
    month: str,
    *,
    branch: str | None = None,
    kanwil: str | None = None,
    recipient: str = "",
    failed: Switch = False,
    confirm: int | None = None,
    live: Switch = False,
    by: str | None = None,
    why: str,
    json: Switch = False,
) -> int:
    """Show who would get a released bulletin again; with --confirm, mail it again.

    Args:
        month: A month such as 2021-11; its newest released edition is mailed.
        branch: Only this branch's bulletin.
        kanwil: Only this Kanwil's bulletin.
        recipient: Only to this address.
        failed: Only to those who have not got it.
        confirm: How many mails the plan has.
        live: Send to the mail server; else each mail becomes an .eml file.
        by: Who resends; without it, who is logged in.
        why: Why it is mailed again.
        json: Answer in JSON.
    """
    from flows.installation import Installation
    from flows.resending import Choice, resend

    settings = to_settings()
    if branch and kanwil:
        raise UsageError("Name one unit, not --branch and --kanwil.")
    if not (branch or kanwil or recipient or failed):
        raise UsageError("Say who gets it again: --branch, --kanwil, --recipient or --failed.")
    choice = Choice((branch or kanwil or "").upper(), recipient, failed)
    order = ReleaseOrder(
        by=to_word("--by NAME", by or settings.operator),
        is_live=live,
        confirm=confirm,
        why=to_word("--why TEXT", why),
    )
    return _told(resend(Installation.open(settings), to_month(month), choice, order), json=json)


def resolve(
    month: str,
    *,
    accepted: Names = (),
    again: Names = (),
    by: str | None = None,
    why: str | None = None,
) -> int:
    """Settle mails of which it is unknown whether the mail server took them.

    A Postfix on this machine is asked first; the rest is for a person who has asked elsewhere.

    Args:
        month: A month such as 2021-11.
        accepted: Message-ID of a mail that was taken; may be given several times.
        again: Message-ID of a mail that was not, and is to be sent; may be given several times.
        by: Who says so.
        why: How he knows.
    """
    from flows import delivery_answers
    from flows.installation import Installation
    from flows.resolution import Word, resolve

    word = None
    if accepted or again:
        names = to_word("--by NAME", by), to_word("--why TEXT", why)
        word = Word(frozenset(accepted), frozenset(again), *names)
    settled = resolve(Installation.open(to_settings()), to_month(month), word)
    delivery_answers.show_settled(settled)
    return delivery_answers.settled_exit_code(settled)


def bounces(mailbox: Path, *, json: Switch = False) -> int:
    """Read from a Maildir or mbox which mails came back; the mailbox stays as it is.

    Args:
        mailbox: Where the sender's mail arrives.
        json: Answer in JSON.
    """
    from flows import delivery_answers
    from flows.bounce_intake import take_bounces
    from flows.installation import Installation

    report = take_bounces(Installation.open(to_settings()), mailbox)
    if json:
        sys.stdout.write(delivery_answers.to_json(report) + "\n")
    else:
        delivery_answers.show_bounces(report)
    return DeliveryError.exit_code if report.bounced else 0


def _told(answer: ReleasePlan | ReleaseReport, *, json: bool) -> int:
    """Show a plan or a report; the exit code says whether a person has to do something."""
    from flows import delivery_answers

    if json:
        sys.stdout.write(delivery_answers.to_json(answer) + "\n")
    elif isinstance(answer, ReleasePlan):
        delivery_answers.show_plan(answer)
    else:
        delivery_answers.show_report(answer)
    return delivery_answers.exit_code_of(answer)


DELIVERY_COMMANDS = (approve, withdraw, release, resend, resolve, bounces)

"""What the commands about editions and mail answer: tables, sentences, JSON."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from rich.table import Table

from flows.answers import answers, show_lines, withheld_lines
from flows.approval import Judged
from flows.bounce_intake import BounceReport
from flows.mail_advice import mail_advice
from flows.report_lines import report_lines, unaddressed_lines
from flows.resolution import Settled
from schemas.errors import DeliveryError, HeldError
from schemas.grouping import mails, number
from schemas.release import ReleasePlan, ReleaseReport
from transforms.watch import after_withdrawal


def show_judged(judged: Judged) -> None:
    """What was decided of an edition, what that did, and what comes next."""
    show_lines(judged_lines(judged))


def judged_lines(judged: Judged) -> Iterator[str]:
    """A verdict in sentences."""
    edition, month = judged.edition, judged.edition.month
    match judged.word:
        case "approved" if edition.state == "released":
            yield f"Edition {edition.label} stands again, as it was released: {_mark(judged)}"
            yield (
                f"Next: cakupan resend {month} --failed --why TEXT, with --live where mail is "
                "live, mails what the withdrawal has cancelled"
            )
        case "approved":
            yield f"Edition {edition.label} is approved, as it is now: {_mark(judged)}"
            yield f"Next: cakupan release {month} shows what would be mailed"
        case "revoked":
            yield f"The approval of edition {edition.label} is taken back: {_mark(judged)}"
        case "withdrawn":
            yield (
                f"Edition {edition.label} is withdrawn: {mails(judged.cancelled)} cancelled; "
                f"recipients who have it or may have it: {number(judged.gone)}"
            )
            yield f"Next: {after_withdrawal(month)}"


def _mark(judged: Judged) -> str:
    return f"{number(len(judged.edition.bulletins))} bulletins, {judged.edition.content[:12]}"


def show_plan(plan: ReleasePlan) -> None:
    """Every mail that would go out, and how to let it."""
    to = f"; all mails to {plan.redirect}" if plan.redirect else ""
    table = Table(title=f"Edition {plan.edition} ({plan.standing}){to}", title_justify="left")
    for column in ("unit", "recipient", "KB"):
        table.add_column(column, justify="right" if column == "KB" else "left", no_wrap=True)
    table.add_column("subject and first line")
    for mail in plan.mails:
        unit = f"{mail.level} {mail.code}"
        words = f"{mail.subject}\n{mail.first_line}"
        table.add_row(unit, mail.recipient, number(-(-mail.size // 1000)), words)
    answers.print(table)
    show_lines(plan_lines(plan))


def plan_lines(plan: ReleasePlan) -> Iterator[str]:
    """What would be mailed in all, whom to tell, and what comes next; it names no address."""
    count, where = len(plan.mails), "to the mail server" if plan.is_live else "to .eml files"
    size = sum(mail.size for mail in plan.mails)
    to = ", all to one address, as a rehearsal" if plan.redirect else ""
    yield f"{mails(count)}, {number(-(-size // 1000))} KB, {where}{to}; nothing is sent yet"
    if plan.up_to_date:
        yield f"Recipients who get none, as what they have says the same: {number(plan.up_to_date)}"
    for unit in plan.former:
        yield f"One who got the bulletin of {unit} is no longer in recipients.csv: tell him"
    yield from unaddressed_lines(plan.unaddressed)
    yield from withheld_lines(plan.withheld)
    if plan.obstacle:
        yield f"Not yet: {plan.obstacle}"
    else:
        yield f"If that is right, add --confirm {count} to the same command"


def show_report(report: ReleaseReport) -> None:
    """The balance of an edition's mail, and what is still to be done."""
    show_lines(report_lines(report))


def exit_code_of(answer: ReleasePlan | ReleaseReport) -> int:
    """Whether a person has to do something."""
    if isinstance(answer, ReleasePlan):
        return HeldError.exit_code
    if not answer.is_complete:
        return DeliveryError.exit_code
    return HeldError.exit_code if answer.withheld else 0


def show_settled(settled: Settled) -> None:
    """What was settled, and which mails are still unknown."""
    show_lines(settled_lines(settled))


def settled_exit_code(settled: Settled) -> int:
    """Whether a person has to do something about what was settled, or could not be."""
    return DeliveryError.exit_code if settled.unknown or settled.asking else 0


def settled_lines(settled: Settled) -> Iterator[str]:
    """What became of each mail, and what is to be done."""
    for item in settled.settled:
        yield f"{item.message_id} is {item.state}: {item.reason}"
    for item in settled.unknown:
        yield f"Unknown: {item.message_id} to {item.recipient} ({item.level} {item.code})"
    if settled.unknown:
        yield (
            "Ask who runs the mail server whether it took these Message-IDs, then: cakupan resolve "
            f"{settled.month} --accepted ID or --again ID, with --by NAME --why TEXT"
        )
    elif not settled.settled:
        yield f"No mail of {settled.month} is unknown"
    left = Counter(item.state for item in settled.asking)
    yield from mail_advice(settled.month, left, is_live=settled.is_live)


def show_bounces(report: BounceReport) -> None:
    """Which mails came back, and what else the mailbox held."""
    show_lines(_bounce_lines(report))


def _bounce_lines(report: BounceReport) -> Iterator[str]:
    reading = report.reading
    for item in report.bounced:
        yield f"{item.level} {item.code}: the mail to {item.recipient} {item.reason}"
    yield (
        f"{mails(reading.mails)} read: {number(len(report.bounced))} came back, "
        f"{number(report.known)} known before, {number(report.strange)} not of this ledger, "
        f"{number(reading.auto_replies)} automatic replies, {number(reading.others)} others"
    )
    unread = reading.unreadable + reading.too_large
    if unread:
        yield f"{mails(unread)} could not be read; look at them yourself"
    if any(item.is_for_recipient for item in report.bounced):
        yield "Next: correct recipients.csv, then cakupan resend MONTH --failed --live --why TEXT"


def to_json(answer: ReleasePlan | ReleaseReport | BounceReport) -> str:
    """A plan or a report for a program."""
    told = asdict(answer)
    if isinstance(answer, ReleaseReport):
        told |= {
            "states": dict(sorted(answer.states.items())),
            "is_balanced": answer.is_balanced,
            "is_complete": answer.is_complete,
        }
    return json.dumps(told, indent=1, default=str)

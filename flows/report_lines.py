"""What became of an edition's mail, in sentences for the operator."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from flows.answers import withheld_lines
from flows.mail_advice import balance, mail_advice
from schemas.month import JAKARTA, Month
from schemas.release import ReleaseReport


def report_lines(report: ReleaseReport) -> Iterator[str]:
    """The balance of each order, what is still to be done, and where every state is told."""
    for order in report.orders:
        states = report.states_of(order.purpose)
        yield f"Edition {report.edition}, {order.purpose}: {balance(order.mails, states)}"
    if not report.orders:
        yield f"Edition {report.edition}: no mail"
    yield from _attention(report)
    if not report.done and report.is_complete:
        yield f"Nothing to do: edition {report.edition} is released and mailed"
    if report.states["accepted"]:
        yield "Accepted means taken by the mail server, not yet delivered"
    if report.states["captured"]:
        yield f"Captured mails are in {report.folder}"
    if report.file_fault:
        yield f"Each recipient's state could not be written down: {report.file_fault}"
    elif report.orders:
        yield f"Each recipient's state is in {report.file}"
    yield from unaddressed_lines(report.unaddressed)
    yield from withheld_lines(report.withheld)
    yield from rebuild_lines(report.to_rebuild)


def rebuild_lines(months: Sequence[Month]) -> Iterator[str]:
    """How to make the months again that show figures which were replaced since."""
    if months:
        span = dict.fromkeys(map(str, (months[0], months[-1])))
        yield (
            f"To rebuild, as they show figures that were replaced: {', '.join(map(str, months))}: "
            f"cakupan backfill {' '.join(span)}"
        )


def unaddressed_lines(units: Iterable[str]) -> Iterator[str]:
    """A line for each unit whose bulletin nobody receives."""
    for unit in units:
        yield f"Nobody receives the bulletin of {unit}; see recipients.csv"


def _attention(report: ReleaseReport) -> Iterator[str]:
    """What somebody is to do about mails that are not well."""
    yield from mail_advice(
        report.month, Counter(item.state for item in report.asking), is_live=report.is_live
    )
    if report.halt:
        yield f"Stopped: {report.halt}. See to the mail server, then run the same command again"
    elif report.due_at:
        when = report.due_at.astimezone(JAKARTA)
        yield f"Next: the same command again, from {when:%H:%M} on"
    if not report.is_balanced:
        yield "The mails do not add up to what was ordered: cakupan ledger check"

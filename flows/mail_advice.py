"""What the states of a month's mails ask a person to do."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import sqlalchemy as sa

from flows.edges.ledger import deliveries, editions
from flows.installation import Installation
from flows.recipients import present_recipients
from schemas.delivery import OPEN, REHEARSAL, WELL, Delivery, DeliveryState, Recipient
from schemas.edition import Edition
from schemas.grouping import mails, number
from schemas.month import Month

ADVICE: dict[DeliveryState, str] = {
    "planned": "not tried yet: {release} goes on",
    "ready": "to be tried again: {release} goes on",
    "claimed": "in hand, of a sender that works or was stopped: {release} goes on",
    "dot": "being ended, by a sender that works or was stopped: {release} goes on",
    "unknown": "taken by the mail server or not, which is unknown: cakupan resolve {month}",
    "refused": "refused for good: correct recipients.csv, then {resend}",
    "expired": "given up: see why, then {resend}",
    "held": "held: see why, then {resend}",
    "captured": "written to files and not sent: {resend} sends them",
    "cancelled": "cancelled before it went out: {resend}",
    "bounced": "come back: correct recipients.csv, then {resend}",
}
"""What is said of mails in a state that is not well."""


def mail_advice(
    month: Month, states: Mapping[DeliveryState, int], *, is_live: bool
) -> Iterator[str]:
    """A sentence for each state of mails that asks somebody to do something."""
    live = " --live" if is_live else ""
    commands = {
        "release": f"cakupan release {month}{live}",
        "resend": f"cakupan resend {month} --failed{live} --why TEXT",
    }
    for state, advice in ADVICE.items():
        if count := states.get(state, 0):
            yield f"{mails(count)} {advice.format(month=month, **commands)}"


def asking_of_month(installation: Installation, month: Month) -> list[Delivery]:
    """Those mails of all editions of a month that still ask somebody to do something."""
    with installation.ledger.begin() as connection:
        every = editions.of_month(connection, month)
        mailed = deliveries.of_editions(connection, every, ())
        not_mailed = missed(connection, editions.released(connection, month))
    register = present_recipients(installation, month)
    return asking(mailed, register, not_mailed, is_live=installation.settings.mail == "live")


def balance(ordered: int, states: Mapping[DeliveryState, int]) -> str:
    """So many mails ordered = so many in each state."""
    told = " + ".join(f"{number(count)} {state}" for state, count in sorted(states.items()))
    return f"{mails(ordered)} = {told or '0'}"


def missed(connection: sa.Connection, released: Sequence[Edition]) -> set[int]:
    """The cancelled mails of the newest of a month's released editions, where that one stands."""
    if not released or released[-1].is_withdrawn:
        return set()
    return {item.id for item in deliveries.of_edition(connection, released[-1], ["cancelled"])}


def asking(
    every: Iterable[Delivery],
    register: Iterable[Recipient],
    missed: Collection[int],
    *,
    is_live: bool,
) -> list[Delivery]:
    """Those of some deliveries, the oldest first, that still ask somebody to do something.

    A later mail to the same recipient settles an earlier one; nobody is asked for the sake of an
    address that is registered no longer, unless it may have got what it should not be sent twice.
    Where mail `is_live`, what was written to a file has reached nobody; what is `missed` has not,
    either. A rehearsal is ordered anew if need be, so of its mails just those ask of which it is
    unknown whether they were taken.
    """
    every = tuple(every)
    well = WELL - ({"captured"} if is_live else set())
    present = {(each.level, each.code, each.address) for each in register}
    last = {(*item.unit, item.recipient): item for item in every if item.is_for_recipient}
    of_recipients = [
        item
        for key, item in last.items()
        if (item.state not in well or item.id in missed)
        and (key in present or item.state in OPEN | {"unknown"})
    ]
    rehearsed = [item for item in every if item.kind == REHEARSAL and item.state == "unknown"]
    return [*of_recipients, *rehearsed]

"""Takes bounces from a mailbox: mails that were accepted and came back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from flows.edges.bounces import read_bounces
from flows.edges.ledger import deliveries
from flows.installation import Installation
from schemas.bounces import Bounce, MailboxReading
from schemas.delivery import Delivery
from schemas.grouping import mails
from schemas.month import Month

CHUNK = 500
"""Message-IDs that are looked up at once."""


@dataclass(frozen=True)
class BounceReport:
    """What a mailbox held, and what that changed."""

    reading: MailboxReading
    bounced: tuple[Delivery, ...]
    """Deliveries that came back, as far as that was not known."""
    known: int
    """Bounces of deliveries that were known to have come back, or were never taken."""
    strange: int
    """Bounces of mails in our form that this ledger does not know."""


def take_bounces(installation: Installation, mailbox: Path) -> BounceReport:
    """Write down which mails came back for good; one that is only delayed changes nothing.

    The mailbox stays as it is, so it may be read again and again.
    """
    domain = installation.settings.sender.rpartition("@")[2]
    reading = read_bounces(mailbox, domain)
    final = {bounce.message_id: bounce for bounce in reading.bounces if bounce.is_final}
    found = dict(_found(installation, list(final)))
    news = [item for item in found.values() if item.state in ("accepted", "unknown")]
    bounced = []
    for month, of_month in groupby(sorted(news, key=_month), key=_month):
        bounced += _write_down(installation, month, list(of_month), final)
    return BounceReport(
        reading=reading,
        bounced=tuple(bounced),
        known=len(found) - len(bounced),
        strange=len(final) - len(found),
    )


def _found(installation: Installation, message_ids: list[str]) -> Iterator[tuple[str, Delivery]]:
    for start in range(0, len(message_ids), CHUNK):
        with installation.ledger.begin() as connection:
            kept = deliveries.by_message(connection, message_ids[start : start + CHUNK])
        yield from ((item.message_id, item) for item in kept)


def _write_down(
    installation: Installation,
    month: Month,
    returned: Sequence[Delivery],
    bounces: Mapping[str, Bounce],
) -> list[Delivery]:
    """Let a month's mails be bounced, and that somebody has read so in a mailbox be known."""
    with installation.ledger.begin() as connection:
        installation.ledger.record(
            connection,
            by=installation.settings.operator,
            what=f"took in bounces: {mails(len(returned))} came back",
            month=month,
            why="mailbox of the sender",
        )
        return [
            deliveries.move(connection, item, "bounced", _reason(bounces[item.message_id]))
            for item in returned
        ]


def _month(delivery: Delivery) -> Month:
    """The month with which a mail's Message-ID begins."""
    return Month.parse(delivery.message_id[1 : len("<2021-11")])


def _reason(bounce: Bounce) -> str:
    return f"came back, {bounce.status}" if bounce.status else "came back"

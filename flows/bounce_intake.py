"""Takes bounces from a mailbox: mails that were accepted and came back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.edges.bounces import read_bounces
from flows.edges.ledger import deliveries
from flows.installation import Installation
from schemas.bounces import Bounce, MailboxReading
from schemas.delivery import Delivery

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
    bounced = []
    for message_id, delivery in found.items():
        if delivery.state in ("accepted", "unknown"):
            reason = _reason(final[message_id])
            with installation.ledger.begin() as connection:
                bounced.append(deliveries.move(connection, delivery, "bounced", reason))
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


def _reason(bounce: Bounce) -> str:
    return f"came back, {bounce.status}" if bounce.status else "came back"

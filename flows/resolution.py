"""Settles mails of which it is unknown whether the mail server took them."""

from collections.abc import Collection
from dataclasses import dataclass

from flows.edges.ledger import Lease, deliveries, editions
from flows.installation import Installation
from schemas.delivery import Delivery, DeliveryState
from schemas.errors import UsageError
from schemas.month import Month


@dataclass(frozen=True)
class Word:
    """What a person has found out of some mails, named by their Message-IDs."""

    accepted: frozenset[str]
    """Those that the server took."""
    again: frozenset[str]
    """Those that it did not, and that are to be sent."""
    by: str
    why: str


@dataclass(frozen=True)
class Settled:
    """What was settled, and what is still unknown."""

    month: Month
    settled: tuple[Delivery, ...]
    unknown: tuple[Delivery, ...]


def resolve(installation: Installation, month: Month, word: Word | None) -> Settled:
    """Settle a month's unknown mails by a person's word; without one, say which there are.

    UsageError when the word names a mail that is not unknown.
    """
    with installation.ledger.lease(month) as lease:
        with installation.ledger.begin(lease) as connection:
            released = editions.released(connection, month)
            for edition in released:
                deliveries.recover(connection, edition)
            unknown = deliveries.of_editions(connection, released, ["unknown"])
        settled = [] if word is None else _by_word(installation, unknown, word, lease)
    done = {item.id for item in settled}
    return Settled(month, tuple(settled), tuple(item for item in unknown if item.id not in done))


def _by_word(
    installation: Installation, unknown: Collection[Delivery], word: Word, lease: Lease
) -> list[Delivery]:
    found = {item.message_id: item for item in unknown}
    strange = (word.accepted | word.again) - set(found)
    if strange or word.accepted & word.again:
        raise UsageError(
            "Expected Message-IDs of unknown mails, each once; found another. "
            f"`cakupan resolve {lease.month}` lists them."
        )
    settled = []
    states: dict[str, DeliveryState] = dict.fromkeys(word.accepted, "accepted")
    states |= dict.fromkeys(word.again, "ready")
    with installation.ledger.begin(lease) as connection:
        for message_id, state in sorted(states.items()):
            reason = f"as {word.by} says: {word.why}"
            settled.append(deliveries.move(connection, found[message_id], state, reason))
        installation.ledger.record(
            connection,
            by=word.by,
            what=f"settled unknown mails: {len(word.accepted)} accepted, {len(word.again)} again",
            month=lease.month,
            why=word.why,
        )
    return settled

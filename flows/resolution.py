"""Settles mails of which it is unknown whether the mail server took them."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from flows.edges.ledger import Lease, deliveries, editions, now
from flows.edges.postfix import LocalPostfix
from flows.installation import Installation
from flows.mail_advice import asking_of_month
from flows.relay_address import to_relay_address
from flows.release import put_right
from schemas.delivery import Delivery, DeliveryState
from schemas.errors import UsageError
from schemas.month import Month
from schemas.traces import Trace

Steps = Mapping[str, tuple[DeliveryState, str]]
"""By Message-ID, what a mail becomes and why."""


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
    asking: tuple[Delivery, ...]
    """Of what was settled, what asks somebody to do something."""
    is_live: bool
    """Mail goes to the mail server; else to files."""


@dataclass(frozen=True)
class InForce:
    """The month's newest released edition, if it is not withdrawn: only its mails are sent."""

    is_any: bool
    mails: frozenset[int]
    """Those of it that are unknown."""

    def step(self, item: Delivery, state: DeliveryState, reason: str) -> tuple[DeliveryState, str]:
        """What becomes of an unknown mail; whoever has lost it by a later edition is not forgotten.

        That edition's own release may have left him out, as one who perhaps had the same.
        """
        if state != "ready" or item.id in self.mails:
            return state, reason
        if self.is_any and item.is_for_recipient:
            return "expired", f"{reason}; not sent, as its edition is replaced"
        return "cancelled", f"{reason}; not sent, as its edition is not in force"


def resolve(installation: Installation, month: Month, word: Word | None) -> Settled:
    """Settle a month's unknown mails by a person's word, or by a Postfix on this machine.

    What neither knows stays unknown. UsageError when the word names a mail that is not unknown.
    """
    with installation.ledger.lease(month) as lease:
        put_right(installation, lease)
        with installation.ledger.begin() as connection:
            every = editions.of_month(connection, month)
            unknown = deliveries.of_editions(connection, every, ["unknown"])
            in_force = _in_force(connection, month)
        if word is None:
            steps = _by_postfix(installation, unknown)
            by, why = installation.settings.operator, "queue and log of the Postfix on this machine"
        else:
            steps = _by_word(unknown, word)
            by, why = word.by, word.why
        steps = {
            item.message_id: in_force.step(item, *steps[item.message_id])
            for item in unknown
            if item.message_id in steps
        }
        settled = _settle(installation, unknown, steps, lease, by=by, why=why)
    done = {item.id for item in settled}
    return Settled(
        month=month,
        settled=tuple(settled),
        unknown=tuple(item for item in unknown if item.id not in done),
        asking=tuple(item for item in asking_of_month(installation, month) if item.id in done),
        is_live=installation.settings.mail == "live",
    )


def _in_force(connection: sa.Connection, month: Month) -> InForce:
    newest = editions.newest(connection, month, released=True)
    if newest is None or newest.is_withdrawn:
        return InForce(is_any=False, mails=frozenset())
    own = deliveries.of_edition(connection, newest, ["unknown"])
    return InForce(is_any=True, mails=frozenset(item.id for item in own))


def _by_postfix(installation: Installation, unknown: Collection[Delivery]) -> Steps:
    """What a Postfix on this machine has done with the mails; nothing where none is set.

    That it did not take a mail is believed only where it is the mail server and can have had it.
    """
    settings = installation.settings
    if not settings.postfix_logs or not unknown:
        return {}
    postfix = LocalPostfix(
        tuple(settings.place(path) for path in settings.postfix_logs), settings.postfix_queue
    )
    ended = {item.message_id: item.ended_at for item in unknown if item.ended_at}
    traces = postfix.look_up(ended, now())
    is_asked_rightly = bool(settings.smtp_url) and to_relay_address(settings).is_here
    return {
        message_id: (_state(trace), f"{trace.fate} by the mail server's own log and queue")
        for message_id, trace in traces.items()
        if trace.is_taken or (trace.is_taken is False and is_asked_rightly)
    }


def _state(trace: Trace) -> DeliveryState:
    if trace.fate in ("bounced", "expired"):
        return "bounced"
    return "accepted" if trace.is_taken else "ready"


def _by_word(unknown: Collection[Delivery], word: Word) -> Steps:
    strange = (word.accepted | word.again) - {item.message_id for item in unknown}
    if strange or word.accepted & word.again:
        raise UsageError(
            "Expected Message-IDs of unknown mails, each once; found another. "
            "`cakupan resolve` without any lists them."
        )
    reason = f"as {word.by} says: {word.why}"
    states: dict[str, DeliveryState] = dict.fromkeys(word.accepted, "accepted")
    states |= dict.fromkeys(word.again, "ready")
    return {message_id: (state, reason) for message_id, state in states.items()}


def _settle(
    installation: Installation,
    unknown: Collection[Delivery],
    steps: Steps,
    lease: Lease,
    *,
    by: str,
    why: str,
) -> list[Delivery]:
    with installation.ledger.begin(lease) as connection:
        settled = [
            deliveries.move(connection, item, *steps[item.message_id])
            for item in unknown
            if item.message_id in steps
        ]
        if settled:
            counts = Counter(item.state for item in settled)
            told = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
            installation.ledger.record(
                connection, by=by, what=f"settled unknown mails: {told}", month=lease.month, why=why
            )
    return settled

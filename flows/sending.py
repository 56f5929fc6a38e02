"""Delivers what is due: each step of a mail is in the ledger before the next.

A mail goes out in two phases. All but its end is sent; `dot` is committed; the end is sent; the
server's reply is committed. So whenever the sender is killed, either the server can't have taken
the mail and it is tried again, or it may have, and the mail is `unknown` until that is settled.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from flows.circuit import Outcome, Series, paced
from flows.edges.ledger import AnyLease, deliveries, editions, now
from flows.edges.mail import Capture, check_eml, parse_address
from flows.edges.relay import Relay
from flows.installation import Installation
from flows.recipients import present_recipients
from flows.relay_address import to_relay_address
from schemas.delivery import REHEARSAL, REPORT, Delivery, DeliveryState, Mode, watch_day
from schemas.edition import Edition
from schemas.errors import DeliveryError, StoreError
from schemas.grouping import number
from schemas.month import Month
from schemas.relaying import Accepted, Deferred, Refused, Submitted, TooLarge, Unknown

LONGEST_BACK_OFF = timedelta(hours=4)
Whole = Edition | date
Shown = Callable[[int, int], None]
"""Told after each mail how many of how many are done."""


@dataclass(frozen=True)
class Dispatching:
    """All that the delivery of mails needs."""

    installation: Installation
    whole: Whole
    """What they are of: an edition, or the day of a watch, on which alone its mails go out."""
    lease: AnyLease
    registered: frozenset[tuple[str, str, str]]
    """Level, code and address of every present recipient."""
    redirects: dict[str, str]
    """Address that receives the mails of a purpose in their recipients' place."""
    purpose: str
    """The only one that is delivered; empty: all."""
    shown: Callable[[int], None]

    @property
    def edition(self) -> Edition | None:
        """The edition; None for a watch."""
        return self.whole if isinstance(self.whole, Edition) else None

    @property
    def month(self) -> Month:
        """The edition's month, or that of the day."""
        return self.whole.month if isinstance(self.whole, Edition) else Month.from_date(self.whole)

    def receiver(self, delivery: Delivery) -> str:
        """The address that a mail goes to."""
        return self.redirects.get(delivery.purpose) or delivery.recipient

    def read(self, delivery: Delivery) -> tuple[str, bytes]:
        """Whom a mail is from, and its bytes; seen to be this delivery's and to be allowed."""
        receiver = self.receiver(delivery)
        parse_address(receiver, self.installation.settings.allowed_domains)
        eml = self.installation.objects.read(delivery.eml)
        return check_eml(eml, delivery, self.month, receiver), eml


def deliver(
    installation: Installation,
    whole: Whole,
    lease: AnyLease,
    *,
    is_live: bool,
    shown: Shown,
    purpose: str = "",
) -> tuple[int, str]:
    """Deliver what is due, of all purposes or of one; how many mails, and why it stopped early.

    Each goes where it was ordered to go, but to the mail server only if mail `is_live`.
    """
    dispatching = _begin(installation, whole, lease, shown, purpose)
    written = _capture(dispatching)
    tried, halt = _send(dispatching) if is_live else (0, "")
    return written + tried, halt


def _begin(
    installation: Installation, whole: Whole, lease: AnyLease, shown: Shown, purpose: str
) -> Dispatching:
    """Put right what a stopped sender left, and get ready to deliver."""
    edition = whole if isinstance(whole, Edition) else None
    register = present_recipients(installation, edition.month) if edition else []
    with installation.ledger.begin(lease) as connection:
        deliveries.recover(connection, edition)
        orders = deliveries.orders(connection, edition)
        waiting = deliveries.of_edition(connection, edition, ["planned", "ready"])
    return Dispatching(
        installation=installation,
        whole=whole,
        lease=lease,
        registered=frozenset((each.level, each.code, each.address) for each in register),
        redirects={order.purpose: order.redirect for order in orders if order.redirect},
        purpose=purpose,
        shown=lambda done: shown(done, len(waiting)),
    )


def _capture(dispatching: Dispatching) -> int:
    """Write every mail that is due and is not for the mail server to its file; how many."""
    installation, written = dispatching.installation, 0
    folder = Capture(installation.output / str(dispatching.month) / "mail")
    for delivery in _due(dispatching, "capture"):
        try:
            _, eml = dispatching.read(delivery)
        except (StoreError, DeliveryError) as error:
            _move(dispatching, delivery, "held", str(error))
            continue
        folder.deliver(delivery.message_id, eml)
        _move(dispatching, delivery, "captured")
        written += delivery.kind != REPORT
        dispatching.shown(written)
    return written


def _send(dispatching: Dispatching) -> tuple[int, str]:
    """Give every mail that is due to the mail server; how many, and why it stopped early."""
    settings = dispatching.installation.settings
    series, tried = Series(), 0
    with Relay(to_relay_address(settings)) as relay:
        for delivery in _due(dispatching, "live"):
            with paced(settings.mails_per_minute):
                outcome = _hand_over(dispatching, relay, delivery)
            tried += delivery.kind != REPORT
            dispatching.shown(tried)
            if outcome is not None and (halt := series.after(outcome)):
                return tried, halt
    return tried, ""


def _due(dispatching: Dispatching, mode: Mode) -> Iterator[Delivery]:
    """Each mail that may be tried now, once, for the server claimed; others are cancelled."""
    last = 0
    while True:
        with dispatching.installation.ledger.begin(dispatching.lease) as connection:
            found = deliveries.next_due(
                connection, dispatching.edition, mode, last, dispatching.purpose
            )
            if found is None:
                return
            last = found.id
            objection = _objection(connection, dispatching, found)
            if objection:
                deliveries.move(connection, found, "cancelled", objection)
            elif mode == "live":
                found = deliveries.move(connection, found, "claimed", attempts=found.attempts + 1)
        if not objection:
            yield found


def _objection(connection: sa.Connection, dispatching: Dispatching, delivery: Delivery) -> str:
    """Why a mail must not go out any more, or nothing."""
    if dispatching.edition is None:
        is_of_day = watch_day(delivery.purpose) == str(dispatching.whole)
        return "" if is_of_day else "its day is over"
    verdict = editions.verdict(connection, dispatching.edition.id)
    undoing = {"withdrawn"} if delivery.kind == REHEARSAL else {"withdrawn", "revoked"}
    if verdict is not None and verdict.word in undoing:
        return f"edition {verdict.word} by {verdict.by}"
    key = delivery.level, delivery.code, delivery.recipient
    if delivery.kind == REPORT or key in dispatching.registered:
        return ""
    return "no longer a recipient"


def _hand_over(dispatching: Dispatching, relay: Relay, claimed: Delivery) -> Outcome | None:
    """Bring one mail to the server and its outcome to the ledger; None if it was taken back."""
    try:
        sender, eml = dispatching.read(claimed)
    except (StoreError, DeliveryError) as error:
        _move(dispatching, claimed, "held", str(error))
        return None
    submitted = relay.submit(sender, dispatching.receiver(claimed), eml)
    if not isinstance(submitted, Submitted):
        _settle(dispatching, claimed, submitted)
        return submitted
    ending = _commit_dot(dispatching, claimed)
    if ending is None:
        relay.close()
        return None
    outcome = relay.finish()
    _settle(dispatching, ending, outcome)
    return outcome


def _commit_dot(dispatching: Dispatching, claimed: Delivery) -> Delivery | None:
    """Write down that the end is about to go out; None where somebody has taken the mail back."""
    with dispatching.installation.ledger.begin(dispatching.lease) as connection:
        if dispatching.edition is not None:
            editions.lock(connection, dispatching.edition)  # no withdrawal in between
        objection = _objection(connection, dispatching, claimed)
        if objection:
            deliveries.move(connection, claimed, "cancelled", objection)
            return None
        return deliveries.move(connection, claimed, "dot")


def _settle(dispatching: Dispatching, delivery: Delivery, outcome: Outcome) -> None:
    """Write down what became of a mail."""
    match outcome:
        case Accepted():
            _move(dispatching, delivery, "accepted")
        case Refused():
            _move(dispatching, delivery, "refused", outcome.reason)
        case Unknown():
            _move(dispatching, delivery, "unknown", outcome.reason)
        case TooLarge(size, most):
            reason = f"of {number(size)} bytes; the mail server takes at most {number(most)}"
            _move(dispatching, delivery, "held", reason)
        case Deferred():
            _defer(dispatching, delivery, outcome)


def _defer(dispatching: Dispatching, delivery: Delivery, outcome: Deferred) -> None:
    """Plan the next try; one that failed by the server's own fault does not count as a try."""
    settings, tried = dispatching.installation.settings, delivery.attempts
    if outcome.is_relay_fault:
        _move(dispatching, delivery, "ready", outcome.reason, attempts=tried - 1)
    elif tried >= settings.mail_attempts:
        _move(dispatching, delivery, "expired", f"{outcome.reason}, {tried} times")
    else:
        wait = timedelta(minutes=settings.mail_back_off_minutes) * 2 ** (tried - 1)
        due_at = now() + min(wait, LONGEST_BACK_OFF)
        _move(dispatching, delivery, "ready", outcome.reason, due_at=due_at)


def _move(
    dispatching: Dispatching,
    delivery: Delivery,
    state: DeliveryState,
    reason: str = "",
    *,
    attempts: int | None = None,
    due_at: datetime | None = None,
) -> None:
    with dispatching.installation.ledger.begin(dispatching.lease) as connection:
        deliveries.move(connection, delivery, state, reason, attempts=attempts, due_at=due_at)

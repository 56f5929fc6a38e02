"""What a release is asked to do, what it would do, and what it did."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from schemas.delivery import Delivery, DeliveryState, Dispatch
from schemas.edition import Withheld
from schemas.month import Month


@dataclass(frozen=True)
class ReleaseOrder:
    """What a person asks of a release."""

    by: str
    is_live: bool = False
    """To the mail server; else to files."""
    confirm: int | None = None
    """How many mails he has seen in the plan; None: he wants to see it."""
    redirect: str = ""
    """A rehearsal: everything to this one address, and nothing is released."""
    past_month: Month | None = None
    """An older month than the newest one, which is not released by mistake."""
    why: str = ""


@dataclass(frozen=True)
class PlannedMail:
    """One mail as the plan shows it."""

    level: str
    code: str
    recipient: str
    size: int
    """Bytes."""
    subject: str
    first_line: str


@dataclass(frozen=True)
class ReleasePlan:
    """What a release would mail; nothing is done yet."""

    month: Month
    edition: str
    standing: str
    mails: tuple[PlannedMail, ...]
    up_to_date: int
    """Recipients of an earlier edition whose bulletin says the same now, and who get none."""
    former: tuple[str, ...]
    """Units with a corrected bulletin whose old one went to an address no longer registered."""
    unaddressed: tuple[str, ...]
    """Units whose bulletin has no recipient."""
    withheld: tuple[Withheld, ...]
    """Bulletins that the edition lacks."""
    is_live: bool
    redirect: str
    obstacle: str
    """Why it can't be released as it is; empty when it can."""


@dataclass(frozen=True)
class ReleaseReport:
    """What became of an edition's mail."""

    month: Month
    edition: str
    done: int
    """Mails brought to an end or tried by this very call."""
    halt: str
    """Why it stopped before all were tried; mostly empty."""
    orders: tuple[Dispatch, ...]
    deliveries: tuple[Delivery, ...]
    """Of all its orders."""
    asking: tuple[Delivery, ...]
    """Those of this edition, and of those that it takes the place of, that still ask somebody to do
    something."""
    unaddressed: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    is_live: bool
    """Mail goes to the mail server; else to files."""
    folder: str
    """Where captured mails lie."""
    file: str
    """Where each recipient's state is written down."""
    to_rebuild: tuple[Month, ...] = ()
    """Later months that show other figures than this edition has."""
    file_fault: str = ""
    """Why that could not be written; mostly empty."""

    @property
    def states(self) -> Counter[DeliveryState]:
        """How many mails are in which state."""
        return Counter(item.state for item in self.deliveries)

    def states_of(self, purpose: str) -> Counter[DeliveryState]:
        """How many mails of one order are in which state."""
        return Counter(item.state for item in self.deliveries if item.purpose == purpose)

    @property
    def is_balanced(self) -> bool:
        """Whether each order has just the mails that it was given for."""
        kept = Counter(item.purpose for item in self.deliveries)
        return kept == Counter({order.purpose: order.mails for order in self.orders})

    @property
    def is_complete(self) -> bool:
        """Whether no mail asks anybody to do anything any more."""
        return self.is_balanced and not self.halt and not self.asking

    @property
    def due_at(self) -> datetime | None:
        """When the next mail may be tried again; None when none waits."""
        return min((item.due_at for item in self.deliveries if item.due_at), default=None)

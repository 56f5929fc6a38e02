"""Who receives a bulletin, one mail to one of them before it is bytes, and what becomes of it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from schemas.bulletin import Level
from schemas.definitions import Language
from schemas.month import Month

DeliveryState = Literal[
    "planned",
    "ready",
    "claimed",
    "dot",
    "accepted",
    "captured",
    "bounced",
    "refused",
    "expired",
    "unknown",
    "cancelled",
    "held",
]
"""Where one mail to one recipient stands.

planned: written down, never tried; ready: tried before, and due again at a later time; claimed: a
sender has it in hand; dot: its end is about to go out, or went out; accepted: the mail server took
it, which is not yet delivered; captured: it was written to a file; bounced: it was taken and came
back; refused: the server will never take it; expired: it was tried in vain too often, or its
edition was replaced before it was known that the server had not taken it; unknown: whether the
server took it can't be known; cancelled: a person or the register took it back; held: it is larger
than the server takes.
"""
STEPS: dict[DeliveryState, frozenset[DeliveryState]] = {
    "planned": frozenset({"claimed", "captured", "cancelled", "held"}),
    "ready": frozenset({"claimed", "cancelled"}),
    "claimed": frozenset({"dot", "ready", "refused", "expired", "cancelled", "held"}),
    "dot": frozenset({"accepted", "refused", "ready", "expired", "unknown"}),
    "unknown": frozenset({"accepted", "ready", "bounced", "expired", "cancelled"}),
    "accepted": frozenset({"bounced"}),
}
"""What a state may become; a state that is not named here is a last one."""
OPEN: frozenset[DeliveryState] = frozenset({"planned", "ready", "claimed", "dot"})
"""States in which a sender still has something to do."""
WELL: frozenset[DeliveryState] = frozenset({"accepted", "captured", "cancelled"})
"""Ends of a mail that ask nobody to do anything."""
HAS_IT: frozenset[DeliveryState] = frozenset({"dot", "accepted", "captured", "unknown"})
"""States in which a recipient has the mail, or may have it."""
Mode = Literal["capture", "live"]
"""capture: mails become files; live: they go to the mail server."""
UnitKey = tuple[Level, str]
"""Level and code: whose bulletin it is."""
BULLETIN = "bulletin"
RESEND, REHEARSAL, REPORT, WATCH = "resend", "rehearsal", "report", "watch"
"""Purposes: of an edition's first mails; on order `resend-1`, `rehearsal-1`; to the operator
`report-1`, and `watch-2021-12-07-` with 12 hex digits over what a watch found that day, which is of
no edition."""
WATCH_DAY = len(WATCH) + 1
"""Where in the purpose of a watch's mail its day begins."""
_NAME = r"<([0-9]{4}-[0-9]{2}-[A-Z0-9-]{2,32}-[0-9a-f]{20})@"
"""How a Message-ID of ours begins."""


@dataclass(frozen=True)
class Recipient:
    """One address that receives one unit's bulletin."""

    level: Level
    code: str
    address: str
    name: str
    language: Language


def content_id(picture: bytes) -> str:
    """The name by which a mail's HTML shows its picture; equal pictures have equal names."""
    return f"{sha256(picture).hexdigest()[:20]}@picture.cakupan"


def mail_digest(unit: UnitKey, month: str, edition: int, purpose: str, address: str) -> str:
    """20 hex digits over what makes a mail one: unit, month, edition, purpose, recipient."""
    key = (*unit, month, str(edition), purpose, address)
    return sha256("|".join(key).encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Message:
    """One mail with one unit's bulletin to one recipient; equal messages are equal bytes."""

    level: Level
    code: str
    """Unit of the attached bulletin; must be the recipient's."""
    language: Language
    """Of the bulletin; the recipient's own where the edition has it."""
    month: Month
    edition: int
    purpose: str
    """`bulletin`, or what a person ordered besides, such as `resend-2`."""
    published: date
    sender: str
    """Address that the mail comes from."""
    recipient: Recipient
    redirect: str
    """Address that receives the mail in the recipient's place, under a banner; mostly empty."""
    subject: str
    text: str
    html: str
    picture: bytes | None
    """The PNG that the HTML shows, if any."""
    pdf: bytes
    file_name: str
    """Name of the attached PDF."""

    @property
    def digest(self) -> str:
        """What makes this mail one, in 20 hex digits."""
        unit, to = (self.level, self.code), self.recipient.address
        return mail_digest(unit, str(self.month), self.edition, self.purpose, to)

    @property
    def id(self) -> str:
        """The Message-ID, which names the mail in the ledger and at the mail server."""
        name = f"{self.month}-{self.code}-{self.digest}"
        return f"<{name}@{self.sender.rpartition('@')[2]}>"


@dataclass(frozen=True)
class Dispatch:
    """One order of a person by which mails of an edition go out."""

    purpose: str
    mode: Mode
    by: str
    why: str
    redirect: str
    """As of its messages."""
    mails: int
    """How many deliveries it has: what the balance must come to."""


@dataclass(frozen=True)
class Delivery:
    """One frozen message to one recipient."""

    level: Level
    code: str
    recipient: str
    purpose: str
    message_id: str
    eml: str
    """Object name of the message's bytes."""
    size: int
    """Of these bytes."""
    state: DeliveryState = "planned"
    attempts: int = 0
    """How often the mail server was asked to take it, faults of the server's own not counted."""
    due_at: datetime | None = None
    """Not before this it is tried again; None: now."""
    ended_at: datetime | None = None
    """When its end was about to go out, the last time."""
    reason: str = ""
    """Why it is in this state, in words that quote no address and no server."""
    id: int = 0
    """The ledger's to give."""

    @property
    def kind(self) -> str:
        """Its purpose without the number."""
        return self.purpose.partition("-")[0]

    @property
    def is_for_recipient(self) -> bool:
        """Whether its unit's recipient gets it, not one who rehearses or operates."""
        return self.kind in (BULLETIN, RESEND)

    @property
    def unit(self) -> UnitKey:
        """Whose bulletin it is."""
        return self.level, self.code


def next_purpose(kind: str, taken: Collection[str]) -> str:
    """The next purpose of a kind: `resend-1`, then `resend-2`."""
    number = 1
    while f"{kind}-{number}" in taken:
        number += 1
    return f"{kind}-{number}"


def watch_purpose(day: date, found: str) -> str:
    """The purpose of the one mail that tells on a day what was found; the same has the same."""
    return f"{WATCH}-{day}-{sha256(found.encode()).hexdigest()[:12]}"


def watch_day(purpose: str) -> str:
    """The day, such as 2021-12-07, on which a watch's mail may go out."""
    return purpose[WATCH_DAY : WATCH_DAY + len("2021-12-07")]


def find_message_id(text: str, domain: str) -> str:
    """The last Message-ID in a text that is made like those of a sender in `domain`; or empty."""
    names = re.findall(rf"{_NAME}(?i:{re.escape(domain)})>", text)
    return f"<{names[-1]}@{domain}>" if names else ""

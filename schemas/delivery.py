"""Who receives a bulletin, and one mail to one of them before it is bytes."""

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from schemas.bulletin import Level
from schemas.definitions import Language
from schemas.month import Month

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
        """20 hex digits over what makes this mail one: unit, month, edition, purpose, recipient."""
        key = (
            self.level,
            self.code,
            self.month,
            self.edition,
            self.purpose,
            self.recipient.address,
        )
        return sha256("|".join(map(str, key)).encode()).hexdigest()[:20]

    @property
    def id(self) -> str:
        """The Message-ID, which names the mail in the ledger and at the mail server."""
        name = f"{self.month}-{self.code}-{self.digest}"
        return f"<{name}@{self.sender.rpartition('@')[2]}>"


def find_message_id(text: str, domain: str) -> str:
    """The last Message-ID in a text that is made like those of a sender in `domain`; or empty."""
    names = re.findall(rf"{_NAME}(?i:{re.escape(domain)})>", text)
    return f"<{names[-1]}@{domain}>" if names else ""

"""What came back to the sender's mailbox: bounces of our mails, and mails that are none."""

from dataclasses import dataclass
from typing import Literal

Passed = Literal["auto_replies", "others", "unreadable", "too_large"]
"""Why a mail of the mailbox is no bounce."""


@dataclass(frozen=True)
class Bounce:
    """What a mail server says of one mail of ours that it could not deliver."""

    message_id: str
    """As the ledger has it."""
    status: str
    """The enhanced status, such as 5.1.1; empty where the server gave none."""
    is_final: bool
    """False where the server goes on trying."""


@dataclass(frozen=True)
class MailboxReading:
    """The bounces that a mailbox holds, in its order, and how many mails are none."""

    bounces: tuple[Bounce, ...] = ()
    auto_replies: int = 0
    """Sent by machines on behalf of persons who are away."""
    others: int = 0
    """They say of no mail of ours that it was not delivered."""
    unreadable: int = 0
    """They can't be opened or parsed, or don't say what became of a mail of ours."""
    too_large: int = 0

    @property
    def mails(self) -> int:
        """How many mails the mailbox holds."""
        passed = self.auto_replies + self.others + self.unreadable + self.too_large
        return len(self.bounces) + passed

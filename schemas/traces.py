"""What a mail server on this machine shows of a mail that was handed to it."""

from dataclasses import dataclass
from typing import Literal

Fate = Literal["queued", "sent", "bounced", "expired", "gone", "absent", "unproven"]
"""queued: waits in the queue; sent: given on; bounced: sent back; expired: sent back after all
attempts; gone: taken, and no longer in the queue for a reason that is not told; absent: was not
taken; unproven: no trace, or none that decides, which is no evidence either way."""


@dataclass(frozen=True)
class Trace:
    """The last that is known of one mail."""

    fate: Fate
    dsn: str = ""
    """Status of its last delivery or attempt, such as 2.0.0, where there was one."""

    @property
    def is_taken(self) -> bool | None:
        """Whether the server took the mail; None if that is not proven."""
        return {"absent": False, "unproven": None}.get(self.fate, True)

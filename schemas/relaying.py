"""What becomes of one mail to one recipient at the mail server."""

from dataclasses import dataclass
from typing import Literal

Phase = Literal["connect", "tls", "ehlo", "auth", "mail", "rcpt", "data", "body", "dot"]
"""How far the talk with the server had come: up to auth it concerns no mail."""
RELAYS_OWN: frozenset[Phase] = frozenset({"connect", "tls", "ehlo", "auth"})
LEAVING = 421
"""With this code a server ends the talk, whatever it was about."""
Security = Literal["tls", "starttls", "none"]
"""tls: from the first byte; starttls: before anything else is said; none: on this machine only."""


@dataclass(frozen=True)
class Timeouts:
    """How long an answer is waited for, in seconds."""

    connect: float = 30
    command: float = 300
    dot: float = 600


@dataclass(frozen=True)
class RelayAddress:
    """Where the mail server is, and how it is spoken to."""

    host: str
    port: int
    security: Security
    hostname: str
    """How we name ourselves."""
    timeouts: Timeouts = Timeouts()
    messages: int = 100
    """After so many mails the connection is opened anew."""


@dataclass(frozen=True)
class Submitted:
    """All of the mail but its end has gone out: the server can't have taken it."""


@dataclass(frozen=True)
class Accepted:
    """The server took the mail; what it does with it is not known."""

    code: int


@dataclass(frozen=True)
class Refused:
    """The server will never take this mail to this recipient."""

    phase: Phase
    code: int


@dataclass(frozen=True)
class Deferred:
    """The mail was not taken this time."""

    phase: Phase
    code: int | None
    """None when nothing was said, or nothing that could be understood."""

    @property
    def is_relay_fault(self) -> bool:
        """It is about the server and not about this mail."""
        return self.phase in RELAYS_OWN or self.code == LEAVING


@dataclass(frozen=True)
class Unknown:
    """The mail's end went out, and whether the server took it can't be known."""


@dataclass(frozen=True)
class TooLarge:
    """The server says beforehand that it takes no mail of this size."""

    size: int
    most: int

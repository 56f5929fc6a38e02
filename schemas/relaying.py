"""Where the mail server is, and what becomes of one mail to one recipient there."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

from pydantic import SecretStr

from schemas.errors import SettingsError

Phase = Literal["connect", "tls", "ehlo", "auth", "mail", "rcpt", "data", "body", "dot"]
"""How far the talk with the server had come: up to auth it concerns no mail."""
RELAYS_OWN: frozenset[Phase] = frozenset({"connect", "tls", "ehlo", "auth"})
LEAVING, LOGIN_WANTED = 421, 530
"""What a server says when it ends the talk, and when it wants a login or encryption first."""
Security = Literal["tls", "starttls", "none"]
"""tls: from the first byte; starttls: before anything else is said; none: on this machine only."""
Fault = Literal["unreachable", "silent", "gone", "garbled", "clear", "unverified", "login"]
"""What kept the server from giving a reply."""
FAULTS: dict[Fault, str] = {
    "unreachable": "could not be reached",
    "silent": "gave no reply in time",
    "gone": "hung up",
    "garbled": "said what is no reply",
    "clear": "agreed on no encryption",
    "unverified": "has a certificate that can't be trusted",
    "login": "offers no login that we know",
}
"""The same in words, said of the mail server."""

_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


@dataclass(frozen=True)
class Timeouts:
    """How long a whole reply is waited for, in seconds."""

    connect: float = 30
    command: float = 300
    dot: float = 600


@dataclass(frozen=True)
class RelayAddress:
    """Where the mail server is, and how it is spoken to; SettingsError if that were not safe."""

    host: str
    port: int
    security: Security
    hostname: str
    """How we name ourselves."""
    user: str = ""
    password: SecretStr | None = None
    authorities: str = ""
    """File of the certificates that vouch for the server's; empty: those of this machine."""
    timeouts: Timeouts = Timeouts()
    messages: int = 100
    """After so many mails the connection is opened anew."""

    def __post_init__(self) -> None:
        """Refuse what could not be spoken to, or only by giving something away."""
        if not (_is_name(self.host) and _is_name(self.hostname) and 0 < self.port < 2**16):
            raise SettingsError(
                "Expected a mail server by name or number, its port, and our own name; found "
                "another form of one of them. Correct it."
            )
        if self.security == "none" and not self.is_here:
            raise SettingsError("Mail goes in clear only to this machine; use smtps or starttls.")
        secret = self.secret
        if self.security == "none" and (self.user or secret):
            raise SettingsError("A password is never sent in clear; use smtps or starttls.")
        if bool(self.user) != bool(secret) or not (self.user + secret).isascii():
            raise SettingsError(
                "Expected a user and a password for the mail server, both in ASCII, or neither; "
                "correct them."
            )

    @property
    def is_here(self) -> bool:
        """Whether the server is on this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def secret(self) -> str:
        """The password as the server wants it; empty where there is none."""
        return self.password.get_secret_value() if self.password else ""


def _is_name(text: str) -> bool:
    """Whether a text is the name or the number of a machine."""
    try:
        ip_address(text)
    except ValueError:
        return len(text) < 254 and all(_LABEL.fullmatch(label) for label in text.split("."))
    return True


@dataclass(frozen=True)
class Submitted:
    """All of the mail but its end has gone out: the server can't have taken it."""


@dataclass(frozen=True)
class Accepted:
    """The server took the mail; what it does with it is not known."""

    code: int
    status: str = ""
    """The enhanced status, such as 2.0.0, where the server gave one; so with all outcomes."""


@dataclass(frozen=True)
class Refused:
    """The server will never take this mail to this recipient."""

    phase: Phase
    code: int
    status: str = ""

    @property
    def reason(self) -> str:
        """Why, without the server's words: they quote addresses."""
        return _reason(self.phase, self.code, self.status)


@dataclass(frozen=True)
class Deferred:
    """The mail was not taken this time: for the server's code, or for a fault in its place."""

    phase: Phase
    code: int | None = None
    status: str = ""
    fault: Fault | None = None

    @property
    def is_relay_fault(self) -> bool:
        """It is about the server and not about this mail."""
        return self.phase in RELAYS_OWN or self.code in {LEAVING, LOGIN_WANTED}

    @property
    def reason(self) -> str:
        """Why, without the server's words: they quote addresses."""
        return _reason(self.phase, self.code, self.status, self.fault)


@dataclass(frozen=True)
class Unknown:
    """The mail's end went out, and whether the server took it can't be known."""

    fault: Fault

    @property
    def reason(self) -> str:
        """Why, without the server's words: they quote addresses."""
        return _reason("dot", fault=self.fault)


@dataclass(frozen=True)
class TooLarge:
    """The server says beforehand that it takes no mail of this size."""

    size: int
    most: int


def _reason(
    phase: Phase, code: int | None = None, status: str = "", fault: Fault | None = None
) -> str:
    said = FAULTS[fault] if fault else " ".join(filter(None, ("said", str(code), status)))
    return f"the mail server {said} ({phase})"

"""Speaks SMTP to a mail server, in two phases: the mail without its end, then the end.

Between the two the caller writes down that the end is about to go out. So after a crash it is
certain that a mail was not taken, or the ledger says that this can't be known.
"""

import re
import select
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self

from pydantic import SecretStr

from flows.edges.smtp_connection import Encrypted, Garbled, Plain
from schemas.errors import DeliveryError, SettingsError
from schemas.relaying import (
    LEAVING,
    RELAYS_OWN,
    Accepted,
    Deferred,
    Phase,
    Refused,
    RelayAddress,
    Submitted,
    TooLarge,
    Unknown,
)

END = b".\r\n"
"""What ends a mail whose last line has its end."""
_LONE = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_FIRST_DOT = re.compile(rb"^\.", re.MULTILINE)
_GONE_WRONG = (OSError, smtplib.SMTPException)
"""All that sockets, TLS and smtplib raise."""


class Relay:
    """One connection to the mail server, opened when it is needed and used again."""

    def __init__(
        self,
        address: RelayAddress,
        *,
        user: str = "",
        password: SecretStr | None = None,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        """Plan the connection; SettingsError when it would not be safe.

        `trusted` verifies the server in place of the machine's own certificates.
        """
        if address.security == "none" and not _is_here(address.host):
            raise SettingsError("Mail goes in clear only to this machine; use smtps or starttls.")
        if user and address.security == "none":
            raise SettingsError("A password is never sent in clear; use smtps or starttls.")
        self._address, self._user, self._password = address, user, password
        self._trusted = trusted or ssl.create_default_context()
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0
        self._phase: Phase = "connect"

    def __enter__(self) -> Self:
        """Open the relay for mails."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take leave of the server."""
        if self._smtp is not None:
            with suppress(*_GONE_WRONG):
                self._smtp.quit()
        self.close()

    def close(self) -> None:
        """Hang up; a mail that was submitted and not finished is not taken."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(*_GONE_WRONG):
                smtp.close()

    def submit(
        self, sender: str, recipient: str, eml: bytes
    ) -> Submitted | Refused | Deferred | TooLarge:
        """Send all of a mail but its end. DeliveryError for bytes that are no mail of ours."""
        _check(eml)
        try:
            smtp = self._opened()
            most = int(smtp.esmtp_features.get("size") or 0)
            if most and len(eml) > most:
                return TooLarge(len(eml), most)
            for phase, command, wanted in (
                ("mail", f"MAIL FROM:<{sender}> SIZE={len(eml)}", 2),
                ("rcpt", f"RCPT TO:<{recipient}>", 2),
                ("data", "DATA", 3),
            ):
                self._phase = phase  # type: ignore[assignment]  # as Phase names them
                code, _ = smtp.docmd(command)
                if code // 100 != wanted:
                    return self._declined(code)
            self._phase = "body"
            smtp.send(_FIRST_DOT.sub(b"..", eml))
            if _has_spoken(smtp):
                raise Garbled
        except _Declined as declined:
            self.close()
            return Deferred(self._phase, declined.code)
        except _GONE_WRONG as error:
            self.close()
            return Deferred(self._phase, _code_of(error))
        return Submitted()

    def finish(self) -> Accepted | Refused | Deferred | Unknown:
        """Send the end of the mail that was submitted, and hear whether the server took it."""
        smtp = self._smtp
        if smtp is None or smtp.sock is None:
            raise DeliveryError("No mail is submitted; submit it first.")
        self._phase = "dot"
        try:
            with self._patient(smtp):
                smtp.send(END)
                code, _ = smtp.getreply()
        except _GONE_WRONG:
            self.close()
            return Unknown()
        self._sent += 1
        if code == LEAVING or self._sent >= self._address.messages:
            self.close()
        if code // 100 == 2:
            return Accepted(code)
        if code // 100 == 3:
            self.close()
            return Unknown()
        return Refused("dot", code) if code // 100 == 5 else Deferred("dot", code)

    def _opened(self) -> smtplib.SMTP:
        """The connection, greeted and, where that is agreed, encrypted and logged in."""
        if self._smtp is not None:
            return self._smtp
        address, self._sent = self._address, 0
        timeouts = address.timeouts
        named: dict[str, Any] = {
            "local_hostname": address.hostname, "timeout": timeouts.connect,
        }  # fmt: skip
        self._phase = "connect"
        smtp: smtplib.SMTP = (
            Encrypted(context=self._trusted, **named)
            if address.security == "tls"
            else Plain(**named)
        )
        self._smtp = smtp
        smtp._host = address.host  # type: ignore[attr-defined]  # whom the certificate must name
        self._must(smtp.connect(address.host, address.port)[0])
        _wait(smtp, timeouts.command)
        self._greet(smtp)
        if address.security == "starttls":
            self._phase = "tls"
            self._must(smtp.starttls(context=self._trusted)[0])
            self._greet(smtp)
        if self._user and self._password is not None:
            self._phase = "auth"
            smtp.login(self._user, self._password.get_secret_value())
        return smtp

    def _greet(self, smtp: smtplib.SMTP) -> None:
        self._phase = "ehlo"
        self._must(smtp.ehlo()[0])

    def _must(self, code: int) -> None:
        if code // 100 != 2:
            raise _Declined(code)

    def _declined(self, code: int) -> Refused | Deferred:
        """What a code other than the wanted one means; the connection is kept where it can be."""
        phase = self._phase
        try:
            if code == LEAVING or self._smtp is None or self._smtp.rset()[0] // 100 != 2:
                self.close()
        except _GONE_WRONG:
            self.close()
        is_final = code // 100 == 5 and phase not in RELAYS_OWN
        return Refused(phase, code) if is_final else Deferred(phase, code)

    @contextmanager
    def _patient(self, smtp: smtplib.SMTP) -> Iterator[None]:
        """Wait longer for the answer on which everything hangs."""
        timeouts = self._address.timeouts
        _wait(smtp, timeouts.dot)
        yield
        _wait(smtp, timeouts.command)


class _Declined(smtplib.SMTPException):
    """The server does not want to talk to us."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


def _code_of(error: Exception) -> int | None:
    """The code in an error of smtplib's, where the server gave one."""
    code = getattr(error, "smtp_code", None)
    return code if isinstance(code, int) and code > 0 else None


def _has_spoken(smtp: smtplib.SMTP) -> bool:
    """Whether the server said anything, or hung up, though it was our turn."""
    return smtp.sock is None or bool(select.select([smtp.sock], [], [], 0)[0])


def _wait(smtp: smtplib.SMTP, seconds: float) -> None:
    """How long the next answers are waited for."""
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _check(eml: bytes) -> None:
    if not eml.endswith(b"\r\n") or not eml.isascii() or _LONE.search(eml):
        raise DeliveryError(
            "Expected a mail of ASCII lines that end with CR LF, found another; release it anew."
        )


def _is_here(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

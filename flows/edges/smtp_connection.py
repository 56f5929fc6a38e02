"""One connection to a mail server: what it answers is a reply, or the connection is broken.

smtplib carries commands, EHLO and AUTH. Nothing that it, TLS or a socket raises gets out of here.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flows.edges.smtp_replies import NoReply, Reply, read_reply, to_reply
from schemas.errors import SettingsError
from schemas.relaying import Fault, Phase, RelayAddress

_BLOCK = 2**16
"""Bytes of a mail that must go out within one time limit."""
_ERRORS = (OSError, ValueError, NoReply)
"""All that goes wrong: smtplib's own are OSErrors, ValueError is text that can't be decoded."""


class Broken(Exception):  # noqa: N818 - a state, not a mistake
    """The connection is of no more use: the server rejected it, or gave no reply."""

    def __init__(self, phase: Phase, cause: Reply | Fault) -> None:
        """Keep how far the talk had come, and what was wrong."""
        super().__init__(phase, cause)
        self.phase, self.cause = phase, cause


def verifying(authorities: str) -> ssl.SSLContext:
    """TLS that trusts the certificates in this file, or without one, this machine's."""
    try:
        return ssl.create_default_context(cafile=authorities or None)
    except OSError as error:
        raise SettingsError(
            "The file of certificates that vouch for the mail server can't be read as such; "
            "correct its name or content."
        ) from error


class Connection:
    """A talk with the mail server in which each waits for his turn."""

    def __init__(self, address: RelayAddress, trusted: ssl.SSLContext) -> None:
        """Prepare it; nothing is opened yet."""
        self._address, self._trusted = address, trusted
        self._talk = _Talk(address.hostname)

    def open(self) -> None:
        """Connect and greet, with encryption and login as the address asks for them."""
        address, talk = self._address, self._talk
        talk.patience = address.timeouts.connect
        with _told("connect"):
            talk.reach(address.host, address.port)
        if address.security == "tls":
            self._encrypt()
        with _told("connect"):
            _must(220, talk.getreply())
        talk.patience = address.timeouts.command
        self._greet()
        if address.security == "starttls":
            self._start_tls()
        if address.user:
            with _told("auth"):
                talk.log_in(address.user, address.secret)

    def _start_tls(self) -> None:
        with _told("tls"):
            if not self._talk.has_extn("starttls"):
                raise NoReply("clear")
            _must(220, self._talk.docmd("STARTTLS"))
        self._encrypt()
        self._greet()

    def _encrypt(self) -> None:
        with _told("tls"):
            self._talk.encrypt(self._trusted, self._address.host)

    def _greet(self) -> None:
        with _told("ehlo"):
            _must(250, self._talk.ehlo())

    @property
    def size(self) -> int | None:
        """The largest mail that the server takes: 0 for any, None if it does not know sizes."""
        text = self._talk.esmtp_features.get("size")
        return None if text is None else int(text) if re.fullmatch("[0-9]{1,18}", text) else 0

    def ask(self, phase: Phase, command: str) -> Reply:
        """Say one command and hear its reply."""
        with _told(phase):
            return to_reply(*self._talk.docmd(command))

    def send(self, data: bytes) -> None:
        """Send what is no command, so that the server has nothing to say to it."""
        with _told("body"):
            for start in range(0, len(data), _BLOCK):
                self._talk.send(data[start : start + _BLOCK])
        self.listen()

    def listen(self) -> None:
        """Broken when the server has said something, or hung up, though it was our turn."""
        with _told("body"):
            if (first := self._talk.overheard()) is not None:
                raise smtplib.SMTPResponseException(*self._talk.getreply(first))

    def end(self, end: bytes) -> Reply:
        """Send the end of a mail, and wait longer than usual for the reply to it."""
        self._talk.patience = self._address.timeouts.dot
        with _told("dot"):
            self._talk.send(end)
            reply = to_reply(*self._talk.getreply())
        self._talk.patience = self._address.timeouts.command
        return reply

    def leave(self) -> None:
        """Say goodbye, without a long wait for an answer, and hang up."""
        self._talk.patience = self._address.timeouts.connect
        with suppress(*_ERRORS):
            self._talk.docmd("QUIT")
        self.close()

    def close(self) -> None:
        """Hang up."""
        with suppress(*_ERRORS):
            self._talk.close()


class _Talk(smtplib.SMTP):
    """smtplib's, but for what is sent and read: that waits no longer than it is told to."""

    sock: Any

    def __init__(self, hostname: str) -> None:
        super().__init__(local_hostname=hostname)
        self.patience = 0.0

    def reach(self, host: str, port: int) -> None:
        """Connect; nothing is read yet."""
        try:
            self.sock = socket.create_connection((host, port), self.patience)
        except ConnectionResetError:
            raise
        except (OSError, ValueError) as error:
            raise NoReply("unreachable") from error
        # else the end of a mail waits until the server has acknowledged what was before
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def encrypt(self, trusted: ssl.SSLContext, host: str) -> None:
        """Agree on TLS; what was said in clear behind the turn is no part of it, and breaks it."""
        self.sock.settimeout(self.patience)
        # a socket that is no more connected would be lost, open, in wrap_socket
        self.sock.getpeername()
        try:
            self.sock = trusted.wrap_socket(self.sock, server_hostname=host)
        except ssl.SSLCertVerificationError as error:
            raise NoReply("unverified") from error
        except ssl.SSLEOFError as error:
            raise NoReply("gone") from error
        except (ssl.SSLError, ValueError) as error:
            raise NoReply("clear") from error

    def log_in(self, user: str, password: str) -> None:
        """Say who we are, once: a wrong password that is tried again locks accounts."""
        self.user, self.password = user, password
        offered = self.esmtp_features.get("auth", "").upper().split()
        for name, way in (("PLAIN", self.auth_plain), ("LOGIN", self.auth_login)):
            if name in offered:
                return _must(235, self.auth(name, way))
        raise NoReply("login")

    def send(self, s: Any) -> None:
        """Send it in time, or fail with the socket's own error."""
        self.sock.settimeout(self.patience)
        self.sock.sendall(s.encode("ascii") if isinstance(s, str) else s)

    def overheard(self) -> bytes | None:
        """The first byte of what the server says out of turn; None while it is quiet."""
        self.sock.settimeout(0)
        try:
            return bytes(self.sock.recv(1))
        except (BlockingIOError, ssl.SSLWantReadError):
            return None

    def getreply(self, first: bytes | None = None) -> tuple[int, bytes]:
        """The server's reply, of which the first byte may have been read already."""
        return read_reply(self.sock, self.patience, first)


def _must(wanted: int, reply: tuple[int, bytes]) -> None:
    """Only this code lets the talk go on."""
    if reply[0] != wanted:
        raise smtplib.SMTPResponseException(*reply)


@contextmanager
def _told(phase: Phase) -> Iterator[None]:
    """Whatever goes wrong within is told as Broken."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error
        reply = to_reply(error.smtp_code, said if isinstance(said, bytes) else b"")
        raise Broken(phase, reply if reply.is_rejection else "garbled") from None
    except NoReply as none:
        raise Broken(phase, none.fault) from None
    except TimeoutError:
        raise Broken(phase, "silent") from None
    except (smtplib.SMTPException, ValueError):
        raise Broken(phase, "garbled") from None
    except OSError:
        raise Broken(phase, "gone") from None

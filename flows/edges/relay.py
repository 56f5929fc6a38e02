"""Gives mails to a mail server in two phases: the mail without its end, then the end.

Between the two the caller writes down that the end is about to go out. So after a crash it is
certain that a mail was not taken, or the ledger says that this can't be known.
"""

import re
from types import TracebackType
from typing import Self

from flows.edges.mail import parse_address
from flows.edges.smtp_connection import Broken, Connection, verifying
from flows.edges.smtp_replies import Reply
from schemas.errors import DeliveryError
from schemas.relaying import (
    LEAVING,
    LOGIN_WANTED,
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


class Relay:
    """One connection to the mail server, opened when it is needed and used again."""

    def __init__(self, address: RelayAddress) -> None:
        """Plan the connection; SettingsError when the trusted certificates can't be read."""
        self._address = address
        self._trusted = verifying(address.authorities)
        self._connection: Connection | None = None
        self._is_submitted = False
        self._sent = 0

    def __enter__(self) -> Self:
        """Open the relay for mails."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take leave of the server, or hang up on it in the middle of a mail."""
        if self._connection is not None and not self._is_submitted and error is None:
            self._connection.leave()
        self.close()

    def close(self) -> None:
        """Hang up; a mail that was submitted and not finished is not taken."""
        connection, self._connection = self._connection, None
        self._is_submitted = False
        if connection is not None:
            connection.close()

    def submit(
        self, sender: str, recipient: str, eml: bytes
    ) -> Submitted | Refused | Deferred | TooLarge:
        """Send all of a mail but its end; a mail that was submitted before is given up.

        DeliveryError for an address that is not plain, or bytes that are no mail of ours.
        """
        if self._is_submitted:
            self.close()
        _check(sender, recipient, eml)
        try:
            connection = self._ready()
            most = connection.size
            if most and len(eml) > most:
                return TooLarge(len(eml), most)
            size = "" if most is None else f" SIZE={len(eml)}"
            for phase, command, wanted in _opening(f"<{sender}>{size}", f"<{recipient}>"):
                reply = connection.ask(phase, command)
                if not str(reply.code).startswith(wanted):
                    return self._declined(phase, reply)
            connection.send(_FIRST_DOT.sub(b"..", eml))
        except Broken as broken:
            self.close()
            return _deferred(broken)
        self._is_submitted = True
        return Submitted()

    def finish(self) -> Accepted | Refused | Deferred | Unknown:
        """Send the end of the mail that was submitted, and hear whether the server took it.

        A server that is found to have hung up before that has not taken it: the end stays here.
        """
        connection = self._connection
        if connection is None or not self._is_submitted:
            raise DeliveryError("No mail is submitted; submit it first.")
        self._is_submitted = False
        try:
            connection.listen()
            reply = connection.end(END)
        except Broken as broken:
            self.close()
            if broken.phase != "dot":
                return _deferred(broken)
            return Unknown("garbled" if isinstance(broken.cause, Reply) else broken.cause)
        self._sent += 1
        if reply.code // 100 == 2:
            return Accepted(reply.code, reply.status)
        declined = self._declined("dot", reply)
        return declined if reply.is_rejection else Unknown("garbled")

    def _ready(self) -> Connection:
        """A connection on which a mail can begin: the last one if it still serves, or a new one."""
        if self._connection is not None and self._is_at_rest(self._connection):
            return self._connection
        self.close()
        self._connection, self._sent = Connection(self._address, self._trusted), 0
        self._connection.open()
        return self._connection

    def _is_at_rest(self, connection: Connection) -> bool:
        """Whether the server waits for the next mail and may have it over this connection."""
        if self._sent >= self._address.messages:
            connection.leave()
            return False
        try:
            connection.listen()
            return connection.ask("mail", "RSET").code == 250
        except Broken:
            return False

    def _declined(self, phase: Phase, reply: Reply) -> Refused | Deferred:
        """What a code other than the wanted one means; the connection is kept where it can be."""
        is_of_this_mail = reply.is_rejection and reply.code not in (LEAVING, LOGIN_WANTED)
        if not is_of_this_mail:
            self.close()
        if is_of_this_mail and reply.code // 100 == 5:
            return Refused(phase, reply.code, reply.status)
        return _deferred(Broken(phase, reply if reply.is_rejection else "garbled"))


def greet(address: RelayAddress) -> None:
    """Connect as for a mail, and take leave; DeliveryError where the server would not have it."""
    connection = Connection(address, verifying(address.authorities))
    try:
        connection.open()
        connection.leave()
    except Broken as broken:
        found = _deferred(broken).reason
        raise DeliveryError(
            f"Expected a greeting and, where one is set, a login; found that {found}. See to the "
            "mail server, or correct CAKUPAN_SMTP_URL and CAKUPAN_SMTP_PASSWORD."
        ) from None
    finally:
        connection.close()


def _opening(sender: str, recipient: str) -> tuple[tuple[Phase, str, str], ...]:
    """What is said before a mail, by phase, and how the code begins that lets it go on."""
    return (
        ("mail", f"MAIL FROM:{sender}", "2"),
        ("rcpt", f"RCPT TO:{recipient}", "2"),
        ("data", "DATA", "354"),
    )


def _deferred(broken: Broken) -> Deferred:
    match broken.cause:
        case Reply(code, status):
            return Deferred(broken.phase, code, status)
        case fault:
            return Deferred(broken.phase, fault=fault)


def _check(sender: str, recipient: str, eml: bytes) -> None:
    for address in (sender, recipient):
        parse_address(address, {address.rpartition("@")[2]})
    if not eml.endswith(b"\r\n") or not eml.isascii() or _LONE.search(eml):
        raise DeliveryError(
            "Expected a mail of ASCII lines that end with CR LF, found another; release it anew."
        )

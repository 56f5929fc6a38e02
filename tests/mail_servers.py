"""aiosmtpd on loopback: a mail server that behaves well, and was not written by us."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

LOGIN = LoginPassword(b"cakupan", b"rahasia sekali")
AFTER_RELEASE = (
    ("run", "2021-11", "--revise"),
    ("backfill", "2021-11", "--execute"),
    ("verify", "2021-11"),
    ("tick", "--at", "2021-12-20T06:00"),
)
"""What may be asked of November once it is released; none of it mails."""


@dataclass
class Mailbox:
    """What a server took: for each mail its recipients and its bytes."""

    port: int = 0
    connections: int = 0
    logins: int = 0
    mails: list[tuple[list[str], bytes]] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    """Recipients that the server does not know."""
    cut_off: set[str] = field(default_factory=set)
    """Recipients whose next mail is taken, and no reply given."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        if address in self.unknown:
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the mail."""
        assert isinstance(envelope.original_content, bytes)
        self.mails.append((envelope.rcpt_tos, envelope.original_content))
        if self.cut_off.intersection(envelope.rcpt_tos):
            self.cut_off.difference_update(envelope.rcpt_tos)
            assert server.transport is not None
            server.transport.close()
        return "250 2.0.0 taken"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: object
    ) -> AuthResult:
        """Whether the login is the right one."""
        self.logins += 1
        return AuthResult(success=login == LOGIN, handled=False)


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """A server with an empty mailbox; with TLS it wants STARTTLS and a login first."""
    mailbox = Mailbox()

    def serve() -> SMTP:
        mailbox.connections += 1
        return SMTP(
            mailbox,
            hostname="localhost",
            tls_context=tls,
            require_starttls=tls is not None,
            auth_required=tls is not None,
            authenticator=mailbox.authenticate,
        )

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(serve, "127.0.0.1", 0))
    mailbox.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield mailbox
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

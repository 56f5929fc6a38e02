"""What a real Postfix shows of mails that it took, bounced, holds, or never had."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.edges.postfix import LocalPostfix
from flows.edges.relay import END, Relay
from flows.edges.smtp_connection import Connection, verifying
from schemas.relaying import Accepted, Refused, RelayAddress, Submitted
from schemas.traces import Trace
from tests.postfix import DEFERRED, UNKNOWN, PostfixServer, postfix, ran_before

FROM, TO = "cakupan@cakupan.example", "kediri@cakupan.example"
ELSEWHERE = "kediri@elsewhere.example"
HOUR = timedelta(hours=1)
SHORT, LONG = 1, 10_000
"""Lines of a mail whose header waits in Postfix's buffers, and of one whose header is logged."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostfixServer]:
    """A Postfix that ran an hour ago, too, with nothing in its queue."""
    folder = tmp_path_factory.mktemp("postfix")
    ran_before(folder, HOUR)
    with postfix(folder) as server:
        yield server


def mail(name: str, lines: int = SHORT) -> bytes:
    head = f"Message-ID: {named(name)}\r\nSubject: Kediri\r\n\r\n"
    return head.encode() + (b"x" * 70 + b"\r\n") * lines


def named(name: str) -> str:
    return f"<2021-11-{name}@cakupan.example>"


def address(server: PostfixServer) -> RelayAddress:
    return RelayAddress("localhost", server.port, "none", "cakupan.example")


def send(server: PostfixServer, name: str, to: str) -> str:
    """Have the server take a mail; its queue id."""
    with Relay(address(server)) as relay:
        assert relay.submit(FROM, to, mail(name)) == Submitted()
        assert isinstance(relay.finish(), Accepted)
    return queue_id(server.wait_for("cleanup", named(name)))


def queue_id(line: str) -> str:
    match = re.search(r"\]: (\w+): ", line)
    assert match is not None
    return match[1]


@contextmanager
def submitted(server: PostfixServer, name: str, lines: int) -> Iterator[Connection]:
    """A connection on which all of a mail but its end was sent, killed at last."""
    talk = Connection(address(server), verifying(""))
    talk.open()
    talk.ask("mail", f"MAIL FROM:<{FROM}>")
    talk.ask("rcpt", f"RCPT TO:<{TO}>")
    talk.ask("data", "DATA")
    talk.send(mail(name, lines))
    try:
        yield talk
    finally:
        talk.close()


def trace(
    server: PostfixServer, name: str, ended: datetime | None = None, *, after: timedelta = HOUR
) -> Trace:
    """What is seen of a mail, some time after its end was sent, which was just now or then."""
    ended = ended or datetime.now(UTC)
    local = LocalPostfix((server.log,), server.queue)
    return local.look_up({named(name): ended}, ended + after)[named(name)]


def test_a_mail_that_was_delivered_is_sent(server: PostfixServer) -> None:
    server.wait_for(send(server, "sent", TO), "removed")
    assert trace(server, "sent") == Trace("sent", "2.0.0")
    (delivered,) = (mail for mail in server.mails() if named("sent").encode() in mail)
    assert f"\nDelivered-To: {TO}\n".encode() in delivered


def test_a_mail_that_came_back_is_bounced(server: PostfixServer) -> None:
    server.wait_for(send(server, "bounced", ELSEWHERE), "removed")
    assert trace(server, "bounced") == Trace("bounced", "5.1.1")


def test_a_mail_that_was_refused_is_absent(server: PostfixServer) -> None:
    before = len(server.lines())
    with Relay(address(server)) as relay:
        assert relay.submit(FROM, UNKNOWN, mail("refused")) == Refused("rcpt", 550, "5.1.1")
        ended = datetime.now(UTC)
    server.wait_for("disconnect from", since=before)
    assert trace(server, "refused", ended) == Trace("absent")


def test_a_mail_that_waits_is_queued_until_a_person_deletes_it(server: PostfixServer) -> None:
    mail_id = send(server, "waiting", DEFERRED)
    server.wait_for(mail_id, "status=deferred")
    assert trace(server, "waiting") == Trace("queued", "4.3.2")
    server.order("postsuper", "-h", mail_id)
    assert trace(server, "waiting") == Trace("queued", "4.3.2")
    server.order("postsuper", "-d", mail_id)
    assert trace(server, "waiting") == Trace("gone", "4.3.2")


def test_a_mail_that_waited_too_long_is_expired(server: PostfixServer) -> None:
    mail_id = send(server, "late", DEFERRED)
    server.wait_for(mail_id, "status=deferred")
    server.order("postsuper", "-e", mail_id)
    server.order("postqueue", "-f")
    server.wait_for(mail_id, "removed")
    assert trace(server, "late") == Trace("expired", "4.3.2")


def test_a_mail_that_was_queued_anew_is_followed(server: PostfixServer) -> None:
    mail_id = send(server, "again", DEFERRED)
    server.wait_for(mail_id, "status=deferred")
    before = len(server.lines())
    server.order("postsuper", "-r", mail_id)
    server.order("postqueue", "-f")
    server.wait_for("cleanup", named("again"), since=before)
    assert trace(server, "again") == Trace("queued", "4.3.2")


@pytest.mark.parametrize("lines", [SHORT, LONG])
def test_a_mail_whose_sender_died_before_its_end_is_absent(
    lines: int, server: PostfixServer
) -> None:
    name = f"unended-{lines}"
    before = len(server.lines())
    with submitted(server, name, lines):
        if lines == LONG:
            server.wait_for("cleanup", named(name))
        ended = datetime.now(UTC)
        assert trace(server, name, ended) == Trace("unproven")
    server.wait_for("lost connection after DATA", since=before)
    server.wait_for("disconnect from", since=before)
    assert trace(server, name, ended) == Trace("absent")
    assert trace(server, name, ended, after=timedelta(minutes=9)) == Trace("unproven")


@pytest.mark.parametrize("lines", [SHORT, LONG])
def test_a_mail_whose_sender_died_after_its_end_was_taken(
    lines: int, server: PostfixServer
) -> None:
    name = f"unheard-{lines}"
    with submitted(server, name, lines) as talk:
        talk.send(END)
    server.wait_for(queue_id(server.wait_for("cleanup", named(name))), "removed")
    assert trace(server, name) == Trace("sent", "2.0.0")


def test_a_killed_server_has_what_it_took_and_nothing_else(server: PostfixServer) -> None:
    waiting = send(server, "survivor", DEFERRED)
    server.wait_for(waiting, "status=deferred")
    with submitted(server, "unended", LONG):
        server.wait_for("cleanup", named("unended"))
        ended = datetime.now(UTC)
        server.kill()
    assert trace(server, "survivor") == Trace("queued", "4.3.2")
    assert trace(server, "unended", ended) == Trace("unproven")
    server.start()
    assert trace(server, "survivor") == Trace("queued", "4.3.2")
    assert trace(server, "unended", ended) == Trace("absent")


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match=r"fatal: .*message_size_limit"),
        postfix(tmp_path, message_size_limit="a lot"),
    ):
        pass

"""The mail server's every fault at every phase, over real connections."""

import re
import select
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from flows.edges.relay import Relay
from schemas.errors import DeliveryError
from schemas.relaying import (
    FAULTS,
    Accepted,
    Deferred,
    Refused,
    RelayAddress,
    Security,
    Submitted,
    Timeouts,
    TooLarge,
    Unknown,
)
from tests.certificates import certificate, identity
from tests.mail_servers import mail_server
from tests.smtp_scripts import Fault, Script, ScriptedServer

FROM, TO = "cakupan@cakupan.example", "kediri@cakupan.example"
MAIL = b".first\r\nSubject: a\r\n\r\n.\r\n..two\r\n" + b"x" * 70 + b"\r\n.\r\n"
WIRED = b"..first\r\nSubject: a\r\n\r\n..\r\n...two\r\n" + b"x" * 70 + b"\r\n..\r\n"
LONG = b"Subject: a\r\n\r\n" + (b"y" * 70 + b"\r\n") * 100_000
"""More than the buffers of two sockets hold."""
QUICK = 0.5
"""Seconds that a hanging server is given, where it hangs."""

FATES = """
          451       550       close        reset        hang           garbage         partial
banner    relay:451 relay:550 relay:gone   relay:gone   relay:silent   relay:garbled   relay:gone
handshake -         -         relay:gone   relay:gone   relay:silent   relay:clear     relay:gone
ehlo      relay:451 relay:550 relay:gone   relay:gone   relay:silent   relay:garbled   relay:gone
starttls  relay:451 relay:550 relay:gone   relay:gone   relay:silent   relay:garbled   relay:gone
auth      relay:451 relay:550 relay:gone   relay:gone   relay:silent   relay:garbled   relay:gone
mail      later:451 never:550 later:gone   later:gone   later:silent   later:garbled   later:gone
rcpt      later:451 never:550 later:gone   later:gone   later:silent   later:garbled   later:gone
data      later:451 never:550 later:gone   later:gone   later:silent   later:garbled   later:gone
body      later:451 later:550 later:gone   later:gone   later:silent   later:garbled   later:gone
dot       later:451 never:550 unknown:gone unknown:gone unknown:silent unknown:garbled unknown:gone
"""
"""What becomes of a mail, by phase and what the server does in it, and why.

relay: deferred, by the mail server's own fault; later: deferred; never: refused."""
FATE_ROWS = [line.split() for line in FATES.split("\n") if line]
CELLS = [
    (phase, deed, fate)
    for phase, *fates in FATE_ROWS[1:]
    for deed, fate in zip(FATE_ROWS[0], fates, strict=True)
    if fate != "-"
]
NAMES = {"banner": "connect", "handshake": "tls", "starttls": "tls"}
"""What we call the server's phases, where that is another name."""


def address_of(server: Any, security: Security = "none", **named: Any) -> RelayAddress:
    """The server's address, as patient as the machine may be slow."""
    return RelayAddress("localhost", server.port, security, "cakupan.example", **named)


@contextmanager
def talking(script: Script | None = None, **named: Any) -> Iterator[tuple[ScriptedServer, Relay]]:
    """A server that keeps to a script, and a relay to it in clear."""
    with ScriptedServer(script) as server, Relay(address_of(server, **named)) as relay:
        yield server, relay


def outcome_of(relay: Relay, eml: bytes = MAIL) -> object:
    """What becomes of a mail; `Submitted` never, as it is finished."""
    submitted = relay.submit(FROM, TO, eml)
    return relay.finish() if isinstance(submitted, Submitted) else submitted


def fate_of(outcome: object) -> tuple[str, str]:
    """An outcome as the table writes it, and its phase."""
    match outcome:
        case Refused(phase, code):
            return f"never:{code}", phase
        case Deferred(phase, code, _, fault):
            return f"{'relay' if outcome.is_relay_fault else 'later'}:{code or fault}", phase
        case Unknown(fault):
            return f"unknown:{fault}", "dot"
    raise AssertionError(outcome)


def impatient(phase: str, deed: str) -> Timeouts:
    """Patience that ends soon only where the server hangs: a slow machine spoils nothing."""
    if deed != "hang":
        return Timeouts()
    kind = {"banner": "connect", "dot": "dot"}.get(phase, "command")
    return replace(Timeouts(), **{kind: QUICK})


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good certificate of localhost."""
    return certificate(tmp_path_factory.mktemp("pem"))


@pytest.mark.parametrize(("phase", "deed", "fate"), CELLS)
def test_every_fault_at_every_phase_has_its_outcome(
    phase: str, deed: str, fate: str, pem: Path
) -> None:
    script = {phase: f"{deed} 4.3.0 for {TO}" if deed.isdigit() else Fault(deed)}
    eml = LONG if phase == "body" else MAIL
    with (
        ScriptedServer(script, identity(pem), starts_in_clear=True) as server,
        Relay(
            address_of(
                server,
                "starttls",
                user="cakupan",
                password=SecretStr("rahasia"),
                authorities=str(pem),
                timeouts=impatient(phase, deed),
            )
        ) as relay,
    ):
        outcome = outcome_of(relay, eml)
        assert fate_of(outcome) == (fate, NAMES.get(phase, phase))
        if phase != "dot":
            assert server.taken == []


def test_the_table_is_whole() -> None:
    assert FATE_ROWS[0] == ["451", "550", *(f.value for f in Fault if f is not Fault.DRIP)]
    assert len(CELLS) == 10 * 7 - 2


@pytest.mark.parametrize(
    ("phase", "reply", "outcome"),
    [
        ("banner", "250 hello", Deferred("connect", fault="garbled")),
        ("ehlo", "250-here\r\n250 SIZE lots", Accepted(250, "2.0.0")),
        ("ehlo", "250 here", Accepted(250, "2.0.0")),
        ("mail", "421 4.3.2 busy", Deferred("mail", 421, "4.3.2")),
        ("mail", "530 5.7.0 log in first", Deferred("mail", 530, "5.7.0")),
        ("rcpt", "550 5.1.1 <kediri@cakupan.example>", Refused("rcpt", 550, "5.1.1")),
        ("rcpt", "550-5.1.1 unknown\r\n550 5.1.1 really", Refused("rcpt", 550, "5.1.1")),
        ("rcpt", "550 2.1.1 odd", Refused("rcpt", 550)),
        ("rcpt", "550 5.1.1.1 odd", Refused("rcpt", 550)),
        ("rcpt", "251 forwarded", Accepted(250, "2.0.0")),
        ("rcpt", "354 what", Deferred("rcpt", fault="garbled")),
        ("data", "250 what", Deferred("data", fault="garbled")),
        ("data", "355 what", Deferred("data", fault="garbled")),
        ("data", "354 go on\r\n552 5.3.4 no", Deferred("body", 552, "5.3.4")),
        ("data", "354 go on\r\n250 taken", Deferred("body", fault="garbled")),
        ("dot", "250", Accepted(250)),
        ("dot", "250-taken\r\n250 indeed", Accepted(250)),
        ("dot", b"250 taken\n", Accepted(250)),
        ("dot", b"250 \xff\xfe\r\n", Accepted(250)),
        ("dot", "250 " + "x" * 2000, Accepted(250)),
        ("dot", "250 " + "x" * 9000, Unknown("garbled")),
        ("dot", "250-more\r\n" * 200 + "250 end", Unknown("garbled")),
        ("dot", "421 4.3.2 leaving", Deferred("dot", 421, "4.3.2")),
        ("dot", "354 more", Unknown("garbled")),
        ("dot", "250-taken\r\n251 or not", Unknown("garbled")),
        ("dot", b"250-taken\r\n", Unknown("gone")),
        ("dot", b"250 taken", Unknown("gone")),
        ("dot", "2500 taken", Unknown("garbled")),
        ("dot", "250_taken", Unknown("garbled")),
        ("dot", "150 soon", Unknown("garbled")),
        ("dot", "999 what", Unknown("garbled")),
        ("dot", "２５０ taken", Unknown("garbled")),
    ],
)
def test_a_reply_decides(phase: str, reply: str | bytes, outcome: object) -> None:
    with talking({phase: reply}) as (_, relay):
        assert outcome_of(relay) == outcome


def test_a_reply_that_never_ends_is_waited_for_no_longer() -> None:
    with talking({"dot": Fault.DRIP}, timeouts=Timeouts(dot=QUICK)) as (_, relay):
        assert outcome_of(relay) == Unknown("silent")


PIECES = st.sampled_from(
    [b"250", b"354", b"451", b"550", b"-", b" ", b"2.0.0", b"\r\n", b"\n", b"\r", b"\0", b"\xff"]
)
NOISE = st.lists(PIECES, max_size=12).map(b"".join) | st.binary(max_size=40)


@given(st.sampled_from(["banner", "ehlo", "mail", "rcpt", "data", "dot", "rset"]), NOISE)
def test_whatever_a_server_says_it_has_an_outcome(phase: str, noise: bytes) -> None:
    with talking({phase: noise}) as (server, relay):
        for _ in range(2):
            outcome = outcome_of(relay)
            assert isinstance(outcome, Accepted | Refused | Deferred | Unknown)
            if phase == "dot" and isinstance(outcome, Accepted):
                assert re.match(
                    rb"(2\d\d-[^\n]*\n)*2\d\d([ ][^\n]*)?\n", noise.replace(b"\r\n", b"\n")
                )
            if phase not in ("dot", "rset"):
                assert isinstance(outcome, Refused | Deferred)
                assert server.taken == []


@pytest.mark.parametrize(
    "deed", ["close", "raise", "submit anew", "submit what is no mail", "leave"]
)
def test_a_mail_that_is_never_finished_is_not_taken(deed: str) -> None:
    with talking() as (server, relay):
        assert relay.submit(FROM, TO, MAIL) == Submitted()
        match deed:
            case "close":
                relay.close()
            case "submit anew":
                assert outcome_of(relay, LONG) == Accepted(250, "2.0.0")
            case "submit what is no mail":
                with pytest.raises(DeliveryError, match="CR LF"):
                    relay.submit(FROM, TO, b"")
                with pytest.raises(DeliveryError, match="submit it first"):
                    relay.finish()
            case "raise":
                with pytest.raises(ZeroDivisionError), relay:
                    raise ZeroDivisionError
    assert server.given_up == [WIRED]
    assert server.taken == ([LONG] if deed == "submit anew" else [])
    assert not re.search(rb"(^|[\r\n])\.([\r\n]|$)", server.given_up[0])


def test_a_server_that_hung_up_before_the_end_has_not_taken_the_mail() -> None:
    with talking() as (server, relay):
        assert relay.submit(FROM, TO, MAIL) == Submitted()
        server.connections[0].shutdown(2)
        assert relay._connection
        select.select([relay._connection._talk.sock], [], [])
        assert relay.finish() == Deferred("body", fault="gone")
    assert server.taken == []


def test_only_what_was_submitted_can_be_finished() -> None:
    with talking({"rcpt": "550 no"}) as (_, relay):
        with pytest.raises(DeliveryError, match="submit it first"):
            relay.finish()
        assert relay.submit(FROM, TO, MAIL) == Refused("rcpt", 550)
        with pytest.raises(DeliveryError, match="submit it first"):
            relay.finish()
    with talking() as (_, relay):
        assert outcome_of(relay) == Accepted(250, "2.0.0")
        with pytest.raises(DeliveryError, match="submit it first"):
            relay.finish()


@pytest.mark.parametrize(
    ("script", "connections"),
    [
        ({}, 1),
        ({"idle": Fault.CLOSE}, 3),
        ({"idle": Fault.RESET}, 3),
        ({"idle": b"421 4.4.2 you were silent too long\r\n"}, 3),
        ({"dot": "250 2.0.0 taken\r\n250 2.0.0 taken again"}, 3),
        ({"rset": Fault.CLOSE}, 3),
        ({"rset": Fault.GARBAGE}, 3),
        ({"rset": "421 leaving"}, 3),
        ({"rset": "502 what?"}, 3),
        ({"quit": Fault.RESET}, 1),
    ],
)
def test_a_connection_is_used_again_while_it_serves(script: Script, connections: int) -> None:
    with talking(script) as (server, relay):
        for _ in range(3):
            assert outcome_of(relay) == Accepted(250, "2.0.0")
    assert len(server.connections) == connections
    assert server.taken == [WIRED] * 3


@pytest.mark.parametrize(
    ("script", "connections"),
    [
        ({"rcpt": "550 no"}, 1),
        ({"rcpt": "450 later"}, 1),
        ({"dot": "554 spam"}, 1),
        ({"rcpt": "421 leaving"}, 3),
        ({"rcpt": "530 log in"}, 3),
        ({"data": "250 what"}, 3),
        ({"dot": "354 what"}, 3),
        ({"mail": Fault.CLOSE}, 3),
    ],
)
def test_after_a_mail_that_failed_the_next_begins_afresh(script: Script, connections: int) -> None:
    with talking(script) as (server, relay):
        for _ in range(3):
            assert not isinstance(outcome_of(relay), Accepted)
    assert len(server.connections) == connections


def test_a_connection_is_left_politely_after_some_mails() -> None:
    with talking(messages=3) as (server, relay):
        for _ in range(7):
            assert outcome_of(relay) == Accepted(250, "2.0.0")
    assert len(server.connections) == 3
    assert [verb for verb in server.commands if verb in ("RSET", "QUIT")] == (
        ["RSET", "RSET", "QUIT"] * 2 + ["QUIT"]
    )


def test_fifty_mails_arrive_at_a_real_server_as_they_were_stored() -> None:
    lines = [b".", b"..", b"", b"a", b".a", b"x" * 900, b"From here", b"a.", b" ."]
    mails = [
        b"Subject: a\r\n\r\n" + b"\r\n".join(lines[number % 9 :] + lines[: number % 7]) + b"\r\n"
        for number in range(50)
    ]
    people = [f"r{number}@cakupan.example" for number in range(50)]
    with mail_server() as mailbox, Relay(address_of(mailbox)) as relay:
        for person, mail in zip(people, mails, strict=True):
            assert relay.submit(FROM, person, mail) == Submitted()
            assert len(mailbox.mails) == people.index(person)
            assert relay.finish() == Accepted(250, "2.0.0")
    assert mailbox.connections == 1
    assert mailbox.mails == [([person], mail) for person, mail in zip(people, mails, strict=True)]


def test_a_mail_larger_than_the_server_takes_is_not_begun() -> None:
    with talking({"ehlo": f"250-here\r\n250 SIZE {len(MAIL)}"}) as (server, relay):
        assert relay.submit(FROM, TO, MAIL + b"\r\n") == TooLarge(len(MAIL) + 2, len(MAIL))
        assert outcome_of(relay) == Accepted(250, "2.0.0")
    assert len(server.connections) == 1
    assert server.commands[1:5] == [
        "RSET",
        f"MAIL FROM:<{FROM}> SIZE={len(MAIL)}",
        f"RCPT TO:<{TO}>",
        "DATA",
    ]


@pytest.mark.parametrize("ehlo", ["250 here", "250-here\r\n250 PIPELINING"])
def test_a_server_that_knows_no_sizes_is_told_none(ehlo: str) -> None:
    with talking({"ehlo": ehlo}) as (server, relay):
        assert outcome_of(relay, LONG) == Accepted(250, "2.0.0")
    assert f"MAIL FROM:<{FROM}>" in server.commands


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_nothing_listens(host: str) -> None:
    with ScriptedServer() as server:
        address = replace(address_of(server), host=host)
    with Relay(address) as relay:
        assert relay.submit(FROM, TO, MAIL) == Deferred("connect", fault="unreachable")


@pytest.mark.parametrize("eml", [b"", b"a", b"a\n", b"a\r\n\xe9\r\n", b"a\rb\r\n", b"a\r\n\n\r\n"])
def test_bytes_that_are_no_mail_are_refused_before_anything_is_said(eml: bytes) -> None:
    with talking() as (server, relay):
        with pytest.raises(DeliveryError, match="CR LF"):
            relay.submit(FROM, TO, eml)
        assert server.connections == []


@pytest.mark.parametrize(
    "address",
    ["", "a@b.example> NOTIFY=NEVER", "a@b.example\r\nDATA", "é@b.example", "a b@c.example"],
)
def test_an_address_that_is_not_plain_is_refused_before_anything_is_said(address: str) -> None:
    with talking() as (server, relay):
        for sender, recipient in ((FROM, address), (address, TO)):
            with pytest.raises(DeliveryError, match="plain address"):
                relay.submit(sender, recipient, MAIL)
        assert server.connections == []


def test_reasons_hold_none_of_the_servers_words() -> None:
    with talking({"rcpt": "550 5.1.1 <kediri@cakupan.example> unknown"}) as (_, relay):
        outcome = relay.submit(FROM, TO, MAIL)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "the mail server said 550 5.1.1 (rcpt)"
    assert "kediri" not in repr(outcome)
    assert Deferred("tls", fault="unverified").reason == (
        "the mail server has a certificate that can't be trusted (tls)"
    )
    assert Unknown("silent").reason == f"the mail server {FAULTS['silent']} (dot)"

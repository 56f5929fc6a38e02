"""The mail server's every fault at every phase, over real connections."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr

from flows.edges.relay import Relay
from schemas.errors import DeliveryError, SettingsError
from schemas.relaying import (
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
from tests.smtp_scripts import CLOSE, FAULTS, GARBAGE, GOOD, HANG, PARTIAL, RESET, ScriptedServer

FROM, TO = "cakupan@cakupan.example", "kediri@cakupan.example"
MAIL = b"Subject: a\r\n\r\n.\r\n..two\r\n" + b"x" * 70 + b"\r\n"
LONG = b"Subject: a\r\n\r\n" + (b"y" * 70 + b"\r\n") * 100_000
QUICK = Timeouts(connect=2, command=0.3, dot=0.3)


@contextmanager
def relay(server: ScriptedServer, security: Security = "none", **named: object) -> Iterator[Relay]:
    address = RelayAddress("127.0.0.1", server.port, security, "cakupan.example", QUICK)
    with Relay(address, **named) as opened:  # type: ignore[arg-type]  # a test's shorthand
        yield opened


def told(script: dict[str, str], eml: bytes = MAIL) -> object:
    """What becomes of a mail at a server that keeps to this script."""
    with ScriptedServer(script) as server, relay(server) as opened:
        submitted = opened.submit(FROM, TO, eml)
        if not isinstance(submitted, Submitted):
            assert server.taken == []
            return submitted
        return opened.finish()


BEFORE = {
    "banner": "connect", "ehlo": "ehlo", "mail": "mail", "rcpt": "rcpt", "data": "data",
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("phase", BEFORE)
def test_whatever_goes_wrong_before_the_end_the_mail_is_not_taken(phase: str, fault: str) -> None:
    assert told({phase: fault}) == Deferred(BEFORE[phase], None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("phase", "reply", "outcome"),
    [
        ("banner", "421 busy", Deferred("connect", 421)),
        ("banner", "554 no", Deferred("connect", 554)),
        ("ehlo", "421 busy", Deferred("ehlo", 421)),
        ("ehlo", "550 no", Deferred("ehlo", 550)),
        ("mail", "421 busy", Deferred("mail", 421)),
        ("mail", "451 later", Deferred("mail", 451)),
        ("mail", "550 no", Refused("mail", 550)),
        ("rcpt", "450 greylisted", Deferred("rcpt", 450)),
        ("rcpt", "550 unknown", Refused("rcpt", 550)),
        ("rcpt", "354 what", Deferred("rcpt", 354)),
        ("data", "451 later", Deferred("data", 451)),
        ("data", "554 no", Refused("data", 554)),
        ("data", "250 what", Deferred("data", 250)),
        ("dot", "250 taken", Accepted(250)),
        ("dot", "250-taken\r\n250 indeed", Accepted(250)),
        ("dot", "451 later", Deferred("dot", 451)),
        ("dot", "421 leaving", Deferred("dot", 421)),
        ("dot", "554 spam", Refused("dot", 554)),
        ("dot", "354 more", Unknown()),
        ("dot", "250-taken\r\n251 or not", Unknown()),
        ("dot", "2500 taken", Unknown()),
        ("dot", "250_taken", Unknown()),
        ("dot", "150 soon", Unknown()),
        ("dot", "999 what", Unknown()),
    ],
)
def test_a_reply_decides(phase: str, reply: str, outcome: object) -> None:
    assert told({phase: reply}) == outcome


@pytest.mark.parametrize("fault", FAULTS)
def test_without_a_whole_reply_to_the_end_nobody_guesses(fault: str) -> None:
    assert told({"dot": fault}) == Unknown()


@pytest.mark.parametrize("fault", [CLOSE, RESET, HANG])
def test_a_server_that_goes_away_within_a_long_mail_has_not_taken_it(fault: str) -> None:
    assert told({"body": fault}, LONG) == Deferred("body", None)


def test_a_server_that_speaks_out_of_turn_is_not_sent_the_end() -> None:
    with ScriptedServer({"data": "354 go on\r\n552 no"}) as server, relay(server) as opened:
        assert opened.submit(FROM, TO, MAIL) == Deferred("body", None)
        assert server.taken == []


@pytest.mark.parametrize(
    ("outcome", "is_relay_fault"),
    [
        (Deferred("connect", None), True),
        (Deferred("tls", None), True),
        (Deferred("auth", 535), True),
        (Deferred("rcpt", 450), False),
        (Deferred("rcpt", 421), True),
        (Deferred("body", None), False),
    ],
)
def test_whose_fault_it_is(outcome: Deferred, is_relay_fault: bool) -> None:
    assert outcome.is_relay_fault is is_relay_fault


def test_many_mails_go_over_one_connection_and_arrive_as_they_were() -> None:
    with ScriptedServer() as server, relay(server) as opened:
        for number in range(20):
            assert opened.submit(FROM, f"r{number}@cakupan.example", MAIL) == Submitted()
            assert opened.finish() == Accepted(250)
    assert server.connections == 1
    assert [mail.replace(b"\r\n..", b"\r\n.") for mail in server.taken] == [MAIL] * 20
    assert len(set(server.recipients)) == 20


def test_a_refused_recipient_leaves_the_connection_for_the_next() -> None:
    with ScriptedServer({"rcpt": "550 no"}) as server, relay(server) as opened:
        for _ in range(3):
            assert opened.submit(FROM, TO, MAIL) == Refused("rcpt", 550)
    assert server.connections == 1


def test_after_a_fault_the_next_mail_gets_a_new_connection() -> None:
    with ScriptedServer({"mail": CLOSE}) as server, relay(server) as opened:
        for _ in range(2):
            assert opened.submit(FROM, TO, MAIL) == Deferred("mail", None)
        assert server.connections == 2


def test_a_mail_that_is_never_finished_is_not_taken() -> None:
    with ScriptedServer() as server:
        with relay(server) as opened:
            assert opened.submit(FROM, TO, MAIL) == Submitted()
            opened.close()
        with relay(server) as again:
            assert again.submit(FROM, TO, MAIL) == Submitted()
            assert again.finish() == Accepted(250)
    assert len(server.taken) == 1


def test_a_mail_larger_than_the_server_takes_is_not_begun() -> None:
    with ScriptedServer({"ehlo": "250-here\r\n250 SIZE 100"}) as server, relay(server) as opened:
        assert opened.submit(FROM, TO, LONG) == TooLarge(len(LONG), 100)
        assert server.recipients == []


def test_nothing_listens() -> None:
    with ScriptedServer() as server:
        port = server.port
    address = RelayAddress("127.0.0.1", port, "none", "cakupan.example", QUICK)
    with Relay(address) as opened:
        assert opened.submit(FROM, TO, MAIL) == Deferred("connect", None)


@pytest.mark.parametrize("eml", [b"a\n", b"a\r\n\xe9\r\n", b"a\rb\r\n", b"a"])
def test_bytes_that_are_no_mail_are_refused_before_anything_is_said(eml: bytes) -> None:
    with ScriptedServer() as server, relay(server) as opened:
        with pytest.raises(DeliveryError, match="CR LF"):
            opened.submit(FROM, TO, eml)
        assert server.connections == 0


def test_the_end_alone_can_not_be_sent() -> None:
    with (
        ScriptedServer() as server,
        relay(server) as opened,
        pytest.raises(DeliveryError, match="submit it first"),
    ):
        opened.finish()


def test_nothing_goes_in_clear_to_another_machine_nor_a_password_to_any() -> None:
    abroad = RelayAddress("mail.example", 25, "none", "cakupan.example")
    with pytest.raises(SettingsError, match="in clear"):
        Relay(abroad)
    here = RelayAddress("localhost", 25, "none", "cakupan.example")
    with pytest.raises(SettingsError, match="never sent in clear"):
        Relay(here, user="a", password=SecretStr("b"))


def certificate(folder: Path, name: str, *, days: int = 1) -> Path:
    """A certificate of our own for a host, with its key; below 0 days it has ended."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


@pytest.mark.parametrize(
    ("name", "days", "is_trusted", "outcome"),
    [
        ("localhost", 1, True, Submitted()),
        ("other.example", 1, True, Deferred("connect", None)),
        ("localhost", -1, True, Deferred("connect", None)),
        ("localhost", 1, False, Deferred("connect", None)),
    ],
)
def test_a_certificate_is_verified(
    tmp_path: Path, name: str, days: int, is_trusted: bool, outcome: object
) -> None:
    file = certificate(tmp_path, name, days=days)
    identity = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    identity.load_cert_chain(file)
    trusted = ssl.create_default_context(cafile=str(file) if is_trusted else None)
    with ScriptedServer(tls=identity) as server:
        address = RelayAddress("localhost", server.port, "tls", "cakupan.example", QUICK)
        with Relay(address, trusted=trusted) as opened:
            assert opened.submit(FROM, TO, MAIL) == outcome


def test_a_server_that_offers_no_encryption_gets_no_mail() -> None:
    with ScriptedServer() as server, relay(server, "starttls") as opened:
        assert opened.submit(FROM, TO, MAIL) == Deferred("tls", None)
        assert server.recipients == []


def test_the_scripts_know_every_phase() -> None:
    assert {*BEFORE, "body", "dot"} <= set(GOOD)
    assert {GARBAGE, PARTIAL} < set(FAULTS)

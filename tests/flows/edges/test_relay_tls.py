"""The mail server over TLS: nothing is said to one that can't be trusted."""

from pathlib import Path
from typing import Literal

import pytest
from pydantic import SecretStr

from flows.edges.relay import Relay
from schemas.errors import SettingsError
from schemas.relaying import Accepted, Deferred, RelayAddress, Submitted
from tests.certificates import certificate, identity
from tests.mail_servers import LOGIN, mail_server
from tests.smtp_scripts import Script, ScriptedServer

FROM, TO = "cakupan@cakupan.example", "kediri@cakupan.example"
MAIL = b"Subject: a\r\n\r\n.\r\n"
WAYS: tuple[Literal["tls", "starttls"], ...] = ("tls", "starttls")
EHLO = "250-here\r\n250 STARTTLS"


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good certificate of localhost."""
    return certificate(tmp_path_factory.mktemp("pem"))


def submitted(
    server: ScriptedServer,
    way: Literal["tls", "starttls"],
    authorities: Path | str = "",
    password: str = "",
) -> object:
    """What becomes of the first phase of a mail."""
    address = RelayAddress(
        "localhost",
        server.port,
        way,
        "cakupan.example",
        user="cakupan" if password else "",
        password=SecretStr(password),
        authorities=str(authorities),
    )
    with Relay(address) as relay:
        return relay.submit(FROM, TO, MAIL)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "days", "is_trusted", "outcome"),
    [
        ("localhost", 1, True, Submitted()),
        ("other.example", 1, True, Deferred("tls", fault="unverified")),
        ("localhost", -1, True, Deferred("tls", fault="unverified")),
        ("localhost", 1, False, Deferred("tls", fault="unverified")),
    ],
)
def test_a_certificate_is_verified(
    tmp_path: Path,
    way: Literal["tls", "starttls"],
    name: str,
    days: int,
    is_trusted: bool,
    outcome: object,
) -> None:
    file = certificate(tmp_path, name, days=days)
    with ScriptedServer(tls=identity(file), starts_in_clear=way == "starttls") as server:
        assert submitted(server, way, file if is_trusted else "") == outcome
    heard = [command.partition(" ")[0] for command in server.commands]
    if outcome != Submitted():
        assert heard == (["ehlo", "STARTTLS"] if way == "starttls" else [])


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        ({"ehlo": "250-here\r\n250 SIZE 1000"}, Deferred("tls", fault="clear")),  # stripped
        ({"ehlo": EHLO, "starttls": "454 4.7.0 not now"}, Deferred("tls", 454, "4.7.0")),
        ({"ehlo": EHLO, "starttls": "250 what"}, Deferred("tls", fault="garbled")),
        # what a man in the middle puts behind the reply must not be heard as said over TLS
        (
            {"ehlo": EHLO, "starttls": "220 go on\r\n250-here\r\n250 AUTH PLAIN"},
            Deferred("tls", fault="clear"),
        ),
    ],
)
def test_without_encryption_nothing_more_is_said(
    script: Script, outcome: object, pem: Path
) -> None:
    with ScriptedServer(script, identity(pem), starts_in_clear=True) as server:
        assert submitted(server, "starttls", pem, "rahasia") == outcome
    assert {command.partition(" ")[0] for command in server.commands} <= {"ehlo", "STARTTLS"}


def test_a_server_in_clear_is_no_server_with_tls() -> None:
    with ScriptedServer() as server:
        assert submitted(server, "tls") == Deferred("tls", fault="clear")
    assert not any(command.startswith("ehlo") for command in server.commands)


def test_what_was_offered_in_clear_is_forgotten(pem: Path) -> None:
    script = {"ehlo again": "250 here"}  # the offer of AUTH came from nobody that was verified
    with ScriptedServer(script, identity(pem), starts_in_clear=True) as server:
        assert submitted(server, "starttls", pem, "rahasia") == Deferred("auth", fault="login")


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_speaks_out_of_turn_within_tls_is_overheard(
    way: Literal["tls", "starttls"], pem: Path
) -> None:
    script = {"data": "354 go on\r\n250 2.0.0 taken"}
    with ScriptedServer(script, identity(pem), starts_in_clear=way == "starttls") as server:
        assert submitted(server, way, pem) == Deferred("body", fault="garbled")


@pytest.mark.parametrize(
    ("offered", "reply", "outcome"),
    [
        ("PLAIN LOGIN", "235 welcome", Submitted()),
        ("CRAM-MD5 plain", "235 welcome", Submitted()),
        ("PLAIN", "535 5.7.8 no", Deferred("auth", 535, "5.7.8")),
        ("PLAIN LOGIN", "535 5.7.8 no", Deferred("auth", 535, "5.7.8")),
        ("PLAIN", "503 no login here", Deferred("auth", 503)),
        ("PLAIN", "250 what", Deferred("auth", fault="garbled")),
        ("PLAIN", "334 !", Deferred("auth", 502)),
        ("LOGIN", "334 \xff", Deferred("auth", 502)),
        ("PLAIN", "334 A", Deferred("auth", fault="garbled")),
        ("CRAM-MD5", "235 welcome", Deferred("auth", fault="login")),
    ],
)
def test_a_login_is_tried_once_and_never_in_clear(
    offered: str, reply: str, outcome: object, pem: Path
) -> None:
    script = {"ehlo": f"250-here\r\n250 AUTH {offered}", "auth": reply}
    with ScriptedServer(script, identity(pem)) as server:
        assert submitted(server, "tls", pem, "rahasia") == outcome
    assert sum(command.startswith("AUTH") for command in server.commands) <= 1


@pytest.mark.parametrize(
    ("password", "outcome"),
    [
        (LOGIN.password.decode(), Accepted(250, "2.0.0")),
        ("wrong", Deferred("auth", 535, "5.7.8")),
    ],
)
def test_a_real_server_wants_encryption_and_login(
    password: str, outcome: object, pem: Path
) -> None:
    with mail_server(identity(pem)) as mailbox:
        address = RelayAddress(
            "localhost",
            mailbox.port,
            "starttls",
            "cakupan.example",
            user=LOGIN.login.decode(),
            password=SecretStr(password),
            authorities=str(pem),
        )
        with Relay(address) as relay:
            submitted = relay.submit(FROM, TO, MAIL)
            got = relay.finish() if submitted == Submitted() else submitted
    assert got == outcome
    assert mailbox.logins == 1
    assert mailbox.mails == ([([TO], MAIL)] if outcome == Accepted(250, "2.0.0") else [])


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_certificates_that_can_not_be_read_are_the_settings_fault(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "authorities.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match="certificates"):
        Relay(RelayAddress("localhost", 25, "tls", "cakupan.example", authorities=str(file)))

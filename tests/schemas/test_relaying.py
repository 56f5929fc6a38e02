"""Where a mail server may be, and whose fault an outcome is."""

import pytest
from pydantic import SecretStr

from schemas.errors import SettingsError
from schemas.relaying import Deferred, Phase, RelayAddress, Security


@pytest.mark.parametrize("host", ["mail.example", "10.0.0.1", "localhost.example", "::2"])
def test_nothing_goes_in_clear_to_another_machine(host: str) -> None:
    with pytest.raises(SettingsError, match="in clear only to this machine"):
        RelayAddress(host, 25, "none", "cakupan.example")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.3.2.1", "::1"])
def test_a_password_goes_in_clear_not_even_to_this_machine(host: str) -> None:
    assert RelayAddress(host, 25, "none", "cakupan.example").secret == ""
    with pytest.raises(SettingsError, match="never sent in clear"):
        RelayAddress(host, 25, "none", "cakupan.example", user="a", password=SecretStr("b"))


@pytest.mark.parametrize(
    ("host", "port", "hostname"),
    [
        ("", 25, "a.example"),
        ("mail..example", 25, "a.example"),
        ("mail.example\r\nRSET", 25, "a.example"),
        ("m" * 64 + ".example", 25, "a.example"),
        ("surat.kediri.é", 25, "a.example"),
        ("mail.example", 0, "a.example"),
        ("mail.example", 65536, "a.example"),
        ("mail.example", 25, ""),
        ("mail.example", 25, "a\r\nb"),
    ],
)
def test_names_and_ports_are_plain(host: str, port: int, hostname: str) -> None:
    with pytest.raises(SettingsError, match="Expected a mail server"):
        RelayAddress(host, port, "tls", hostname)


@pytest.mark.parametrize(("user", "password"), [("a", ""), ("", "b"), ("a", "bé"), ("é", "b")])
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_login_is_whole(security: Security, user: str, password: str) -> None:
    with pytest.raises(SettingsError, match="a user and a password") as caught:
        RelayAddress(
            "mail.example", 25, security, "a.example", user=user, password=SecretStr(password)
        )
    assert "é" not in str(caught.value)


def test_a_password_is_not_shown() -> None:
    address = RelayAddress(
        "mail.example", 465, "tls", "a.example", user="a", password=SecretStr("rahasia")
    )
    assert "rahasia" not in repr(address)
    assert address.secret == "rahasia"


@pytest.mark.parametrize(
    ("phase", "code", "is_relay_fault"),
    [
        ("connect", None, True),
        ("tls", None, True),
        ("ehlo", 550, True),
        ("auth", 535, True),
        ("mail", 451, False),
        ("mail", 530, True),
        ("rcpt", 421, True),
        ("body", None, False),
        ("dot", 451, False),
    ],
)
def test_whose_fault_it_is(phase: Phase, code: int | None, is_relay_fault: bool) -> None:
    assert Deferred(phase, code).is_relay_fault is is_relay_fault

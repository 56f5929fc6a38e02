"""Reads where the mail server is from the settings."""

from urllib.parse import unquote, urlsplit

from flows.settings import Settings
from schemas.errors import SettingsError
from schemas.relaying import RelayAddress, Security

SCHEMES: dict[str, tuple[Security, int]] = {
    "smtps": ("tls", 465),
    "smtp+starttls": ("starttls", 587),
    "smtp": ("none", 25),
}
"""How an URL begins, what that says of encryption, and the port where it names none."""


def to_relay_address(settings: Settings) -> RelayAddress:
    """The mail server's address; SettingsError when there is none, or it would not be safe."""
    expected = (
        "Expected CAKUPAN_SMTP_URL such as smtps://user@mail.example:465, "
        "smtp+starttls://user@mail.example or smtp://localhost:25"
    )
    if not settings.smtp_url:
        raise SettingsError(f"{expected}; found none. Set it, and CAKUPAN_SMTP_PASSWORD.")
    try:
        url = urlsplit(settings.smtp_url)
        port = url.port
    except ValueError:
        url, port = urlsplit(""), 0
    more = url.password or url.path.strip("/") or url.query or url.fragment
    if url.scheme not in SCHEMES or more or port == 0:
        raise SettingsError(
            f"{expected}; found another form. A password goes into CAKUPAN_SMTP_PASSWORD."
        )
    security, usual = SCHEMES[url.scheme]
    return RelayAddress(
        host=url.hostname or "",
        port=port or usual,
        security=security,
        hostname=settings.sender.rpartition("@")[2],
        user=unquote(url.username or ""),
        password=settings.smtp_password,
        authorities=settings.smtp_authorities,
    )

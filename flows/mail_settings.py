"""What an installation may set of its mail."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from flows.settings_sources import Listed
from schemas.delivery import Mode


class MailSettings(BaseSettings):
    """How mail goes out, from whom, and whom it may reach."""

    mail: Mode = Field(
        default="capture",
        description="capture: mail goes to .eml files; live: to the server, with --live",
    )
    smtp_url: str = Field(
        default="",
        description="mail server, such as smtps://user@host, smtp+starttls://host or "
        "smtp://localhost",
    )
    smtp_password: SecretStr | None = Field(default=None, description="password at the mail server")
    smtp_authorities: str = Field(
        default="", description="file of certificates that vouch for the mail server's"
    )
    postfix_logs: Listed[Path] = Field(
        default=(),
        description="logs of the Postfix on this machine that is the mail server, oldest first; "
        "`resolve` asks it by them",
    )
    postfix_queue: Listed[str] = Field(
        default=("postqueue", "-j"), description="command that lists that Postfix's queue"
    )
    mails_per_minute: int = Field(
        default=0,
        ge=0,
        description="most mails that go out in a minute; 0: as fast as they are taken",
    )
    mail_attempts: int = Field(
        default=8, ge=1, description="tries after which a mail is given up as expired"
    )
    mail_back_off_minutes: int = Field(
        default=5,
        ge=0,
        description="wait before the second try; twice as long before each next one",
    )
    operator_address: str = Field(
        default="",
        description="who gets a report by mail after each release, and what `doctor --mail` finds",
    )
    sender: str = Field(
        default="cakupan@cakupan.example", description="From address of the bulletins"
    )
    allowed_domains: Listed[str] = Field(
        default=("cakupan.example",), description="domains that may receive mail"
    )

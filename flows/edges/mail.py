"""Makes mail: addresses that may receive it, a message's bytes, and the folder that captures it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from typing import get_args

from flows.edges.folders import Folder
from schemas.bulletin import file_stem
from schemas.definitions import Language
from schemas.delivery import REPORT, WATCH, Delivery, Message, content_id
from schemas.errors import DeliveryError
from schemas.month import Month

SENDER_NAME = "Cakupan"
LONGEST_LINE = 900
"""Below the 998 bytes that a line of mail may have."""
UNFOLDED = SMTP.clone(max_line_length=LONGEST_LINE)
"""Headers stay on one line: some readers show the blank of a folded subject."""
SENT_AT = time(8, 0, tzinfo=timezone(timedelta(hours=7)))
"""Hour of the publication day in the Date header, Western Indonesian time."""

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"(?P<local>{ATOM}(\.{ATOM})*)@(?P<domain>{LABEL}(\.{LABEL})+)")
LONGEST_LOCAL, LONGEST_ADDRESS = 64, 254
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*\.pdf")
MESSAGE_ID = re.compile(r"<([A-Za-z0-9][A-Za-z0-9-]*)@[A-Za-z0-9.-]+>")


def parse_address(text: str, allowed_domains: Collection[str]) -> str:
    """The one address that `text` is, its domain in small letters; else DeliveryError.

    Taken is a plain `local@domain` in ASCII only: no names, comments, quotes or second address.
    """
    match = ADDRESS.fullmatch(text)
    if match is None or len(match["local"]) > LONGEST_LOCAL or len(text) > LONGEST_ADDRESS:
        raise DeliveryError(
            "An address is not exactly one plain address such as kepala@kantor.example; correct it."
        )
    domain = match["domain"].lower()
    if domain not in {allowed.lower() for allowed in allowed_domains}:
        raise DeliveryError(
            "An address lies in a domain that may not receive mail; correct it, or add its domain "
            "to CAKUPAN_ALLOWED_DOMAINS."
        )
    return f"{match['local']}@{domain}"


def to_eml(message: Message) -> bytes:
    """The mail as it goes over the wire: text, HTML with its picture, and the bulletin."""
    _check(message)
    mail = EmailMessage(SMTP)
    mail["Date"] = datetime.combine(message.published, SENT_AT)
    mail["From"] = Address(SENDER_NAME, addr_spec=message.sender)
    mail["To"] = Address(addr_spec=message.redirect or message.recipient.address)
    mail["Subject"] = message.subject
    mail["Message-ID"] = message.id
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Id"] = f"<bulletin.{message.sender.rpartition('@')[2]}>"
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    _, page = mail.iter_parts()
    if message.picture:
        page.add_related(
            message.picture,
            maintype="image",
            subtype="png",
            cid=f"<{content_id(message.picture)}>",
            disposition="inline",
        )
    mail.add_attachment(
        message.pdf, maintype="application", subtype="pdf", filename=message.file_name
    )
    mail["Content-Language"] = message.language
    for part in mail.walk():
        if part.is_multipart():
            # "=_" can stand in no quoted-printable or base64 line, so no boundary occurs in a part
            part.set_boundary(f"=_{part.get_content_subtype()}_{message.digest}")
    return mail.as_bytes(policy=UNFOLDED)


def check_eml(eml: bytes, delivery: Delivery, month: Month, receiver: str) -> str:
    """Whom a kept mail is from; DeliveryError unless address, name and file are its delivery's."""
    mail = BytesParser(policy=SMTP).parsebytes(eml)
    assert isinstance(mail, EmailMessage)
    attached = [part.get_filename() for part in mail.iter_attachments()]
    if (
        [address.addr_spec for address in mail["To"].addresses] != [receiver]
        or str(mail["Message-ID"]) != delivery.message_id
        or attached not in _attachments(delivery, month)
    ):
        raise DeliveryError(
            f"The mail kept for {delivery.level} {delivery.code} is another one's; nothing was "
            "sent. Restore the ledger or the store from a copy of the same day."
        )
    return str(mail["From"].addresses[0].addr_spec)


def _attachments(delivery: Delivery, month: Month) -> list[list[str]]:
    """The names that the files of a delivery's mail may have: a bulletin is in any language."""
    if delivery.kind == WATCH:
        return [[]]
    if delivery.kind == REPORT:
        return [[f"deliveries-{month}.csv"]]
    stems = (file_stem(delivery.code, language) for language in get_args(Language))
    return [[f"cakupan-{month}-{stem}.pdf"] for stem in stems]


def _check(message: Message) -> None:
    recipient = message.recipient
    if (message.level, message.code) != (recipient.level, recipient.code):
        raise DeliveryError(
            f"A mail to a recipient of {recipient.level} {recipient.code} holds the bulletin of "
            f"{message.level} {message.code}; nothing was made. Please report this."
        )
    stand_in = (message.redirect,) if message.redirect else ()
    for address in (message.sender, recipient.address, *stand_in):
        parse_address(address, {address.rpartition("@")[2]})
    if not message.subject.isprintable():
        raise DeliveryError(
            f"The subject for {message.level} {message.code} holds control characters; correct the "
            "unit's name in the reference data."
        )
    if FILE_NAME.fullmatch(message.file_name) is None or not message.pdf:
        raise DeliveryError(f"The PDF of {message.level} {message.code} is empty or has no name.")


@dataclass(frozen=True)
class Capture:
    """Mail that goes to a folder instead of a mail server."""

    folder: Folder

    def deliver(self, message_id: str, eml: bytes) -> str:
        """Write the mail whole or not at all, readable by its owner only; the file it is in."""
        match = MESSAGE_ID.fullmatch(message_id)
        if match is None:
            raise DeliveryError("A Message-ID is not one of ours; nothing was written.")
        return self.folder.write(f"{match[1]}.eml", eml, mode=0o600)

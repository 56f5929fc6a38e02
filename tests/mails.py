"""Mails of sample bulletins, and what a mail client makes of one."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from flows.edges.folders import write_whole
from flows.edges.mail import to_eml
from flows.edges.pictures import to_picture
from flows.edges.templating import to_words
from schemas.bulletin import Bulletin
from schemas.delivery import Message, Recipient

STRICT = SMTP.clone(raise_on_defect=True)


def to_mail(bulletin: Bulletin, pdf: bytes = b"%PDF-") -> EmailMessage:
    """The mail with a bulletin, read back strictly from its bytes."""
    words = to_words(bulletin, to_picture(bulletin))
    message = Message(
        level=bulletin.level,
        code=bulletin.code,
        language=bulletin.language,
        month=bulletin.month,
        edition=bulletin.edition,
        purpose="bulletin",
        published=bulletin.published,
        sender="buletin@cakupan.example",
        recipient=Recipient(
            bulletin.level, bulletin.code, "kepala@cakupan.example", "Kepala", bulletin.language
        ),
        redirect="",
        subject=words.subject,
        text=words.text,
        html=words.html,
        picture=words.picture,
        pdf=pdf,
        file_name=f"cakupan-{bulletin.month}-{bulletin.code}.pdf",
    )
    return parsed(to_eml(message))


def parsed(eml: bytes) -> EmailMessage:
    """The mail, or an error at its first fault."""
    mail = message_from_bytes(eml, policy=STRICT)
    assert isinstance(mail, EmailMessage)
    return mail


def content(mail: EmailMessage, subtype: str) -> str:
    """The text of the mail's one part of text/plain or text/html."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == f"text/{subtype}"]
    return str(part.get_content())


def opened(mail: EmailMessage, page: Path) -> Path:
    """The mail's HTML as a client opens it: a file, its pictures beside it."""
    html = content(mail, "html")
    for part in mail.walk():
        if part.get_content_maintype() == "image":
            name = str(part["Content-ID"]).strip("<>")
            picture = page.with_name(f"{page.stem}-chart.png")
            write_whole(picture, part.get_content())
            html = html.replace(f"cid:{name}", picture.name)
    write_whole(page, html.encode())
    return page

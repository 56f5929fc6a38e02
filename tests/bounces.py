"""Bounces of one of our mails, in the forms that mail servers give them; every address is made up.

The structures follow RFC 3464 and what each server's documentation shows.
"""

from email import message_from_string
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

DOMAIN = "cakupan.example"
OURS = f"<2021-11-KDR-0123456789abcdef0123@{DOMAIN}>"
OTHER = f"<2021-11-JKP-2-fedcba98765432100000@{DOMAIN}>"
FOREIGN = "<2021-11-KDR-0123456789abcdef0123@lain.example>"
SENDER, RECIPIENT = f"buletin@{DOMAIN}", "kepala.kediri@kantor.example"
FAILED = {"Final-Recipient": f"rfc822; {RECIPIENT}", "Action": "failed", "Status": "5.1.1"}
DELAYED = FAILED | {"Action": "delayed", "Status": "4.4.1"}
DELIVERED = FAILED | {"Action": "delivered", "Status": "2.0.0"}
BY_MACHINE = {"From": "Mail Delivery System <mailer-daemon@mx.kantor.example>", "To": SENDER}


def original(message_id: str = OURS) -> EmailMessage:
    """Our mail as it returns, with what servers have put on top of it."""
    mail = EmailMessage()
    mail["Return-Path"] = f"<{SENDER}>"
    mail["Received"] = "from relay.cakupan.example by mx.kantor.example with ESMTPS id 4XYZ"
    mail["From"], mail["To"], mail["Subject"] = SENDER, RECIPIENT, "Buletin Cakupan – Kediri"
    if message_id:
        mail["Message-ID"] = message_id
    mail.set_content("Cakupan naik 0,42 persen poin.\n")
    mail.add_attachment(b"%PDF-1.7" * 99, maintype="application", subtype="pdf", filename="k.pdf")
    return mail


def headers(mail: EmailMessage) -> str:
    """The lines of a mail before its body."""
    return mail.as_string().partition("\n\n")[0] + "\n"


def report(*groups: dict[str, str], server: str = "mx.kantor.example") -> MIMEBase:
    """The part of a bounce that programs read: a group of fields for each recipient."""
    part = MIMEBase("message", "delivery-status")
    fields = ({"Reporting-MTA": f"dns; {server}"}, *groups)
    blocks = ["".join(f"{name}: {text}\n" for name, text in group.items()) for group in fields]
    part.attach(message_from_string(blocks[0]))
    for block in blocks[1:]:
        part.attach(message_from_string(block))
    return part


def returned_headers(mail: EmailMessage) -> MIMEText:
    """The part of a bounce in which only our headers return."""
    part = MIMEText(headers(mail), "plain", "us-ascii")
    part.set_type("text/rfc822-headers")
    return part


def dsn(*parts: MIMEBase, fields: dict[str, str] | None = None) -> bytes:
    """A delivery status notification of these parts."""
    mail = MIMEMultipart("report")
    mail.set_param("report-type", "delivery-status")
    for name, text in (BY_MACHINE | (fields or {})).items():
        mail[name] = text
    for part in parts:
        mail.attach(part)
    return mail.as_bytes()


def postfix(
    *groups: dict[str, str], returned: EmailMessage | None = None, whole: bool = True
) -> bytes:
    """As Postfix writes it: a notification, the report, and our mail or its headers."""
    returned = returned or original()
    words = f"This is the mail system at host mx.kantor.example.\n\n<{RECIPIENT}>: 550 5.7.9 no\n"
    return dsn(
        MIMEText(words, "plain", "us-ascii"),
        report(*(groups or (FAILED,))),
        MIMEMessage(returned) if whole else returned_headers(returned),
        fields={"Auto-Submitted": "auto-replied", "Subject": "Undelivered Mail Returned to Sender"},
    )


def exim(message_id: str = OURS) -> bytes:
    """As Exim wrote it before 4.86: words, and our mail behind a line."""
    return text_mail(
        "This message was created automatically by mail delivery software.\n\n"
        "A message that you sent could not be delivered to one or more of its\n"
        "recipients. This is a permanent error. The following address(es) failed:\n\n"
        f"  {RECIPIENT}\n    host mx.kantor.example [5.10.20.30]: Exim 4.94.2\n"
        f"    SMTP error after RCPT TO:<{RECIPIENT}>: 550 5.1.1 User unknown\n\n"
        "------ This is a copy of the message, including all the headers. ------\n\n"
        + headers(original(message_id)),
        {"X-Failed-Recipients": RECIPIENT, "Auto-Submitted": "auto-replied"},
    )


def exim_report() -> bytes:
    """As Exim writes it today."""
    return dsn(
        MIMEText("This message was created automatically by mail delivery software.\n"),
        report(FAILED | {"Status": "5.0.0"}),
        returned_headers(original()),
        fields={"X-Failed-Recipients": RECIPIENT, "Auto-Submitted": "auto-replied"},
    )


def exchange() -> bytes:
    """As Exchange writes it: two texts, the report, our mail, and our Message-ID on top."""
    words = MIMEMultipart("alternative")
    words.attach(MIMEText("Delivery has failed to these recipients.\n", "plain", "utf-8"))
    words.attach(MIMEText("<p>Delivery has failed.</p>" + "<br>" * 9000, "html", "utf-8"))
    diagnostic = {"Diagnostic-Code": "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound"}
    return dsn(
        words,
        report(FAILED | {"Status": "5.1.10"} | diagnostic),
        MIMEMessage(original("")),
        fields={"In-Reply-To": OURS, "References": OURS, "Auto-Submitted": "auto-replied"},
    )


def gmail(*groups: dict[str, str]) -> bytes:
    """As Gmail writes it: texts with a picture, the report, our mail."""
    words = MIMEMultipart("alternative")
    words.attach(MIMEText("** Address not found **\n", "plain", "utf-8"))
    words.attach(MIMEText("<h2>Address not found</h2>\n", "html", "utf-8"))
    page = MIMEMultipart("related")
    page.attach(words)
    return dsn(
        page,
        report(*(groups or (FAILED,)), server="googlemail.com"),
        MIMEMessage(original()),
        fields={"X-Failed-Recipients": RECIPIENT, "In-Reply-To": OURS, "References": OURS},
    )


def qmail(message_id: str = OURS) -> bytes:
    """As qmail writes it: words, and our mail below a line."""
    return text_mail(
        "Hi. This is the qmail-send program at mx.kantor.example.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{RECIPIENT}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        "--- Below this line is a copy of the message.\n\n" + headers(original(message_id)),
        {},
    )


def text_mail(text: str, fields: dict[str, str]) -> bytes:
    """A mail of one text, as old servers and persons write it."""
    mail = MIMEText(text)
    for name, content in (BY_MACHINE | fields).items():
        mail[name] = content
    return mail.as_bytes()


def mixed(*parts: Message) -> bytes:
    """A mail of several parts that is no report itself."""
    mail = MIMEMultipart("mixed")
    for name, content in BY_MACHINE.items():
        mail[name] = content
    for part in parts:
        mail.attach(part)
    return mail.as_bytes()

"""The mails that tell the operator what became of an edition's mail, and what a watch found."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from flows.edges.mail import SENDER_NAME, UNFOLDED
from schemas.delivery import UnitKey, mail_digest
from schemas.month import Month
from schemas.reference import NATIONAL


@dataclass(frozen=True)
class ReportMail:
    """One mail to the operator before it is bytes."""

    month: Month
    """The edition's; of a watch, that of its day."""
    edition: int
    """Its number; 0 for a watch."""
    purpose: str
    at: datetime
    sender: str
    recipient: str
    subject: str
    lines: tuple[str, ...]
    csv: bytes | None = None
    """Each recipient's state, where it tells of an edition's mail."""

    @property
    def id(self) -> str:
        """The Message-ID, in the form of those of bulletins."""
        unit: UnitKey = ("national", NATIONAL)
        digest = mail_digest(unit, str(self.month), self.edition, self.purpose, self.recipient)
        return f"<{self.month}-{NATIONAL}-{digest}@{self.sender.rpartition('@')[2]}>"


def to_report_eml(report: ReportMail) -> bytes:
    """The report as it goes over the wire: text, and every recipient's state as CSV, if any."""
    mail = EmailMessage(SMTP)
    mail["Date"] = report.at
    mail["From"] = Address(SENDER_NAME, addr_spec=report.sender)
    mail["To"] = Address(addr_spec=report.recipient)
    mail["Subject"] = report.subject
    mail["Message-ID"] = report.id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join([*report.lines, ""]), cte="quoted-printable")
    if report.csv is not None:
        name = f"deliveries-{report.month}.csv"
        mail.add_attachment(report.csv, maintype="text", subtype="csv", filename=name)
        mail.set_boundary(f"=_mixed_{report.id[1:-1].partition('@')[0]}")
    return mail.as_bytes(policy=UNFOLDED)

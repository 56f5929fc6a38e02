"""The mail that tells the operator what became of an edition's mail."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from flows.edges.mail import SENDER_NAME, UNFOLDED
from schemas.bulletin import edition_label
from schemas.delivery import UnitKey, mail_digest
from schemas.month import Month
from schemas.reference import NATIONAL


@dataclass(frozen=True)
class ReportMail:
    """One report before it is bytes."""

    month: Month
    edition: int
    purpose: str
    at: datetime
    sender: str
    recipient: str
    is_complete: bool
    lines: tuple[str, ...]
    csv: bytes
    """Each recipient's state."""

    @property
    def id(self) -> str:
        """The Message-ID, in the form of those of bulletins."""
        unit: UnitKey = ("national", NATIONAL)
        digest = mail_digest(unit, str(self.month), self.edition, self.purpose, self.recipient)
        return f"<{self.month}-{NATIONAL}-{digest}@{self.sender.rpartition('@')[2]}>"


def to_report_eml(report: ReportMail) -> bytes:
    """The report as it goes over the wire: text, and every recipient's state as CSV."""
    mail = EmailMessage(SMTP)
    mail["Date"] = report.at
    mail["From"] = Address(SENDER_NAME, addr_spec=report.sender)
    mail["To"] = Address(addr_spec=report.recipient)
    state = "complete" if report.is_complete else "needs you"
    mail["Subject"] = f"Cakupan {edition_label(report.month, report.edition)}: mail {state}"
    mail["Message-ID"] = report.id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join([*report.lines, ""]), cte="quoted-printable")
    mail.add_attachment(
        report.csv, maintype="text", subtype="csv", filename=f"deliveries-{report.month}.csv"
    )
    mail.set_boundary(f"=_mixed_{report.id[1:-1].partition('@')[0]}")
    return mail.as_bytes(policy=UNFOLDED)

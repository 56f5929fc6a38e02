"""Mails the operator what became of an edition's mail, through the same ledger and sender."""

import sqlalchemy as sa

from flows.edges.ledger import Lease, deliveries, now
from flows.edges.mail import parse_address
from flows.edges.report_mail import ReportMail, to_report_eml
from flows.installation import Installation
from flows.report_lines import report_lines
from flows.sending import deliver
from schemas.delivery import REPORT, Delivery, Dispatch, Mode, next_purpose
from schemas.edition import Edition
from schemas.reference import NATIONAL
from schemas.release import ReleaseReport


def mail_report(
    installation: Installation,
    edition: Edition,
    lease: Lease,
    report: ReleaseReport,
    csv: bytes,
    *,
    is_live: bool,
) -> None:
    """Plan one mail with the report and deliver it; nothing where nobody has asked for it.

    While the mail server is at fault there is no report by mail: the command has told it.
    """
    settings = installation.settings
    if not settings.operator_address or not report.done or report.halt:
        return
    with installation.ledger.begin() as connection:
        taken = [order.purpose for order in deliveries.orders(connection, edition)]
    purpose = next_purpose(REPORT, taken)
    state = "complete" if report.is_complete else "needs you"
    mail = ReportMail(
        month=edition.month,
        edition=edition.number,
        purpose=purpose,
        at=now(),
        sender=settings.sender,
        recipient=parse_address(settings.operator_address, settings.allowed_domains),
        subject=f"Cakupan {edition.label}: mail {state}",
        lines=tuple(report_lines(report)),
        csv=csv,
    )
    with installation.ledger.begin(lease) as connection:
        plan_report(installation, connection, edition, mail, is_live=is_live)
    deliver(installation, edition, lease, is_live=is_live, shown=unshown, purpose=purpose)


def plan_report(
    installation: Installation,
    connection: sa.Connection,
    edition: Edition | None,
    mail: ReportMail,
    *,
    is_live: bool,
) -> None:
    """Write down the order of one mail to the operator, of an edition or of none."""
    eml = to_report_eml(mail)
    planned = Delivery(
        level="national",
        code=NATIONAL,
        recipient=mail.recipient,
        purpose=mail.purpose,
        message_id=mail.id,
        eml=installation.objects.put(eml, ".eml"),
        size=len(eml),
    )
    mode: Mode = "live" if is_live else "capture"
    order = Dispatch(mail.purpose, mode, installation.settings.operator, "", "", 1)
    deliveries.plan(connection, edition, order, [planned])


def unshown(_done: int, _total: int) -> None:
    """One mail needs no progress."""

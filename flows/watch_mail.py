"""Mails the operator what waits for a person, once a day as long as it is the same."""

from datetime import date

from flows.edges.ledger import deliveries, today
from flows.edges.mail import parse_address
from flows.edges.report_mail import ReportMail
from flows.installation import Installation
from flows.operator_report import plan_report, unshown
from flows.sending import deliver
from schemas.delivery import Delivery, DeliveryState, watch_day, watch_purpose
from schemas.errors import SettingsError
from schemas.month import JAKARTA, Month
from schemas.report import Finding
from schemas.watch import WatchReport

SAID: dict[DeliveryState, str] = {
    "accepted": "taken by the mail server",
    "captured": "written to a file",
    "ready": "could not be sent yet; the next watch of the day tries again",
    "unknown": "taken by the mail server or not, which is unknown; it is not sent again",
}
"""What is said of the day's mail; of any other state its name and reason."""


def check_operator(installation: Installation) -> str:
    """The operator's address; SettingsError where there is none."""
    settings = installation.settings
    if not settings.operator_address:
        raise SettingsError(
            "Expected CAKUPAN_OPERATOR_ADDRESS for --mail; found none. Set it to who is to be told."
        )
    return parse_address(settings.operator_address, settings.allowed_domains)


def mail_findings(
    installation: Installation, report: WatchReport, *, is_live: bool
) -> Finding | None:
    """Mail what waits for a person, and what became of that mail; None where nothing waits.

    What was found on an earlier day and has not gone out is cancelled. What was found earlier this
    day waits: it goes out when it is found again. It needs the lease of no month, so a run that is
    stuck can be told.
    """
    recipient = check_operator(installation)
    day = report.at.astimezone(JAKARTA).date()
    lines = tuple(f"{found.subject}: {found.sentence}" for found in report.waiting)
    purpose = watch_purpose(day, "\n".join(lines)) if lines else ""
    with installation.ledger.watch() as lease:
        with installation.ledger.begin(lease) as connection:
            deliveries.recover(connection, None)
            for item in deliveries.of_edition(connection, None, ["planned", "ready"]):
                if watch_day(item.purpose) < str(min(day, today())):
                    deliveries.move(connection, item, "cancelled", "its day is over")
            known = {order.purpose for order in deliveries.orders(connection, None)}
            if purpose and purpose not in known:
                mail = _to_mail(installation, report, day, purpose, recipient, lines)
                plan_report(installation, connection, None, mail, is_live=is_live)
        if not purpose:
            return None
        deliver(installation, day, lease, is_live=is_live, shown=unshown, purpose=purpose)
        with installation.ledger.begin() as connection:
            every = deliveries.of_edition(connection, None)
    return _told(next(item for item in every if item.purpose == purpose))


def _to_mail(
    installation: Installation,
    report: WatchReport,
    day: date,
    purpose: str,
    recipient: str,
    lines: tuple[str, ...],
) -> ReportMail:
    count = len(lines)
    return ReportMail(
        month=Month.from_date(day),
        edition=0,
        purpose=purpose,
        at=report.at,
        sender=installation.settings.sender,
        recipient=recipient,
        subject=f"Cakupan {day}: {count} {'thing waits' if count == 1 else 'things wait'} for you",
        lines=(*lines, "", "Later today nothing is mailed again while this is all."),
    )


def _told(mail: Delivery) -> Finding:
    is_well = mail.state in ("accepted", "captured")
    said = SAID.get(mail.state, mail.state) + (f" ({mail.reason})" if mail.reason else "")
    return Finding("mail to the operator", is_well, said)

"""Releases an approved edition: plans every mail in one transaction, then delivers what is due."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flows.authority import check_approval, check_releaser
from flows.delivery_report import month_folder, states_name, to_csv, to_report
from flows.edges.ledger import Lease, deliveries, editions, now
from flows.edges.mail import parse_address
from flows.installation import Installation
from flows.letters import Addressing, Letter, address, keep, write
from flows.operator_report import mail_report
from flows.progress import stage
from flows.relay_address import to_relay_address
from flows.sending import deliver
from schemas.delivery import BULLETIN, REHEARSAL, Dispatch, Mode, next_purpose
from schemas.edition import Edition
from schemas.errors import HeldError, SettingsError, UnreachableError, UsageError
from schemas.month import JAKARTA, Month
from schemas.release import PlannedMail, ReleaseOrder, ReleasePlan, ReleaseReport
from transforms.watch import after_withdrawal


def release_month(
    installation: Installation, month: Month, order: ReleaseOrder
) -> ReleasePlan | ReleaseReport:
    """Release the month's newest edition and deliver its mail; repeated, it finishes the rest.

    Without a confirmed number of mails it only says what it would do. HeldError where something is
    to be done before, UsageError where the number is another one.
    """
    check_releaser(installation.settings, order.by)
    check_mode(installation, is_live=order.is_live)
    with installation.ledger.lease(month) as lease:
        edition = newest_edition(installation, month)
        put_right(installation, lease)
        if edition.is_withdrawn:
            raise HeldError(
                f"Edition {edition.label} is withdrawn; nothing of it is mailed. Next: "
                f"{after_withdrawal(month)}"
            )
        if edition.state == "released" and not order.redirect:
            return deliver_edition(installation, edition, lease, is_live=order.is_live)
        mode: Mode = "live" if order.is_live else "capture"
        addressing = address(installation, edition, mode)
        if order.redirect:
            return _rehearse(installation, edition, addressing, order, lease)
        letters = write(installation, edition, addressing.recipients, purpose=BULLETIN)
        if order.confirm is None:
            obstacle = _obstacle(installation, edition, order)
            return to_plan(edition, addressing, letters, order, obstacle=obstacle)
        _check_release(installation, edition, order)
        check_number(order, letters)
        dispatch = Dispatch(BULLETIN, mode, order.by, order.why, "", len(letters))
        _commit(installation, edition, dispatch, letters, lease)
        return deliver_edition(installation, edition, lease, is_live=order.is_live)


def put_right(installation: Installation, lease: Lease) -> None:
    """Settle what stopped senders left of a month, and cancel what no edition is to send."""
    with installation.ledger.begin(lease) as connection:
        newest = editions.newest(connection, lease.month, released=True)
        for edition in editions.of_month(connection, lease.month):
            deliveries.recover(connection, edition)
            if edition.is_withdrawn:
                deliveries.cancel(connection, edition, "edition withdrawn")
            elif edition.state == "superseded":
                deliveries.cancel(connection, edition, "edition superseded")
            elif edition.state == "released" and edition != newest:
                deliveries.cancel(connection, edition, "edition replaced")


def newest_edition(installation: Installation, month: Month) -> Edition:
    """The month's newest edition, prepared or released; HeldError when there is none."""
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, month)
    if edition is None:
        raise HeldError(f"{month} has no edition to release; run `cakupan run {month}` first.")
    return edition


def check_mode(installation: Installation, *, is_live: bool) -> None:
    """SettingsError or UsageError unless settings and command line agree where mail can go."""
    setting = installation.settings.mail
    if is_live and setting != "live":
        raise SettingsError(
            "Expected CAKUPAN_MAIL=live for --live; found capture. Set it, or leave --live out "
            "to have the mails written to files."
        )
    if not is_live and setting == "live":
        raise UsageError(
            "CAKUPAN_MAIL is live: add --live to send, or set it to capture to write files."
        )
    if is_live:
        to_relay_address(installation.settings)
    if installation.settings.operator_address:
        parse_address(installation.settings.operator_address, installation.settings.allowed_domains)


def deliver_edition(
    installation: Installation, edition: Edition, lease: Lease, *, is_live: bool, purpose: str = ""
) -> ReleaseReport:
    """Deliver what is due of an edition, or of one of its orders; what became of all its mail."""
    with stage("send mail" if is_live else "write mail") as shown:
        done, halt = deliver(
            installation, edition, lease, is_live=is_live, shown=shown.step, purpose=purpose
        )
    report = to_report(installation, edition, done=done, halt=halt)
    if not report.orders:
        return report
    csv = to_csv(report.deliveries)
    mail_report(installation, edition, lease, report, csv, is_live=is_live)
    try:
        month_folder(installation, edition).write(states_name(edition), csv, mode=0o600)
    except OSError as error:
        return replace(report, file_fault=f"{error.strerror}; make room")
    except UnreachableError as error:
        return replace(report, file_fault=str(error))
    return report


def _rehearse(
    installation: Installation,
    edition: Edition,
    addressing: Addressing,
    order: ReleaseOrder,
    lease: Lease,
) -> ReleasePlan | ReleaseReport:
    """Mail everything to one address under a banner, and release nothing."""
    to = parse_address(order.redirect, installation.settings.allowed_domains)
    with installation.ledger.begin() as connection:
        taken = [item.purpose for item in deliveries.orders(connection, edition)]
    purpose = next_purpose(REHEARSAL, taken)
    letters = write(installation, edition, addressing.recipients, purpose=purpose, redirect=to)
    if order.confirm is None:
        return to_plan(edition, addressing, letters, replace(order, redirect=to), obstacle="")
    check_number(order, letters)
    mode: Mode = "live" if order.is_live else "capture"
    dispatch = Dispatch(purpose, mode, order.by, order.why, to, len(letters))
    with installation.ledger.begin(lease) as connection:
        deliveries.plan(connection, edition, dispatch, keep(installation, letters))
        installation.ledger.record(
            connection,
            by=order.by,
            what=f"rehearsed edition {edition.label}: {len(letters)} mails to {to}",
            month=edition.month,
            why=order.why,
        )
    return deliver_edition(installation, edition, lease, is_live=order.is_live, purpose=purpose)


def to_plan(
    edition: Edition,
    addressing: Addressing,
    letters: Sequence[Letter],
    order: ReleaseOrder,
    *,
    obstacle: str,
) -> ReleasePlan:
    """What an order would mail, and what stands in its way."""
    return ReleasePlan(
        month=edition.month,
        edition=edition.label,
        standing=edition.standing,
        mails=tuple(map(_planned, letters)),
        up_to_date=addressing.up_to_date,
        former=addressing.former,
        unaddressed=addressing.unaddressed,
        withheld=edition.withheld,
        is_live=order.is_live,
        redirect=order.redirect,
        obstacle=obstacle,
    )


def _planned(letter: Letter) -> PlannedMail:
    message = letter.message
    return PlannedMail(
        level=message.level,
        code=message.code,
        recipient=message.recipient.address,
        size=len(letter.eml),
        subject=message.subject,
        first_line=next(line for line in message.text.splitlines() if line.strip()),
    )


def _obstacle(installation: Installation, edition: Edition, order: ReleaseOrder) -> str:
    """Why an edition may not be released yet, or nothing."""
    try:
        _check_release(installation, edition, order)
    except HeldError as error:
        return str(error)
    return ""


def _check_release(installation: Installation, edition: Edition, order: ReleaseOrder) -> None:
    """HeldError while the edition may not be released by this person at this hour."""
    settings = installation.settings
    with installation.ledger.begin() as connection:
        newest = editions.months(connection)[-1]
    if edition.month != newest and order.past_month != edition.month:
        raise HeldError(
            f"The newest month is {newest}; to release an older one, add "
            f"--past-month {edition.month} --why TEXT."
        )
    if settings.release_time is not None:
        opens = datetime.combine(edition.published, settings.release_time, JAKARTA)
        if now() < opens:
            raise HeldError(
                f"Edition {edition.label} may be released from {opens:%Y-%m-%d %H:%M} on "
                "(Jakarta time, CAKUPAN_RELEASE_TIME); wait for it."
            )
    check_approval(settings, edition, order.by)


def check_number(order: ReleaseOrder, letters: Sequence[Letter]) -> None:
    """UsageError unless the confirmed number of mails is the one in the plan."""
    if order.confirm != len(letters):
        raise UsageError(
            f"Expected --confirm {len(letters)}, the number of mails in the plan; found "
            f"{order.confirm}. Look at the plan again: the same command without --confirm."
        )


def _commit(
    installation: Installation,
    edition: Edition,
    dispatch: Dispatch,
    letters: Sequence[Letter],
    lease: Lease,
) -> None:
    """Freeze every mail's bytes, then release the edition with all its deliveries at once."""
    planned = keep(installation, letters)
    with installation.ledger.begin(lease) as connection:
        check_approval(installation.settings, editions.lock(connection, edition), dispatch.by)
        editions.release(connection, edition)
        for earlier in editions.released(connection, edition.month)[:-1]:
            deliveries.cancel(connection, earlier, f"replaced by edition {edition.label}")
        deliveries.plan(connection, edition, dispatch, planned)
        installation.ledger.record(
            connection,
            by=dispatch.by,
            what=f"released edition {edition.label}: {len(planned)} mails, {dispatch.mode}",
            month=edition.month,
            why=dispatch.why,
        )

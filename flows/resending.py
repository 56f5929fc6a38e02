"""Mails a released edition's bulletins again, on a person's order."""

from dataclasses import dataclass

from flows.authority import check_releaser
from flows.edges.ledger import deliveries, editions
from flows.installation import Installation
from flows.letters import address_again, keep, write
from flows.release import check_mode, check_number, deliver_edition, to_plan
from schemas.delivery import (
    OPEN,
    RESEND,
    Delivery,
    DeliveryState,
    Dispatch,
    Mode,
    Recipient,
    next_purpose,
)
from schemas.edition import Edition
from schemas.errors import HeldError, UsageError
from schemas.month import Month
from schemas.release import ReleaseOrder, ReleasePlan, ReleaseReport

FAILED: frozenset[DeliveryState] = frozenset({"refused", "expired", "bounced", "held", "cancelled"})
"""States of a mail that its recipient has not got."""


@dataclass(frozen=True)
class Choice:
    """Which mails are to go once more."""

    code: str = ""
    """The unit whose bulletin it is; empty: of every unit."""
    recipient: str = ""
    """One address; empty: everybody."""
    is_failed: bool = False
    """Only to those who have not got it."""


def resend(
    installation: Installation, month: Month, choice: Choice, order: ReleaseOrder
) -> ReleasePlan | ReleaseReport:
    """Mail stored bulletins of the month's newest released edition once more.

    Without a confirmed number of mails it only says what it would do. HeldError where it is not
    known whether a recipient has got his mail: that is to be settled first.
    """
    check_releaser(installation.settings, order.by)
    check_mode(installation, is_live=order.is_live)
    with installation.ledger.lease(month) as lease:
        edition = _released(installation, month)
        with installation.ledger.begin(lease) as connection:
            deliveries.recover(connection, edition)
            last = {
                (*item.unit, item.recipient): item
                for item in deliveries.of_edition(connection, edition)
                if item.is_for_recipient
            }
            taken = [item.purpose for item in deliveries.orders(connection, edition)]
        mode: Mode = "live" if order.is_live else "capture"
        failed = FAILED | ({"captured"} if order.is_live else set())

        def is_meant(recipient: Recipient, is_served: bool) -> bool:
            found = last.get((recipient.level, recipient.code, recipient.address))
            has_it = is_served if found is None else found.state not in failed
            return _is_chosen(choice, recipient, found) and not (choice.is_failed and has_it)

        addressing = address_again(installation, edition, mode, is_meant)
        purpose = next_purpose(RESEND, taken)
        letters = write(installation, edition, addressing.recipients, purpose=purpose)
        if not letters:
            raise UsageError("No recipient fits; see the register and `cakupan status`.")
        if order.confirm is None:
            return to_plan(edition, addressing, letters, order, obstacle="")
        check_number(order, letters)
        dispatch = Dispatch(purpose, mode, order.by, order.why, "", len(letters))
        with installation.ledger.begin(lease) as connection:
            deliveries.plan(connection, edition, dispatch, keep(installation, letters))
            installation.ledger.record(
                connection,
                by=order.by,
                what=f"mailed edition {edition.label} again: {len(letters)} mails, {mode}",
                month=month,
                why=order.why,
            )
        return deliver_edition(installation, edition, lease, is_live=order.is_live)


def _released(installation: Installation, month: Month) -> Edition:
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, month, released=True)
    if edition is None or edition.is_withdrawn:
        standing = "is withdrawn" if edition else "has not been released"
        raise HeldError(f"{edition.label if edition else month} {standing}; nothing to resend.")
    return edition


def _is_chosen(choice: Choice, recipient: Recipient, last: Delivery | None) -> bool:
    """Whether a recipient may have his mail again; HeldError while it may be under way."""
    is_other_unit = choice.code not in ("", recipient.code)
    if is_other_unit or choice.recipient.casefold() not in ("", recipient.address.casefold()):
        return False
    if last is not None and last.state == "unknown":
        raise HeldError(
            f"Whether {recipient.level} {recipient.code} has got its mail is unknown; settle that "
            "first by cakupan resolve."
        )
    return last is None or last.state not in OPEN

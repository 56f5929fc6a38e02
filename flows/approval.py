"""Approves a month's edition, takes an approval back, and withdraws what was released."""

from dataclasses import dataclass

from flows.authority import check_approver
from flows.edges.ledger import deliveries, editions
from flows.installation import Installation
from flows.release import newest_edition
from schemas.delivery import HAS_IT
from schemas.edition import Edition, VerdictWord
from schemas.errors import HeldError
from schemas.month import Month


@dataclass(frozen=True)
class Judged:
    """What was decided of an edition, and what that did to its mail."""

    edition: Edition
    word: VerdictWord
    cancelled: int = 0
    """Mails that were not under way yet."""
    gone: int = 0
    """Recipients who have it, or may have it."""


def approve(installation: Installation, month: Month, *, by: str, why: str) -> Judged:
    """Let just what the prepared edition holds be released; what changes needs a new approval.

    A withdrawn edition stands again by it. Its mails that were cancelled stay so: `resend` mails
    them on a person's order.
    """
    check_approver(installation.settings, by)
    found = newest_edition(installation, month)
    with installation.ledger.begin() as connection:
        edition = editions.lock(connection, found)
        if edition.state != "prepared" and not edition.is_withdrawn:
            raise HeldError(f"Edition {edition.label} is {edition.standing}: none to approve.")
        editions.judge(connection, edition, "approved", by=by, why=why)
        installation.ledger.record(
            connection, by=by, what=f"approved {_what(edition)}", month=month, why=why
        )
    return Judged(edition, "approved")


def _what(edition: Edition) -> str:
    """What a person approves, as the audit tells it."""
    return f"{'withdrawn ' if edition.is_withdrawn else ''}edition {edition.label}"


def withdraw(installation: Installation, month: Month, *, by: str, why: str) -> Judged:
    """Take an approval back; of a released edition, cancel all mail that has not gone out.

    It does not wait for a sender that is at work: he asks before the end of each mail. Repeated, it
    cancels what came back from a sender meanwhile.
    """
    check_approver(installation.settings, by)
    found = newest_edition(installation, month)
    with installation.ledger.begin() as connection:
        edition = editions.lock(connection, found)
        word: VerdictWord = "withdrawn" if edition.state == "released" else "revoked"
        if word == "revoked" and not edition.is_approved:
            raise HeldError(f"Edition {edition.label} is {edition.standing}; nothing to withdraw.")
        if not edition.is_withdrawn:
            editions.judge(connection, edition, word, by=by, why=why)
            installation.ledger.record(
                connection, by=by, what=f"{word} edition {edition.label}", month=month, why=why
            )
        if word == "revoked":
            return Judged(edition, word)
        cancelled = deliveries.cancel(connection, edition, f"edition withdrawn by {by}")
        gone = {
            (item.unit, item.recipient)
            for item in deliveries.of_edition(connection, edition, HAS_IT)
            if item.is_for_recipient
        }
    return Judged(edition, word, cancelled, len(gone))

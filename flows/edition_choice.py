"""Finds the editions that a person asks for."""

from collections.abc import Sequence

from flows.edges.ledger import editions
from flows.installation import Installation
from schemas.bulletin import edition_label
from schemas.edition import Edition
from schemas.errors import HeldError, UsageError
from schemas.month import Month


def known_editions(installation: Installation, month: Month) -> list[Edition]:
    """The month's released editions and its prepared one, the oldest first; UsageError for none."""
    with installation.ledger.begin() as connection:
        released = editions.released(connection, month)
        newest = editions.newest(connection, month)
    prepared = [newest] if newest is not None and newest.state == "prepared" else []
    if not released and not prepared:
        raise UsageError(f"{month} has no edition yet; next: cakupan run {month}")
    return released + prepared


def numbered(known: Sequence[Edition], number: int) -> Edition:
    """A month's edition of a number; UsageError when there is none."""
    for edition in known:
        if edition.number == number:
            return edition
    found = ", ".join(edition.label for edition in known)
    label = edition_label(known[0].month, number)
    raise UsageError(f"Expected an edition {label}; found {found}. Name one of these.")


def in_force(known: Sequence[Edition]) -> Edition:
    """A month's newest released edition, or else its prepared one."""
    released = [edition for edition in known if edition.state == "released"]
    return (released or known)[-1]


def released_editions(installation: Installation) -> list[Edition]:
    """Every released edition, the oldest month first; HeldError when there is none."""
    with installation.ledger.begin() as connection:
        months = editions.months(connection)
        found = [each for month in months for each in editions.released(connection, month)]
    if not found:
        raise HeldError("No edition is released yet; name a month to verify its prepared edition.")
    return found

"""Finds the editions that a person asks for."""

from flows.edges.ledger import editions
from flows.installation import Installation
from schemas.bulletin import edition_label
from schemas.edition import Edition
from schemas.errors import HeldError
from schemas.month import Month


def choose_edition(installation: Installation, month: Month, number: int | None) -> Edition:
    """The month's edition of a number, or else its newest released one, or else the prepared one.

    HeldError when there is none.
    """
    with installation.ledger.begin() as connection:
        newest = editions.newest(connection, month)
        released = editions.released(connection, month)
    present = {each.number: each for each in (*([newest] if newest else []), *released)}
    if number is not None:
        if number in present:
            return present[number]
        found = ", ".join(present[each].label for each in sorted(present)) or "none"
        label = edition_label(month, number)
        raise HeldError(f"Expected an edition {label}; found {found}. Name one of these.")
    if released:
        return released[-1]
    if newest is None:
        raise HeldError(f"{month} has no edition yet; make it with `cakupan run {month}`.")
    return newest


def released_editions(installation: Installation) -> list[Edition]:
    """Every released edition, the oldest month first; HeldError when there is none."""
    with installation.ledger.begin() as connection:
        months = editions.months(connection)
        found = [each for month in months for each in editions.released(connection, month)]
    if not found:
        raise HeldError("No edition is released yet; name a month to verify its prepared edition.")
    return found

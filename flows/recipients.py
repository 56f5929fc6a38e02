"""Reads from the register who receives a unit's bulletin."""

from collections.abc import Iterator
from dataclasses import replace

from flows.edges.mail import parse_address
from flows.edges.reference import read_register
from flows.installation import Installation
from schemas.delivery import Recipient
from schemas.errors import DeliveryError
from schemas.month import Month


def read_recipients(installation: Installation, month: Month) -> list[Recipient]:
    """All recipients of a month, in order; DeliveryError when one may get no mail, or stands twice.

    An address is one whatever its letters' size.
    """
    found: dict[tuple[str, str, str], Recipient] = {}
    for row in _rows(installation, month):
        recipient = _parsed(installation, row)
        key = row.level, row.code, recipient.address.casefold()
        if key in found:
            raise DeliveryError(
                f"{row.level} {row.code} has an address twice in recipients.csv; keep it once."
            )
        found[key] = recipient
    return list(found.values())


def present_recipients(installation: Installation, month: Month) -> list[Recipient]:
    """Those recipients of a month who may get mail, in order."""
    found = []
    for row in _rows(installation, month):
        try:
            found.append(_parsed(installation, row))
        except DeliveryError:
            continue
    return found


def _rows(installation: Installation, month: Month) -> Iterator[Recipient]:
    columns = ["level", "code", "address", "name", "language"]
    register = read_register(installation.reference, month)
    for row in register.select(columns).sort(columns).iter_rows():
        yield Recipient(*row)


def _parsed(installation: Installation, row: Recipient) -> Recipient:
    try:
        address = parse_address(row.address, installation.settings.allowed_domains)
    except DeliveryError as error:
        raise DeliveryError(f"recipients.csv, {row.level} {row.code}: {error}") from None
    return replace(row, address=address)

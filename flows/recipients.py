"""Reads from the register who receives a unit's bulletin."""

from flows.edges.mail import parse_address
from flows.edges.reference import read_register
from flows.installation import Installation
from schemas.delivery import Recipient
from schemas.month import Month


def read_recipients(installation: Installation, month: Month) -> list[Recipient]:
    """All present recipients of a month, in order; DeliveryError for one that may get no mail."""
    register = read_register(installation.reference, month)
    columns = ["level", "code", "address", "name", "language"]
    return [
        Recipient(
            level, code, parse_address(address, installation.settings.allowed_domains), *others
        )
        for level, code, address, *others in (register.select(columns).sort(columns).iter_rows())
    ]

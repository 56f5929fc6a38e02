"""Finds the raw exports whose retention has ended: only months that are over need them."""

from collections.abc import Collection, Iterable
from datetime import date

from schemas.month import Month
from schemas.retention import RawUse


def to_due(
    uses: Iterable[RawUse], over: Collection[Month], before: date
) -> dict[Month, tuple[str, ...]]:
    """The objects that may go, by the last month in which they were sent.

    Equal bytes are one object: it stays while any month that needs it is not `over`, and when it
    came again on the day `before` which all goes, or later.
    """
    found: dict[str, list[RawUse]] = {}
    for use in uses:
        found.setdefault(use.object, []).append(use)
    due: dict[Month, list[str]] = {}
    for name, needed in sorted(found.items()):
        if all(use.month in over and use.last_day < before for use in needed):
            due.setdefault(max(use.month for use in needed), []).append(name)
    return {month: tuple(names) for month, names in sorted(due.items())}

"""The editions that a month's edition is made beside: earlier months', and its own before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flows.edges.ledger import editions
from flows.installation import Installation
from schemas.edition import Edition
from schemas.errors import StoreError
from schemas.month import Month

SERIES_MONTHS = 24
"""Months before this one that comparisons, charts, pace and paths may look back to."""


@dataclass(frozen=True)
class Past:
    """What was published, or is about to be, when a month is made."""

    earlier: Mapping[Month, Edition] = field(default_factory=dict)
    """Of each earlier month that has one: the newest released edition, or else the prepared one."""
    released: tuple[Edition, ...] = ()
    """The month's own released editions, the oldest first."""

    def replaced(self, number: int) -> Edition | None:
        """The month's released edition that one of this number takes the place of."""
        before = [edition for edition in self.released if edition.number < number]
        return before[-1] if before else None

    def with_prepared(self, edition: Edition) -> "Past":
        """The same once an edition of an earlier month is prepared."""
        known = self.earlier.get(edition.month)
        if known is not None and known.state == "released":
            return self
        return replace(self, earlier={**self.earlier, edition.month: edition})


def find_past_of(installation: Installation, edition: Edition, manifest: Mapping[str, Any]) -> Past:
    """What an edition was made beside, of which its manifest names the manifests.

    StoreError when it does not yet, or when the ledger has lost one of them.
    """
    if "earlier" not in manifest:
        raise StoreError(
            f"Expected the manifest of {edition.label} to name the editions that it was made "
            "beside; an older version of Cakupan has written it. Verify a later edition."
        )
    earlier = manifest["earlier"].values()
    with installation.ledger.begin() as connection:
        found = editions.of_manifests(connection, earlier)
        released = editions.released(connection, edition.month)
    if len(found) < len(earlier):
        raise StoreError(
            f"Expected {len(earlier)} editions that {edition.label} was made beside; the ledger "
            f"has {len(found)} of them. Restore the ledger from its backup."
        )
    return Past(
        earlier={each.month: each for each in found},
        released=tuple(each for each in released if each.number < edition.number),
    )


def find_past(installation: Installation, month: Month) -> Past:
    """What the ledger knows of at this moment."""
    earlier = {}
    with installation.ledger.begin() as connection:
        for each in (month + -offset for offset in range(1, SERIES_MONTHS + 1)):
            edition = editions.newest(connection, each, released=True) or editions.newest(
                connection, each
            )
            if edition is not None:
                earlier[each] = edition
        return Past(earlier, tuple(editions.released(connection, month)))

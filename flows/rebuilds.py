"""Which months show something of other months that has been replaced since they were made."""

from collections.abc import Iterator

from flows.edges.ledger import editions
from flows.installation import Installation
from flows.past import SERIES_MONTHS, find_past
from flows.revision import figures_of, shown_beside
from schemas.edition import Edition
from schemas.errors import StoreError
from schemas.month import Month


def replaced_since(installation: Installation, edition: Edition) -> tuple[Month, ...]:
    """The earlier months of which an edition shows other figures than are in force now."""
    shown = _shown(installation, edition)
    if shown is None:
        return ()
    earlier = find_past(installation, edition.month).earlier
    return tuple(
        sorted(month for month, now in earlier.items() if shown.get(month) != figures_of(now))
    )


def to_rebuild(installation: Installation, month: Month) -> tuple[Month, ...]:
    """The later months that show other figures of this month than are in force now."""
    now = find_past(installation, month + 1).earlier.get(month)
    if now is None:
        return ()
    return showing_others(installation, month, figures_of(now))


def showing_others(installation: Installation, month: Month, figures: str) -> tuple[Month, ...]:
    """The later months whose comparison or charts show other figures of this month than these."""
    return tuple(
        edition.month
        for edition in _reaching_back_to(installation, month)
        if (shown := _shown(installation, edition)) is not None and shown.get(month) != figures
    )


def _reaching_back_to(installation: Installation, month: Month) -> Iterator[Edition]:
    """The newest edition of each later month whose comparison or charts reach back to this one."""
    for later in (month + offset for offset in range(1, SERIES_MONTHS + 1)):
        with installation.ledger.begin() as connection:
            edition = editions.newest(connection, later)
        if edition is not None:
            yield edition


def _shown(installation: Installation, edition: Edition) -> dict[Month, str] | None:
    """What an edition was shown beside; None where that is not known.

    A manifest that is lost is told by `verify` and `ledger check`, and stops no other answer.
    """
    try:
        return shown_beside(installation, edition)
    except StoreError:
        return None

"""Which months show something of other months that has been replaced since they were made."""

from collections.abc import Iterator

from flows.edges.ledger import editions
from flows.installation import Installation
from flows.manifest import read_manifest
from flows.past import SERIES_MONTHS, find_past
from schemas.edition import Edition
from schemas.month import Month
from schemas.observations import Observations


def replaced_since(installation: Installation, edition: Edition) -> tuple[Month, ...]:
    """The earlier months of which an edition shows other figures than are in force now."""
    past = find_past(installation, edition.month)
    return tuple(
        sorted(
            month for month, now in past.earlier.items() if _shows_other(installation, edition, now)
        )
    )


def to_rebuild(installation: Installation, month: Month) -> tuple[Month, ...]:
    """The later months that show other figures of this month than are in force now."""
    now = find_past(installation, month + 1).earlier.get(month)
    return tuple(
        edition.month
        for edition in dependents(installation, month)
        if now is not None and _shows_other(installation, edition, now)
    )


def dependents(installation: Installation, month: Month) -> Iterator[Edition]:
    """The newest edition of each later month whose comparison or charts reach back to this one."""
    for later in (month + offset for offset in range(1, SERIES_MONTHS + 1)):
        with installation.ledger.begin() as connection:
            edition = editions.newest(connection, later)
        if edition is not None:
            yield edition


def _shows_other(installation: Installation, edition: Edition, now: Edition) -> bool:
    """Whether an edition was made beside another edition of a month than is in force now.

    One that does not name what it was made beside is taken to show what there is.
    """
    beside = read_manifest(installation, edition).get("earlier")
    if beside is None:
        return False
    name = beside.get(str(now.month), "")
    with installation.ledger.begin() as connection:
        shown = editions.of_manifests(connection, [name])
    return [_figures(each) for each in shown] != [_figures(now)]


def _figures(edition: Edition) -> str:
    return edition.calculation.tables[Observations.__name__]

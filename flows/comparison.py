"""Takes a month's growth apart against the month before it, once per recipe."""

from pandera.typing.polars import DataFrame

from flows.calculation import Inputs, kept
from flows.counting import Progress, count_changes
from flows.edges.ledger import Lease
from flows.installation import Installation
from flows.recipes import COMPARING, code_digest, digest_of
from schemas.calculated import Method, Sources
from schemas.columns import empty
from schemas.counting import Side
from schemas.coverage import Activity, Changes, Counts, Territories
from schemas.edition import Calculation
from schemas.errors import DataError
from schemas.exports import Kind
from schemas.observations import Observations
from transforms.contracts import validated
from transforms.reconciliation import reconcile_changes

COMPARED = (Method, Sources, Territories, Counts)
"""Tables of both months by which a comparison is found again."""
PREVIOUS = "Previous"
"""Under this name a calculation keeps the month before as published, if it is compared with it."""


def compare(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    lease: Lease,
    progress: Progress,
) -> Calculation:
    """The month's tables with its changes, and with the month before as it was published.

    Without a month before there are none, nor where other rules counted it, if that shows.
    """
    edition = inputs.past.earlier.get(inputs.month + -1)
    before = edition.calculation if edition else None
    names = [[side.tables[model.__name__] for model in COMPARED] for side in (made, before) if side]
    changes = kept(
        installation,
        lease,
        digest_of(names, code_digest(COMPARING)),
        lambda: {Changes: _changes(installation, made, before, progress)},
    )
    made = made.with_tables(changes.tables)
    if before is None or not _adds_up(installation, made, before):
        return made
    return made.with_tables({PREVIOUS: before.tables[Observations.__name__]})


def _changes(
    installation: Installation, made: Calculation, before: Calculation | None, progress: Progress
) -> DataFrame[Changes]:
    if before is None:
        return validated(empty(Changes), Changes)
    sides = _side(installation, made), _side(installation, before)
    return count_changes(installation, *sides, progress)


def _adds_up(installation: Installation, made: Calculation, before: Calculation) -> bool:
    """Whether what changed lies between both months' counts; DataError if the same rules made them.

    A new version may count otherwise than the one by which the month before was published.
    """
    read = installation.read_table
    try:
        reconcile_changes(read(made, Changes), read(made, Counts), read(before, Counts))
    except DataError:
        if read(made, Method).item(0, "code") == read(before, Method).item(0, "code"):
            raise
        return False
    return True


def _side(installation: Installation, made: Calculation) -> Side:
    sources = installation.read_table(made, Sources).filter(kind=Kind.PESERTA.value)
    return Side(
        registrations=tuple(sources.select("branch", "rows").iter_rows()),
        rows=int(installation.read_table(made, Activity)["unique"].sum()),
        territories=installation.read_table(made, Territories),
        grace_months=installation.read_table(made, Method).item(0, "grace_months"),
    )

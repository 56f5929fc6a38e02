"""Says what became of an edition's mail, on the screen and in a file."""

import csv
import io

from flows.edges.ledger import deliveries
from flows.edges.output import write_whole
from flows.installation import Installation
from flows.letters import nobody
from flows.recipients import read_recipients
from schemas.delivery import Delivery
from schemas.edition import Edition
from schemas.release import ReleaseReport

COLUMNS = (
    "purpose", "level", "code", "recipient", "state", "attempts", "due_at", "reason", "size",
    "message_id",
)  # fmt: skip


def to_report(
    installation: Installation, edition: Edition, *, done: int = 0, halt: str = ""
) -> ReleaseReport:
    """What became of all mail of an edition; each recipient's state is in the report's file."""
    with installation.ledger.begin() as connection:
        every = deliveries.of_edition(connection, edition)
        orders = deliveries.orders(connection, edition)
    folder = installation.output / str(edition.month)
    if every:
        write_whole(folder / f"deliveries-{edition.number}.csv", _to_csv(every), mode=0o600)
    return ReleaseReport(
        month=edition.month,
        edition=edition.label,
        done=done,
        halt=halt,
        orders=orders,
        deliveries=tuple(every),
        unaddressed=nobody(edition, read_recipients(installation, edition.month)),
        withheld=edition.withheld,
        folder=str(folder / "mail"),
        file=str(folder / f"deliveries-{edition.number}.csv"),
    )


def _to_csv(every: list[Delivery]) -> bytes:
    """Each mail with its recipient's state, as UTF-8 text with commas."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    for item in every:
        due_at = item.due_at.isoformat() if item.due_at else ""
        writer.writerow(vars(item) | {"due_at": due_at})
    return text.getvalue().encode()

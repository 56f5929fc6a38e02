"""Says what became of an edition's mail, on the screen and in a file."""

import csv
import io
from collections.abc import Iterable

from flows.edges.folders import Folder
from flows.edges.ledger import deliveries, editions
from flows.installation import Installation
from flows.letters import nobody
from flows.mail_advice import asking, missed
from flows.rebuilds import to_rebuild
from flows.recipients import present_recipients
from schemas.delivery import REPORT, Delivery
from schemas.edition import Edition
from schemas.release import ReleaseReport

COLUMNS = (
    "purpose", "level", "code", "recipient", "state", "attempts", "due_at", "reason", "size",
    "message_id",
)  # fmt: skip


def to_report(
    installation: Installation, edition: Edition, *, done: int = 0, halt: str = ""
) -> ReleaseReport:
    """What became of an edition's mail to others than the operator."""
    with installation.ledger.begin() as connection:
        every = [item for item in deliveries.of_edition(connection, edition) if item.kind != REPORT]
        orders = [
            order
            for order in deliveries.orders(connection, edition)
            if not order.purpose.startswith(REPORT)
        ]
        released = editions.released(connection, edition.month)
        is_out = any(each.id == edition.id for each in released)
        mailed = deliveries.of_editions(connection, released if is_out else [edition], ())
        not_mailed = missed(connection, released)
    register = present_recipients(installation, edition.month)
    is_live = installation.settings.mail == "live"
    folder = month_folder(installation, edition)
    return ReleaseReport(
        month=edition.month,
        edition=edition.label,
        done=done,
        halt=halt,
        orders=tuple(orders),
        deliveries=tuple(every),
        asking=tuple(asking(mailed, register, not_mailed, is_live=is_live)),
        unaddressed=nobody(edition, register),
        withheld=edition.withheld,
        is_live=is_live,
        folder=str(folder / "mail"),
        file=str(folder / states_name(edition)),
        to_rebuild=to_rebuild(installation, edition.month),
    )


def month_folder(installation: Installation, edition: Edition) -> Folder:
    """Where all that people open of an edition's month lies."""
    return installation.output / str(edition.month)


def states_name(edition: Edition) -> str:
    """The file with each recipient's state."""
    return f"deliveries-{edition.number}.csv"


def to_csv(every: Iterable[Delivery]) -> bytes:
    """Each mail with its recipient's state, as UTF-8 text with commas."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    for item in every:
        due_at = item.due_at.isoformat() if item.due_at else ""
        told = vars(item) | {"due_at": due_at, "recipient": _inert(item.recipient)}
        writer.writerow(told)
    return text.getvalue().encode()


def _inert(address: str) -> str:
    """An address that no spreadsheet takes for a formula."""
    return f"'{address}" if address.startswith(("=", "+", "-", "@")) else address

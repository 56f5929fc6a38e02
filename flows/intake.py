"""Takes what lies in the inbox into the archive and the ledger."""

from collections.abc import Collection
from dataclasses import dataclass

from flows.edges.inbox import Found, Stranger, look_into
from flows.edges.ledger import submissions
from flows.installation import Installation
from flows.progress import stage
from schemas.errors import ExportError
from schemas.month import Month
from schemas.reference import Reference


@dataclass(frozen=True)
class Intake:
    """What the inbox held for a month."""

    received: int
    """Files that are new to the ledger."""
    known: int
    """Files whose bytes were received before."""
    strangers: tuple[str, ...]
    """Safe names of what is no export, and why a file could not be taken."""


def take_in(installation: Installation, month: Month, reference: Reference) -> Intake:
    """Archive every export of the month and record it; nothing is passed over in silence."""
    registered = set(reference.branches["branch"])
    received = known = 0
    strangers = []
    with stage(f"{month} take in exports") as shown:
        items = [item for item in look_into(installation.inbox) if _concerns(item, month)]
        for done, item in enumerate(items, start=1):
            try:
                is_new = _archive(installation, item, registered)
                received += is_new
                known += not is_new
            except ExportError as error:
                strangers.append(f"{_title(item)}: {error}")
            shown.step(done, len(items))
    return Intake(received, known, tuple(strangers))


def _concerns(item: Found | Stranger, month: Month) -> bool:
    return isinstance(item, Stranger) or item.month == month


def _title(item: Found | Stranger) -> str:
    if isinstance(item, Stranger):
        return item.name
    return f"{item.kind} {item.branch} {item.month}"


def _archive(
    installation: Installation, found: Found | Stranger, registered: Collection[str]
) -> bool:
    """Take one file in; False when its bytes were received before."""
    if isinstance(found, Stranger):
        raise ExportError("E122")
    if found.branch not in registered:
        raise ExportError("E119")
    name = installation.objects.put_file(
        found.path, f".{found.format}", cap=installation.settings.file_cap
    )
    with installation.ledger.begin() as connection:
        return submissions.receive(
            connection,
            month=found.month,
            branch=found.branch,
            kind=found.kind,
            format=found.format,
            object=name,
        )

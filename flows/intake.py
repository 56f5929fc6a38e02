"""Takes what lies in the inbox into the archive and the ledger."""

from collections.abc import Collection

from flows.edges.inbox import Found, Stranger, look_into
from flows.edges.ledger import Lease, submissions
from flows.installation import Installation
from flows.progress import stage
from schemas.errors import ExportError
from schemas.month import Month
from schemas.reference import Reference


def take_in(
    installation: Installation, month: Month, reference: Reference, lease: Lease
) -> tuple[str, ...]:
    """Archive every export of the month and record it; what could not be taken, and why."""
    expected = set(reference.expected())
    present: list[str] = []
    strangers = []
    with stage(f"{month} take in exports") as shown:
        items = [item for item in look_into(installation.inbox) if _concerns(item, month)]
        for done, item in enumerate(items, start=1):
            try:
                present.append(_take(installation, item, expected, lease))
            except ExportError as error:
                strangers.append(f"{_title(item)}: {error}")
            shown.step(done, len(items))
    with installation.ledger.begin(lease) as connection:
        submissions.restore(connection, month, present)
    return tuple(strangers)


def _concerns(item: Found | Stranger, month: Month) -> bool:
    return isinstance(item, Stranger) or item.month == month


def _title(item: Found | Stranger) -> str:
    if isinstance(item, Stranger):
        return item.name
    return f"{item.kind} {item.branch} {item.month}"


def _take(
    installation: Installation,
    item: Found | Stranger,
    expected: Collection[str],
    lease: Lease,
) -> str:
    """Archive and record one file; its object name."""
    if isinstance(item, Stranger):
        raise ExportError("E122")
    if item.branch not in expected:
        raise ExportError("E119")
    name = installation.objects.put_file(
        item.path, f".{item.format}", cap=installation.settings.file_cap
    )
    with installation.ledger.begin(lease) as connection:
        submissions.receive(
            connection,
            month=item.month,
            branch=item.branch,
            kind=item.kind,
            format=item.format,
            object=name,
        )
    return name

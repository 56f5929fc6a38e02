"""What a month can be made from as it was known at some moment: reference data and exports."""

from dataclasses import dataclass
from datetime import datetime

from flows.edges.ledger import Lease, reference_arrivals, submissions
from flows.edges.reference import read_archived_reference
from flows.installation import Installation
from schemas.month import Month
from schemas.reference import Reference
from schemas.submission import Submission


@dataclass(frozen=True)
class Knowledge:
    """All of the archive that a month is made from."""

    reference: Reference
    received: tuple[Submission, ...]
    """The last file of each expected branch and kind, late or not."""


def keep_reference(installation: Installation, reference: Reference, lease: Lease) -> None:
    """Record which reference data are in force from now on."""
    with installation.ledger.begin(lease) as connection:
        reference_arrivals.receive(connection, dict(reference.objects))


def known_at(installation: Installation, month: Month, at: datetime) -> Knowledge:
    """What was known of a month at a moment; ReferenceError where no reference data were."""
    with installation.ledger.begin() as connection:
        files = reference_arrivals.known(connection, at)
        come = submissions.known(connection, month, at)
    reference = read_archived_reference(files, month, installation.objects)
    expected = set(reference.expected())
    return Knowledge(reference, tuple(item for item in come if item.branch in expected))

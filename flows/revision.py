"""Finds the released edition whose place another one takes, and why it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.calculation import Inputs
from flows.counterfactuals import Laboratory, share_out, side_of, to_side
from flows.edges.ledger import Lease, editions
from flows.installation import Installation
from flows.manifest import read_manifest
from schemas.coverage import Members, Territories
from schemas.edition import Calculation, Edition
from schemas.facts import Replaced
from schemas.month import Month
from schemas.observations import Observations
from schemas.revision import Ground, SaidReason, Share
from transforms.differences import to_differences
from transforms.revisions import Origin, to_reason
from transforms.shares import to_headline_shares


@dataclass(frozen=True)
class Replacement:
    """A released edition, and why another one takes its place."""

    edition: Edition
    ground: Ground
    shares: Mapping[tuple[str, str], tuple[Share, ...]]
    """What each cause gives to the persons covered in a unit, by level and code."""


def find_replacement(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    number: int,
    lease: Lease,
    *,
    kept: Ground | None,
    said: SaidReason | None = None,
    is_printed_alike: bool = False,
) -> Replacement | None:
    """What an edition of this number takes the place of; None for a first edition.

    What a person has `said` goes before what is `kept`, and this before what is found; for that
    it counts whether all that the replaced edition prints `is_printed_alike` now.
    """
    edition = inputs.past.replaced(number)
    if edition is None:
        return None
    if said is not None:
        ground = Ground(edition.label, said, installation.settings.operator)
    elif kept is not None:
        ground = kept
    else:
        now, before = _of_now(installation, inputs, made), _of_edition(installation, edition)
        found = to_reason(now, before, is_printed_alike=is_printed_alike)
        ground = Ground(edition.label, found, "")
    return Replacement(edition, ground, _shares(installation, inputs, made, edition, lease))


def _shares(
    installation: Installation, inputs: Inputs, made: Calculation, edition: Edition, lease: Lease
) -> Mapping[tuple[str, str], tuple[Share, ...]]:
    read = installation.read_table
    differences = to_differences(read(made, Observations), read(edition.calculation, Observations))
    if differences.is_empty():
        return {}
    before = side_of(installation, edition)
    now = to_side(installation, made, inputs.month, inputs.reference)
    return to_headline_shares(share_out(Laboratory(installation, lease), differences, before, now))


def to_replaced(installation: Installation, replacement: Replacement) -> Replaced:
    """What a bulletin is to know of the edition whose place its own takes."""
    return Replaced(
        edition=replacement.edition.label,
        reason=replacement.ground.reason,
        observations=installation.read_table(replacement.edition.calculation, Observations),
        shares=replacement.shares,
    )


def figures_of(edition: Edition) -> str:
    """Object of what an edition publishes."""
    return edition.calculation.tables[Observations.__name__]


def shown_beside(installation: Installation, edition: Edition) -> dict[Month, str] | None:
    """Object of the published numbers of each month that an edition is shown beside.

    None where its manifest, of an older version, does not name them.
    """
    beside = read_manifest(installation, edition).get("earlier")
    if beside is None:
        return None
    with installation.ledger.begin() as connection:
        found = editions.of_manifests(connection, list(beside.values()))
    return {each.month: figures_of(each) for each in found}


def _of_now(installation: Installation, inputs: Inputs, made: Calculation) -> Origin:
    exports = frozenset(
        (item.submission.branch, item.submission.kind.value, item.submission.object)
        for item in inputs.submissions
        if item.reading is not None
    )
    return _origin(
        installation,
        made,
        grace_months=inputs.grace_months,
        exports=exports,
        reference=dict(inputs.reference.objects),
        earlier={month: figures_of(each) for month, each in inputs.past.earlier.items()},
    )


def _of_edition(installation: Installation, edition: Edition) -> Origin:
    manifest = read_manifest(installation, edition)
    exports = frozenset(
        (export["branch"], export["kind"], export["object"])
        for export in manifest["exports"]
        if _counts(export["outcome"])
    )
    return _origin(
        installation,
        edition.calculation,
        grace_months=manifest["settings"]["grace_months"],
        exports=exports,
        reference=manifest["reference"],
        earlier=shown_beside(installation, edition),
    )


def _counts(outcome: dict[str, Any]) -> bool:
    """Whether an outcome in a manifest is a reading, neither held nor a fault."""
    return "unique" in outcome and "holds" not in outcome


def _origin(installation: Installation, made: Calculation, **found: Any) -> Origin:
    return Origin(
        **found,  # what differs between now and an edition's manifest
        observations=installation.read_table(made, Observations),
        territories=installation.read_table(made, Territories),
        members=installation.read_table(made, Members),
    )

"""The manifest of an edition: all that it was made from and holds, kept as JSON."""

import json
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from flows.calculation import Inputs
from flows.edges.fingerprint import fingerprint
from flows.edges.ledger import readings
from flows.installation import Installation
from schemas.calculated import Sources
from schemas.edition import Edition
from schemas.reading import Reading
from schemas.revision import Ground
from schemas.submission import Fault, Held, Hold

OF_THIS_KEY = {Sources.__name__}
"""Tables that hold names of typed rows, which hang on this installation's hash key."""
_GROUND: TypeAdapter[Ground | None] = TypeAdapter(Ground | None)
_READING, _FAULT = TypeAdapter(Reading), TypeAdapter(Fault)
_HOLDS = TypeAdapter(tuple[Hold, ...])


def to_manifest(
    installation: Installation, inputs: Inputs, edition: Edition, ground: Ground | None
) -> bytes:
    """All that the edition was made from and holds, as JSON."""
    accepted = _accepted(installation, inputs)
    content = {
        "edition": edition.label,
        "published": edition.published.isoformat(),
        "revision": None if ground is None else asdict(ground),
        "version": installation.version,
        "environment": fingerprint(),
        "settings": {
            "grace_months": inputs.grace_months,
            "thresholds": asdict(installation.settings.thresholds),
        },
        "inputs": edition.inputs,
        "exports": [
            {
                "branch": item.submission.branch,
                "kind": item.submission.kind.value,
                "object": item.submission.object,
                "declared": asdict(item.submission.declared),
                "outcome": _told(item.outcome),
                "acceptance": accepted.get(item.submission.id),
            }
            for item in inputs.submissions
        ],
        "reference": dict(inputs.reference.objects),
        "earlier": {str(month): each.manifest for month, each in inputs.past.earlier.items()},
        "tables": {
            name: table
            for name, table in edition.calculation.tables.items()
            if name not in OF_THIS_KEY
        },
        "bulletins": [asdict(item) for item in edition.bulletins],
        "withheld": [asdict(item) for item in edition.withheld],
    }
    return json.dumps(content, indent=1, sort_keys=True).encode()


def read_manifest(installation: Installation, edition: Edition) -> dict[str, Any]:
    """An edition's manifest."""
    manifest: dict[str, Any] = json.loads(installation.objects.read(edition.manifest))
    return manifest


def find_ground(installation: Installation, edition: Edition) -> Ground | None:
    """Why an edition was made; None for a first one, or where none was kept yet."""
    return _GROUND.validate_python(read_manifest(installation, edition).get("revision"))


def recorded_outcome(told: dict[str, Any], rows: str) -> Reading | Held | Fault:
    """What a manifest says became of an export, whose typed rows were found elsewhere."""
    if "unique" not in told:
        return _FAULT.validate_python(told)
    holds = _HOLDS.validate_python(told.get("holds", ()))
    said = {name: value for name, value in told.items() if name != "holds"}
    reading = _READING.validate_python({**said, "rows": rows, "rejects": ""})
    return Held(reading, holds) if holds else reading


def _told(outcome: Reading | Held | Fault) -> dict[str, object]:
    """An outcome without the objects whose names hang on this installation's key."""
    if isinstance(outcome, Held):
        return {"holds": [asdict(hold) for hold in outcome.holds], **_told(outcome.reading)}
    told = asdict(outcome)
    return {name: told[name] for name in told if name not in ("rows", "rejects")}


def _accepted(installation: Installation, inputs: Inputs) -> dict[int, dict[str, object]]:
    """Who took which held export, and why; by the submission's id."""
    with installation.ledger.begin() as connection:
        accepted = readings.accepted(connection, inputs.month)
    return {id: asdict(item) | {"at": item.at.isoformat()} for id, item in accepted.items()}

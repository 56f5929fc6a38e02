"""Names all objects of the archive that an edition holds and was made from, with their owners."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

from flows.comparison import COMPARED, PREVIOUS
from flows.counting import Progress
from flows.edges.ledger import retention
from flows.installation import Installation
from flows.manifest import read_manifest
from flows.past import Past
from schemas.calculated import Sources
from schemas.coverage import Activity
from schemas.edition import Edition, EditionBulletin, Rendering
from schemas.month import Month
from schemas.objects import ObjectState
from schemas.observations import Observations

MADE = {
    "pdf": "PDF",
    "companion": "workbook",
    "words": "mail",
    "press_page": "press note",
    "press_text": "press note as text",
}
"""What is made of a bulletin, as people call it."""

Owners = dict[str, str]
"""Of each object, by its name, what it is of; the last one where it is of several things."""


def of_edition(archive: Installation, edition: Edition, manifest: Mapping[str, Any]) -> Owners:
    """What an edition holds, and the exports and reference data that its manifest names.

    The manifest is empty where it is lost.
    """
    owners = {edition.manifest: "manifest"}
    for table, name in edition.calculation.tables.items():
        if table != PREVIOUS:  # the month before's
            owners[name] = f"table {table}"
    for (branch, kind), rows in typed_rows(archive, edition).items():
        owners[rows] = f"typed rows, {kind} of {branch}"
    for export in manifest.get("exports", ()):
        owners[export["object"]] = f"export, {export['kind']} of {export['branch']}"
    for file, name in manifest.get("reference", {}).items():
        owners[name] = f"reference data, {file}"
    for bulletin in edition.bulletins:
        owners[bulletin.bulletin] = f"{unit_of(bulletin)}, content"
        for field in fields(Rendering):
            owners[getattr(bulletin, field.name)] = f"{unit_of(bulletin)}, {MADE[field.name]}"
    owners.pop("", None)
    return owners


def of_past(archive: Installation, past: Past, month: Month) -> Owners:
    """What a month looks up in the editions that it is made beside."""
    owners: Owners = {}
    for edition in past.earlier.values():
        owners |= _tables(edition, [Observations])
    for edition in past.released:
        owners |= _tables(edition, edition.calculation.tables)
        owners[edition.manifest] = f"edition {edition.label}, manifest"
    for replaced in past.released[-1:]:
        owners |= _counted_from(archive, replaced)
    last = past.earlier.get(month + -1)
    if last is not None:
        owners |= _tables(last, [*COMPARED, Activity]) | _rows(archive, last)
    return owners


def _counted_from(archive: Installation, edition: Edition) -> Owners:
    """What an edition was counted from, as far as causes of other numbers are found by it."""
    reference: Mapping[str, str] = {}
    if archive.objects.state(edition.manifest) == "whole":
        reference = read_manifest(archive, edition)["reference"]
    owners = {name: f"edition {edition.label}, {file}" for file, name in reference.items()}
    return owners | _rows(archive, edition)


def _rows(archive: Installation, edition: Edition) -> Owners:
    return {
        rows: f"edition {edition.label}, typed rows, {kind} of {branch}"
        for (branch, kind), rows in typed_rows(archive, edition).items()
    }


def typed_rows(archive: Installation, edition: Edition) -> dict[tuple[str, str], str]:
    """The typed rows of each export that counts; none where the table of their names is lost."""
    if archive.objects.state(edition.calculation.tables[Sources.__name__]) != "whole":
        return {}
    columns = ("branch", "kind", "rows")
    sources = archive.read_kept(edition.calculation.tables[Sources.__name__], columns)
    return {(branch, kind): rows for branch, kind, rows in sources.select(columns).iter_rows()}


def object_states(
    archive: Installation, names: Collection[str], progress: Progress
) -> dict[str, ObjectState]:
    """Whether the archive has each of these objects as it was, and whether it should have."""
    states = {}
    for done, name in enumerate(names, start=1):
        states[name] = archive.objects.state(name)
        progress(done, len(names))
    lost = [name for name, state in states.items() if state == "missing"]
    with archive.ledger.begin() as connection:
        purged = retention.find(connection, lost)
    return states | dict.fromkeys(purged, "purged")


def unit_of(bulletin: EditionBulletin) -> str:
    """Whose bulletin it is, and in which language unless that is Indonesian."""
    return f"{bulletin.level} {bulletin.stem}"


def _tables(edition: Edition, wanted: Collection[str | type[Any]]) -> Owners:
    names = [each if isinstance(each, str) else each.__name__ for each in wanted]
    tables = edition.calculation.tables
    return {tables[name]: f"edition {edition.label}, table {name}" for name in names}

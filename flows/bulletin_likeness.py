"""Compares what an edition would say and print now with the bulletins that the archive keeps."""

from collections.abc import Iterator, Mapping, Sequence

from flows.belongings import unit_of
from flows.calculation import Inputs
from flows.edges.bulletins import load_bulletin, store_bulletin
from flows.edges.ledger import Lease
from flows.installation import Installation
from flows.making import render_all
from flows.standing import Key, key_of, what_it_says
from schemas.bulletin import Bulletin
from schemas.edition import Calculation, Edition, EditionBulletin
from schemas.errors import CakupanError, RenderError
from schemas.verification import Compared, Part

PRINTS = {
    "PDFs": ("pdf",),
    "workbooks": ("companion",),
    "mails": ("words",),
    "press notes": ("press_page", "press_text"),
}
"""What is made of a bulletin, by kind."""


def compare_contents(
    archive: Installation,
    scratch: Installation,
    edition: Edition,
    inputs: Inputs,
    made: Calculation,
    lease: Lease,
) -> Part:
    """What the bulletins say; the scratch store keeps it for those who print it."""
    archive.objects.lend(edition.manifest, scratch.objects)  # says why it was made
    says = {
        key: (bulletin, store_bulletin(scratch.objects, bulletin))
        for key, bulletin in what_it_says(scratch, inputs, made, edition, lease).items()
    }
    count = len(edition.bulletins)
    return Part((Compared.of("bulletins' contents", count, _otherwise(edition, says)),))


def _otherwise(edition: Edition, says: Mapping[Key, tuple[Bulletin, str]]) -> Iterator[str]:
    """Each bulletin that says something else now, with its object name."""
    known = set(map(key_of, edition.withheld))
    for kept in edition.bulletins:
        known.add(key_of(kept))
        now, name = says.get(key_of(kept), (None, ""))
        if now is None:
            yield f"{unit_of(kept)} is there no longer"
        elif name != kept.bulletin:
            is_same = now.provenance.digest == kept.digest
            yield f"{unit_of(kept)}{', only its version of Cakupan' if is_same else ''}"
    for level, code, language in sorted(says.keys() - known):
        yield f"{level} {code} ({language}) is new"


def compare_prints(
    archive: Installation, scratch: Installation, edition: Edition, lease: Lease
) -> Part:
    """All that is made of the bulletins' contents: of those made anew, or else of those kept."""
    loaded, faults = _load(archive, scratch, edition.bulletins)
    rendered = render_all(scratch, lease, [(bulletin, kept.bulletin) for kept, bulletin in loaded])
    pairs = [
        (kept, now)
        for (kept, _), now in zip(loaded, rendered, strict=True)
        if isinstance(now, EditionBulletin)
    ]
    return Part(
        compared=tuple(_compared(kind, fields, pairs) for kind, fields in PRINTS.items()),
        faults=(*faults, *(str(now) for now in rendered if isinstance(now, RenderError))),
    )


def _load(
    archive: Installation, scratch: Installation, bulletins: Sequence[EditionBulletin]
) -> tuple[list[tuple[EditionBulletin, Bulletin]], list[str]]:
    """The content of each bulletin, and why some can't be printed."""
    loaded, faults = [], []
    for kept in bulletins:
        try:
            if scratch.objects.size(kept.bulletin) is None:
                archive.objects.lend(kept.bulletin, scratch.objects)
            loaded.append((kept, load_bulletin(scratch.objects, kept.bulletin)))
        except CakupanError as error:
            faults.append(f"{unit_of(kept)} is not printed anew: {error}")
    return loaded, faults


def _compared(
    kind: str, fields: Sequence[str], pairs: Sequence[tuple[EditionBulletin, EditionBulletin]]
) -> Compared:
    """What an edition from before such things were made does not have is not compared."""
    present = [
        (unit_of(kept), getattr(kept, field), getattr(now, field))
        for kept, now in pairs
        for field in fields
        if getattr(kept, field)
    ]
    return Compared.of(kind, len(present), (unit for unit, then, now in present if then != now))

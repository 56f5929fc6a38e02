"""Finds the released edition that a month still says, and tries again the pages that it lacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.calculation import Inputs
from flows.edges.bulletins import store_bulletin
from flows.edges.ledger import Lease, editions
from flows.facts import gather_bulletins
from flows.installation import Installation
from flows.manifest import find_ground
from flows.revision import find_replacement
from schemas.bulletin import Bulletin, Level
from schemas.definitions import Language
from schemas.edition import (
    Calculation,
    Edition,
    EditionBulletin,
    Ending,
    Translations,
    Withheld,
)
from schemas.errors import RenderError
from schemas.revision import SaidReason

Key = tuple[Level, str, Language]
"""Whose bulletin it is, and in which language."""


@dataclass(frozen=True)
class Standing:
    """A released edition of which the month would print again all that was printed."""

    edition: Edition
    lacking: tuple[tuple[Bulletin, str], ...]
    """What it withholds, as the month says it now, with its object name: worth another try."""
    awaited: Translations
    """What is wanted and was not when it was made."""


def find_standing(
    installation: Installation, inputs: Inputs, made: Calculation, lease: Lease
) -> Standing | None:
    """The newest released edition, where the month still says all that it prints in Indonesian."""
    if not inputs.past.released:
        return None
    released = inputs.past.released[-1]
    now = what_it_says(installation, inputs, made, released, lease)
    printed = {key_of(item): item.digest for item in released.bulletins}
    withheld = set(map(key_of, released.withheld))
    says = {key: item.provenance.digest for key, item in now.items() if key not in withheld}
    if _indonesian(says) != _indonesian(printed):
        return None
    return Standing(
        edition=released,
        lacking=tuple(
            (item, store_bulletin(installation.objects, item))
            for key, item in now.items()
            if key in withheld
        ),
        awaited=translations(says.keys() - printed.keys()),
    )


def what_it_says(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    edition: Edition,
    lease: Lease,
) -> dict[Key, Bulletin]:
    """What the month says now, under the number, date and ground of an edition."""
    kept = find_ground(installation, edition)
    replacement = find_replacement(installation, inputs, made, edition.number, lease, kept=kept)
    bulletins = gather_bulletins(
        installation,
        inputs,
        made,
        edition=edition.number,
        published=edition.published,
        replacement=replacement,
    )
    return {key_of(bulletin): bulletin for bulletin in bulletins}


def keep_standing(
    installation: Installation,
    standing: Standing,
    faults: Sequence[RenderError],
    lease: Lease,
    said: SaidReason | None,
) -> Ending:
    """Nothing is made; an edition that was prepared meanwhile, and says something else, goes.

    `faults` are those of what it lacks.
    """
    with installation.ledger.begin(lease) as connection:
        editions.supersede(connection, lease.month)
    return Ending(
        edition=standing.edition,
        is_new=False,
        withheld=to_withheld(standing.lacking, faults),
        unkept=said,
        awaited=standing.awaited,
        dropped={},
    )


def to_withheld(
    bulletins: Iterable[tuple[Bulletin, str]], rendered: Iterable[EditionBulletin | RenderError]
) -> tuple[Withheld, ...]:
    """Each bulletin whose pages had a fault, with what came of it."""
    return tuple(
        Withheld(bulletin.level, bulletin.code, bulletin.language, str(one))
        for (bulletin, _), one in zip(bulletins, rendered, strict=True)
        if isinstance(one, RenderError)
    )


def key_of(item: Bulletin | EditionBulletin | Withheld) -> Key:
    """Whose bulletin it is, and in which language."""
    return item.level, item.code, item.language


def translations(keys: Iterable[Key]) -> Translations:
    """The codes of those that are told in another language than Indonesian, by language."""
    told: dict[Language, tuple[str, ...]] = {}
    for _level, code, language in sorted(keys):
        if language != "id":
            told[language] = (*told.get(language, ()), code)
    return told


def _indonesian(digests: dict[Key, str]) -> dict[Key, str]:
    return {key: digest for key, digest in digests.items() if key[2] == "id"}

"""Makes a month's edition: bulletins, PDFs, workbooks, manifest, and the folder people open."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TypeVar

from flows.calculation import Inputs
from flows.edges.bulletins import RenderJob, render_bulletin, store_bulletin
from flows.edges.fingerprint import fingerprint
from flows.edges.ledger import Lease, editions, today
from flows.edges.runner import Runner
from flows.edges.workers import WorkerDied
from flows.facts import gather_bulletins
from flows.installation import Installation
from flows.manifest import find_ground, to_manifest
from flows.recipes import WORDING, code_digest, digest_of
from flows.revision import find_replacement
from flows.standing import key_of, to_withheld, translations
from schemas.bulletin import Bulletin
from schemas.edition import (
    Calculation,
    Edition,
    EditionBulletin,
    Ending,
    Rendering,
    Translations,
    Withheld,
)
from schemas.errors import RenderError
from schemas.revision import Ground, SaidReason
from transforms.calendar import working_day_after

Item = TypeVar("Item", EditionBulletin, Withheld)


@dataclass(frozen=True)
class Draft:
    """An edition before its PDFs: its number and date, and the content of each bulletin."""

    number: int
    published: date
    ground: Ground | None
    """Why it takes the place of a released edition; None for a first one."""
    said: SaidReason | None
    """A person's word why, where he said it in this run."""
    bulletins: tuple[tuple[Bulletin, str], ...]
    """Each bulletin with its object name."""


def to_draft(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    lease: Lease,
    said: SaidReason | None = None,
    *,
    is_printed_alike: bool = False,
) -> Draft:
    """The month's next edition; `said` is a person's word why, where he has one.

    The prepared edition keeps its date, and the word of a person, when it is made again. All that
    the released one prints `is_printed_alike` where only withheld pages are new.
    """
    with installation.ledger.begin() as connection:
        newest = editions.newest(connection, inputs.month)
    kept = None
    if newest is None:
        number = 0
        day = installation.settings.publication_working_day
        published = working_day_after(inputs.month, day)
    elif newest.state == "prepared":
        number, published = newest.number, newest.published
        kept = _said(installation, newest)
    else:
        number, published = newest.number + 1, today()
    replacement = find_replacement(
        installation,
        inputs,
        made,
        number,
        lease,
        kept=kept,
        said=said,
        is_printed_alike=is_printed_alike,
    )
    bulletins = gather_bulletins(
        installation, inputs, made, edition=number, published=published, replacement=replacement
    )
    stored = tuple((item, store_bulletin(installation.objects, item)) for item in bulletins)
    return Draft(number, published, replacement.ground if replacement else None, said, stored)


def _said(installation: Installation, prepared: Edition) -> Ground | None:
    """Why an edition is made, where a person has said so."""
    ground = find_ground(installation, prepared)
    return ground if ground and ground.said_by else None


def render_environment() -> str:
    """Hash over all but a bulletin's content that decides the bytes of what is made of it."""
    return digest_of(fingerprint(), code_digest(WORDING))


def find_rendered(
    installation: Installation, environment: str, bulletins: Sequence[tuple[Bulletin, str]]
) -> list[EditionBulletin | None]:
    """What was made of each bulletin, given with its object name; None of one that is new."""
    with installation.ledger.begin() as connection:
        made = editions.find_renderings(connection, [name for _, name in bulletins], environment)
    return [
        _rendered(bulletin, name, made[name]) if name in made else None
        for bulletin, name in bulletins
    ]


def render(
    installation: Installation,
    workers: Runner,
    lease: Lease,
    environment: str,
    bulletin: Bulletin,
    name: str,
) -> EditionBulletin:
    """What a worker makes of a bulletin; it is recorded, so that it is found from then on."""
    made = _render(installation, workers, bulletin, name)
    with installation.ledger.begin(lease) as connection:
        editions.record_rendering(connection, name, environment, made)
    return _rendered(bulletin, name, made)


def _rendered(bulletin: Bulletin, name: str, made: Rendering) -> EditionBulletin:
    return EditionBulletin(
        level=bulletin.level,
        code=bulletin.code,
        language=bulletin.language,
        digest=bulletin.provenance.digest,
        bulletin=name,
        **asdict(made),
    )


def _render(
    installation: Installation, workers: Runner, bulletin: Bulletin, name: str
) -> Rendering:
    job = RenderJob(installation.settings.store_root, name)
    try:
        return workers.call(render_bulletin, job, timeout=installation.settings.worker_seconds)
    except WorkerDied as error:
        raise RenderError(
            f"Bulletin {bulletin.code}: the rendering process died or took too long; run again, "
            "or raise CAKUPAN_WORKER_SECONDS."
        ) from error


def prepare_edition(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    draft: Draft,
    rendered: Sequence[EditionBulletin | RenderError],
    lease: Lease,
) -> Ending:
    """The month's prepared edition, and whether it is another one than before.

    `rendered` is what came of each bulletin of the draft; one with a fault is withheld.
    """
    edition = _edition(installation, inputs, made, draft, rendered)
    with installation.ledger.begin(lease) as connection:
        newest = editions.newest(connection, inputs.month)
        is_new = newest is None or newest.manifest != edition.manifest
        if is_new:
            editions.prepare(connection, edition)
        if is_new and draft.ground is not None and draft.said is not None:
            installation.ledger.record(
                connection,
                by=draft.ground.said_by,
                what=f"prepared edition {edition.label} as {draft.said}",
                month=inputs.month,
                why="",
            )
    return Ending(
        edition=edition,
        is_new=is_new,
        withheld=edition.withheld,
        unkept=draft.said if draft.ground is None else None,
        awaited={},
        dropped=_dropped(newest, edition),
    )


def _dropped(before: Edition | None, edition: Edition) -> Translations:
    """What an edition has no longer in a language in which it is still told by the one before."""
    if before is None:
        return {}
    had, has, withholds = (
        set(map(key_of, items)) for items in (before.bulletins, edition.bulletins, edition.withheld)
    )
    return translations(had - has - withholds)


def _edition(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    draft: Draft,
    rendered: Sequence[EditionBulletin | RenderError],
) -> Edition:
    edition = Edition(
        id=0,
        month=inputs.month,
        number=draft.number,
        state="prepared",
        published=draft.published,
        inputs=inputs.digest,
        calculation=made,
        manifest="",
        bulletins=_in_order(one for one in rendered if isinstance(one, EditionBulletin)),
        withheld=_in_order(to_withheld(draft.bulletins, rendered)),
    )
    manifest = to_manifest(installation, inputs, edition, draft.ground)
    return replace(edition, manifest=installation.objects.put(manifest, ".json"))


def _in_order(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=key_of))

"""Makes a month's edition: bulletins, their PDFs, the manifest, and the folder that people open."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flows.calculation import Inputs, digest_of
from flows.edges.bulletins import RenderJob, load_bulletin, render_bulletin, store_bulletin
from flows.edges.ledger import Lease, editions, today
from flows.edges.ledger.editions import Calculation
from flows.edges.rendering import fingerprint
from flows.edges.workers import WorkerDied, Workers
from flows.facts import gather_facts
from flows.installation import Installation
from schemas.bulletin import Bulletin
from schemas.edition import Edition, EditionBulletin
from schemas.errors import RenderError
from transforms.bulletin import to_bulletins
from transforms.calendar import publication_date


@dataclass(frozen=True)
class Draft:
    """An edition before its PDFs: its number and date, and the content of each bulletin."""

    number: int
    published: date
    bulletins: tuple[tuple[Bulletin, str], ...]
    """Each bulletin with its object name."""
    standing: Edition | None
    """The newest edition, where it says just this already."""


def to_draft(installation: Installation, inputs: Inputs, made: Calculation) -> Draft:
    """What the month's edition is to hold; numbered on when a released one says something else."""
    with installation.ledger.begin() as connection:
        newest = editions.newest(connection, inputs.month)
    if newest is None:
        first = publication_date(inputs.month, installation.settings.publication_working_day)
        return _draft(installation, inputs, made, number=0, published=first)
    same = _draft(
        installation, inputs, made, number=newest.number, published=newest.published, newest=newest
    )
    if newest.state == "prepared" or same.standing:
        return same
    return _draft(installation, inputs, made, number=newest.number + 1, published=today())


def _draft(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    *,
    number: int,
    published: date,
    newest: Edition | None = None,
) -> Draft:
    facts = gather_facts(installation, inputs, made, edition=number, published=published)
    bulletins = to_bulletins(facts)
    stands = newest is not None and _says(installation, newest) == {
        (bulletin.level, bulletin.code): bulletin.provenance.digest for bulletin in bulletins
    }
    return Draft(
        number=number,
        published=published,
        bulletins=tuple(
            (bulletin, store_bulletin(installation.objects, bulletin)) for bulletin in bulletins
        ),
        standing=newest if stands else None,
    )


def _says(installation: Installation, edition: Edition) -> dict[tuple[str, str], str]:
    """The digest of each bulletin of an edition, whichever version of Cakupan made it."""
    kept = (load_bulletin(installation.objects, item.bulletin) for item in edition.bulletins)
    return {(bulletin.level, bulletin.code): bulletin.provenance.digest for bulletin in kept}


def render(
    installation: Installation, workers: Workers, lease: Lease, bulletin: Bulletin, name: str
) -> EditionBulletin:
    """The PDF of a bulletin: found in the ledger, or rendered in a worker and recorded."""
    environment = digest_of(fingerprint())
    with installation.ledger.begin() as connection:
        pdf = editions.find_rendering(connection, name, environment)
    if pdf is None:
        pdf = _render(installation, workers, bulletin, name)
        with installation.ledger.begin(lease) as connection:
            editions.record_rendering(connection, bulletin=name, environment=environment, pdf=pdf)
    return EditionBulletin(bulletin.level, bulletin.code, name, pdf)


def _render(installation: Installation, workers: Workers, bulletin: Bulletin, name: str) -> str:
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
    bulletins: Sequence[EditionBulletin],
    lease: Lease,
) -> Edition:
    """Record the draft with its PDFs as the month's prepared edition."""
    edition = _edition(installation, inputs, made, draft, bulletins)
    with installation.ledger.begin(lease) as connection:
        editions.prepare(connection, edition)
    return edition


def _edition(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    draft: Draft,
    bulletins: Sequence[EditionBulletin],
) -> Edition:
    edition = Edition(
        id=0,
        month=inputs.month,
        number=draft.number,
        state="prepared",
        published=draft.published,
        inputs=inputs.digest,
        counts=made.counts,
        figures=made.figures,
        manifest="",
        bulletins=tuple(sorted(bulletins, key=lambda item: (item.level, item.code))),
    )
    manifest = _manifest(installation, inputs, edition)
    return replace(edition, manifest=installation.objects.put(manifest, ".json"))


def _manifest(installation: Installation, inputs: Inputs, edition: Edition) -> bytes:
    """All that the edition was made from and holds, as JSON."""
    content = {
        "edition": edition.label,
        "published": edition.published.isoformat(),
        "version": installation.version,
        "environment": fingerprint(),
        "settings": {"grace_months": inputs.grace_months},
        "inputs": edition.inputs,
        "exports": [
            {
                "branch": reading.submission.branch,
                "kind": reading.submission.kind.value,
                "object": reading.submission.object,
                "fault": reading.fault_code,
                "received": reading.received,
                "unique": reading.unique,
            }
            for reading in inputs.submissions
        ],
        "reference": dict(inputs.reference.objects),
        "counts": edition.counts,
        "figures": edition.figures,
        "bulletins": [
            {"level": item.level, "code": item.code, "bulletin": item.bulletin, "pdf": item.pdf}
            for item in edition.bulletins
        ],
    }
    return json.dumps(content, indent=1, sort_keys=True).encode()

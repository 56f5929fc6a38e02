"""Foresees what one month would become, from all that was known at a moment; nothing is printed."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from flows.calculation import Inputs
from flows.edges.ledger import Lease, editions, submissions
from flows.installation import Installation
from flows.judgement import by_export, counted, foresee
from flows.knowledge import known_at
from flows.making import make, read_all
from flows.past import Past
from flows.preparation import Draft, to_draft
from flows.rebuilds import showing_others
from flows.recipes import digest_of
from flows.revision import figures_of
from flows.standing import Key, find_standing, key_of, what_it_says
from schemas.backfill import Foresight
from schemas.bulletin import edition_label
from schemas.edition import Calculation, Edition
from schemas.errors import CakupanError, HeldError
from schemas.exports import Kind
from schemas.month import Month
from schemas.observations import Observations
from schemas.reference import Reference
from schemas.revision import SaidReason
from schemas.submission import Held, ReadSubmission
from transforms.revisions import count_changed


@dataclass(frozen=True)
class Basis:
    """What a month is made from: what was known of it, and how that was read."""

    reference: Reference
    reads: tuple[ReadSubmission, ...]
    counted: tuple[ReadSubmission, ...]
    """The same as they count."""


@dataclass(frozen=True)
class Foreseen:
    """What a month would become, and from what; without these where it can't be made."""

    foresight: Foresight
    basis: Basis | None = None
    inputs: Inputs | None = None
    made: Calculation | None = None

    def prepared(self) -> Edition | None:
        """The edition that later months would be made beside, before anything of it is printed."""
        if self.inputs is None or self.made is None:
            return None
        return Edition(
            id=0,
            month=self.inputs.month,
            number=0,
            state="prepared",
            published=date.min,
            inputs=self.inputs.digest,
            calculation=self.made,
            manifest="",
            bulletins=(),
        )


def find_basis(
    installation: Installation, lease: Lease, at: datetime, before: Basis | None
) -> Basis:
    """What was known of the lease's month at a moment; HeldError where that is nothing.

    What is plausible hangs on the month before: as it counts now, or as it is going to.
    """
    month = lease.month
    known = known_at(installation, month, at)
    reads = read_all(installation, lease, known.reference, known.received)
    if not reads:
        raise HeldError(f"No export of {month} is in the archive.")
    if before is None:
        earlier = counted(installation, month + -1, known.reference)
    else:
        earlier = by_export(before.counted)
    return Basis(known.reference, reads, foresee(installation, month, reads, earlier))


def foresee_month(
    installation: Installation,
    lease: Lease,
    past: Past,
    at: datetime,
    before: Basis | None,
    said: SaidReason | None,
) -> Foreseen:
    """What the lease's month would become beside a past, from what was known at a moment.

    What stands in the way of the month is told in the foresight, so that the others go on.
    """
    with installation.ledger.begin() as connection:
        newest = editions.newest(connection, lease.month)
    basis = inputs = made = None
    try:
        basis = find_basis(installation, lease, at, before)
        inputs = Inputs(
            lease.month,
            basis.reference,
            basis.counted,
            installation.settings.grace_months,
            newest.languages if newest else ("id",),
            past,
        )
        made = make(installation, inputs, lease)
        coming = _coming(installation, inputs, made, newest, lease, said)
        foresight = _with_exports(installation, coming, basis)
    except CakupanError as error:
        foresight, made = Foresight(fault=str(error)), None
    return Foreseen(_beside(foresight, newest), basis, inputs, made)


def unforeseen(installation: Installation, month: Month, fault: str) -> Foreseen:
    """A month of which nothing can be foreseen, and why."""
    with installation.ledger.begin() as connection:
        newest = editions.newest(connection, month)
    return Foreseen(_beside(Foresight(fault=fault), newest))


def _beside(foresight: Foresight, newest: Edition | None) -> Foresight:
    """The same beside the edition that there is."""
    if newest is None:
        return foresight
    return replace(foresight, now=newest.label, state=newest.state)


def _coming(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    newest: Edition | None,
    lease: Lease,
    said: SaidReason | None,
) -> Foresight:
    """The edition that there would be, and in what it would be another than the newest."""
    beside = sorted((str(month), figures_of(each)) for month, each in inputs.past.earlier.items())
    name = made.tables[Observations.__name__]
    content = digest_of(inputs.digest, name, beside)
    standing = find_standing(installation, inputs, made, lease)
    if standing is not None:
        tries = len(standing.lacking)
        return Foresight(edition=standing.edition.label, tries=tries, content=content)
    draft = to_draft(installation, inputs, made, lease, said)
    changed = _changed(installation, inputs, made, draft, newest, lease)
    observations = installation.read_table(made, Observations)
    if newest is None:
        figures = len(observations)
    else:
        before = installation.read_table(newest.calculation, Observations)
        figures = sum(count_changed(observations, before).values())
    return Foresight(
        edition=edition_label(inputs.month, draft.number),
        is_new=bool(changed),
        reason=draft.ground.reason if draft.ground else None,
        figures=figures,
        bulletins=len(changed),
        content=content,
        dependents=tuple(map(str, showing_others(installation, inputs.month, name))),
    )


def _changed(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    draft: Draft,
    newest: Edition | None,
    lease: Lease,
) -> set[Key]:
    """Whose bulletins would say something else than in the newest edition, or are not in it."""
    if newest is None:
        return {key_of(bulletin) for bulletin, _ in draft.bulletins}
    if newest.state == "released":
        saying = {
            key: bulletin.provenance.digest
            for key, bulletin in what_it_says(installation, inputs, made, newest, lease).items()
        }
        printed = {key_of(item): item.digest for item in newest.bulletins}
    else:
        saying = {key_of(bulletin): name for bulletin, name in draft.bulletins}
        printed = {key_of(item): item.bulletin for item in newest.bulletins}
    return {key for key in saying if saying[key] != printed.get(key)}


def _with_exports(installation: Installation, foresight: Foresight, basis: Basis) -> Foresight:
    """The same with what there is of the month's exports."""
    month = basis.reads[0].submission.month
    received = {read.submission for read in basis.reads}
    with installation.ledger.begin() as connection:
        counting = set(submissions.current(connection, month))
    return replace(
        foresight,
        expected=len(basis.reference.expected()) * len(Kind),
        archived=len(received),
        late=len(received - counting),
        waiting=tuple(
            f"{read.submission.branch} {read.submission.kind} "
            f"{'held' if isinstance(read.outcome, Held) else 'rejected'}"
            for read in basis.counted
            if read.reading is None
        ),
    )

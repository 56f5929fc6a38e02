"""Finds again all that an edition was made from, in a scratch installation that goes afterwards."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from flows.belongings import object_states, of_past, typed_rows
from flows.calculation import Inputs
from flows.edges.ledger import Lease, Ledger, submissions
from flows.edges.objects import Objects
from flows.edges.reference import read_archived_reference
from flows.edges.scratch import scratch_folder
from flows.installation import Installation
from flows.making import read_all
from flows.manifest import read_manifest, recorded_outcome
from flows.past import find_past_of
from schemas.arrivals import Sent, SentFile
from schemas.calculated import Sources
from schemas.edition import Edition
from schemas.errors import PASSING_FAULTS
from schemas.exports import Declared, Kind
from schemas.submission import Fault, Held, ReadSubmission
from transforms.verdicts import to_verdicts


@dataclass(frozen=True)
class Rebuilt:
    """What an edition was made from."""

    inputs: Inputs
    recorded: tuple[ReadSubmission, ...]
    """The same exports with what became of them then."""
    unread: Mapping[int, str]
    """Why exports, by their submission's id, are not read anew but count as they did then.

    The raw file is purged, missing or damaged; or the code of a fault that it had at that moment.
    """


@contextmanager
def scratch(installation: Installation) -> Iterator[Installation]:
    """An installation with the same settings and hash key, and a store and ledger of its own.

    They lie on this machine, so no cluster can help. What is made there goes with it; nothing is
    written to the real ones.
    """
    with scratch_folder() as folder:
        own = {
            "store": f"{folder}/store",
            "ledger_url": f"sqlite:///{folder}/ledger.db",
            "runner": "threads",
        }
        settings = installation.settings.model_copy(update=own)
        ledger = Ledger.open(settings.ledger)
        try:
            yield replace(
                installation,
                settings=settings,
                objects=Objects(settings.store_root),
                ledger=ledger,
            )
        finally:
            ledger.engine.dispose()


def rebuild(
    archive: Installation, scratch: Installation, edition: Edition, lease: Lease
) -> Rebuilt:
    """All that an edition was made from; its exports are read anew where that can be.

    What was held or taken then is so again; nothing is judged anew. StoreError when the archive
    has lost something that nothing else can stand for.
    """
    manifest = read_manifest(archive, edition)
    past = find_past_of(archive, edition, manifest)
    _lend(archive, scratch, manifest["reference"].values())
    _lend(archive, scratch, of_past(archive, past, edition.month))
    reference = read_archived_reference(manifest["reference"], edition.month, scratch.objects)
    recorded = _recorded(archive, scratch, edition, manifest["exports"], lease)
    unread = _unread(archive, recorded)
    kept = [read for read in recorded if read.submission.id in unread]
    anew = [read.submission for read in recorded if read.submission.id not in unread]
    if unread:
        _lend(archive, scratch, [edition.calculation.tables[Sources.__name__]])
        _lend(archive, scratch, (read.reading.rows for read in kept if read.reading))
    _lend(archive, scratch, (submission.object for submission in anew))
    grace_months: int = manifest["settings"]["grace_months"]
    made = read_all(_with_grace(scratch, grace_months), lease, reference, anew)
    inputs = Inputs(
        month=edition.month,
        reference=reference,
        submissions=_judged([*kept, *made], recorded),
        grace_months=grace_months,
        languages=edition.languages,
        past=past,
    )
    return Rebuilt(inputs, recorded, unread)


def _lend(archive: Installation, scratch: Installation, names: Iterable[str]) -> None:
    for name in filter(None, names):
        archive.objects.lend(name, scratch.objects)


def _recorded(
    archive: Installation,
    scratch: Installation,
    edition: Edition,
    exports: Sequence[dict[str, Any]],
    lease: Lease,
) -> tuple[ReadSubmission, ...]:
    """A manifest's exports as the scratch ledger receives them, with what became of them then."""
    with archive.ledger.begin() as connection:
        histories = submissions.histories(connection, edition.month)
    files = {
        arrival.submission.object: SentFile(
            arrival.written, arrival.submission.object, arrival.submission.format
        )
        for history in histories.values()
        for arrival in history
    }
    with scratch.ledger.begin(lease) as connection:
        sent = [_sent(export, files) for export in exports]
        submissions.receive(connection, edition.month, sent, is_late=False)
        received = {
            (item.branch, item.kind): item
            for item in submissions.current(connection, edition.month)
        }
    rows = typed_rows(archive, edition)
    return tuple(
        ReadSubmission(received[key], recorded_outcome(export["outcome"], rows.get(key, "")))
        for export in exports
        for key in ((export["branch"], Kind(export["kind"])),)
    )


def _sent(export: dict[str, Any], files: Mapping[str, SentFile]) -> Sent:
    declared = Declared(**export["declared"])
    return Sent(export["branch"], Kind(export["kind"]), (files[export["object"]],), declared)


def _unread(archive: Installation, recorded: Iterable[ReadSubmission]) -> dict[int, str]:
    """Why exports, by their submission's id, are not to be read anew."""
    reads = {read.submission.id: read for read in recorded}
    names = {read.submission.object for read in reads.values()}
    states = object_states(archive, names, lambda _done, _total: None)
    lost = {id: states[read.submission.object] for id, read in reads.items()}
    passing = {
        id: read.outcome.code
        for id, read in reads.items()
        if isinstance(read.outcome, Fault) and read.outcome.code in PASSING_FAULTS
    }
    return {id: state for id, state in lost.items() if state != "whole"} | passing


def _with_grace(scratch: Installation, grace_months: int) -> Installation:
    """The same, by whose settings exports are read as they were for an edition."""
    settings = scratch.settings.model_copy(update={"grace_months": grace_months})
    return replace(scratch, settings=settings)


def _judged(
    reads: Iterable[ReadSubmission], recorded: Iterable[ReadSubmission]
) -> tuple[ReadSubmission, ...]:
    """What was read, held where it was held then."""
    holds = {
        read.submission.id: read.outcome.holds
        for read in recorded
        if isinstance(read.outcome, Held)
    }
    return to_verdicts(sorted(reads, key=_place), holds, ())


def _place(read: ReadSubmission) -> tuple[str, Kind]:
    return read.submission.branch, read.submission.kind

"""Says of what was read whether it counts: copies of another branch's file, and held files."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from schemas.reading import Reading
from schemas.submission import Fault, Held, Hold, ReadSubmission

HASH = 64
"""Hex digits of a SHA-256: equal bytes have it in common, whatever their file is called."""


def to_verdicts(
    reads: Iterable[ReadSubmission],
    holds: Mapping[int, tuple[Hold, ...]],
    accepted: Collection[int],
) -> tuple[ReadSubmission, ...]:
    """Readings of a month as they count; `holds` and `accepted` go by the submission's id."""
    told = _with_copies(tuple(reads))
    return tuple(_verdict(read, holds, accepted) for read in told)


def _with_copies(reads: tuple[ReadSubmission, ...]) -> tuple[ReadSubmission, ...]:
    """A file of a foreign branch (E119) that its own branch has sent as well is a copy (E120)."""
    well = {read.submission.object[:HASH] for read in reads if not isinstance(read.outcome, Fault)}
    return tuple(
        replace(read, outcome=Fault("E120"))
        if isinstance(read.outcome, Fault)
        and read.outcome.code == "E119"
        and read.submission.object[:HASH] in well
        else read
        for read in reads
    )


def _verdict(
    read: ReadSubmission, holds: Mapping[int, tuple[Hold, ...]], accepted: Collection[int]
) -> ReadSubmission:
    found = holds.get(read.submission.id, ())
    if not isinstance(read.outcome, Reading) or not found or read.submission.id in accepted:
        return read
    return replace(read, outcome=Held(read.outcome, found))

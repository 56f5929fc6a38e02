"""What became of a unit's files and rows: the funnel of its peserta rows, findings, lacks."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import cast

from schemas.bulletin_rows import Figure
from schemas.errors import PASSING_FAULTS, DataError
from schemas.exports import Kind
from schemas.funnel import Funnel, Lack, Loss, Missing, Remark, Step, Usage
from schemas.observations import STAGES
from schemas.submission import Fault, Held, ReadSubmission
from transforms.disclosure import whole
from transforms.lookup import Lookup, Unit

TOLD_AS_LOSSES = {"N332"}
"""Findings that the funnel's last step tells as well."""


def to_funnel(lookup: Lookup, unit: Unit) -> Funnel:
    """The funnel of a unit's branches; each step's loss adds up to the next step.

    Where a number is not shown the losses, which would give it away, are not told either.
    """

    def rows(stage: str) -> Figure:
        return lookup.count("held", unit, "registrations", kind=stage)

    funnel = Funnel(
        received=rows("received"),
        readable=rows("readable"),
        valid=rows("valid"),
        unique=rows("unique"),
        active=rows("active"),
        losses=(),
    )
    if not all(getattr(funnel, stage).is_shown for stage in STAGES):
        return funnel
    losses = tuple(
        Loss(cast(Step, step), code, lost)
        for (step, code), lost in sorted(_losses(lookup, unit).items())
        if lost
    )
    told = replace(funnel, losses=losses)
    check_conserved(told)
    return told


def _losses(lookup: Lookup, unit: Unit) -> Counter[tuple[str, str]]:
    """Rows lost by step and code."""
    losses: Counter[tuple[str, str]] = Counter()
    for reading in lookup.readings(unit, Kind.PESERTA):
        losses.update({(step, code): rows for step, code, rows in reading.losses})
    for branch in unit.branches:
        if (row := lookup.activity.get(branch)) is not None:
            losses["active", "A401"] += row["declared_inactive"]
            losses["active", "A402"] += row["in_arrears"]
    return losses


def check_conserved(funnel: Funnel) -> None:
    """Raise a DataError when rows appear or vanish between two steps, all of which are shown."""
    rows = {stage: whole(getattr(funnel, stage)) for stage in STAGES}
    for before, after in pairwise(STAGES):
        lost = sum(loss.rows for loss in funnel.losses if loss.step == after)
        expected = rows[before] - lost
        if expected != rows[after]:
            raise DataError(
                f"Funnel: {expected} rows should be {after}, but {rows[after]} are published; "
                "count the month again."
            )


def to_remarks(lookup: Lookup, unit: Unit) -> tuple[Remark, ...]:
    """What was noticed in all exports of the unit that are used, the most frequent first."""
    reporting = _reporting(lookup, unit)
    counts: Counter[str] = Counter()
    for kind in Kind:
        for reading in lookup.readings(reporting, kind):
            counts.update(dict(reading.findings))
    return tuple(
        Remark(code, count)
        for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if code not in TOLD_AS_LOSSES
    )


def to_usages(lookup: Lookup, unit: Unit) -> tuple[Usage, ...]:
    """How many rows of the other kinds of export are used; the funnel tells those of peserta."""
    reporting = _reporting(lookup, unit)
    read = {kind: lookup.readings(reporting, kind) for kind in Kind if kind is not Kind.PESERTA}
    return tuple(
        Usage(
            kind.value,
            sum(reading.received for reading in readings),
            sum(reading.unique for reading in readings),
        )
        for kind, readings in read.items()
        if readings
    )


def _reporting(lookup: Lookup, unit: Unit) -> Unit:
    """The unit without the branches that lack their peserta export: nothing of theirs counts."""
    has_persons = (b for b in unit.branches if lookup.reading(b, Kind.PESERTA))
    return replace(unit, branches=tuple(has_persons))


def to_missing(lookup: Lookup, unit: Unit) -> tuple[Missing, ...]:
    """The exports that a unit lacks, by kind and branch; a branch alone is told the reason."""
    is_told = unit.level == "branch"
    lacks = (
        (kind, branch, *_lack(lookup.submissions.get((branch, kind))))
        for kind in Kind
        for branch in unit.branches
        if lookup.reading(branch, kind) is None
    )
    return tuple(
        Missing(kind.value, lookup.branch_names[branch], lack, fault if is_told else None)
        for kind, branch, lack, fault in lacks
    )


def _lack(read: ReadSubmission | None) -> tuple[Lack, Fault | None]:
    match read:
        case ReadSubmission(outcome=Fault() as fault):
            return "unread" if fault.code in PASSING_FAULTS else "refused", fault
        case ReadSubmission(outcome=Held()):
            return "held", None
    return "missing", None

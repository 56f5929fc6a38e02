"""The funnel of a unit's peserta rows: received, readable, valid, unique, active."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import cast

from schemas.codes import INACTIVE, REJECTIONS
from schemas.errors import DataError
from schemas.exports import Kind
from schemas.facts import Facts
from schemas.funnel import Funnel, Loss, Step


def to_funnel(facts: Facts, branches: Iterable[str]) -> Funnel:
    """The funnel of some branches together; each step's loss adds up to the next step."""
    chosen = set(branches)
    read = [
        item.reading
        for item in facts.submissions
        if item.submission.kind is Kind.PESERTA
        and item.submission.branch in chosen
        and item.reading
    ]
    losses: Counter[tuple[str, str]] = Counter()
    for reading in read:
        losses.update({(step, code): rows for step, code, rows in reading.losses})
    active = 0
    for row in facts.activity.iter_rows(named=True):
        if row["branch"] in chosen:
            active += row["active"]
            losses["active", "A401"] += row["declared_inactive"]
            losses["active", "A402"] += row["in_arrears"]
    funnel = Funnel(
        received=sum(reading.received for reading in read),
        readable=sum(reading.readable for reading in read),
        valid=sum(reading.valid for reading in read),
        unique=sum(reading.unique for reading in read),
        active=active,
        losses=tuple(
            Loss(
                cast(Step, step),
                code,
                (REJECTIONS | INACTIVE)[code].format(grace=facts.grace_months),
                rows,
            )
            for (step, code), rows in sorted(losses.items())
            if rows
        ),
    )
    check_conserved(funnel)
    return funnel


def check_conserved(funnel: Funnel) -> None:
    """Raise a DataError when rows appear or vanish between two steps."""
    steps = ("received", "readable", "valid", "unique", "active")
    for before, after in pairwise(steps):
        lost = sum(loss.rows for loss in funnel.losses if loss.step == after)
        expected = getattr(funnel, before) - lost
        if expected != getattr(funnel, after):
            raise DataError(
                f"Funnel: {expected} rows should be {after}, but {getattr(funnel, after)} are."
            )

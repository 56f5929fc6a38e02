"""Decides which months the schedule looks after, and which of them are prepared now."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from schemas.month import JAKARTA, Month
from schemas.schedule import Situation, Why


def to_open_months(scheduled: datetime, with_edition: Collection[Month]) -> tuple[Month, ...]:
    """The months that are over and still without edition, oldest first.

    They come after the newest month that is over and has an edition. Where none has, it is the last
    month only: what is older is for a person to run.
    """
    last = Month.at(scheduled) + -1
    first = max((month + 1 for month in with_edition if month <= last), default=last)
    return tuple(first + later for later in range(last - first + 1))


def to_unattended(
    lying: Iterable[Month], with_edition: Collection[Month], open_months: Collection[Month]
) -> tuple[Month, ...]:
    """Months without edition before the open ones of which files are lying in the inbox."""
    newest = max([*with_edition, *open_months])
    without = set(lying).difference(with_edition, open_months)
    return tuple(sorted(month for month in without if month < newest))


def why_prepare(situation: Situation, scheduled: datetime, cutoff: date) -> Why | None:
    """Why a month is prepared now; None while it waits, has nothing, or has its edition already."""
    if situation.edition is not None:
        is_prepared = situation.edition == "prepared"
        return Why.NEWS if is_prepared and situation.has_news else None
    if not situation.arrived & situation.expected:
        return None
    if situation.expected <= situation.arrived:
        return Why.COMPLETE
    return Why.CUT_OFF if scheduled.astimezone(JAKARTA).date() >= cutoff else None

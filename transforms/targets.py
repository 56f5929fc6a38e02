"""How far a unit is from its target, what would close the gap, and where its pace leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from schemas.bulletin import Target
from schemas.month import Month
from transforms.rounding import half_up

PACE_MONTHS = 6
"""Growth of so many known months makes the pace."""
PACE_KNOWN = 3
"""With fewer known months there is no pace."""
HORIZON = 600
"""A projection further away than this many months is none."""


@dataclass(frozen=True)
class Goal:
    """A rate to be reached: percent of the workers, by a month, and who set it."""

    percent: Decimal
    month: Month
    source: str


@dataclass(frozen=True)
class Known:
    """One month's persons covered, of so many workers."""

    persons: int
    workers: int
    is_history: bool = False

    @property
    def rate(self) -> Fraction:
        """Covered persons per worker."""
        return Fraction(self.persons, self.workers)


def to_target(goal: Goal, month: Month, known: Mapping[Month, Known]) -> Target:
    """The state of a goal in a month that is itself known."""
    here = known[month]
    wanted = Fraction(goal.percent) / 100
    gap = max(0, ceil(wanted * here.workers) - here.persons)
    left = max(0, goal.month - month)
    path = path_rate(goal, month, known)
    monthly = pace(month, known)
    return Target(
        percent=half_up(Fraction(goal.percent)),
        month=goal.month,
        source=goal.source,
        gap_persons=gap,
        gap_points=half_up(max(Fraction(0), wanted - here.rate) * 100),
        months_left=left,
        needed_per_month=ceil(Fraction(gap, max(1, left))),
        status="reached" if not gap else "on_path" if here.rate >= path else "below_path",
        path_percent=half_up(path * 100),
        pace_per_month=None if monthly is None else int(half_up(monthly, 0)),
        projected_month=_projected(month, gap, monthly),
    )


def path_rate(goal: Goal, month: Month, known: Mapping[Month, Known]) -> Fraction:
    """The straight path from the baseline month to the target month; the target itself after it.

    The baseline is December before the target year if that is known and past, or else the first
    known month.
    """
    december = Month(goal.month.year - 1, 12)
    usable = december in known and december <= max(known)
    baseline = december if usable else min(known)
    wanted = Fraction(goal.percent) / 100
    start = known[baseline].rate
    if month >= goal.month or goal.month <= baseline:
        return wanted
    return start + (wanted - start) * Fraction(month - baseline, goal.month - baseline)


def pace(month: Month, known: Mapping[Month, Known]) -> Fraction | None:
    """Mean net growth a month over the last six known months; None with fewer than three known."""
    months = sorted(m for m in known if m <= month)[-(PACE_MONTHS + 1) :]
    if len(months) < PACE_KNOWN:
        return None
    first, last = months[0], months[-1]
    return Fraction(known[last].persons - known[first].persons, last - first)


def _projected(month: Month, gap: int, monthly: Fraction | None) -> Month | None:
    if not gap or monthly is None or monthly <= 0:
        return None
    months = ceil(gap / monthly)
    return month + months if months <= HORIZON else None

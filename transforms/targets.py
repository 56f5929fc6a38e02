"""How far a unit is from its target, what would close the gap, and where its pace leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

from schemas.bulletin import Outlook, Target
from schemas.month import Month
from schemas.thresholds import HORIZON, PACE_KNOWN, PACE_MONTHS
from transforms.rounding import half_up


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


def to_outlook(target: Target, month: Month, known: Mapping[Month, Known]) -> Outlook | None:
    """How far a target is in a month; None when the month is not known."""
    if month not in known:
        return None
    here = known[month]
    wanted = Fraction(target.percent) / 100
    gap = max(0, ceil(wanted * here.workers) - here.persons)
    left = max(0, target.month - month)
    path = path_rate(target, month, known)
    monthly = pace(month, known)
    return Outlook(
        gap_persons=gap,
        gap_points=half_up(max(Fraction(0), wanted - here.rate) * 100),
        months_left=left,
        needed_per_month=ceil(Fraction(gap, max(1, left))),
        status=_status(gap, here.rate, path),
        path_percent=half_up((wanted if path is None else path) * 100),
        pace_per_month=None if monthly is None else int(half_up(monthly, 0)),
        projected_month=_projected(month, gap, monthly),
    )


def path_rate(target: Target, month: Month, known: Mapping[Month, Known]) -> Fraction | None:
    """The straight path to the target in a month; the target itself after it, None before it.

    It starts in December before the target year if that is known, or else in the first known month.
    """
    if not known:
        return None
    december = Month(target.month.year - 1, 12)
    baseline = december if december in known else min(known)
    if month < baseline:
        return None
    wanted = Fraction(target.percent) / 100
    start = known[baseline].rate
    if month >= target.month or target.month <= baseline:
        return wanted
    return start + (wanted - start) * Fraction(month - baseline, target.month - baseline)


def pace(month: Month, known: Mapping[Month, Known]) -> Fraction | None:
    """Mean net growth a month over the last six known months; None with fewer than three known."""
    months = sorted(m for m in known if m <= month)[-(PACE_MONTHS + 1) :]
    if len(months) < PACE_KNOWN:
        return None
    first, last = months[0], months[-1]
    return Fraction(known[last].persons - known[first].persons, last - first)


def _status(
    gap: int, rate: Fraction, path: Fraction | None
) -> Literal["reached", "on_path", "below_path"]:
    if not gap:
        return "reached"
    return "on_path" if path is not None and rate >= path else "below_path"


def _projected(month: Month, gap: int, monthly: Fraction | None) -> Month | None:
    if not gap or monthly is None or monthly <= 0:
        return None
    months = ceil(gap / monthly)
    return month + months if months <= HORIZON else None

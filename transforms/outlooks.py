"""A unit's total coverage over the months on one denominator, and how far its targets are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from schemas.bulletin import Change, SeriesPoint, Target
from schemas.bulletin_rows import Figure, Rate, TargetRow
from schemas.facts import Facts
from schemas.figures import INDICATORS, Indicator
from schemas.month import Month
from transforms import disclosure
from transforms.lookup import Lookup, Unit
from transforms.rounding import half_up, percent
from transforms.targets import Known, path_rate, to_outlook

MONTHS = 13
"""Months of the series: the bulletin's own and the twelve before."""
HEADLINE = "total_coverage"


@dataclass(frozen=True)
class Past:
    """Total coverage of every month up to the bulletin's that is known, whole and may be shown."""

    known: Mapping[Month, Known]
    """All over the workers of the bulletin's month, or the newest that are known."""
    is_rebased: bool
    """True when a month of the series was published over other workers."""


def to_past(facts: Facts, lookup: Lookup, unit: Unit) -> Past:
    """The months that a unit's coverage is compared with, and its own."""
    here = lookup.now.find("area", unit, HEADLINE)
    rows = lookup.earlier.get((unit.level, unit.code), [])
    workers = here.denominator or (rows[-1]["denominator"] if rows else 0)
    known = {
        Month.parse(row["month"]): Known(row["numerator"], workers, row["is_history"])
        for row in rows
        if disclosure.is_fit(row["numerator"], workers)
    }
    if here.is_whole and here.numerator is not None:
        known[facts.month] = Known(here.numerator, workers)
    first = facts.month + (1 - MONTHS)
    others = {row["denominator"] for row in rows if Month.parse(row["month"]) >= first}
    return Past(known, is_rebased=bool(others - {workers}))


def to_changes(month: Month, known: Mapping[Month, Known], total: Rate) -> Iterator[Change]:
    """Against last month and the same month last year, both on this month's workers."""
    if month not in known:
        return
    for earlier in (month + -1, month + -12):
        if earlier in known:
            growth = disclosure.change(total.numerator, Figure(known[earlier].persons))
            yield Change(earlier, growth, disclosure.derived(percent, growth, total.denominator))


def to_series(
    month: Month, known: Mapping[Month, Known], target: Target | None
) -> tuple[SeriesPoint, ...]:
    """Thirteen months of coverage, and the straight path to the target."""
    return tuple(_point(month + offset, known, target) for offset in range(1 - MONTHS, 1))


def _point(month: Month, known: Mapping[Month, Known], target: Target | None) -> SeriesPoint:
    at = known.get(month)
    path = path_rate(target, month, known) if target else None
    return SeriesPoint(
        month=month,
        percent=half_up(at.rate * 100) if at else None,
        persons=at.persons if at else None,
        path_percent=None if path is None else half_up(path * 100),
        is_history=bool(at and at.is_history),
    )


def to_target(
    month: Month, lookup: Lookup, unit: Unit, known: Mapping[Month, Known]
) -> Target | None:
    """The unit's next target for total coverage, or its last when all are past."""
    row = _next_target(month, lookup, unit, HEADLINE)
    if row is None:
        return None
    target = Target(
        percent=half_up(Fraction(str(row["percent"]))),
        month=Month.parse(row["target_month"]),
        source=row["source"],
        outlook=None,
    )
    return replace(target, outlook=to_outlook(target, month, known))


def to_other_targets(month: Month, lookup: Lookup, unit: Unit) -> tuple[TargetRow, ...]:
    """The unit's next targets for other indicators, in the order of these."""
    return tuple(
        _target_row(month, lookup, unit, indicator, row)
        for indicator in INDICATORS
        if indicator.id != HEADLINE
        and (row := _next_target(month, lookup, unit, indicator.id)) is not None
    )


def _target_row(
    now: Month, lookup: Lookup, unit: Unit, indicator: Indicator, row: dict[str, Any]
) -> TargetRow:
    rate = lookup.rate(unit, indicator.id)
    aim = half_up(Fraction(str(row["percent"])))
    month = Month.parse(row["target_month"])
    is_provisional = lookup.now.find("area", unit, indicator.id).status == "P"
    gap = disclosure.UNKNOWN if is_provisional else disclosure.gap(rate, aim)
    is_over = now >= month
    return TargetRow(indicator.name, rate, aim, month, gap, _status(gap, is_over=is_over))


def _status(gap: Figure, *, is_over: bool) -> Literal["reached", "open", "missed", "unknown"]:
    if gap.value is None:
        return "unknown"
    if not gap.value:
        return "reached"
    return "missed" if is_over else "open"


def _next_target(month: Month, lookup: Lookup, unit: Unit, indicator: str) -> dict[str, Any] | None:
    targets = lookup.targets.get((unit.level, unit.code, indicator), [])
    ahead = (row for row in targets if row["target_month"] >= str(month))
    return next(ahead, targets[-1] if targets else None)

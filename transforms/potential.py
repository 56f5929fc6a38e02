"""Where the workers are who are not covered yet, and what a target asks of each area."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from schemas.bulletin import Target
from schemas.bulletin_rows import AreaRow, Figure, PotentialRow
from transforms import disclosure
from transforms.lookup import Lookup, Unit


def to_potential(
    areas: Sequence[AreaRow], lookup: Lookup, target: Target | None
) -> tuple[PotentialRow, ...]:
    """The areas of a unit with its target, by code; none for a single area.

    Without an outlook on the target nothing is asked of an area.
    """
    if len(areas) < 2:
        return ()
    rows = [_row(area, lookup, target) for area in areas]
    everything = disclosure.total(row.gap for row in rows)
    return tuple(replace(row, share=disclosure.share(row.gap, everything)) for row in rows)


def _row(area: AreaRow, lookup: Lookup, target: Target | None) -> PotentialRow:
    unit = Unit("area", area.code)
    outlook = target.outlook if target else None
    gap = monthly = disclosure.UNKNOWN
    if target is not None and outlook is not None:
        gap = disclosure.gap(area.coverage, target.percent)
        monthly = _monthly(gap, outlook.months_left)
    return PotentialRow(
        code=area.code,
        name=area.name,
        formal=disclosure.uncovered(lookup.rate(unit, "formal_coverage")),
        informal=disclosure.uncovered(lookup.rate(unit, "informal_coverage")),
        total=area.gap_persons,
        gap=gap,
        share=disclosure.UNKNOWN,
        monthly=monthly,
    )


def _monthly(gap: Figure, months_left: int) -> Figure:
    return disclosure.derived(lambda persons: ceil(persons / max(1, months_left)), gap)

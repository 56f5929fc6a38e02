"""Disclosure control: which figures are too small to be shown."""

from decimal import Decimal

from schemas.bulletin_rows import Figure, Mark, Rate
from transforms.rounding import percent

MIN_PERSONS = 5
"""A cell of fewer persons is hidden, unless it is 0."""
MIN_EMPLOYERS = 3
"""A cell of fewer employers is hidden, unless it is 0."""
MIN_DENOMINATOR = 50
"""A rate over fewer workers is hidden."""

UNKNOWN = Figure(None, Mark.UNKNOWN)
HIDDEN = Figure(None, Mark.HIDDEN)


def persons(count: int | None) -> Figure:
    """A number of persons as it may be shown; None means not known."""
    return _cell(count, MIN_PERSONS)


def employers(count: int | None) -> Figure:
    """A number of employers as it may be shown; None means not known."""
    return _cell(count, MIN_EMPLOYERS)


def change(now: Figure, before: Figure) -> Figure:
    """The difference of two shown figures; hidden or unknown as soon as one of them is."""
    if isinstance(now.value, int) and isinstance(before.value, int):
        return Figure(now.value - before.value)
    return HIDDEN if Mark.HIDDEN in (now.mark, before.mark) else UNKNOWN


def rate(indicator: str, numerator: int | None, denominator: int | None, source: str) -> Rate:
    """A rate with its two parts as they may be shown; never clipped, never 0 for not known."""
    covered = persons(numerator)
    return Rate(
        indicator=indicator,
        percent=_percent(covered, denominator),
        numerator=covered,
        denominator=UNKNOWN if denominator is None else Figure(denominator),
        source=source if denominator is not None else "",
    )


def _cell(count: int | None, least: int) -> Figure:
    if count is None:
        return UNKNOWN
    return HIDDEN if 0 < count < least else Figure(count)


def _percent(covered: Figure, denominator: int | None) -> Figure:
    if covered.mark is Mark.HIDDEN or (denominator is not None and denominator < MIN_DENOMINATOR):
        return HIDDEN
    if denominator is None or covered.value is None or isinstance(covered.value, Decimal):
        return UNKNOWN
    return Figure(percent(covered.value, denominator))

"""What may be derived from published figures: nothing of a figure that is hidden or unknown."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import ceil

from schemas.bulletin_rows import Figure, Mark, Rate
from schemas.thresholds import MIN_DENOMINATOR, MIN_PERSONS
from transforms.rounding import half_up

UNKNOWN = Figure(None, Mark.UNKNOWN)
HIDDEN = Figure(None, Mark.HIDDEN)


def change(now: Figure, before: Figure) -> Figure:
    """The difference of two shown counts; hidden or unknown as soon as one of them is."""
    return lacking(now, before) or Figure(whole(now) - whole(before))


def uncovered(rate: Rate) -> Figure:
    """Workers without cover: denominator less numerator, never below 0, hidden with either."""
    rest = change(rate.denominator, rate.numerator)
    return rest if rest.value is None else Figure(max(0, whole(rest)))


def gap(rate: Rate, percent: Decimal) -> Figure:
    """Persons that a rate lacks to a wanted one; hidden or unknown with the rate or its parts."""
    if (mark := lacking(rate.percent, rate.numerator, rate.denominator)) is not None:
        return mark
    wanted = ceil(Fraction(percent) / 100 * whole(rate.denominator))
    return Figure(max(0, wanted - whole(rate.numerator)))


def total(parts: Iterable[Figure]) -> Figure:
    """The sum of shown counts; hidden or unknown as soon as one of them is."""
    figures = tuple(parts)
    return lacking(*figures) or Figure(sum(whole(figure) for figure in figures))


def share(part: Figure, all_parts: Figure) -> Figure:
    """Percent that a count has of a sum, two decimals; unknown where the sum is 0."""
    if (mark := lacking(part, all_parts)) is not None:
        return mark
    if not all_parts.value:
        return UNKNOWN
    return Figure(half_up(Fraction(100 * whole(part), whole(all_parts))))


def is_fit(persons: int, workers: int) -> bool:
    """Whether a rate that was published elsewhere may be shown over so many workers."""
    return workers >= MIN_DENOMINATOR and (persons == 0 or persons >= MIN_PERSONS)


def lacking(*parts: Figure) -> Figure | None:
    """What stands for anything derived from these figures; None when all of them are shown."""
    marks = {part.mark for part in parts}
    if Mark.HIDDEN in marks:
        return HIDDEN
    return UNKNOWN if Mark.UNKNOWN in marks else None


def whole(figure: Figure) -> int:
    """The number of a shown count."""
    if not isinstance(figure.value, int):
        raise ValueError("expected a shown count")
    return figure.value

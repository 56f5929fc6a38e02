"""What may be derived from published figures: nothing of a figure that is hidden or unknown."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil

from schemas.bulletin_rows import Figure, Mark, Rate
from schemas.thresholds import MIN_DENOMINATOR, MIN_PERSONS
from transforms.rounding import percent

UNKNOWN = Figure(None, Mark.UNKNOWN)
HIDDEN = Figure(None, Mark.HIDDEN)


def change(now: Figure, before: Figure) -> Figure:
    """The difference of two shown counts; hidden or unknown as soon as one of them is."""
    return derived(lambda left, right: left - right, now, before)


def uncovered(rate: Rate) -> Figure:
    """Workers without cover: denominator less numerator, never below 0, hidden with either."""
    return derived(
        lambda workers, persons: max(0, workers - persons), rate.denominator, rate.numerator
    )


def gap(rate: Rate, aim: Decimal) -> Figure:
    """Persons that a rate lacks to a wanted one; hidden or unknown with the rate or its parts."""
    if (mark := lacking(rate.percent, rate.numerator, rate.denominator)) is not None:
        return mark
    wanted = Fraction(aim) / 100
    return derived(
        lambda persons, workers: max(0, ceil(wanted * workers) - persons),
        rate.numerator,
        rate.denominator,
    )


def total(parts: Iterable[Figure]) -> Figure:
    """The sum of shown counts; hidden or unknown as soon as one of them is."""
    return derived(lambda *counts: sum(counts), *parts)


def share(part: Figure, all_parts: Figure) -> Figure:
    """Percent that a count has of a sum, two decimals; unknown where the sum is 0."""
    return derived(
        lambda count, everything: percent(count, everything) if everything else None,
        part,
        all_parts,
    )


def is_fit(persons: int, workers: int) -> bool:
    """Whether a rate that was published elsewhere may be shown over so many workers."""
    return workers >= MIN_DENOMINATOR and (persons == 0 or persons >= MIN_PERSONS)


def derived(rule: Callable[..., int | Decimal | None], *parts: Figure) -> Figure:
    """What a rule makes of shown counts; hidden or unknown as soon as one of them is.

    It was what the rule makes of the counts that the edition before showed.
    """
    made = _made(rule, parts)
    if all(part.was is None for part in parts):
        return made
    return revised(made, _made(rule, [part.earlier for part in parts]))


def revised(now: Figure, was: Figure) -> Figure:
    """A figure with what the edition before showed in its place, where that is another number."""
    return now if now.value == was.value else replace(now, was=was)


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


def _made(rule: Callable[..., int | Decimal | None], parts: Iterable[Figure]) -> Figure:
    figures = tuple(parts)
    if (mark := lacking(*figures)) is not None:
        return mark
    value = rule(*map(whole, figures))
    return UNKNOWN if value is None else Figure(value)

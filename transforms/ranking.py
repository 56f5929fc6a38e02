"""Rows of areas and branches in rank, and an excerpt where there are too many for a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from schemas.bulletin_rows import AreaRow, BranchRow, PotentialRow

Row = TypeVar("Row", bound=AreaRow | BranchRow | PotentialRow)
Rated = TypeVar("Rated", bound=AreaRow | BranchRow)

MOST_ROWS = 40
_EACH_END = 15
MOST_DOTS = 25


@dataclass(frozen=True)
class Ranked(Generic[Row]):
    """One row with its place; equal rows share a place, a row without a number has none."""

    place: int | None
    row: Row


@dataclass(frozen=True)
class Excerpt(Generic[Row]):
    """The rows that a page shows: all of them, or both ends of those with a number.

    `omitted` of these lie between the ends; `unrated` rows are not listed.
    """

    top: tuple[Ranked[Row], ...]
    omitted: int = 0
    bottom: tuple[Ranked[Row], ...] = ()
    unrated: int = 0


def by_rate(rows: Sequence[Rated]) -> tuple[Ranked[Rated], ...]:
    """Rows by falling rate, then name; those without a shown rate last, by name."""
    return _ranked(rows, lambda row: row.coverage.percent.value)


def excerpt(rows: Sequence[Rated]) -> Excerpt[Rated]:
    """All rows by rate, or the first and last fifteen when there are more than forty."""
    return _excerpt(by_rate(rows))


def by_potential(rows: Sequence[PotentialRow]) -> tuple[Ranked[PotentialRow], ...]:
    """Areas by falling number of workers without cover, then name; those without one last."""
    return _ranked(rows, lambda row: row.total.value)


def potential(rows: Sequence[PotentialRow]) -> Excerpt[PotentialRow]:
    """Areas by workers without cover, as many as of those by rate."""
    return _excerpt(by_potential(rows))


def dots(rows: Sequence[Rated]) -> tuple[Rated, ...]:
    """The rows of a ranked chart; none when they would not fit a page."""
    if len(rows) > MOST_DOTS:
        return ()
    return tuple(place.row for place in by_rate(rows))


def _ranked(
    rows: Sequence[Row], measure: Callable[[Row], Decimal | int | None]
) -> tuple[Ranked[Row], ...]:
    rated = sorted(
        (row for row in rows if measure(row) is not None),
        key=lambda row: (-(measure(row) or 0), row.name, row.code),
    )
    values = [measure(row) for row in rated]
    others = sorted(
        (row for row in rows if measure(row) is None), key=lambda row: (row.name, row.code)
    )
    return (
        *(Ranked(values.index(measure(row)) + 1, row) for row in rated),
        *(Ranked(None, row) for row in others),
    )


def _excerpt(places: tuple[Ranked[Row], ...]) -> Excerpt[Row]:
    if len(places) <= MOST_ROWS:
        return Excerpt(places)
    rated = [place for place in places if place.place is not None]
    bottom = rated[_EACH_END:][-_EACH_END:]
    return Excerpt(
        top=tuple(rated[:_EACH_END]),
        omitted=max(0, len(rated) - 2 * _EACH_END),
        bottom=tuple(bottom),
        unrated=len(places) - len(rated),
    )

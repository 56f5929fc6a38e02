"""Rows of areas and branches in rank, and an excerpt where there are too many for a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.bulletin_rows import AreaRow, BranchRow

Row = AreaRow | BranchRow

MOST_ROWS = 40
_EACH_END = 15
MOST_DOTS = 25


@dataclass(frozen=True)
class Ranked:
    """One row with its place; rows of equal rate share a place, a row without a rate has none."""

    place: int | None
    row: Row


@dataclass(frozen=True)
class Excerpt:
    """The rows that a page shows: all of them, or both ends of the rated ones.

    `omitted` rated rows lie between the ends; `unrated` rows are not listed.
    """

    top: tuple[Ranked, ...]
    omitted: int = 0
    bottom: tuple[Ranked, ...] = ()
    unrated: int = 0


def ranked(rows: Sequence[Row]) -> tuple[Ranked, ...]:
    """Rows by falling rate, then name; those without a shown rate last, by name."""
    rated = sorted(
        (row for row in rows if row.coverage.percent.value is not None),
        key=lambda row: (-(row.coverage.percent.value or 0), row.name, row.code),
    )
    rates = [row.coverage.percent.value for row in rated]
    others = sorted(
        (row for row in rows if row.coverage.percent.value is None),
        key=lambda row: (row.name, row.code),
    )
    return (
        *(Ranked(rates.index(row.coverage.percent.value) + 1, row) for row in rated),
        *(Ranked(None, row) for row in others),
    )


def excerpt(rows: Sequence[Row]) -> Excerpt:
    """All rows in rank, or the first and last fifteen when there are more than forty."""
    places = ranked(rows)
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


def dots(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows of a ranked chart; none when they would not fit a page."""
    if len(rows) > MOST_DOTS:
        return ()
    return tuple(place.row for place in ranked(rows))

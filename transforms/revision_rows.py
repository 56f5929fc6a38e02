"""The figures of a bulletin that the edition before showed otherwise, as rows of a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import AreaRow, BranchRow, Figure
from transforms import disclosure
from transforms.headings import tile
from transforms.language import marked, say
from transforms.wording import branch_name

WORKERS = marked("Pekerja")
INFORMAL = marked("Cakupan pekerja informal")
MOST_PARTS = 10
"""Branches and areas that a page shows."""


@dataclass(frozen=True)
class RevisedRow:
    """One figure that is another than it was; none of its numbers carries the sign of that."""

    what: str
    before: Figure
    now: Figure
    difference: Figure
    """Of what both editions print, of rates in persen poin; none where one prints no number."""
    unit: str
    """What it counts; empty for a rate."""

    @property
    def is_rate(self) -> bool:
        """True of a rate in percent."""
        return not self.unit


@dataclass(frozen=True)
class RevisedExcerpt:
    """The rows that a page shows, and how many more there are."""

    rows: tuple[RevisedRow, ...]
    omitted: int


def rows(bulletin: Bulletin) -> tuple[RevisedRow, ...]:
    """The unit's headline figures, then the rates of its branches and areas, that are others."""
    areas = bulletin.areas if len(bulletin.areas) > 1 else ()
    return (*_headline(bulletin), *_parts(bulletin.branches), *_parts(areas))


def excerpt(bulletin: Bulletin) -> RevisedExcerpt:
    """All rows of the headline, and the first ones of branches and areas."""
    every = rows(bulletin)
    shown = every[: len(_headline(bulletin)) + MOST_PARTS]
    return RevisedExcerpt(shown, len(every) - len(shown))


def _headline(bulletin: Bulletin) -> tuple[RevisedRow, ...]:
    total = bulletin.total
    found = (
        _row(tile("persons"), total.numerator, say("orang")),
        _row(say(WORKERS), total.denominator, say("orang")),
        _row(tile("total"), total.percent),
        _row(tile("formal"), bulletin.formal.percent),
        _row(say(INFORMAL), bulletin.informal.percent),
        _row(tile("employers"), bulletin.employers, say("unit")),
    )
    return tuple(_changed(found))


def _parts(parts: Iterable[AreaRow | BranchRow]) -> tuple[RevisedRow, ...]:
    """By falling difference; before them those without one, shown anew or no longer."""
    found = _changed(
        _row(say("Cakupan {name}", name=_name(part)), part.coverage.percent) for part in parts
    )
    return tuple(sorted(found, key=lambda row: (-_size(row.difference), row.what)))


def _name(part: AreaRow | BranchRow) -> str:
    return branch_name(part.name) if isinstance(part, BranchRow) else part.name


def _size(difference: Figure) -> float:
    return float("inf") if difference.value is None else abs(float(difference.value))


def _changed(found: Iterable[RevisedRow]) -> Iterator[RevisedRow]:
    return (row for row in found if row.now.value != row.before.value)


def _row(what: str, figure: Figure, unit: str = "") -> RevisedRow:
    before, now = figure.earlier, replace(figure, was=None)
    return RevisedRow(what, before, now, _difference(now, before), unit)


def _difference(now: Figure, before: Figure) -> Figure:
    if now.value is None or before.value is None:
        return disclosure.lacking(now, before) or disclosure.UNKNOWN
    return Figure(now.value - before.value)

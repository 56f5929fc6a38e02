"""A bridge chart: from last month's persons of all segments to this month's, a bar each step.

Whole months are bars from the axis, flows hang between them. Where flows are small beside all
persons, the axis does not start at zero: the whole bars are then drawn broken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import ChangeRow, Figure
from transforms import numerals
from transforms.columns import to_columns
from transforms.descriptions import describe_change
from transforms.scales import Frame, pixels

WIDTH = 164
ROW = 14
BAR = 9
_SMALL = 0.5
"""Flows that span less than this part of all persons are drawn on a broken axis."""
_STUMP = 0.4
"""Parts of that span which a broken axis leaves of the whole bars."""
_KINDS: tuple[Literal["whole", "gain", "loss"], ...] = (
    "whole", "gain", "gain", "loss", "loss", "whole",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A whole month, or persons who came or went: a bar, and where the next one begins."""

    name: str
    value: str
    kind: Literal["whole", "gain", "loss"]
    x: float
    y: float
    width: float
    height: float
    end: float

    @property
    def right(self) -> float:
        """The bar's right edge."""
        return pixels(self.x + self.width)


@dataclass(frozen=True)
class ChangeChart:
    """The steps from above to below; on a broken axis the whole months are longer than drawn."""

    frame: Frame
    description: str
    steps: tuple[Step, ...]
    is_broken: bool


def to_change_chart(bulletin: Bulletin) -> ChangeChart | None:
    """How all persons of last month became those of this month; None unless all of it is shown."""
    row = _all_segments(bulletin)
    if row is None:
        return None
    flows = (row.joined, row.moved_in, _taken(row.left), _taken(row.moved_out))
    known = [figure.value for figure in (row.before, *flows, row.now)]
    numbers = [int(value) for value in known if value is not None]
    if len(numbers) < len(known):
        return None
    levels = list(accumulate(numbers[1:-1], initial=numbers[0]))
    start = _start(levels)
    values = (numerals.count(row.before), *map(numerals.change, flows), numerals.count(row.now))
    steps = _steps(_edges(levels, start), _names(bulletin), values)
    return ChangeChart(
        frame=Frame(width=WIDTH, height=ROW * len(steps), top=2, right=58, bottom=2, left=92),
        description=describe_change([(step.name, step.value) for step in steps]),
        steps=steps,
        is_broken=start > 0,
    )


def _all_segments(bulletin: Bulletin) -> ChangeRow | None:
    rows = bulletin.change_table.rows if bulletin.change_table else ()
    return next((row for row in rows if row.segment == "ALL"), None)


def _taken(figure: Figure) -> Figure:
    """A figure that is taken off, as a change."""
    return figure if figure.value is None else Figure(-figure.value)


def _start(levels: Sequence[int]) -> float:
    """Where the axis starts: at zero, unless that would leave nothing to be seen of the flows."""
    span = max(levels) - min(levels)
    is_small = 0 < span < _SMALL * max(levels)
    return min(levels) - _STUMP * span if is_small else 0.0


def _edges(levels: Sequence[int], start: float) -> list[float]:
    """How far each level lies from the axis."""
    most = max(max(levels) - start, 1)
    return [pixels((level - start) / most * WIDTH) for level in levels]


def _names(bulletin: Bulletin) -> tuple[str, ...]:
    """The headings of the table's columns, each in one line."""
    _, before, joined, moved_in, _, left, moved_out, _, now = to_columns(bulletin, "changes")
    columns = (before, joined, moved_in, left, moved_out, now)
    return tuple(column.heading.replace("\n", " ") for column in columns)


def _steps(edges: Sequence[float], names: Sequence[str], values: Sequence[str]) -> tuple[Step, ...]:
    spans = [(0.0, edges[0]), *pairwise(edges), (0.0, edges[-1])]
    return tuple(
        Step(
            name=name,
            value=value,
            kind=kind,
            x=min(span),
            y=place * ROW + (ROW - BAR) / 2,
            width=pixels(abs(span[1] - span[0])),
            height=BAR,
            end=span[1],
        )
        for place, (name, value, kind, span) in enumerate(
            zip(names, values, _KINDS, spans, strict=True)
        )
    )

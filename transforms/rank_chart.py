"""A chart of areas or branches in rank: a dot a row, its rate at the margin.

Sizes are fixed and every label is placed here, so a drawing never depends on how wide a machine's
fonts happen to be. Strokes and colours are those of templates/charts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.bulletin_rows import AreaRow, BranchRow, Figure
from transforms import numerals
from transforms.descriptions import describe_rank
from transforms.scales import Frame, Label, to_ticks

WIDTH = 390
ROW = 15
_LONGEST_NAME = 38


@dataclass(frozen=True)
class RankedDot:
    """One row of a ranked chart: its name, its rate, and where its dot lies."""

    name: str
    value: str
    x: float
    y: float


@dataclass(frozen=True)
class RankChart:
    """One dot a row; the whole unit's rate as a line, None where it is not known."""

    frame: Frame
    description: str
    ticks: tuple[Label, ...]
    dots: tuple[RankedDot, ...]
    whole: float | None


def to_rank_chart(rows: Sequence[AreaRow | BranchRow], whole: Figure) -> RankChart | None:
    """One dot a row, in the order given; None with fewer than three rows that have a rate."""
    shown = [row for row in rows if row.coverage.percent.value is not None]
    if len(shown) < 3:
        return None
    values = [float(row.coverage.percent.value or 0) for row in shown]
    own = [] if whole.value is None else [float(whole.value)]
    ticks = to_ticks([*values, *own], floor_at_zero=True)
    height = ROW * len(shown)
    middles = [ROW * (place + 0.5) for place in range(len(shown))]
    return RankChart(
        frame=Frame(width=WIDTH, height=height, top=6, right=64, bottom=22, left=216),
        description=describe_rank(shown),
        ticks=tuple(
            Label(text, ticks.along(value, WIDTH), height)
            for text, value in zip(ticks.percents(), ticks.values, strict=True)
        ),
        dots=tuple(
            RankedDot(
                name=_shortened(row.name),
                value=numerals.percent(row.coverage.percent),
                x=ticks.along(value, WIDTH),
                y=middle,
            )
            for middle, row, value in zip(middles, shown, values, strict=True)
        ),
        whole=ticks.along(own[0], WIDTH) if own else None,
    )


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"

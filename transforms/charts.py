"""Charts of rates: coverage over thirteen months, and areas or branches in rank.

Sizes are fixed and every label is placed here, so a drawing never depends on how wide a machine's
fonts happen to be. Strokes and colours are those of templates/charts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from schemas.bulletin import SeriesPoint
from schemas.bulletin_rows import AreaRow, BranchRow, Figure
from transforms import numerals
from transforms.descriptions import describe_line, describe_rank
from transforms.scales import Frame, Label, Point, Ticks, pixels, to_ticks

COVERAGE = "Cakupan"
PATH = "Jalur target"
LINE_FRAME = Frame(width=352, height=148, top=10, right=68, bottom=31, left=44)
MAIL_FRAME = Frame(width=262, height=140, top=14, right=72, bottom=32, left=40)
"""Narrower than on a page, so that its letters can be read on a telephone."""
RANK_WIDTH = 390
RANK_ROW = 15
_LABEL_GAP = 27
_LONGEST_NAME = 38


@dataclass(frozen=True)
class Dot:
    """One month's coverage; hollow where it was published before Cakupan."""

    x: float
    y: float
    is_hollow: bool


@dataclass(frozen=True)
class EndLabel:
    """The name of a line and its last value, side by side with its last point or near it."""

    name: str
    value: str
    x: float
    y: float


@dataclass(frozen=True)
class LineChart:
    """Coverage month by month and the straight path to the target, each in unbroken runs."""

    frame: Frame
    description: str
    ticks: tuple[Label, ...]
    months: tuple[Label, ...]
    years: tuple[Label, ...]
    coverage: tuple[tuple[Point, ...], ...]
    path: tuple[tuple[Point, ...], ...]
    dots: tuple[Dot, ...]
    coverage_end: EndLabel
    path_end: EndLabel | None


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


def to_line_chart(series: Sequence[SeriesPoint], frame: Frame = LINE_FRAME) -> LineChart | None:
    """Coverage month by month; None with fewer than two months that are known."""
    coverage = [None if point.percent is None else float(point.percent) for point in series]
    path = [None if point.path_percent is None else float(point.path_percent) for point in series]
    if len(coverage) - coverage.count(None) < 2:
        return None
    ticks = to_ticks([value for value in (*coverage, *path) if value is not None],
                     floor_at_zero=False)  # fmt: skip
    places = _places(coverage, ticks, frame)
    known = [(place, point) for place, point in zip(places, series, strict=True) if place]
    coverage_end, path_end = _ends(series, ticks, frame)
    return LineChart(
        frame=frame,
        description=describe_line(series),
        ticks=tuple(
            Label(text, 0, _height(value, ticks, frame))
            for text, value in zip(ticks.percents(), ticks.values, strict=True)
        ),
        months=tuple(
            Label(numerals.month_short(point.month), _across(index, series, frame), frame.height)
            for index, point in enumerate(series)
        ),
        years=tuple(
            Label(str(point.month.year), _across(index, series, frame), frame.height)
            for index, point in enumerate(series)
            if index == 0 or point.month.number == 1
        ),
        coverage=_runs(places),
        path=_runs(_places(path, ticks, frame)),
        dots=tuple(Dot(place.x, place.y, point.is_history) for place, point in known),
        coverage_end=coverage_end,
        path_end=path_end,
    )


def to_rank_chart(rows: Sequence[AreaRow | BranchRow], whole: Figure) -> RankChart | None:
    """One dot a row, in the order given; None with fewer than three rows that have a rate."""
    shown = [row for row in rows if row.coverage.percent.value is not None]
    if len(shown) < 3:
        return None
    values = [float(row.coverage.percent.value or 0) for row in shown]
    own = [] if whole.value is None else [float(whole.value)]
    ticks = to_ticks([*values, *own], floor_at_zero=True)
    height = RANK_ROW * len(shown)
    middles = [RANK_ROW * (place + 0.5) for place in range(len(shown))]
    return RankChart(
        frame=Frame(width=RANK_WIDTH, height=height, top=6, right=64, bottom=22, left=216),
        description=describe_rank(shown),
        ticks=tuple(
            Label(text, ticks.along(value, RANK_WIDTH), height)
            for text, value in zip(ticks.percents(), ticks.values, strict=True)
        ),
        dots=tuple(
            RankedDot(
                name=_shortened(row.name),
                value=numerals.percent(row.coverage.percent),
                x=ticks.along(value, RANK_WIDTH),
                y=middle,
            )
            for middle, row, value in zip(middles, shown, values, strict=True)
        ),
        whole=ticks.along(own[0], RANK_WIDTH) if own else None,
    )


def _across(index: int, series: Sequence[object], frame: Frame) -> float:
    return pixels(index / max(1, len(series) - 1) * frame.width)


def _height(value: float, ticks: Ticks, frame: Frame) -> float:
    return pixels(frame.height - ticks.along(value, frame.height))


def _places(values: Sequence[float | None], ticks: Ticks, frame: Frame) -> list[Point | None]:
    """Where each month's value lies; None where there is none."""
    return [
        None
        if value is None
        else Point(_across(index, values, frame), _height(value, ticks, frame))
        for index, value in enumerate(values)
    ]


def _runs(places: Sequence[Point | None]) -> tuple[tuple[Point, ...], ...]:
    """Points that a line joins: an unknown month breaks it."""
    runs = (
        tuple(place for place in run if place is not None)
        for _, run in groupby(places, lambda place: place is None)
    )
    return tuple(run for run in runs if len(run) > 1)


def _ends(
    series: Sequence[SeriesPoint], ticks: Ticks, frame: Frame
) -> tuple[EndLabel, EndLabel | None]:
    """The names of both lines beside their last points, one above the other where they are near."""
    last = max(index for index, point in enumerate(series) if point.percent is not None)
    ends = [
        (COVERAGE, last, series[last].percent),
        (PATH, len(series) - 1, series[-1].path_percent),
    ]
    told = [(name, index, value) for name, index, value in ends if value is not None]
    heights = _apart([_height(float(value), ticks, frame) for _, _, value in told], frame)
    labels = [
        EndLabel(
            name,
            numerals.percent(Figure(value)),
            _across(index, series, frame),
            pixels(height),
        )
        for height, (name, index, value) in zip(heights, told, strict=True)
    ]
    return labels[0], labels[1] if len(labels) > 1 else None


def _apart(heights: list[float], frame: Frame) -> list[float]:
    """Heights at which labels neither touch each other nor the months below."""
    lowest = frame.height - _LABEL_GAP / 2
    heights = [min(height, lowest) for height in heights]
    if len(heights) < 2 or abs(heights[0] - heights[1]) >= _LABEL_GAP:
        return heights
    middle = min(lowest - _LABEL_GAP / 2, max(sum(heights) / 2, _LABEL_GAP / 2))
    above, below = middle - _LABEL_GAP / 2, middle + _LABEL_GAP / 2
    return [above, below] if heights[0] <= heights[1] else [below, above]


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"

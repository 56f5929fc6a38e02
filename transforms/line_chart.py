"""The chart of coverage over thirteen months, with the path to the target and where pace leads.

While the target is still to be reached the chart goes on into the future, at most as far as it
looks back: the straight path dashed, the present pace dotted. Every label is placed here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from schemas.bulletin import Bulletin, SeriesPoint
from schemas.bulletin_rows import Figure
from schemas.month import Month
from transforms import disclosure, numerals
from transforms.descriptions import describe_line
from transforms.language import marked, say
from transforms.rounding import half_up, percent
from transforms.scales import Frame, Label, Point, Ticks, pixels, to_ticks

COVERAGE = marked("Cakupan")
PATH = marked("Jalur target")
PACE = marked("Laju kini")
FRAME = Frame(width=352, height=148, top=10, right=68, bottom=31, left=44)
MOST_AHEAD = 13
"""Months of the future that are drawn."""
_EACH = 3
"""Of a chart with a future every third month is named."""
_LABEL_GAP, _END_ROOM = 27, 14
"""What two names at ends of lines need, and how far above its line one reaches, with some air."""
_ABOVE, _BELOW = -9, 17
"""Where the letters of the present rate stand beside its dot."""


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
class Future:
    """Where the straight path and the present pace lead in so many months, in percent."""

    months: int
    month: Month
    path: Decimal
    pace: Decimal | None
    """None without a pace."""


@dataclass(frozen=True)
class LineChart:
    """Coverage month by month, the path and the pace, each in unbroken runs.

    With a future the present rate is named at its dot. `is_broken`: the axis does not begin at 0.
    """

    frame: Frame
    description: str
    is_broken: bool
    ticks: tuple[Label, ...]
    months: tuple[Label, ...]
    years: tuple[Label, ...]
    coverage: tuple[tuple[Point, ...], ...]
    path: tuple[tuple[Point, ...], ...]
    pace: tuple[tuple[Point, ...], ...]
    dots: tuple[Dot, ...]
    present: Label | None
    coverage_end: EndLabel | None
    path_end: EndLabel | None
    pace_end: EndLabel | None


def to_line_chart(bulletin: Bulletin, frame: Frame = FRAME) -> LineChart | None:
    """Coverage month by month and what lies ahead; None with fewer than two known months."""
    series = bulletin.series
    coverage = [point.percent for point in series]
    path = [point.path_percent for point in series]
    if len(coverage) - coverage.count(None) < 2:
        return None
    future = to_future(bulletin)
    ahead = future.months if future else 0
    leads = [future.path, future.pace] if future else []
    drawn = [float(value) for value in (*coverage, *path, *leads) if value is not None]
    plot = _Plot(frame, len(series) - 1 + ahead, to_ticks(drawn, floor_at_zero=False))
    places = plot.places(coverage)
    known = [(place, point) for place, point in zip(places, series, strict=True) if place]
    named = _named_months(series, ahead)
    leading = [plot.point(plot.last, future.path)] if future else []
    coverage_end, path_end, pace_end = _ends(plot, series, future)
    highest = min((end.y for end in (coverage_end, path_end, pace_end) if end), default=_END_ROOM)
    return LineChart(
        frame=replace(frame, top=max(frame.top, _END_ROOM - int(highest))),
        description=describe_line(series, *((future.month, future.pace) if future else ())),
        is_broken=plot.ticks.domain[0] > 0,
        ticks=tuple(
            Label(text, 0, plot.height(value))
            for text, value in zip(plot.ticks.percents(), plot.ticks.values, strict=True)
        ),
        months=tuple(
            Label(numerals.month_short(month), plot.across(index), frame.height)
            for index, month in named
        ),
        years=tuple(
            Label(str(month.year), plot.across(index), frame.height)
            for place, (index, month) in enumerate(named)
            if not place or month.year != named[place - 1][1].year
        ),
        coverage=_runs(places),
        path=_runs([*plot.places(path), *leading]),
        pace=_pace(plot, series, future),
        dots=tuple(Dot(place.x, place.y, point.is_history) for place, point in known),
        present=_present(plot, series) if future else None,
        coverage_end=coverage_end,
        path_end=path_end,
        pace_end=pace_end,
    )


def to_future(bulletin: Bulletin) -> Future | None:
    """Where path and pace lead; None when nothing is left to reach, or the rate is not shown."""
    target, total, last = bulletin.target, bulletin.total, bulletin.series[-1]
    outlook = target.outlook if target else None
    if target is None or outlook is None or outlook.months_left <= 0:
        return None
    if outlook.status == "reached" or last.percent is None or last.path_percent is None:
        return None
    months = min(outlook.months_left, MOST_AHEAD)
    climb = Fraction(target.percent - last.path_percent) * months / outlook.months_left
    pace = None
    if outlook.pace_per_month is not None:
        persons = disclosure.whole(total.numerator) + outlook.pace_per_month * months
        pace = percent(max(0, persons), disclosure.whole(total.denominator))
    path = half_up(Fraction(last.path_percent) + climb)
    return Future(months, last.month + months, path, pace)


@dataclass(frozen=True)
class _Plot:
    """Where months and rates lie in the frame."""

    frame: Frame
    last: int
    """The place of the last month, from 0."""
    ticks: Ticks

    def across(self, index: int) -> float:
        return pixels(index / max(1, self.last) * self.frame.width)

    def height(self, value: Decimal | float) -> float:
        return pixels(self.frame.height - self.ticks.along(float(value), self.frame.height))

    def point(self, index: int, value: Decimal) -> Point:
        return Point(self.across(index), self.height(value))

    def places(self, values: Sequence[Decimal | None]) -> list[Point | None]:
        """Where each month's value lies; None where there is none."""
        return [
            None if value is None else self.point(index, value)
            for index, value in enumerate(values)
        ]


def _named_months(series: Sequence[SeriesPoint], ahead: int) -> list[tuple[int, Month]]:
    """The months that the axis names: all, or with a future every third from its last on."""
    now = len(series) - 1
    months = [
        *(point.month for point in series),
        *(series[-1].month + n for n in range(1, ahead + 1)),
    ]
    if not ahead:
        return list(enumerate(months))
    behind = range(now, -1, -_EACH)
    before = range(now + ahead, now + 1, -_EACH)
    return [(index, months[index]) for index in sorted({*behind, *before})]


def _pace(
    plot: _Plot, series: Sequence[SeriesPoint], future: Future | None
) -> tuple[tuple[Point, ...], ...]:
    """The line from the present rate to where the pace leads."""
    now = series[-1].percent
    if future is None or future.pace is None or now is None:
        return ()
    return ((plot.point(len(series) - 1, now), plot.point(plot.last, future.pace)),)


def _present(plot: _Plot, series: Sequence[SeriesPoint]) -> Label:
    """The present rate beside its dot, on the side where the path is not."""
    last = series[-1]
    rate = numerals.percent(Figure(last.percent))
    place = plot.point(len(series) - 1, last.percent or Decimal(0))
    path = plot.height(last.path_percent or Decimal(0))
    is_free = not 0 <= place.y - path < _LABEL_GAP or place.y + _BELOW > plot.frame.height
    down = _ABOVE if is_free else _BELOW
    return Label(f"{say(COVERAGE)} {rate}", place.x, pixels(place.y + down))


def _ends(
    plot: _Plot, series: Sequence[SeriesPoint], future: Future | None
) -> tuple[EndLabel | None, EndLabel | None, EndLabel | None]:
    """The names of coverage, path and pace beside their last points, no two on one another."""
    last = max(index for index, point in enumerate(series) if point.percent is not None)
    ends: list[tuple[str, int, Decimal | None]] = [
        (COVERAGE, last, None if future else series[last].percent),
        (PATH, plot.last, future.path if future else series[-1].path_percent),
        (PACE, plot.last, future.pace if future else None),
    ]
    told = [(name, index, value) for name, index, value in ends if value is not None]
    heights = _apart([plot.height(value) for _, _, value in told], plot.frame)
    labels = {
        name: EndLabel(say(name), numerals.percent(Figure(value)), plot.across(index), pixels(y))
        for y, (name, index, value) in zip(heights, told, strict=True)
    }
    return labels.get(COVERAGE), labels.get(PATH), labels.get(PACE)


def _runs(places: Sequence[Point | None]) -> tuple[tuple[Point, ...], ...]:
    """Points that a line joins: an unknown month breaks it."""
    runs = (
        tuple(place for place in run if place is not None)
        for _, run in groupby(places, lambda place: place is None)
    )
    return tuple(run for run in runs if len(run) > 1)


def _apart(heights: list[float], frame: Frame) -> list[float]:
    """Heights at which labels neither touch each other nor the months below."""
    lowest = frame.height - _LABEL_GAP / 2
    heights = [min(height, lowest) for height in heights]
    if len(heights) < 2 or abs(heights[0] - heights[1]) >= _LABEL_GAP:
        return heights
    middle = min(lowest - _LABEL_GAP / 2, max(sum(heights) / 2, _LABEL_GAP / 2))
    above, below = middle - _LABEL_GAP / 2, middle + _LABEL_GAP / 2
    return [above, below] if heights[0] <= heights[1] else [below, above]

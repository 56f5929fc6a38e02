"""Charts as SVG text: coverage over thirteen months, and areas or branches in rank.

Sizes and paddings are fixed and every label is written here, so the drawing never depends on how
wide a machine's fonts happen to be; the page's own font draws the letters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

import altair as alt
import polars as pl
import vl_convert

from schemas.bulletin import SeriesPoint
from schemas.bulletin_rows import AreaRow, BranchRow, Figure
from transforms import numerals
from transforms.descriptions import describe_line, describe_rank
from transforms.language import say

INK = "#0b4f5e"
ACCENT = "#a8500a"
TEXT = "#1f2a30"
QUIET = "#56636b"
RULE = "#d9dfe2"
FONT = "Source Sans Pro"
LETTER = 10.5
_LINE_SIZE = (352, 148)
_LINE_PADDING = {"left": 44, "top": 10, "right": 68, "bottom": 31}
_RANK_WIDTH = 390
_RANK_ROW = 15
_RANK_VALUES = 54
_RANK_PADDING = {"left": 216, "top": 6, "right": 64, "bottom": 22}
_LABEL_GAP = 27
_LONGEST_NAME = 38
_TICKS = 5
_LEAST_SPAN = 1.0


@dataclass(frozen=True)
class Ticks:
    """Round values that span what is drawn."""

    values: tuple[float, ...]

    @property
    def domain(self) -> tuple[float, float]:
        """Lowest and highest tick."""
        return self.values[0], self.values[-1]


def to_line_chart(series: Sequence[SeriesPoint]) -> str:
    """Coverage month by month, the straight path dashed, earlier publications hollow.

    Empty with fewer than two months that are known.
    """
    known = [point for point in series if point.percent is not None]
    if len(known) < 2:
        return ""
    drawn = [point.percent for point in known if point.percent is not None]
    drawn += [point.path_percent for point in series if point.path_percent is not None]
    ticks = to_ticks([float(value) for value in drawn], floor_at_zero=False)
    rows = pl.DataFrame([_row(index, point) for index, point in enumerate(series)])
    x = alt.X("index:Q", scale=alt.Scale(domain=[0, max(1, len(series) - 1)]), axis=_months(series))
    scale = alt.Scale(domain=list(ticks.domain), nice=False, zero=False)
    y = alt.Y("percent:Q", scale=scale, axis=_percents(ticks))
    path = alt.Y("path:Q", scale=scale, axis=_percents(ticks))
    lines = alt.Chart(rows)
    points = lines.transform_filter("datum.percent != null")
    chart = alt.layer(
        lines.mark_line(color=ACCENT, strokeDash=[5, 3], strokeWidth=1.4).encode(x, path),
        lines.mark_line(color=INK, strokeWidth=2).encode(x, y),
        points.mark_point(shape="circle", size=34, stroke=INK, strokeWidth=1.5, opacity=1).encode(
            x, y, fill=alt.Fill("fill:N", scale=None)
        ),
        _end_labels(series, ticks).encode(
            x, y, text="text:N", color=alt.Color("color:N", scale=None)
        ),
    )
    chart = chart.properties(width=_LINE_SIZE[0], height=_LINE_SIZE[1])
    return _svg(chart, _LINE_PADDING, describe_line(series))


def to_rank_chart(rows: Sequence[AreaRow | BranchRow], whole: Figure) -> str:
    """One dot a row, in the order given, its rate at the margin, the unit's own rate as a line.

    Empty with fewer than three rows that have a rate.
    """
    shown = [row for row in rows if row.coverage.percent.value is not None]
    if len(shown) < 3:
        return ""
    values = [float(row.coverage.percent.value or 0) for row in shown]
    own = [] if whole.value is None else [float(whole.value)]
    ticks = to_ticks([*values, *own], floor_at_zero=True)
    data = pl.DataFrame(
        [
            {
                "place": place,
                "name": _shortened(row.name),
                "percent": value,
                "label": numerals.percent(row.coverage.percent),
            }
            for place, (row, value) in enumerate(zip(shown, values, strict=True))
        ]
    )
    axis = alt.Axis(
        title=None, labels=False, domain=False, ticks=False, grid=True, gridColor=RULE,
        gridDash=[1, 2],
    )  # fmt: skip
    x = alt.X("percent:Q", scale=alt.Scale(domain=list(ticks.domain)), axis=_percents(ticks))
    y = alt.Y("place:O", axis=axis)
    dots = alt.Chart(data)
    layers = [
        dots.mark_point(shape="circle", size=46, filled=True, color=INK, opacity=1).encode(x, y),
        dots.mark_text(
            align="right",
            dx=_RANK_VALUES,
            color=TEXT,
            font=FONT,
            fontSize=LETTER,
            baseline="middle",
        ).encode(y, x=alt.value(_RANK_WIDTH), text="label:N"),
        dots.mark_text(
            align="right",
            dx=-10,
            limit=0,
            color=TEXT,
            font=FONT,
            fontSize=LETTER,
            baseline="middle",
        ).encode(y, x=alt.value(0), text="name:N"),
    ]
    if own:
        mean = alt.Chart(pl.DataFrame({"percent": own}))
        layers.insert(0, mean.mark_rule(color=ACCENT, strokeDash=[5, 3]).encode(x))
    chart = alt.layer(*layers).properties(width=_RANK_WIDTH, height=_RANK_ROW * len(shown))
    return _svg(chart, _RANK_PADDING, describe_rank(shown))


def to_ticks(values: Sequence[float], *, floor_at_zero: bool) -> Ticks:
    """About five round ticks that enclose the values; never fewer than two."""
    low, high = (min(0.0, *values) if floor_at_zero else min(values)), max(values)
    if high - low < _LEAST_SPAN and not (floor_at_zero and high > 0):
        middle = (low + high) / 2
        low, high = max(0.0, middle - _LEAST_SPAN / 2), middle + _LEAST_SPAN / 2
    rough = (high - low) / (_TICKS - 1)
    magnitude = 10.0 ** floor(log10(rough))
    step = next(m * magnitude for m in (1, 2, 5, 10) if m * magnitude >= rough * (1 - 1e-9))
    first = floor(low / step + 1e-9)
    last = max(first + 1, ceil(high / step - 1e-9))
    return Ticks(tuple(round(number * step, 6) for number in range(first, last + 1)))


def _row(index: int, point: SeriesPoint) -> dict[str, int | float | str | None]:
    return {
        "index": index,
        "percent": None if point.percent is None else float(point.percent),
        "path": None if point.path_percent is None else float(point.path_percent),
        "fill": "white" if point.is_history else INK,
    }


def _months(series: Sequence[SeriesPoint]) -> alt.Axis:
    names = [
        f"{numerals.month_short(point.month)}|{point.month.year}"
        if index == 0 or point.month.number == 1
        else numerals.month_short(point.month)
        for index, point in enumerate(series)
    ]
    labels = "[" + ",".join(f"'{name}'" for name in names) + "]"
    return alt.Axis(
        title=None, values=list(range(len(series))), labelExpr=f"split({labels}[datum.value], '|')",
        grid=False, domainColor=QUIET, tickColor=QUIET, tickSize=3, labelFontSize=LETTER,
        labelColor=QUIET, labelOverlap=False, labelFlush=False, labelBound=False,
    )  # fmt: skip


def _percents(ticks: Ticks) -> alt.Axis:
    step = ticks.values[1] - ticks.values[0]
    places = max(0, -floor(log10(step) + 1e-9))
    labels = [numerals.tick(value, places) for value in ticks.values]
    return alt.Axis(
        title=None, values=list(ticks.values),
        labelExpr=f"{labels}[round((datum.value - {ticks.values[0]}) / {step})]",
        gridColor=RULE, domain=False, ticks=False, labelPadding=6, labelFontSize=LETTER,
        labelColor=QUIET, labelOverlap=False, labelFlush=False, labelBound=False,
    )  # fmt: skip


def _end_labels(series: Sequence[SeriesPoint], ticks: Ticks) -> alt.Chart:
    known = max(index for index, point in enumerate(series) if point.percent is not None)
    end = len(series) - 1
    labels = [
        (index, value, name, color)
        for index, name, value, color in (
            (known, say("Cakupan"), series[known].percent, INK),
            (end, say("Jalur target"), series[end].path_percent, ACCENT),
        )
        if value is not None
    ]
    low, high = ticks.domain
    least = (high - low) * _LABEL_GAP / _LINE_SIZE[1]
    heights = _apart([float(value) for _, value, _, _ in labels], least, low, high)
    rows = [
        {
            "index": index,
            "percent": height,
            "text": [name, numerals.percent(Figure(value))],
            "color": color,
        }
        for height, (index, value, name, color) in zip(heights, labels, strict=True)
    ]
    labelled: alt.Chart = alt.Chart(pl.DataFrame(rows)).mark_text(
        align="left", baseline="middle", dx=9, dy=-6, font=FONT, fontSize=LETTER, fontWeight=600,
        lineHeight=12,
    )  # fmt: skip
    return labelled


def _apart(values: list[float], least: float, low: float, high: float) -> list[float]:
    """Heights at which labels neither touch each other nor the months below."""
    values = [max(value, low + least / 2) for value in values]
    if len(values) < 2 or abs(values[0] - values[1]) >= least:
        return values
    middle = max(low + least, min(sum(values) / 2, high - least / 2))
    above, below = middle + least / 2, middle - least / 2
    return [above, below] if values[0] >= values[1] else [below, above]


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _svg(chart: alt.LayerChart | alt.FacetChart, padding: dict[str, int], description: str) -> str:
    finished = chart.properties(
        padding=padding, autosize=alt.AutoSizeParams(type="none")
    ).configure(font=FONT, aria=False, background="transparent", view=alt.ViewConfig(stroke=None))
    svg = vl_convert.vegalite_to_svg(finished.to_dict(validate=False))
    return svg.replace(">", f"><title>{escape(description)}</title>", 1)

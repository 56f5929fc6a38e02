import re
from dataclasses import replace
from itertools import groupby, pairwise
from math import ceil
from xml.etree import ElementTree

import pypdfium2

from flows.edges import rendering, templating
from schemas.bulletin import Bulletin
from tests.bulletin_cases import hidden, kanwil, many_areas
from tests.bulletins import kediri
from transforms.change_chart import to_change_chart
from transforms.line_chart import to_line_chart
from transforms.scales import Point

SVG = "{http://www.w3.org/2000/svg}"
DOTS_PER_PIXEL = 6
"""Enough that a stroke of one pixel is several dots wide."""
DARK, PALE = 150, 235
"""Of 255: any ink is darker than the first, paper is lighter than the second."""
CLEARLY = 40
"""Of 255, so far apart that eyes see it in print."""
MARGIN = 15 / 25.4 * 96, 12 / 25.4 * 96
"""Where a page's text starts, in pixels."""


def drawings(bulletin: Bulletin) -> list[str]:
    return re.findall("<svg.*?</svg>", templating.to_html(bulletin), re.DOTALL)


class Print:
    """A drawing on a page by itself, printed in greys."""

    def __init__(self, drawing: str) -> None:
        page = (
            "<!DOCTYPE html><html lang='id'><head><title>Uji</title></head>"
            f"<body>{drawing}</body></html>"
        )
        sheet = pypdfium2.PdfDocument(rendering.print_pages(page))[0]
        scale = DOTS_PER_PIXEL * 96 / 72
        self._dots = sheet.render(scale=scale, grayscale=True).to_numpy()
        left, top, _, _ = map(float, ElementTree.fromstring(drawing).attrib["viewBox"].split())
        self._origin = MARGIN[0] - left, MARGIN[1] - top

    def grey(self, x: float, y: float) -> int:
        """The grey at a place in the plot, 0 for black, 255 for paper."""
        across, down = (
            round((start + place) * DOTS_PER_PIXEL)
            for start, place in zip(self._origin, (x, y), strict=True)
        )
        return int(self._dots[down, across])

    def greys(self, start: Point, end: Point) -> list[int]:
        """The greys along a straight stroke, a quarter of a pixel apart."""
        across, down = end.x - start.x, end.y - start.y
        steps = 4 * ceil(abs(across) + abs(down))
        parts = [step / steps for step in range(steps + 1)]
        return [self.grey(start.x + across * part, start.y + down * part) for part in parts]


def test_lines_are_told_apart_without_colour() -> None:
    chart = to_line_chart(kediri())
    assert chart is not None
    shown = Print(drawings(kediri())[0])
    for first, second in pairwise(chart.coverage[0]):
        greys = shown.greys(first, second)
        assert max(greys[len(greys) // 4 : -len(greys) // 4]) < DARK  # between the dots
    ((start, *_, end),) = chart.path
    is_ink = [grey < DARK for grey in shown.greys(start, end) if grey < DARK or grey > PALE]
    assert sum(before and not after for before, after in pairwise(is_ink)) > 30
    ((start, end),) = chart.pace
    is_dot = [grey < PALE for grey in shown.greys(start, end)]
    assert sum(before and not after for before, after in pairwise(is_dot)) > 40


def test_dots_are_told_apart_without_colour() -> None:
    chart = to_line_chart(kediri())
    assert chart is not None
    shown = Print(drawings(kediri())[0])
    hollow = [shown.grey(dot.x, dot.y) > PALE for dot in chart.dots]
    filled = [shown.grey(dot.x, dot.y) < DARK for dot in chart.dots]
    assert hollow == [not dot for dot in filled] == [dot.is_hollow for dot in chart.dots]


def test_gains_losses_and_whole_months_are_told_apart_without_colour() -> None:
    chart = to_change_chart(kediri())
    assert chart is not None
    shown = Print(drawings(kediri())[1])
    greys = {
        kind: {
            shown.grey(step.x + step.width * part, step.y + step.height / 2)
            for step in chart.steps
            if step.kind == kind
            for part in (0.8, 0.9)
        }
        for kind in ("gain", "loss", "whole")
    }
    assert max(greys["gain"]) + CLEARLY < min(greys["whole"])
    assert max(greys["whole"]) + CLEARLY < min(greys["loss"])


def test_broken_bars_have_a_gap() -> None:
    chart = to_change_chart(kediri())
    assert chart is not None
    assert chart.is_broken
    shown = Print(drawings(kediri())[1])
    for step in (chart.steps[0], chart.steps[-1]):
        middle = step.y + step.height / 2
        greys = shown.greys(Point(step.x + 1, middle), Point(step.right - 1, middle))
        assert [is_gap for is_gap, _ in groupby(grey > PALE for grey in greys)] == [
            False, True, False,
        ]  # fmt: skip


def test_a_drawing_is_well_formed_and_says_what_is_seen() -> None:
    for bulletin, many in ((kediri(), 2), (kanwil(), 2), (many_areas(), 3), (hidden(), 0)):
        found = drawings(bulletin)
        assert len(found) == many
        for drawing in found:
            root = ElementTree.fromstring(drawing)
            assert root.tag == f"{SVG}svg"
            assert root.attrib["font-family"] == "Source Sans Pro"
            assert (root.findtext(f"{SVG}title") or "").startswith("Grafik ")
            assert [text.text for text in root.iter(f"{SVG}text") if text.text]


def test_a_hostile_name_is_escaped() -> None:
    areas = tuple(replace(row, name="<script>'\"&") for row in many_areas().areas)
    rank = drawings(replace(many_areas(), areas=areas))[1]
    assert "<script" not in rank
    names = [text.text for text in ElementTree.fromstring(rank).iter(f"{SVG}text")]
    assert "<script>'\"&" in names

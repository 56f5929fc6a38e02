import re
from dataclasses import replace
from itertools import pairwise
from math import ceil
from xml.etree import ElementTree

import pypdfium2

from flows.edges import rendering, templating
from schemas.bulletin import Bulletin
from tests.bulletin_cases import hidden, kanwil, many_areas
from tests.bulletins import kediri
from transforms.charts import to_line_chart
from transforms.scales import Point

SVG = "{http://www.w3.org/2000/svg}"
DOTS_PER_PIXEL = 6
"""Enough that a stroke of one pixel is several dots wide."""
DARK, PALE = 150, 235
"""Of 255: any ink is darker than the first, paper is lighter than the second."""
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
    chart = to_line_chart(kediri().series)
    assert chart is not None
    shown = Print(drawings(kediri())[0])
    for first, second in pairwise(chart.coverage[0]):
        greys = shown.greys(first, second)
        assert max(greys[len(greys) // 4 : -len(greys) // 4]) < DARK  # between the dots
    ((start, *_, end),) = chart.path
    is_ink = [grey < DARK for grey in shown.greys(start, end) if grey < DARK or grey > PALE]
    assert sum(before and not after for before, after in pairwise(is_ink)) > 30


def test_dots_are_told_apart_without_colour() -> None:
    chart = to_line_chart(kediri().series)
    assert chart is not None
    shown = Print(drawings(kediri())[0])
    hollow = [shown.grey(dot.x, dot.y) > PALE for dot in chart.dots]
    filled = [shown.grey(dot.x, dot.y) < DARK for dot in chart.dots]
    assert hollow == [not dot for dot in filled] == [dot.is_hollow for dot in chart.dots]


def test_a_drawing_is_well_formed_and_says_what_is_seen() -> None:
    for bulletin, many in ((kediri(), 1), (kanwil(), 2), (many_areas(), 2), (hidden(), 0)):
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
    (*_, rank) = drawings(replace(many_areas(), areas=areas))
    assert "<script" not in rank
    names = [text.text for text in ElementTree.fromstring(rank).iter(f"{SVG}text")]
    assert "<script>'\"&" in names

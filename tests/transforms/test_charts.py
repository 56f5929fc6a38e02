import re
from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.bulletin import SeriesPoint
from schemas.bulletin_rows import Figure
from tests.bulletin_cases import hidden, kanwil, long_names, missing, without_target
from tests.bulletins import kediri
from transforms import charts

WHOLE = Figure(Decimal("21.54"))


def circles(svg: str) -> list[str]:
    return re.findall(r'<path [^>]*d="M[^"]*A[^"]*"[^>]*fill="([^"]+)"', svg)


def words(svg: str) -> str:
    return re.sub(r"<[^>]+>", " ", svg)


def test_earlier_publications_are_hollow_and_ours_are_filled() -> None:
    fills = circles(charts.to_line_chart(kediri().series))
    assert fills == ["white"] * 11 + [charts.INK] * 2


def test_the_line_chart_is_labelled_in_indonesian() -> None:
    svg = charts.to_line_chart(kediri().series)
    assert svg.startswith("<svg ")
    assert "Source Sans Pro" in svg
    for text in ("21,54\xa0%", "Jalur target", "40,18\xa0%", "Agu", "Mei", "2020", "25 %"):
        assert text in words(svg)


def test_the_alternative_text_says_what_is_seen() -> None:
    svg = charts.to_line_chart(kediri().series)
    title = re.search("<title>(.*?)</title>", svg)
    assert title is not None
    assert title[1] == (
        "Grafik garis cakupan kepesertaan per bulan: 21,89\xa0% pada November 2020, "
        "21,54\xa0% pada November 2021; jalur lurus ke target 40,18 persen."
    )


def test_an_unknown_month_has_no_point() -> None:
    assert len(circles(charts.to_line_chart(missing().series))) == 12
    assert "Jalur target" not in charts.to_line_chart(without_target().series)


def test_a_single_month_is_no_line() -> None:
    assert charts.to_line_chart(hidden().series) == ""


def test_nothing_known_is_no_chart() -> None:
    unknown = [replace(point, percent=None) for point in kediri().series]
    assert charts.to_line_chart(unknown) == ""


def test_labels_at_the_end_do_not_touch() -> None:
    last = replace(kediri().series[-1], path_percent=Decimal("21.60"))
    svg = charts.to_line_chart((*kediri().series[:-1], last))
    heights = [
        float(match)
        for match in re.findall(
            r'<text text-anchor="start" transform="translate\([^,]+,([^)]+)\)', svg
        )
    ]
    assert len(heights) == 2
    assert abs(heights[0] - heights[1]) >= 2 * 12


def test_dots_need_three_rows_with_a_rate() -> None:
    assert charts.to_rank_chart(kediri().areas, WHOLE) == ""
    assert charts.to_rank_chart(hidden().areas, WHOLE) == ""
    svg = charts.to_rank_chart(kanwil().areas[:5], WHOLE)
    assert len(circles(svg)) == 5
    assert svg.count("stroke-dasharray") >= 1


def test_rows_of_one_name_keep_a_dot_each() -> None:
    svg = charts.to_rank_chart(long_names().areas, Figure(None))
    assert len(set(re.findall(r"translate\([^,]+,([^)]+)\)\" d=\"M[^\"]*A", svg))) == 20


def test_a_hostile_name_is_escaped() -> None:
    rows = [replace(row, name="<script>'\"&") for row in kanwil().areas[:3]]
    svg = charts.to_rank_chart(rows, WHOLE)
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([21.54], (21.0, 22.5)),
        ([19.8, 23.3], (19.0, 24.0)),
        ([0.02], (0.0, 0.6)),
        ([20.61, 40.18], (20.0, 45.0)),
        ([98.0, 131.0], (90.0, 140.0)),
    ],
)
def test_ticks_enclose_the_values(values: list[float], expected: tuple[float, float]) -> None:
    ticks = charts.to_ticks(values, floor_at_zero=False)
    assert ticks.domain == expected
    assert ticks.values[0] <= min(values) <= max(values) <= ticks.values[-1]
    assert 2 <= len(ticks.values) <= 8


def test_labels_at_the_end_stay_above_the_months() -> None:
    last = replace(kediri().series[-1], percent=Decimal("0.11"), path_percent=None)
    svg = charts.to_line_chart((*kediri().series[:-1], last))
    (height,) = re.findall(r'<text text-anchor="start" transform="translate\([^,]+,([^)]+)\)', svg)
    assert float(height) + 2 * 12 <= charts._LINE_SIZE[1] + 8


def test_the_last_known_month_has_the_label_when_the_last_is_unknown() -> None:
    assert "21,36\xa0%" in words(charts.to_line_chart(missing().series))


def test_no_line_crosses_a_rate_in_rank() -> None:
    svg = charts.to_rank_chart(kanwil().areas[:5], WHOLE)
    ends = re.findall(
        r'<text text-anchor="end" transform="translate\(([^,]+),[^)]+\)[^>]*>[^<]*%', svg
    )
    assert set(ends) == {str(charts._RANK_WIDTH + charts._RANK_VALUES)}


def test_ranks_start_at_zero() -> None:
    assert charts.to_ticks([0.02, 0.13], floor_at_zero=True).domain == (0.0, 0.15)
    assert charts.to_ticks([35.0, 41.0], floor_at_zero=True).domain == (0.0, 60.0)


def test_equal_series_give_equal_charts() -> None:
    series = kediri().series
    copy = tuple(SeriesPoint(**vars(point)) for point in series)
    assert charts.to_line_chart(series) == charts.to_line_chart(copy)

from dataclasses import replace
from decimal import Decimal

from schemas.bulletin import SeriesPoint
from schemas.bulletin_rows import Figure
from tests.bulletin_cases import hidden, kanwil, long_names, missing, without_target
from tests.bulletins import kediri
from transforms.charts import EndLabel, LineChart, RankChart, to_line_chart, to_rank_chart

WHOLE = Figure(Decimal("21.54"))
LETTERS = 27
"""Height of an end label with air around it."""


def line(*series: SeriesPoint) -> LineChart:
    chart = to_line_chart(series or kediri().series)
    assert chart is not None
    return chart


def ended(**last: Decimal | None) -> LineChart:
    """Kediri's chart with another last month."""
    changed = replace(kediri().series[-1], **last)  # type: ignore[arg-type]  # known by name
    return line(*kediri().series[:-1], changed)


def rank(rows: int) -> RankChart:
    chart = to_rank_chart(kanwil().areas[:rows], WHOLE)
    assert chart is not None
    return chart


def test_earlier_publications_are_hollow_and_ours_are_filled() -> None:
    assert [dot.is_hollow for dot in line().dots] == [True] * 11 + [False] * 2


def test_the_line_chart_is_labelled_in_indonesian() -> None:
    chart = line()
    assert chart.coverage_end == EndLabel("Cakupan", "21,54\xa0%", 352.0, 134.5)
    assert chart.path_end == EndLabel("Jalur target", "40,18\xa0%", 352.0, 28.53)
    assert [label.text for label in chart.ticks][:2] == ["20 %", "25 %"]
    assert "Mei" in [label.text for label in chart.months]
    assert [label.text for label in chart.years] == ["2020", "2021"]


def test_the_alternative_text_says_what_is_seen() -> None:
    assert line().description == (
        "Grafik garis cakupan kepesertaan per bulan: 21,89\xa0% pada November 2020, "
        "21,54\xa0% pada November 2021; jalur lurus ke target 40,18 persen."
    )


def test_higher_rates_lie_higher() -> None:
    heights = [dot.y for dot in line().dots]
    assert heights[0] == 136.81
    assert heights[2] == max(heights)
    assert [dot.x for dot in line().dots][::6] == [0.0, 176.0, 352.0]


def test_an_unknown_month_has_no_point() -> None:
    assert len(line(*missing().series).dots) == 12
    assert line(*without_target().series).path_end is None
    assert line(*without_target().series).path == ()


def test_an_unknown_month_breaks_the_line() -> None:
    series = list(kediri().series)
    series[4] = replace(series[4], percent=None)
    assert [len(run) for run in line(*series).coverage] == [4, 8]
    assert [len(run) for run in line(*series).path] == [13]


def test_a_single_month_is_no_line() -> None:
    assert to_line_chart(hidden().series) is None


def test_nothing_known_is_no_chart() -> None:
    assert to_line_chart([replace(point, percent=None) for point in kediri().series]) is None


def test_labels_at_the_end_do_not_touch() -> None:
    for path in ("21.60", "21.54", "21.48"):
        chart = ended(path_percent=Decimal(path))
        assert chart.path_end is not None
        assert abs(chart.coverage_end.y - chart.path_end.y) >= LETTERS


def test_labels_at_the_end_stay_above_the_months() -> None:
    chart = ended(percent=Decimal("0.11"), path_percent=None)
    assert chart.coverage_end.y + LETTERS / 2 <= chart.frame.height


def test_the_last_known_month_has_the_label_when_the_last_is_unknown() -> None:
    end = line(*missing().series).coverage_end
    assert (end.value, end.x) == ("21,36\xa0%", 322.67)


def test_dots_need_three_rows_with_a_rate() -> None:
    assert to_rank_chart(kediri().areas, WHOLE) is None
    assert to_rank_chart(hidden().areas, WHOLE) is None
    assert len(rank(5).dots) == 5
    assert rank(5).whole is not None


def test_a_unit_without_a_rate_has_no_line_in_rank() -> None:
    chart = to_rank_chart(kanwil().areas, Figure(None))
    assert chart is not None
    assert chart.whole is None


def test_rows_of_one_name_keep_a_dot_each() -> None:
    chart = to_rank_chart(long_names().areas, Figure(None))
    assert chart is not None
    assert len({dot.y for dot in chart.dots}) == 20


def test_a_long_name_is_cut() -> None:
    rows = [replace(row, name="Kabupaten " * 5) for row in kanwil().areas[:3]]
    chart = to_rank_chart(rows, WHOLE)
    assert chart is not None
    assert chart.dots[0].name == "Kabupaten Kabupaten Kabupaten Kabupat…"


def test_ranks_start_at_zero() -> None:
    assert rank(5).ticks[0].text == "0 %"
    assert rank(5).ticks[0].x == 0.0
    assert rank(5).ticks[-1].x == rank(5).frame.width


def test_equal_series_give_equal_charts() -> None:
    assert line() == line(*(SeriesPoint(**vars(point)) for point in kediri().series))

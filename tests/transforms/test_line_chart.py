from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.bulletin import Bulletin, SeriesPoint
from schemas.month import Month
from tests.bulletin_cases import hidden, missing, over_hundred, without_target
from tests.bulletins import kediri
from transforms.line_chart import EndLabel, Future, LineChart, to_future, to_line_chart

LETTERS = 27
"""Height of an end label with air around it."""


def line(*series: SeriesPoint) -> LineChart:
    """Kediri's chart, or that of other months, without what lies ahead."""
    chart = to_line_chart(replace(kediri(), series=series or kediri().series, target=None))
    assert chart is not None
    return chart


def leading(**outlook: object) -> LineChart:
    """Kediri's chart with what lies ahead."""
    chart = to_line_chart(towards(**outlook))
    assert chart is not None
    return chart


def towards(**changes: object) -> Bulletin:
    """Kediri with another outlook on its target."""
    target = kediri().target
    assert target is not None
    assert target.outlook is not None
    outlook = replace(target.outlook, **changes)  # type: ignore[arg-type]  # known by name
    return replace(kediri(), target=replace(target, outlook=outlook))


def ended(**last: Decimal | None) -> LineChart:
    """Kediri's chart with another last month."""
    changed = replace(kediri().series[-1], **last)  # type: ignore[arg-type]  # known by name
    return line(*kediri().series[:-1], changed)


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
    assert to_line_chart(hidden()) is None


def test_nothing_known_is_no_chart() -> None:
    unknown = tuple(replace(point, percent=None) for point in kediri().series)
    assert to_line_chart(replace(kediri(), series=unknown)) is None


def test_labels_at_the_end_do_not_touch() -> None:
    for path in ("21.60", "21.54", "21.48"):
        chart = ended(path_percent=Decimal(path))
        assert chart.path_end is not None
        assert chart.coverage_end is not None
        assert abs(chart.coverage_end.y - chart.path_end.y) >= LETTERS


def test_labels_at_the_end_stay_above_the_months() -> None:
    chart = ended(percent=Decimal("0.11"), path_percent=None)
    assert chart.coverage_end is not None
    assert chart.coverage_end.y + LETTERS / 2 <= chart.frame.height


def test_the_last_known_month_has_the_label_when_the_last_is_unknown() -> None:
    end = line(*missing().series).coverage_end
    assert end is not None
    assert (end.value, end.x) == ("21,36\xa0%", 322.67)


def test_equal_series_give_equal_charts() -> None:
    assert line() == line(*(SeriesPoint(**vars(point)) for point in kediri().series))


def test_path_and_pace_lead_to_the_month_of_the_target() -> None:
    chart = leading()
    assert to_future(kediri()) == Future(13, Month(2022, 12), Decimal("60.00"), Decimal("22.38"))
    assert chart.path_end == EndLabel("Jalur target", "60,00\xa0%", 352.0, 0.0)
    assert chart.pace_end is not None
    assert (chart.pace_end.name, chart.pace_end.value) == ("Laju kini", "22,38\xa0%")
    ((now, then),) = chart.pace
    assert (now.x, then.x) == (chart.dots[-1].x, 352.0)
    assert then.y < now.y


def test_with_a_future_the_present_rate_stands_at_its_dot() -> None:
    chart = leading()
    assert chart.coverage_end is None
    assert chart.present is not None
    assert (chart.present.text, chart.present.x) == ("Cakupan 21,54\xa0%", chart.dots[-1].x)
    assert chart.present.y < chart.dots[-1].y


def test_the_present_rate_makes_way_for_a_path_that_is_near() -> None:
    series = list(kediri().series)
    series[-1] = replace(series[-1], percent=Decimal("40.00"))
    chart = to_line_chart(replace(kediri(), series=tuple(series)))
    assert chart is not None
    assert chart.present is not None
    assert chart.present.y > chart.dots[-1].y


def test_with_a_future_every_third_month_is_named_and_each_year_once() -> None:
    chart = leading()
    assert [label.text for label in chart.months] == [
        "Nov", "Feb", "Mei", "Agu", "Nov", "Mar", "Jun", "Sep", "Des",
    ]  # fmt: skip
    assert [label.text for label in chart.years] == ["2020", "2021", "2022"]


def test_a_target_far_ahead_lies_beyond_the_edge() -> None:
    future = to_future(towards(months_left=26))
    assert future == Future(13, Month(2022, 12), Decimal("50.09"), Decimal("22.38"))


def test_without_a_pace_only_the_path_leads_on() -> None:
    chart = leading(pace_per_month=None)
    assert (chart.pace, chart.pace_end) == ((), None)
    assert chart.path_end is not None
    assert chart.path_end.value == "60,00\xa0%"


def test_a_shrinking_pace_ends_at_nobody() -> None:
    future = to_future(towards(pace_per_month=-1_000_000))
    assert future is not None
    assert future.pace == Decimal("0.00")


@pytest.mark.parametrize(
    "bulletin",
    [
        without_target(),
        over_hundred(),
        missing(),
        hidden(),
        towards(months_left=0),
        towards(status="reached"),
    ],
)
def test_nothing_lies_ahead_of_a_target_that_is_reached_past_or_unknown(
    bulletin: Bulletin,
) -> None:
    assert to_future(bulletin) is None


def test_the_alternative_text_says_where_the_pace_leads() -> None:
    assert leading().description.endswith(
        "jalur lurus ke target 40,18 persen; pada laju kini 22,38\xa0% pada Desember 2022."
    )


def test_a_name_at_the_highest_tick_has_room_below_the_caption() -> None:
    high, low = to_line_chart(kediri()), to_line_chart(without_target())
    assert high is not None
    assert low is not None
    assert high.path_end is not None
    assert (high.path_end.y, high.frame.top, low.frame.top) == (0, 14, 10)

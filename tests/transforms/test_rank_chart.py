"""The chart of areas or branches in rank."""

from dataclasses import replace
from decimal import Decimal

from schemas.bulletin_rows import Figure
from tests.bulletin_cases import hidden, kanwil, long_names
from tests.bulletins import kediri
from transforms.rank_chart import RankChart, to_rank_chart

WHOLE = Figure(Decimal("21.54"))


def rank(rows: int) -> RankChart:
    chart = to_rank_chart(kanwil().areas[:rows], WHOLE)
    assert chart is not None
    return chart


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

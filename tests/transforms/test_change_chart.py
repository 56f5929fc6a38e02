from dataclasses import replace

import pytest

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import ChangeRow, ChangeTable, Figure
from tests.bulletin_cases import HIDDEN, hidden
from tests.bulletins import kediri
from transforms.change_chart import WIDTH, ChangeChart, to_change_chart


def changed(**figures: Figure) -> Bulletin:
    """Kediri with other figures of all segments."""
    table = kediri().change_table
    assert table is not None
    *segments, whole = table.rows
    rows: tuple[ChangeRow, ...] = (*segments, replace(whole, **figures))  # type: ignore[arg-type]
    return replace(kediri(), change_table=ChangeTable(rows, is_split_provisional=False))


def chart(**figures: Figure) -> ChangeChart:
    made = to_change_chart(changed(**figures))
    assert made is not None
    return made


def test_steps_are_named_and_signed_as_in_the_table() -> None:
    assert [(step.name, step.value, step.kind) for step in chart().steps] == [
        ("Oktober 2021", "140.510", "whole"),
        ("Masuk", "+2.559", "gain"),
        ("Pindah masuk", "+663", "gain"),
        ("Keluar", "−1.539", "loss"),
        ("Pindah keluar", "−500", "loss"),
        ("November 2021", "141.693", "whole"),
    ]


def test_each_bar_starts_where_the_one_before_it_ends() -> None:
    before, joined, moved_in, left, moved_out, now = chart().steps
    assert (joined.x, moved_in.x) == (before.end, joined.end)
    assert (left.right, moved_out.right) == (moved_in.end, left.end)
    assert now.right == moved_out.end
    assert (before.x, now.x) == (0.0, 0.0)


def test_flows_are_drawn_to_one_scale() -> None:
    widths = [step.width for step in chart().steps[1:5]]
    persons = [2_559, 663, 1_539, 500]
    assert widths == pytest.approx([widths[0] / 2_559 * many for many in persons], abs=0.02)
    assert max(step.right for step in chart().steps) == WIDTH


def test_small_flows_are_drawn_on_a_broken_axis() -> None:
    assert chart().is_broken
    assert min(step.width for step in (chart().steps[0], chart().steps[-1])) > 20


def test_large_flows_are_drawn_from_zero() -> None:
    grown = chart(joined=Figure(150_000), now=Figure(289_134))
    assert not grown.is_broken
    assert grown.steps[0].width / grown.steps[-1].width == pytest.approx(
        140_510 / 289_134, abs=1e-3
    )


def test_a_month_in_which_nobody_moved_is_whole_from_zero() -> None:
    still = dict.fromkeys(("joined", "moved_in", "left", "moved_out"), Figure(0))
    quiet = chart(**still, now=Figure(140_510))
    assert not quiet.is_broken
    assert [step.width for step in quiet.steps] == [WIDTH, 0, 0, 0, 0, WIDTH]


def test_nobody_at_all_is_drawn_too() -> None:
    nobody = ("before", "joined", "moved_in", "left", "moved_out", "now")
    assert [step.width for step in chart(**dict.fromkeys(nobody, Figure(0))).steps] == [0.0] * 6


@pytest.mark.parametrize("name", ["before", "joined", "moved_in", "left", "moved_out", "now"])
def test_one_hidden_figure_leaves_no_chart(name: str) -> None:
    assert to_change_chart(changed(**{name: HIDDEN})) is None


def test_a_month_without_changes_has_no_chart() -> None:
    assert to_change_chart(hidden()) is None


def test_the_alternative_text_says_what_is_seen() -> None:
    assert chart().description == (
        "Grafik jembatan orang terlindungi: 140.510 pada Oktober 2021; masuk +2.559, "
        "pindah masuk +663, keluar −1.539, pindah keluar −500; 141.693 pada November 2021."
    )

from dataclasses import replace
from decimal import Decimal
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.bulletin import Bulletin, Target
from schemas.bulletin_rows import AreaRow, Figure, PotentialRow
from schemas.facts import Facts
from schemas.month import Month
from tests.bulletin_cases import hidden, kanwil, many_areas, one_area, without_target
from tests.bulletins import kediri, rate
from tests.facts import facts
from tests.observations import amended
from tests.observations import rate as rate_row
from transforms import potential_sentences
from transforms.bulletin import to_bulletins
from transforms.disclosure import HIDDEN, UNKNOWN, whole
from transforms.lookup import Lookup, Published
from transforms.potential import to_potential

NOTHING = Lookup(Published({}), None, {}, {}, {}, {}, {}, {}, {}, {}, {})
GOAL = {
    "level": "branch", "code": "KDR", "indicator": "total_coverage", "target_month": "2022-12",
    "percent": 60.0, "source": "Perda",
}  # fmt: skip


def area(covered: int, workers: int, code: str = "3571") -> AreaRow:
    """An area as it stands in a bulletin."""
    return AreaRow(code, code, rate(covered, workers), Figure(max(0, workers - covered)))


def goal(percent: str = "60.00", *, months_left: int = 13) -> Target:
    """A target with so much time left."""
    target = kediri().target
    assert target is not None
    assert target.outlook is not None
    outlook = replace(target.outlook, months_left=months_left)
    return Target(Decimal(percent), Month(2022, 12), "Perda", outlook)


AREAS = st.lists(st.tuples(st.integers(5, 2_000), st.integers(50, 1_000)), min_size=2, max_size=6)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(AREAS, st.integers(1, 100), st.integers(0, 30))
def test_gaps_are_parts_of_their_sum(
    numbers: list[tuple[int, int]], percent: int, months_left: int
) -> None:
    areas = [area(covered, workers, str(3501 + n)) for n, (covered, workers) in enumerate(numbers)]
    aim = goal(f"{percent}.00", months_left=months_left)
    rows = to_potential(areas, NOTHING, aim)
    gaps = [whole(row.gap) for row in rows]
    for (covered, workers), row in zip(numbers, rows, strict=True):
        assert 0 <= whole(row.gap) <= workers
        assert (covered + whole(row.gap)) * 100 >= workers * percent
        assert whole(row.gap) == 0 or (covered + whole(row.gap) - 1) * 100 < workers * percent
        assert whole(row.monthly) == ceil(whole(row.gap) / max(1, months_left))
        assert row.total == Figure(max(0, workers - covered))
    shares = [row.share.value for row in rows]
    if sum(gaps):
        numbers_of_shares = [Decimal(share) for share in shares if share is not None]
        assert len(numbers_of_shares) == len(rows)
        assert abs(sum(numbers_of_shares, Decimal(-100))) <= Decimal("0.005") * len(rows)
    else:
        assert shares == [None] * len(rows)


@pytest.mark.parametrize("mark", [HIDDEN, UNKNOWN])
def test_one_area_without_a_gap_takes_every_share_away(mark: Figure) -> None:
    other = area(10, 100, "3506")
    secret = replace(other, coverage=replace(other.coverage, percent=mark, numerator=mark),
                     gap_persons=mark)  # fmt: skip
    rows = to_potential([area(10, 100), secret], NOTHING, goal())
    assert (rows[0].gap, rows[1].gap, rows[1].total, rows[1].monthly) == (
        Figure(50), mark, mark, mark,
    )  # fmt: skip
    assert [row.share for row in rows] == [mark, mark]


def test_a_single_area_has_no_table() -> None:
    assert to_potential([area(10, 100)], NOTHING, goal()) == ()


@pytest.mark.parametrize("target", [None, replace(goal(), outlook=None)])
def test_without_an_outlook_nothing_is_asked(target: Target | None) -> None:
    rows = to_potential([area(10, 100), area(20, 100, "3506")], NOTHING, target)
    asked = {figure for row in rows for figure in (row.gap, row.share, row.monthly)}
    assert asked == {UNKNOWN}
    assert [row.total for row in rows] == [Figure(90), Figure(80)]


def of_kdr(month: Facts) -> Bulletin:
    """KDR's bulletin."""
    return next(made for made in to_bulletins(month) if made.code == "KDR")


def test_an_area_is_told_by_formal_and_informal_work() -> None:
    month = facts(
        50,
        targets=[GOAL],
        workers=[
            ("3571", "all", 100), ("3571", "formal", 60), ("3571", "informal", 40),
            ("3506", "all", 300), ("3506", "formal", 100), ("3506", "informal", 200),
        ],
    )  # fmt: skip
    first, second = of_kdr(month).potential
    assert (first.code, second.code) == ("3506", "3571")
    assert (first.formal, first.informal, first.total) == tuple(map(Figure, (100, 200, 300)))
    assert (second.formal, second.informal, second.total) == tuple(map(Figure, (10, 40, 50)))
    assert (first.gap, second.gap) == (Figure(180), Figure(10))
    assert (first.share, second.share) == (Figure(Decimal("94.74")), Figure(Decimal("5.26")))
    assert (first.monthly, second.monthly) == (Figure(14), Figure(1))


def test_a_hidden_group_hides_what_it_lacks() -> None:
    month = facts(50)
    secret = rate_row("formal_coverage", None, 60, level="area", code="3571", status="Q")
    row = of_kdr(replace(month, observations=amended(month.observations, secret))).potential[1]
    assert (row.formal, row.total) == (HIDDEN, Figure(50))


def row(name: str, total: Figure) -> PotentialRow:
    """An area with so many workers without cover."""
    return PotentialRow(name, name, UNKNOWN, UNKNOWN, total, UNKNOWN, UNKNOWN, UNKNOWN)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ((), ""),
        ((row("A", Figure(0)), row("B", Figure(0))), ""),
        ((row("A", HIDDEN), row("B", UNKNOWN)), ""),
        (
            (row("A", Figure(7)), row("B", Figure(9))),
            "Potensi terbesar di B: 9 pekerja belum terlindungi.",
        ),
        (
            (row("A", Figure(9)), row("B", Figure(9)), row("C", Figure(1))),
            "Potensi terbesar di A dan B: masing-masing 9 pekerja belum terlindungi.",
        ),
        (
            (row("A", Figure(9)), row("B", HIDDEN)),
            "Di antara wilayah yang ditampilkan, potensi terbesar di A: 9 pekerja belum "
            "terlindungi.",
        ),
    ],
)
def test_the_largest_potential_is_named_truly(
    rows: tuple[PotentialRow, ...], sentence: str
) -> None:
    assert potential_sentences.largest(replace(kediri(), potential=rows)) == sentence


def test_the_note_speaks_of_the_columns_that_are_there() -> None:
    assert potential_sentences.note(kediri()) == (
        "Kekurangan: orang yang kurang untuk mencapai 60,00 persen di tiap wilayah sendiri. "
        "Bagian: persen dari jumlah kekurangan semua wilayah. "
        "Per bulan: kekurangan dibagi 13 bulan yang tersisa."
    )
    late = replace(kediri(), target=goal(months_left=0))
    assert "Per bulan" not in potential_sentences.note(late)
    assert not potential_sentences.has_time(late)
    unshared = tuple(replace(row, share=HIDDEN) for row in kediri().potential)
    assert "Bagian" not in potential_sentences.note(replace(kediri(), potential=unshared))
    assert potential_sentences.note(hidden()) == ""
    assert potential_sentences.has_rows(hidden())
    assert potential_sentences.has_groups(kanwil())


def test_the_target_box_names_where_most_are_missing() -> None:
    assert [row.name for row in potential_sentences.foremost(kediri())] == [
        "Kabupaten Kediri", "Kota Kediri",
    ]  # fmt: skip
    assert len(potential_sentences.foremost(many_areas())) == 3
    first, *_ = potential_sentences.foremost(without_target())
    assert potential_sentences.measure(without_target(), first) == Figure(441_448)


def test_the_box_says_when_an_area_is_not_shown_that_may_lack_more() -> None:
    assert potential_sentences.foremost_caption(kediri()) == "Kekurangan terbesar, orang"
    rows = many_areas().potential
    secret = replace(many_areas(), potential=(*rows[1:], replace(rows[0], gap=HIDDEN)))
    caption = "Kekurangan terbesar di antara yang ditampilkan, orang"
    assert potential_sentences.foremost_caption(secret) == caption
    unaimed = "Belum terlindungi terbesar, orang"
    assert potential_sentences.foremost_caption(without_target()) == unaimed


def test_one_shown_area_is_no_comparison() -> None:
    assert potential_sentences.foremost(hidden()) == ()
    assert potential_sentences.foremost(one_area()) == ()

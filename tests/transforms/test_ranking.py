from dataclasses import replace

from schemas.bulletin_rows import AreaRow, Figure
from tests.bulletin_cases import HIDDEN, kanwil, national
from tests.bulletins import rate
from transforms import ranking


def area(code: str, covered: int) -> AreaRow:
    return AreaRow(code, f"Kabupaten {code}", rate(covered, 1_000), Figure(1))


def test_rows_fall_by_rate_and_equal_rates_share_a_place() -> None:
    rows = [area("a", 100), area("b", 300), area("c", 300), area("d", 50)]
    places = ranking.by_rate(rows)
    assert [(item.place, item.row.code) for item in places] == [
        (1, "b"),
        (1, "c"),
        (3, "a"),
        (4, "d"),
    ]


def test_a_row_without_a_rate_comes_last_and_has_no_place() -> None:
    secret = area("a", 900)
    secret = replace(secret, coverage=replace(secret.coverage, percent=HIDDEN))
    places = ranking.by_rate([secret, area("b", 10)])
    assert [(item.place, item.row.code) for item in places] == [(1, "b"), (None, "a")]


def test_up_to_forty_rows_are_shown_whole() -> None:
    shown = ranking.excerpt(kanwil().areas)
    assert (len(shown.top), shown.omitted, shown.bottom, shown.unrated) == (38, 0, (), 0)


def test_an_excerpt_accounts_for_every_row() -> None:
    for rows in (national().areas, national().branches):
        shown = ranking.excerpt(rows)
        assert len(shown.top) == len(shown.bottom) == 15
        assert len(shown.top) + shown.omitted + len(shown.bottom) + shown.unrated == len(rows)


def test_too_many_rows_give_no_dots() -> None:
    assert ranking.dots(national().areas) == ()
    assert len(ranking.dots(kanwil().branches)) == 4


def test_potential_falls_by_workers_without_cover() -> None:
    rows = kanwil().potential
    shown = ranking.potential((rows[0], replace(rows[1], total=HIDDEN), rows[2]))
    assert [(item.place, item.row.code) for item in shown.top] == [
        (1, "3503"),
        (2, "3501"),
        (None, "3502"),
    ]
    whole = ranking.potential(national().potential)
    assert (len(whole.top), whole.omitted, len(whole.bottom)) == (15, 484, 15)
    assert whole.top[0].row.code == "1614"

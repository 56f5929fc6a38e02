from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure
from tests.bulletin_cases import HIDDEN, UNKNOWN, kanwil, one_area, revised, since
from tests.bulletins import kediri, rate
from transforms.revision_rows import MOST_PARTS, excerpt, rows

Told = tuple[str, Figure, Figure, Figure]


def told(bulletin: Bulletin) -> list[Told]:
    """The rows without what their numbers are."""
    return [(row.what, row.before, row.now, row.difference) for row in rows(bulletin)]


def was(figure: Figure) -> Bulletin:
    """Kediri, whose persons were told otherwise."""
    persons = replace(kediri().total.numerator, was=figure)
    return replace(kediri(), total=replace(kediri().total, numerator=persons))


def test_nothing_that_is_the_same_has_a_row() -> None:
    assert rows(kediri()) == ()


def test_the_headline_comes_before_areas_and_rates_are_compared_as_they_are_printed() -> None:
    percent = {
        name: Figure(Decimal(name))
        for name in ("0.11", "0.23", "0.49", "21.43", "21.54", "40.67", "40.90", "45.09", "45.58")
    }
    assert told(revised()) == [
        ("Orang terlindungi", Figure(143_120), Figure(143_864), Figure(744)),
        ("Cakupan kepesertaan", percent["21.43"], percent["21.54"], percent["0.11"]),
        ("Cakupan pekerja formal", percent["40.67"], percent["40.90"], percent["0.23"]),
        ("Pemberi kerja aktif", Figure(3_465), Figure(3_466), Figure(1)),
        ("Cakupan Kota Kediri", percent["45.09"], percent["45.58"], percent["0.49"]),
    ]


@pytest.mark.parametrize(
    ("before", "difference"),
    [
        (Figure(143_865), Figure(-1)),
        (Figure(143_863), Figure(1)),
        (Figure(0), Figure(143_864)),
        (HIDDEN, HIDDEN),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_a_figure_may_rise_fall_or_be_shown_anew(before: Figure, difference: Figure) -> None:
    now = Figure(143_864)
    assert told(was(before)) == [("Orang terlindungi", before, now, difference)]


@pytest.mark.parametrize("now", [HIDDEN, UNKNOWN])
def test_what_is_no_longer_shown_has_no_difference(now: Figure) -> None:
    bulletin = replace(kediri(), employers=replace(now, was=Figure(3_466)))
    assert told(bulletin) == [("Pemberi kerja aktif", Figure(3_466), now, now)]


def test_other_workers_and_informal_coverage_have_their_rows() -> None:
    bulletin = replace(
        kediri(),
        total=since(kediri().total, rate(143_864, 660_000)),
        informal=since(kediri().informal, rate(8_701, 330_000)),
    )
    assert [row.what for row in rows(bulletin)] == [
        "Pekerja", "Cakupan kepesertaan", "Cakupan pekerja informal",
    ]  # fmt: skip


def test_the_only_area_of_a_unit_has_no_row_beside_the_unit() -> None:
    (area,) = one_area().areas
    same = replace(area, coverage=since(area.coverage, rate(143_120, 667_892)))
    assert rows(replace(one_area(), areas=(same,))) == ()


def test_a_page_shows_the_greatest_differences_and_counts_the_others() -> None:
    whole, shown = rows(kanwil()), excerpt(kanwil())
    assert shown.rows == whole[: len(shown.rows)]
    assert len(shown.rows) + shown.omitted == len(whole)
    parts = whole[len(shown.rows) - MOST_PARTS :]
    assert parts[0].what == "Cakupan Kantor Cabang Cabang Contoh 1"
    assert parts[0].before == parts[0].difference == UNKNOWN
    sizes = [abs(float(row.difference.value or 0)) for row in parts[1:]]
    assert sizes == sorted(sizes, reverse=True)
    assert excerpt(revised()).omitted == 0

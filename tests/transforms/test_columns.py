"""Captions, columns and sheets of tables in both languages."""

from dataclasses import replace
from typing import get_args

import pytest

from flows.edges.catalogues import tongue
from schemas.companion import Column
from tests.bulletin_cases import first_month, kanwil, without_target
from tests.bulletins import kediri
from transforms import columns, headings, numerals
from transforms.columns import to_columns
from transforms.headings import Table, caption
from transforms.language import speaking
from transforms.wording import BREAKDOWNS

ENGLISH = tongue("en")
TABLES: tuple[Table, ...] = get_args(Table)
ALIKE = {"PU", "PMI", "BPU", "Jakon", "Target", "Status", "Formal", "Informal"}
"""Headings that are the same word in both languages."""


def names(table: Table) -> tuple[str, ...]:
    """The headings of Kediri's table."""
    return tuple(column.name for column in to_columns(kediri(), table))


@pytest.mark.parametrize("table", TABLES)
def test_every_heading_is_said_in_the_spoken_language(table: Table) -> None:
    indonesian = to_columns(kediri(), table)
    with speaking(ENGLISH):
        english = to_columns(kediri(), table)
        months = {numerals.month_name(kediri().month + before) for before in (0, -1)}
    months |= {month.replace(" ", "\n") for month in months}
    assert [column.kind for column in english] == [column.kind for column in indonesian]
    for own, other in zip(indonesian, english, strict=True):
        is_fact = table == "target" and "(" in own.heading
        if not is_fact and other.heading not in months | ALIKE:
            assert own.heading != other.heading
            assert other.heading.count("\n") == own.heading.count("\n")
        assert bool(own.group) == bool(other.group)
        assert not own.group or own.group != other.group


@pytest.mark.parametrize(
    ("table", "indonesian", "english"),
    [
        (
            "coverage",
            "Cakupan menurut status pekerjaan (orang), November 2021*",
            "Coverage by employment status (persons), November 2021*",
        ),
        (
            "changes",
            "Orang yang masuk dan keluar menurut segmen, pandangan wilayah, Oktober 2021 sampai "
            "November 2021*",
            "Persons who joined and left by segment, area view, October 2021 to November 2021*",
        ),
        (
            "projects",
            "Proyek jasa konstruksi, November 2021*",
            "Construction projects, November 2021*",
        ),
        (
            "series",
            "Cakupan kepesertaan 13 bulan terakhir, persen",
            "Total coverage over the last 13 months, percent",
        ),
    ],
)
def test_a_caption_has_its_month_and_its_mark(table: Table, indonesian: str, english: str) -> None:
    assert caption(kanwil(), table) == indonesian
    with speaking(ENGLISH):
        assert caption(kanwil(), table) == english


def test_headings_of_a_month_without_another_and_of_one_with_it() -> None:
    with speaking(ENGLISH):
        assert names("segments") == (
            "Segment",
            "Area view: October 2021",
            "Area view: November 2021",
            "Area view: Change",
            "Branch view: November 2021",
        )
        assert [column.heading for column in to_columns(first_month(), "segments")] == [
            "Segment",
            "Area view",
            "Branch view",
        ]


def test_a_target_has_the_facts_of_its_box() -> None:
    assert to_columns(kediri(), "target")[4:] == (
        Column("Kekurangan (orang)", "count", unit="orang"),
        Column("Selisih (persen poin)", "points", unit="persen poin"),
        Column("Sisa waktu (bulan)", "count", unit="bulan"),
        Column("Diperlukan (orang per bulan)", "count", unit="orang per bulan"),
        Column("Status", "text"),
    )


def test_months_have_a_path_only_where_there_is_one() -> None:
    assert columns.has_path(kediri())
    assert names("series") == ("Bulan", "Cakupan", "Jalur lurus ke target", "Asal angka")
    pathless = replace(
        kediri(), series=tuple(replace(point, path_percent=None) for point in kediri().series)
    )
    assert not columns.has_path(pathless)
    assert [column.heading for column in to_columns(pathless, "series")] == [
        "Bulan",
        "Cakupan",
        "Asal angka",
    ]


def test_potential_has_only_what_the_target_asks() -> None:
    assert list(columns.potential_columns(kediri())) == [
        "formal",
        "informal",
        "total",
        "gap",
        "share",
        "monthly",
    ]
    assert "gap" not in columns.potential_columns(without_target())


def test_every_table_has_a_caption_and_a_sheet_of_its_own() -> None:
    assert {*headings.CAPTIONS, *BREAKDOWNS, "revision"} == set(TABLES) == set(headings.SHEETS)
    for speech in (tongue("id"), ENGLISH):
        sheets = {speech.translate(name, None) for name in headings.SHEETS.values()}
        assert len(sheets) == len(TABLES)
        assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in sheets)

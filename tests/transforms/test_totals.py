"""Total rows are checked against the rows above them; signatures below them are no rows."""

from typing import Any

import polars as pl
import pytest

from schemas.exports import COLUMNS, Kind, Profile
from tests.builders import export_row
from transforms.totals import without_totals

PROJECTS = Kind.PROYEK_JAKON
INDONESIAN = Profile(decimal=",", thousands=".")


def row(amount: str | None = "100", **cells: str) -> dict[str, str | None]:
    """A registration."""
    return export_row() | {"UPAH": amount} | cells


def total(amount: str | None, **cells: str) -> dict[str, str | None]:
    """A total row."""
    nothing = dict.fromkeys(COLUMNS[Kind.PESERTA], "")
    return nothing | {"PERIODE": "JUMLAH", "UPAH": amount} | cells


def note(**cells: str) -> dict[str, str | None]:
    """A row with next to nothing in it."""
    return dict.fromkeys(COLUMNS[Kind.PESERTA]) | cells


def sort_out(
    rows: list[dict[str, Any]], kind: Kind = Kind.PESERTA, profile: Profile | None = None
) -> tuple[list[int], list[tuple[Any, ...]], int]:
    """The rows that stay, the disagreeing totals, and how many rows were dropped."""
    schema = {"row": pl.UInt32, **dict.fromkeys(COLUMNS[kind], pl.String)}
    numbered = [{"row": place} | cells for place, cells in enumerate(rows, 1)]
    cells = pl.DataFrame(numbered, schema=schema)
    is_total = cells["PERIODE"].str.starts_with("JUMLAH").fill_null(value=False)
    stay, disagreeing, dropped = without_totals(cells, is_total, kind, profile or Profile())
    assert stay.height + disagreeing.height + dropped == cells.height
    return stay["row"].to_list(), disagreeing.rows(), dropped


@pytest.mark.parametrize(
    ("amounts", "stated", "agrees"),
    [
        (["100", "200"], "300", True),
        (["100", "200"], "301", False),
        (["100", "200"], "", True),
        (["100", "200"], None, True),
        (["100", "200"], "-", True),
        (["100", None], "100", True),
        (["100", "x"], "100", True),
        (["100", "200"], "tiga ratus", False),
        (["100", "200"], "3.000", False),
        ([], "0", True),
        ([], "5", False),
    ],
)
def test_a_total_is_the_sum_of_what_is_above(
    amounts: list[str | None], stated: str | None, agrees: bool
) -> None:
    rows = [*map(row, amounts), total(stated)]
    places = list(range(1, len(rows)))
    if agrees:
        assert sort_out(rows) == (places, [], 1)
    else:
        assert sort_out(rows) == (places, [(len(rows), "UPAH", "Q219")], 0)


def test_amounts_are_read_in_the_branchs_style() -> None:
    rows = [row("1.000,00"), row("2.500,00"), total("Rp 3.500,00")]
    assert sort_out(rows, profile=INDONESIAN) == ([1, 2], [], 1)
    assert sort_out(rows)[1] == [(3, "UPAH", "Q219")]


def test_parts_and_the_whole() -> None:
    rows = [row("1"), row("2"), total("3"), row("4"), total("4"), total("7"), row("8"), total("15")]
    assert sort_out(rows) == ([1, 2, 4, 7], [], 4)


def test_only_the_wrong_part_is_told() -> None:
    rows = [row("1"), total("2"), row("4"), total("4"), total("5")]
    assert sort_out(rows) == ([1, 3], [(2, "UPAH", "Q219")], 2)


def test_every_amount_of_a_project_is_checked() -> None:
    project = export_row(PROJECTS, NILAI_KONTRAK="500", JUMLAH_TK="3")
    empty = dict.fromkeys(COLUMNS[PROJECTS], "") | {"PERIODE": "JUMLAH"}
    right = empty | {"NILAI_KONTRAK": "1000", "JUMLAH_TK": "6"}
    wrong = right | {"JUMLAH_TK": "7"}
    assert sort_out([project, project, right], PROJECTS) == ([1, 2], [], 1)
    assert sort_out([project, project, wrong], PROJECTS)[1] == [(3, "JUMLAH_TK", "Q219")]


@pytest.mark.parametrize("column", ["KPJ", "NIK"])
def test_a_row_with_an_identifier_is_no_total(column: str) -> None:
    assert sort_out([row(), total("100", **{column: "1"})]) == ([1, 2], [], 0)


@pytest.mark.parametrize("column", ["KPJ", "NIK"])
def test_a_total_word_is_no_identifier(column: str) -> None:
    assert sort_out([row(), total("100", **{column: "Sub Total"})]) == ([1], [], 1)


def test_signatures_below_a_total_go_with_it() -> None:
    rows = [row(), total("100"), note(PERIODE="Kediri, 30 November 2021"), note(NPP="Budi")]
    assert sort_out(rows) == ([1], [], 3)


def test_nothing_else_is_taken_for_a_signature() -> None:
    nameless = row(KPJ="", NIK=" ")
    assert sort_out([row(), note(PERIODE="Kediri")]) == ([1, 2], [], 0)
    assert sort_out([row(), total("100"), note(PERIODE="Kediri"), row()])[0] == [1, 3, 4]
    assert sort_out([row(), total("100"), nameless, note(NPP="Budi")])[0] == [1, 3]
    assert sort_out([row(), total("100"), note(KPJ="1")])[0] == [1, 3]


def test_without_a_total_nothing_is_touched() -> None:
    assert sort_out([row(), row()]) == ([1, 2], [], 0)
    assert sort_out([]) == ([], [], 0)

"""Cells are read, distinct ones once, and every row gets what its own cell was read to."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.spelling import FEW, SAMPLE, read_column, spelled

CELLS = st.lists(st.none() | st.sampled_from(["", "a", "b", "B", "é", " ", "a " * 9]), max_size=40)


@settings(max_examples=80, derandomize=True, deadline=None)
@given(CELLS, st.integers(0, FEW + 1))
def test_places_lead_back_to_the_cells(cells: list[str | None], head: int) -> None:
    rows = [str(number % head) for number in range(SAMPLE if head else 0)]
    column = pl.Series("x", [*rows, *cells], dtype=pl.String)
    distinct, places = spelled(column)
    found = [None if place is None else distinct[place] for place in places]
    assert found == column.to_list()


@pytest.mark.parametrize("words", [FEW + 1, 100, 1_000, 3_000])
def test_places_lead_back_to_cells_that_share_a_slot(words: int) -> None:
    cells = [None, *(f"word {number * number % words}" for number in range(3_000)), None]
    column = pl.Series("x", cells * 2)
    distinct, places = spelled(column)
    assert places.null_count() == 4
    assert distinct.gather(places).to_list() == column.to_list()


def shouted(cells: pl.DataFrame) -> pl.DataFrame:
    """Words of one letter; longer ones are a fault, small ones noted, `Z` proves another style."""
    text = pl.col("text")
    return cells.select(
        letter=pl.when(text.str.len_chars() == 1).then(text),
        fault=pl.coalesce("damage", pl.when(text.str.len_chars() != 1).then(pl.lit("Q222"))),
        note=pl.when(pl.col("raw") != text).then(pl.lit("N306")),
        proof=pl.when(text == "Z").then(-1).otherwise(1),
    )


def test_rows_get_the_reading_of_their_cell() -> None:
    read = read_column(pl.Series("x", ["a", "bc", None, "A", "a", "z"]), shouted)
    assert read.values[0].to_list() == ["A", None, None, "A", "A", "Z"]
    assert read.fault.to_list() == [None, "Q222", "Q205", None, None, None]
    assert read.findings == {"N306": 3}


@pytest.mark.parametrize(("cells", "balance"), [("abb", 0), ("azz", -1), ("abz", 1)])
def test_proofs_are_weighed_once_one_speaks_against_the_style(cells: str, balance: int) -> None:
    assert read_column(pl.Series("x", list(cells)), shouted).balance == balance


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("\ufffd", "Q216"),
        ("a\x00", "Q216"),
        ("a\x1b", "Q216"),
        ("\x85", "Q216"),
        ("a" * 4097, "Q215"),
        ("#N/A", "Q209"),
        ("#REF!", "Q209"),
        (" #DIV/0! ", "Q209"),
        ("########", "Q209"),
        ("", "Q205"),
        (" \t\r\n\u00a0\u200b", "Q205"),
        ("n/a", "Q205"),
        ("Nihil", "Q205"),
        ("(null)", "Q205"),
        ("-", "Q205"),
    ],
)
def test_damage_is_told_before_any_reading(cell: str, code: str) -> None:
    read = read_column(pl.Series("x", [cell, "a"]), shouted)
    assert read.fault.to_list() == [code, None]
    assert read.values[0].to_list() == [None, "A"]


def test_a_column_without_rows_or_cells_can_be_read() -> None:
    empty = read_column(pl.Series("x", [], dtype=pl.String), shouted)
    assert (empty.fault.len(), empty.values[0].len()) == (0, 0)
    nothing = read_column(pl.Series("x", [None, None], dtype=pl.String), shouted)
    assert nothing.fault.to_list() == ["Q205", "Q205"]

"""What is said of plain cells is what their reader says of them, whatever stands among them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.exports import Profile
from schemas.month import Month
from schemas.rules import LONGEST_CELL, MOST_WORKERS
from transforms import spelling
from transforms.date_readers import read_payments, read_periods, read_project_days
from transforms.dialect import MISSING
from transforms.parsing import by_spelling
from transforms.plain_cells import PLAIN
from transforms.readers import CODE_LOOK, read_areas, read_codes, read_numbers, read_sender
from transforms.spelling import FEW_ROWS, ReadColumn, read_column

NOVEMBER = Month(2021, 11)
INDONESIAN = Profile(decimal=",", thousands=".", dates=("dd/mm/yyyy", "serial"), months="mm/yyyy")
ISO = Profile(dates=("yyyy-mm-dd", "dd-mon-yy"), months="mon-yyyy")
DATES = ["30/11/2021", "1/2/2021", "31/02/2021", "44530", "2021-11-30", "30-NOV-21", "00/00/0000"]
MONTHS = ["11/2021", "10/2021", "12/2021", "2021-11", "202111", "NOV-2021", "Nov-2021", "13/2021"]
NUMBERS = [
    "12",
    "007",
    "1.234.567",
    "1,234,567",
    "1.234,50",
    "-3",
    "9" * 19,
    "0" * LONGEST_CELL + "1",
]
CODES = ["12AB/3", "N/A", "NIHIL", "a1", "1" * 40, "1E5", "12.0"]
AREAS = ["3571", "3173", "9999", "35.71", "٣٥٧١"]
ODD = ["", " ", "-", "#REF!", " 12", "ab\x07", "１２", "x" * (LONGEST_CELL + 1), "KDR", "kdr"]
CASES: list[tuple[Callable[..., pl.DataFrame], dict[str, Any], list[str], str]] = [
    (read_periods, {"profile": INDONESIAN, "month": NOVEMBER}, MONTHS, "11/2021"),
    (read_periods, {"profile": ISO, "month": NOVEMBER}, MONTHS, "NOV-2021"),
    (
        read_payments,
        {"profile": INDONESIAN, "month": NOVEMBER, "grace_months": 3},
        MONTHS,
        "10/2021",
    ),
    (
        read_project_days,
        {"name": "day", "profile": INDONESIAN, "month": NOVEMBER},
        DATES,
        "30/11/2021",
    ),
    (read_project_days, {"name": "day", "profile": ISO, "month": NOVEMBER}, DATES, "2021-11-30"),
    (read_sender, {"branch": "KDR"}, ["SBY"], "KDR"),
    (read_codes, {"name": "NPP", "look": CODE_LOOK, "code": "Q216"}, CODES, "12AB/3"),
    (read_areas, {"known": ("3571", "3173"), "doubted": ("3173",)}, AREAS, "3571"),
    (read_numbers, {"name": "n", "profile": INDONESIAN, "most": 10**12}, NUMBERS, "1.234.567"),
    (
        read_numbers,
        {"name": "n", "profile": Profile(), "most": MOST_WORKERS, "is_whole": True},
        NUMBERS,
        "12",
    ),
]


def test_every_reader_that_has_plain_cells_is_among_the_cases() -> None:
    assert {read for read, *_ in CASES} == {*PLAIN}


@pytest.mark.parametrize(("read", "known", "looks", "usual"), CASES)
@settings(max_examples=120, derandomize=True, deadline=None)
@given(st.data())
def test_a_column_is_read_as_by_its_reader_alone(
    read: Callable[..., pl.DataFrame],
    known: dict[str, Any],
    looks: list[str],
    usual: str,
    data: st.DataObject,
) -> None:
    cell = st.none() | st.sampled_from([usual, *looks, *ODD, *MISSING])
    head = data.draw(st.sampled_from([0, 1, FEW_ROWS])) * [usual]
    column = pl.Series("x", [*head, *data.draw(st.lists(cell, max_size=60))], dtype=pl.String)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spelling, "FEW_ROWS", data.draw(st.sampled_from([FEW_ROWS, 0])))
        found = by_spelling(read, **known)(column)
    assert _told(found) == _told(read_column(column, partial(read, **known)))


@pytest.mark.parametrize("word", ["NULL", "NIHIL", "--"])
def test_a_branch_whose_code_says_nothing_is_as_its_reader_says(word: str) -> None:
    column = pl.Series("x", [word, word.lower()])
    found = by_spelling(read_sender, branch=word)(column)
    assert _told(found) == _told(read_column(column, partial(read_sender, branch=word)))
    assert found.fault.to_list() == ["Q205", "Q205"]


def test_where_a_cell_speaks_against_the_style_all_are_weighed() -> None:
    numbers = by_spelling(read_numbers, name="n", profile=INDONESIAN, most=10**12)
    assert numbers(pl.Series("x", ["1.234,5", "7", "1,234.5"])).balance == 1


@pytest.mark.parametrize(("read", "known", "looks", "usual"), CASES)
def test_a_plain_cell_needs_no_reader(
    read: Callable[..., pl.DataFrame], known: dict[str, Any], looks: list[str], usual: str
) -> None:
    def never(cells: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError(f"{cells.height} cells were not plain")

    cells = pl.Series("x", [usual, None, usual])
    found = read_column(cells, never, PLAIN[read](**known))
    assert found.fault.to_list() == [None, "Q205", None]
    with pytest.raises(AssertionError, match="1 cells"):
        read_column(pl.Series("x", [usual, "#REF!"]), never, PLAIN[read](**known))


def _told(read: ReadColumn) -> tuple[object, ...]:
    """All that is said of a column."""
    columns = [(each.name, each.dtype, each.to_list()) for each in read.values]
    return columns, read.fault.dtype, read.fault.to_list(), read.findings, read.balance

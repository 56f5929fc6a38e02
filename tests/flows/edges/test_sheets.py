"""Workbooks that can't be taken, and cells that only a workbook has."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from flows.edges.sheets import to_sheet_cells
from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from tests.builders import export_row
from transforms.cells import Cells

KIND = Kind.PROYEK_JAKON
CAP = 10_000_000
HEADING = list(COLUMNS[KIND])
ROW = list(export_row(KIND).values())


def workbook(*sheets: list[list[Any]], first: tuple[int, int] = (0, 0), **cells: Any) -> bytes:
    """Sheets of rows that start at the first cell; `A1=…` cells come on top."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "dd/mm/yyyy"})
    for rows in sheets:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(first[0] + line, first[1], row)
        for place, cell in cells.items():
            sheet.write(place, cell)
    book.close()
    return buffer.getvalue()


def read(data: bytes, **profile: Any) -> Cells:
    """The cells of a workbook of projects."""
    return to_sheet_cells(data, KIND, Profile(**profile), CAP)


def test_rows_are_numbered_as_in_the_sheet() -> None:
    cells = read(workbook([HEADING, ROW, [], ROW], first=(4, 2)))
    assert cells.frame["row"].to_list() == [6, 8]
    assert cells.frame.drop("row").row(0) == tuple(ROW)
    assert cells.findings["N308"] == 1


def test_typed_cells_are_told_in_the_branchs_style() -> None:
    month, start, end = date(2021, 11, 1), date(2021, 10, 1), "31/01/2022"
    row = [month, "KDR", *ROW[2:4], 250_000_000.5, 12, start, end]
    cells = read(workbook([HEADING, row]), dates=("dd/mm/yyyy",), months="mm/yyyy", decimal=",")
    assert cells.frame.drop("row").row(0) == (
        *("11/2021", "KDR", *ROW[2:4]),
        *("250000000,5", "12", "01/10/2021", "31/01/2022"),
    )


def test_a_heading_that_comes_again_and_a_total_are_left_out() -> None:
    numbered: list[list[Any]] = [
        ["No", *HEADING],
        [1, *ROW],
        ["No", *HEADING],
        [2, *ROW],
        ["JUMLAH", *[""] * 4, 9],
    ]
    cells = read(workbook(numbered))
    assert cells.frame["row"].to_list() == [2, 4]
    assert (cells.findings["N314"], cells.findings["N322"], cells.findings["N315"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "E101"),
        (workbook([HEADING]), "E102"),
        (b"<html><table>", "E103"),
        (b"a,b\n", "E103"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "E104"),
        (workbook([HEADING, ROW])[:-30], "E105"),
        (workbook([HEADING, ROW], A1="x" * 32_000)[:5000], "E105"),
        (workbook([HEADING[1:], ROW[1:]]), "E112"),
        (workbook([[*HEADING, "Mulai"], ROW]), "E113"),
        (workbook([HEADING, ROW], [HEADING, ROW]), "E126"),
        (workbook([["a"]], [["b"]]), "E126"),
    ],
)
def test_a_workbook_that_is_not_whole_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ExportError) as caught:
        read(data)
    assert caught.value.code == code
    assert str(caught.value).startswith(code)
    assert caught.value.__context__ is None


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(ExportError) as caught:
        to_sheet_cells(workbook([HEADING, ROW]), KIND, Profile(), 1000)
    assert caught.value.code == "E107"

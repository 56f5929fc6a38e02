"""Workbooks, new and old: the sheet that is read, and cells that only a workbook has."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from flows.edges.sheets import sheet_rows_as_sent, to_sheet_cells
from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from tests.builders import export_row
from tests.old_workbook import OldSheet, old_workbook
from transforms.cells import Cells

KIND = Kind.PROYEK_JAKON
CAP = 10_000_000
HEADING = list(COLUMNS[KIND])
ROW = list(export_row(KIND).values())
AMOUNT, NUMBER = HEADING.index("NILAI_KONTRAK"), HEADING.index("NOMOR_PROYEK")
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROTECTED = OLD + "EncryptedPackage".encode("utf-16-le")

Fill = Callable[[Any, Any], object]


def workbook(
    *sheets: list[list[Any]],
    first: tuple[int, int] = (0, 0),
    fill: Fill = lambda book, sheet: None,
    is_1904: bool = False,
) -> bytes:
    """Sheets of rows that start at the first cell, and what else is done to the last of them."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"default_date_format": "dd/mm/yyyy", "date_1904": is_1904, "remove_timezone": True},
    )
    for rows in sheets:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(first[0] + line, first[1], row)
    fill(book, sheet)
    book.close()
    return buffer.getvalue()


def read(data: bytes, *, is_old: bool = False, **profile: Any) -> Cells:
    """The cells of a workbook of projects."""
    return to_sheet_cells(data, KIND, Profile(**profile), CAP, is_old=is_old)


def with_cell(column: str, cell: Any) -> list[Any]:
    """The good row with another cell."""
    return [cell if name == column else good for name, good in zip(HEADING, ROW, strict=True)]


def test_rows_are_numbered_as_in_the_sheet() -> None:
    cells = read(workbook([HEADING, ROW, [], ROW], first=(4, 2)))
    assert cells.frame["row"].to_list() == [6, 8]
    assert cells.frame.drop("row").row(0) == tuple(ROW)
    assert (cells.findings["N308"], cells.findings["N313"], cells.lines) == (1, 1, 8)


@pytest.mark.parametrize("is_1904", [False, True])
def test_typed_cells_are_told_in_the_branchs_style(is_1904: bool) -> None:
    month, start, end = date(2021, 11, 1), date(2021, 10, 1), "31/01/2022"
    row = [month, "KDR", *ROW[2:4], 250_000_000.5, 12, start, end]
    data = workbook([HEADING, row, ROW], is_1904=is_1904)
    cells = read(data, dates=("dd/mm/yyyy",), months="mm/yyyy", decimal=",")
    assert cells.frame.drop("row").row(0) == (
        *("11/2021", "KDR", *ROW[2:4]),
        *("250000000,5", "12", "01/10/2021", "31/01/2022"),
    )
    assert cells.findings["N309"] == 2


@pytest.mark.parametrize(
    ("dates", "told", "counted"),
    [
        (("yyyymmdd", "dd/mm/yyyy"), "20211001", 1),
        (("dd-mon-yy", "dd-mm-yyyy"), "01-10-2021", 1),
        (("serial",), "44470", 0),
    ],
)
def test_a_date_cell_is_told_in_the_first_style_that_keeps_its_year(
    dates: tuple[str, ...], told: str, counted: int
) -> None:
    """Where it is told as a serial number, it is counted with those."""
    cells = read(workbook([HEADING, with_cell("MULAI", date(2021, 10, 1))]), dates=dates)
    assert cells.frame["MULAI"].to_list() == [told]
    assert cells.findings["N309"] == counted


def test_a_date_with_an_hour_and_a_plain_number_stay_what_they_are() -> None:
    hour = with_cell("MULAI", datetime(2021, 9, 30, 17, tzinfo=UTC))
    cells = read(workbook([HEADING, hour, with_cell("MULAI", 44470)]))
    assert cells.frame["MULAI"].to_list() == ["2021-09-30 17:00:00", "44470"]
    assert cells.findings["N309"] == 0


def test_a_number_with_too_many_digits_stays_recognisable() -> None:
    numbers = [2300001078094, 3571011708850001, "3571011708850001"]
    cells = read(workbook([HEADING, *(with_cell("NOMOR_PROYEK", number) for number in numbers)]))
    assert cells.frame["NOMOR_PROYEK"].to_list() == [
        *("2300001078094", "3571011708850001.0", "3571011708850001")
    ]


def test_a_heading_that_comes_again_and_an_agreeing_total_are_left_out() -> None:
    numbered: list[list[Any]] = [
        ["No", *HEADING],
        [1, *ROW],
        ["No", *HEADING],
        [2, *ROW],
        ["JUMLAH", *[""] * 4, 500_000_000, 24],
        ["", "Kediri, 30 November 2021"],
        ["", "", "Kepala Kantor Cabang"],
    ]
    cells = read(workbook(numbered))
    assert cells.frame["row"].to_list() == [2, 4]
    assert (cells.findings["N314"], cells.findings["N322"], cells.findings["N315"]) == (1, 3, 1)
    assert cells.unreadable.is_empty()


def test_a_total_that_disagrees_is_told() -> None:
    total = ["JUMLAH", *[""] * 3, 250_000_001, 12]
    cells = read(workbook([HEADING, ROW, total]))
    assert cells.frame["row"].to_list() == [2]
    assert cells.unreadable["row"].to_list() == [3]
    assert cells.unreadable["code"].to_list() == ["Q219"]


def test_rows_of_merged_cells_are_told_but_a_merged_total_is_none() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range("B3:B4", "KDR")
        sheet.merge_range("K2:K6", "notes")
        sheet.merge_range("A7:D7", "JUMLAH")
        sheet.write_row("E7", [1_250_000_000, 60])

    cells = read(workbook([HEADING, *[ROW] * 5], fill=fill))
    assert cells.frame["row"].to_list() == [2, 5, 6]
    assert cells.unreadable.rows() == [(3, None, "Q205"), (4, None, "Q205")]
    assert cells.findings["N322"] == 1


@pytest.mark.parametrize(
    ("merged", "columns"),
    [("A1:B2", "KODE_KANTOR"), ("H1:I1", "SELESAI"), ("B1:D1", "NOMOR_PROYEK, KODE_WILAYAH")],
)
def test_a_heading_that_is_merged_across_columns_is_refused(merged: str, columns: str) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range(merged, "")
        sheet.write_row(0, 0, HEADING)

    with pytest.raises(ExportError, match=f"E112 .*: {columns};"):
        read(workbook([HEADING, ROW], fill=fill))


def test_a_heading_that_is_merged_downwards_is_read() -> None:
    def fill(book: Any, sheet: Any) -> None:
        for place, name in enumerate(HEADING):
            sheet.merge_range(2, place, 3, place, name)

    cells = read(workbook([["DAFTAR"], [], HEADING, [], ROW], fill=fill))
    assert cells.frame["row"].to_list() == [5]
    assert cells.unreadable.is_empty()


def test_errors_reach_the_rows_as_text() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_formula(1, AMOUNT, "=NA()", None, "#N/A")
        sheet.write_formula(2, AMOUNT, "=1/0", None, "#DIV/0!")

    cells = read(workbook([HEADING, ROW, ROW, ROW], first=(0, 0), fill=fill))
    assert cells.frame["NILAI_KONTRAK"].to_list() == ["#N/A", "#DIV/0!", ROW[AMOUNT]]
    assert cells.findings["N319"] == 2


def test_errors_are_found_in_a_sheet_that_does_not_start_at_its_first_cell() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_formula(4, 2 + AMOUNT, "=NA()", None, "#N/A")
        sheet.merge_range(5, 2, 6, 2, "202111")

    cells = read(workbook([HEADING, ROW, ROW, ROW], first=(3, 2), fill=fill))
    assert cells.frame["NILAI_KONTRAK"].to_list() == ["#N/A"]
    assert cells.unreadable["row"].to_list() == [6, 7]


def test_hidden_rows_and_formula_like_texts_are_counted() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.write_string(1, 8, "=1+1")
        sheet.write_string(2, 8, "@SUM(A1)")
        sheet.write_number(3, 8, -5)

    cells = read(workbook([HEADING, ROW, ROW, ROW], fill=fill))
    assert cells.frame.height == 3
    assert (cells.findings["N318"], cells.findings["N323"]) == (1, 2)


def hidden(book: Any, sheet: Any) -> None:
    """The last sheet is hidden."""
    book.worksheets()[0].activate()
    sheet.hide()


def test_the_profile_names_the_sheet_and_the_row_of_the_heading() -> None:
    twice = workbook([HEADING, ROW], [["x"], HEADING, HEADING, ROW, ROW])
    assert read(twice, sheet=" sheet1 ").frame["row"].to_list() == [2]
    cells = read(twice, sheet="Sheet2", header_row=3)
    assert cells.frame["row"].to_list() == [4, 5]
    with pytest.raises(ExportError, match="E112"):
        read(twice, sheet="Sheet2", header_row=1)
    with pytest.raises(ExportError, match="E126 0 "):
        read(twice, sheet="Sheet3")


def test_a_hidden_sheet_is_never_read() -> None:
    assert read(workbook([HEADING, ROW], [HEADING, ROW, ROW], fill=hidden)).frame.height == 1
    lacking = [[HEADING[:-1], ROW[:-1]], [HEADING, ROW]]
    with pytest.raises(ExportError, match=r"E112 .*SELESAI"):
        read(workbook(*lacking, fill=hidden))


def with_valueless(book: Any, sheet: Any) -> None:
    """A formula as a library writes it."""
    sheet.write_formula(1, AMOUNT, "=1+1", None, "")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "E101"),
        (workbook([]), "E101"),
        (workbook([HEADING]), "E102"),
        (b"<html><table>", "E103"),
        (b"a,b\n", "E103"),
        (old_workbook(OldSheet("Satu", [HEADING, ROW])), "E103"),
        (PROTECTED, "E104"),
        (workbook([HEADING, ROW])[:-30], "E105"),
        (workbook([HEADING, ["x" * 32_000]])[:5000], "E105"),
        (workbook([HEADING[1:], ROW[1:]]), "E112"),
        (workbook([[*HEADING, "Mulai"], ROW]), "E113"),
        (workbook([HEADING, ROW], [HEADING, ROW]), "E126"),
        (workbook([["a"]], [["b"]]), "E126"),
        (workbook([["a"]], [HEADING, ROW], fill=hidden), "E126"),
        (workbook([HEADING, ROW], fill=with_valueless), "E127"),
    ],
)
def test_a_workbook_that_can_not_be_taken(data: bytes, code: str) -> None:
    with pytest.raises(ExportError) as caught:
        read(data)
    assert caught.value.code == code
    assert str(caught.value).startswith(code)
    assert caught.value.__context__ is None


def test_what_it_looks_like_is_said() -> None:
    with pytest.raises(ExportError, match=r"looks like an HTML page\)"):
        read(b"\n <HTML><body><table><tr>", is_old=True)
    with pytest.raises(ExportError, match=r"looks like a zip archive or workbook\)"):
        read(workbook([HEADING, ROW]), is_old=True)
    with pytest.raises(ExportError, match=r"looks like text\)"):
        read(b"PERIODE;NPP\n")


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(ExportError) as caught:
        to_sheet_cells(workbook([HEADING, ROW]), KIND, Profile(), 1000)
    assert caught.value.code == "E107"


@pytest.mark.parametrize("is_1904", [False, True])
def test_an_old_workbook_is_read_like_a_new_one(is_1904: bool) -> None:
    rows = [
        ["DAFTAR PROYEK"],
        HEADING,
        with_cell("MULAI", date(2021, 10, 1)),
        with_cell("NILAI_KONTRAK", 12.5),
        with_cell("JUMLAH_TK", "#N/A"),
        with_cell("JUMLAH_TK", "=#REF!"),
        ROW,
        ROW,
    ]
    sheet = OldSheet("Proyek", rows, merged=((6, 7, 1, 1),), hidden_rows=(3, 4))
    other = OldSheet("Lama", [HEADING, ROW], is_hidden=True)
    cells = read(old_workbook(sheet, other, is_1904=is_1904), is_old=True, decimal=",")
    assert cells.frame["row"].to_list() == [3, 4, 5, 6]
    assert cells.frame["MULAI"].to_list()[0] == ("2025-10-02" if is_1904 else "2021-10-01")
    assert cells.frame["NILAI_KONTRAK"].to_list()[1] == "12,5"
    assert cells.frame["JUMLAH_TK"].to_list()[2:] == ["#N/A", "#REF!"]
    assert cells.unreadable["row"].to_list() == [7, 8]
    assert (cells.findings["N324"], cells.findings["N318"], cells.lines) == (1, 2, 8)


def test_an_old_workbook_with_a_password_is_refused() -> None:
    with pytest.raises(ExportError, match="E104"):
        read(old_workbook(OldSheet("Proyek", [HEADING, ROW]), is_locked=True), is_old=True)


@pytest.mark.parametrize("is_old", [False, True])
def test_rows_are_sent_back_with_all_their_cells(is_old: bool) -> None:
    rows = [
        ["DAFTAR"],
        [*HEADING, "Catatan"],
        [*ROW, "=1+1"],
        [*with_cell("MULAI", date(2021, 10, 1)), "telat"],
        [*with_cell("NILAI_KONTRAK", 2.5)],
    ]
    if is_old:
        rows[2][-1] = "satu"
    data = old_workbook(OldSheet("Satu", rows)) if is_old else workbook(rows)
    profile = Profile(dates=("dd/mm/yyyy",), decimal=",")
    sent = sheet_rows_as_sent(data, KIND, profile, CAP, (4, 5), is_old=is_old)
    assert sent.headings == (*HEADING, "Catatan")
    assert sent.columns == (*HEADING, "")
    assert sent.rows == {
        4: (*with_cell("MULAI", "01/10/2021"), "telat"),
        5: (*with_cell("NILAI_KONTRAK", "2,5"), ""),
    }

"""What is seen of a workbook before it is parsed, and what is refused by that alone."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from flows.edges.sheet_extent import MOST_ROWS, Extent
from flows.edges.sheet_scan import SheetScan, scan_sheet
from flows.edges.workbook_scan import MARKUP, scan_workbook
from schemas.errors import ExportError

CAP = 100_000_000
SHEET = "xl/worksheets/sheet1.xml"


def workbook(*fills: Callable[[Any, Any], object]) -> bytes:
    """A workbook that is filled through xlsxwriter's book and first sheet."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Satu")
    for fill in fills:
        fill(book, sheet)
    book.close()
    return buffer.getvalue()


def rewritten(book: bytes, changes: dict[str, bytes | None], **names: str) -> bytes:
    """The workbook with other or further parts, or without one."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        parts = {name: source.read(name) for name in source.namelist()} | changes
        for name, data in parts.items():
            if data is not None:
                target.writestr(names.get(name, name), data)
    return buffer.getvalue()


def sheet_of(rows: str, *, prefix: str = "", more: str = "") -> bytes:
    """The markup of a sheet."""
    space = f"xmlns{prefix and ':' + prefix[:-1]}='x'"
    return (
        f"<{prefix}worksheet {space}><{prefix}sheetData>{rows}</{prefix}sheetData>{more}"
        f"</{prefix}worksheet>"
    ).encode()


def scanned(rows: str, *, prefix: str = "", more: str = "", size: int = 1 << 20) -> SheetScan:
    """The scan of a sheet that comes in chunks of this size."""
    data = sheet_of(rows, prefix=prefix, more=more)
    return scan_sheet("Satu", data, (data[at : at + size] for at in range(0, len(data), size)))


def code_of(data: bytes, cap: int = CAP) -> str:
    with pytest.raises(ExportError) as caught:
        scan_workbook(data, cap)
    assert caught.value.__context__ is None
    assert str(caught.value)
    return caught.value.code


def test_a_workbook_of_all_oddities() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(2, 1, ["a", "b", 3])
        sheet.write_formula("B5", "=1+1", None, 2)
        sheet.write_formula("B6", "=NA()", None, "#N/A")
        sheet.write_formula("C6", "=1+1", None, "")
        sheet.write_formula("C7", '=""', None, "x")
        sheet.merge_range("B8:D9", "merged")
        sheet.merge_range("AA1:AB1", "merged")
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_row(4, None, None, {"hidden": True})
        book.add_worksheet("Tutup").hide()
        book.add_worksheet("Rahasia").very_hidden()
        book.add_chartsheet("Grafik").set_chart(chart(book))

    def chart(book: Any) -> Any:
        made = book.add_chart({"type": "bar"})
        made.add_series({"values": "=Satu!$B$3:$D$3"})
        return made

    scan = scan_workbook(workbook(fill), CAP)
    assert (scan.hidden_sheets, scan.links) == (2, 0)
    (sheet,) = scan.sheets
    assert (sheet.name, sheet.extent.rows, sheet.extent.columns) == ("Satu", 8, 27)
    assert (sheet.oddities.formulas, sheet.oddities.valueless) == (3, 1)
    assert sheet.oddities.hidden.to_list() == [5]
    assert sheet.oddities.merges.rows() == [(1, 8, 3, 9), (26, 1, 27, 1)]
    assert sheet.oddities.errors.rows() == [(6, 1, "#N/A")]


@pytest.mark.parametrize("size", [7, 50, 1 << 20])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_sheet_in_pieces_is_the_same_sheet(size: int, prefix: str) -> None:
    rows = "".join(
        f"<p:row r='{row}' hidden='{int(row % 3 == 0)}'><p:c r='B{row}'><p:v>{row}</p:v></p:c>"
        f'<p:c t="e" r="C{row}"><p:v>#REF!</p:v></p:c></p:row>'
        for row in range(1, 31)
    ).replace("p:", prefix)
    more = f'<{prefix}mergeCells><{prefix}mergeCell ref="A1:B2"/></{prefix}mergeCells>'
    scan = scanned(rows, prefix=prefix, more=more, size=size)
    assert scan.extent == Extent(rows=30, referred=3, cells=60)
    assert scan.oddities.hidden.to_list() == list(range(3, 31, 3))
    assert scan.oddities.errors.rows() == [(row, 2, "#REF!") for row in range(1, 31)]
    assert scan.oddities.merges.rows() == [(0, 1, 1, 2)]


def test_rows_and_cells_without_a_name_count_as_they_follow() -> None:
    scan = scanned("<row><c><v>1</v></c><c/><c/></row><row hidden='1'><c><v>2</v></c></row>")
    assert (scan.extent.rows, scan.extent.columns, scan.extent.cells) == (2, 3, 4)
    assert scan.oddities.hidden.to_list() == [2]


@pytest.mark.parametrize(
    ("cell", "formulas", "valueless"),
    [
        ("<c r='A1'><f>A2</f><v>1</v></c>", 1, 0),
        ("<c r='A1' t='str'><f>A2</f><v></v></c>", 1, 0),
        ("<c r='A1'><f>A2</f></c>", 0, 1),
        ("<c r='A1'><f>A2</f><v/></c>", 0, 1),
        ("<c r='A1'><f>A2</f><v></v></c>", 0, 1),
        ("<c r='A1'><f t='shared' si='0'/></c>", 0, 1),
        ("<c r='A1'><f t='shared' si='0'/><v>1</v></c>", 1, 0),
        ("<c r='A1'><v>1</v></c>", 0, 0),
    ],
)
def test_a_formula_has_a_stored_value_or_none(cell: str, formulas: int, valueless: int) -> None:
    found = scanned(f"<row r='1'>{cell}</row>", more="<conditionalFormatting/>").oddities
    assert (found.formulas, found.valueless) == (formulas, valueless)


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        ("<row r='1048576'><c r='XFD1048576'/></row>", (1_048_576, 16_384)),
        ("<row r='1'><c r='GS1'/></row>", (1, 201)),
        ("<row r='1'><c r='zz1'/></row>", (1, 702)),
        ("<row r='1'><c r='AAAAAAAA1'/></row>", (1, 475_255)),
        (f"<row r='1'><c r='A{'9' * 30}'/></row>", (999_999_999_999, 1)),
        (f"<row r='{'0' * 20}4294967297'/>", (4_294_967_297, 0)),
        (f"<row r='1'><c r='A{'0' * 20}4294967297'/></row>", (4_294_967_297, 1)),
        ("<row r='1048577'><c r='A1048577'/></row>", (1_048_577, 1)),
        ("<row r='1'><c r='A1'/><c r='A2000000'/></row>", (2_000_000, 1)),
        (f"<row r='1'>{'<c/>' * 201}</row>", (1, 201)),
        ("<row r='1048576'><c r='BN1048576'/></row>", (1_048_576, 66)),
        ("<row r='1'><c r='A1'/></row><row r='1000000'><c r='E1000000'/></row>", (1_000_000, 5)),
    ],
)
def test_a_range_without_end_is_refused(rows: str, fields: tuple[int, int]) -> None:
    with pytest.raises(ExportError) as caught:
        scanned(rows)
    assert caught.value.code == "E108"
    assert (caught.value.fields["rows"], caught.value.fields["columns"]) == fields


def test_a_range_that_is_only_said_is_refused_too() -> None:
    data = sheet_of("").replace(b"<sheetData>", b"<dimension ref='A1:XFD9'/><sheetData>")
    with pytest.raises(ExportError, match=r"E108 .*9 x 16384"):
        scan_sheet("Satu", data, [data])


def test_the_longest_sheet_with_one_filled_column_is_taken() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in (1, MOST_ROWS))
    assert scanned(rows).extent == Extent(rows=MOST_ROWS, referred=1, cells=2)


@pytest.mark.parametrize("declaration", [b"<!DOCTYPE x>", b"<!ENTITY a 'b'>"])
@pytest.mark.parametrize("size", [5, 1 << 20])
def test_forbidden_markup_is_found_in_any_piece(declaration: bytes, size: int) -> None:
    data = sheet_of("<row r='1'/>" * 20) + declaration
    with pytest.raises(ExportError, match="E132"):
        scan_sheet("Satu", data, (data[at : at + size] for at in range(0, len(data), size)))


def filled(book: Any, sheet: Any) -> None:
    """One cell."""
    sheet.write("A1", "a")


BOOK = workbook(filled)
UTF_16 = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")
LAUGHS = b"<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><sst>&b;</sst>"
MACRO_TYPE = (
    b"<Types><Override ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/>"
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (rewritten(BOOK, {"xl/vbaProject.bin": b"x"}), "E131"),
        (rewritten(BOOK, {"[Content_Types].xml": MACRO_TYPE}), "E131"),
        (rewritten(BOOK, {"xl/sharedStrings.xml": LAUGHS}), "E132"),
        (rewritten(BOOK, {"docProps/app.xml": UTF_16}), "E132"),
        (rewritten(BOOK, {"xl/workbook.xml": LAUGHS}), "E132"),
        (rewritten(BOOK, {"[Content_Types].xml": None}), "E103"),
        (rewritten(BOOK, {"xl/workbook.xml": None}), "E105"),
        (rewritten(BOOK, {"xl/_rels/workbook.xml.rels": None}), "E105"),
        (rewritten(BOOK, {"xl/workbook.xml": b"<workbook>"}), "E105"),
        (rewritten(BOOK, {SHEET: None}), "E105"),
        (rewritten(BOOK, {SHEET: b"nothing of the kind"}), "E105"),
        (rewritten(BOOK, {SHEET: sheet_of("") + b"\xff\xff"}), "E105"),
        (rewritten(BOOK, {SHEET: sheet_of("") + b" " * (13 << 20)}), "E105"),
        (rewritten(BOOK, {"docProps/app.xml": b"a"}, **{"docProps/app.xml": "../app.xml"}), "E143"),
        (BOOK[:-40], "E105"),
    ],
)
def test_a_workbook_that_must_not_be_parsed(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_the_limit_is_on_what_is_unpacked() -> None:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    assert scan_workbook(BOOK, -(-size // MARKUP)).sheets
    assert code_of(BOOK, size // MARKUP - 1) == "E107"


def test_links_to_other_files_are_counted() -> None:
    links = {f"xl/externalLinks/externalLink{number}.xml": b"<externalLink/>" for number in (1, 2)}
    assert scan_workbook(rewritten(BOOK, {**links}), CAP).links == 2


def test_a_part_that_no_sheet_needs_must_be_whole_too() -> None:
    packed = bytearray(rewritten(BOOK, {"xl/media/a.bin": b"abcdefgh" * 100}))
    packed[packed.index(b"xl/media/a.bin") + len("xl/media/a.bin") + 2] ^= 0xFF
    assert code_of(bytes(packed)) == "E105"

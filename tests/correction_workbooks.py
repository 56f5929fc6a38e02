"""Correction workbooks as a clerk sees them: rows, and which cells are coloured."""

import zipfile
from io import BytesIO
from xml.etree import ElementTree as ET

import fastexcel

SPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
RED = "FFFFC7CE"


def rows(data: bytes, sheet: str = "Perbaiki") -> list[tuple[str, ...]]:
    """All rows of a sheet, headings first."""
    book = fastexcel.read_excel(data)
    table = book.load_sheet(sheet, header_row=None, dtypes="string").to_polars()
    return [tuple(cell or "" for cell in row) for row in table.rows()]


def summary(data: bytes) -> str:
    """The words of the first sheet, a row a line."""
    return "\n".join(" ".join(row).strip() for row in rows(data, "Ringkasan"))


def part(data: bytes, name: str) -> ET.Element:
    """One XML part of the workbook."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return ET.fromstring(archive.read(name))


def formats(data: bytes) -> dict[str, tuple[str, str]]:
    """The number format and the fill colour of every cell of the sheet with the rows."""
    book = part(data, "xl/styles.xml")
    fills = [fill.find(".//x:fgColor", SPACE) for fill in book.findall("x:fills/x:fill", SPACE)]
    looks = [
        (look.attrib["numFmtId"], fills[int(look.attrib["fillId"])])
        for look in book.findall("x:cellXfs/x:xf", SPACE)
    ]
    cells = part(data, "xl/worksheets/sheet2.xml").findall(".//x:c", SPACE)
    return {
        cell.attrib["r"]: (form, "" if fill is None else fill.attrib.get("rgb", ""))
        for cell in cells
        for form, fill in [looks[int(cell.attrib["s"])]]
    }


def red_cells(data: bytes) -> set[str]:
    """The references of the cells that the clerk is to correct."""
    return {cell for cell, (_, colour) in formats(data).items() if colour == RED}

"""The workbook beside a bulletin, as a spreadsheet and other programs read it."""

import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import fastexcel
import pytest

from flows.edges.catalogues import tongue
from flows.edges.companion_workbook import to_workbook, workbook_bytes
from schemas.bulletin import Bulletin
from schemas.companion import Cell, Column, ColumnKind, Companion, Revised, Sheet
from schemas.month import Month
from tests.bulletin_cases import (
    crowded,
    hidden,
    kanwil,
    long_names,
    missing,
    national,
    revised,
)
from tests.bulletins import kediri
from tests.correction_workbooks import SPACE, part
from transforms.companion import to_companion
from transforms.language import speaking

ROOT = Path(__file__).parents[3]


def page(data: bytes, companion: Companion, name: str) -> ET.Element:
    """The XML of one sheet."""
    names = [sheet.name for sheet in companion.sheets]
    return part(data, f"xl/worksheets/sheet{names.index(name) + 1}.xml")


def form_of(data: bytes, companion: Companion, sheet: str, cell: str) -> str:
    """How a cell's number is to be written."""
    styles = part(data, "xl/styles.xml")
    forms = {
        form.attrib["numFmtId"]: form.attrib["formatCode"]
        for form in styles.findall("x:numFmts/x:numFmt", SPACE)
    }
    looks = styles.findall("x:cellXfs/x:xf", SPACE)
    found = page(data, companion, sheet).find(f".//x:c[@r='{cell}']", SPACE)
    assert found is not None
    return forms[looks[int(found.attrib["s"])].attrib["numFmtId"]]


def read(cell: Cell, column: Column) -> object:
    """A cell as a program reads it: percentages are parts of one."""
    match cell:
        case Month(year=year, number=number):
            return datetime(year, number, 1)  # noqa: DTZ001  # a spreadsheet has no zones
        case Revised(number):
            return read(number, column)
        case Decimal() if column.kind not in ("points", "difference"):
            return float(cell / 100)
        case int() | Decimal():
            return float(cell)
    return cell


@pytest.mark.parametrize(
    "bulletin", [kediri(), hidden(), kanwil(), national(), missing(), crowded(), long_names()]
)
def test_each_cell_is_read_back_as_it_was_meant(bulletin: Bulletin) -> None:
    companion = to_companion(bulletin)
    found = fastexcel.read_excel(workbook_bytes(companion))
    assert found.sheet_names == [sheet.name for sheet in companion.sheets]
    for sheet in companion.sheets:
        for place, column in enumerate(sheet.columns):
            cells = [read(row[place], column) for row in sheet.rows]
            is_pure = len({type(cell) for cell in cells if cell is not None}) == 1
            if not is_pure:  # numbers and signs: the library would make texts of all
                continue
            table = found.load_sheet(sheet.name, header_row=1).to_polars()
            assert table.columns == [column.name for column in sheet.columns]
            assert table[column.name].to_list() == cells, (sheet.name, column.name)


def test_numbers_are_numbers_and_signs_are_texts() -> None:
    companion = to_companion(hidden())
    data = workbook_bytes(companion)
    cells = page(data, companion, "Kabupaten dan kota").findall(".//x:c", SPACE)
    kinds = {cell.attrib["r"]: cell.attrib.get("t", "n") for cell in cells}
    values = {cell.attrib["r"]: cell.findtext("x:v", "", SPACE) for cell in cells}
    assert (kinds["D3"], values["D3"]) == ("n", "1120")
    assert (kinds["F3"], values["F3"]) == ("n", "0.2236")
    assert [kinds[cell] for cell in ("B3", "D4", "F4", "G4")] == ["s"] * 4
    assert (kinds["E4"], values["E4"]) == ("n", "2100")
    texts = [text.text for text in part(data, "xl/sharedStrings.xml").findall(".//x:t", SPACE)]
    assert texts[int(values["D4"])] == "x"


@pytest.mark.parametrize(
    ("sheet", "cell", "form"),
    [
        ("Perbaikan", "B3", "[$-421]#,##0"),
        ("Perbaikan", "C4", "[$-421]0.00 %"),
        ("Perbaikan", "D3", "[$-421]+#,##0;[$-421]-#,##0;[$-421]0"),
        ("Perbaikan", "D4", "[$-421]+0.00;[$-421]-0.00;[$-421]0.00"),
        ("Segmen", "C3", '[$-421]#,##0"ʳ"'),
        ("Segmen", "C4", "[$-421]#,##0"),
        ("Segmen", "D7", '[$-421]+#,##0"ʳ";[$-421]-#,##0"ʳ";[$-421]0"ʳ"'),
        ("Kabupaten dan kota", "F3", '[$-421]0.00 %"ʳ"'),
        ("Kabupaten dan kota", "F4", "[$-421]0.00 %"),
        ("Segmen", "D4", "[$-421]+#,##0;[$-421]-#,##0;[$-421]0"),
        ("Perbandingan", "C3", "[$-421]+0.00;[$-421]-0.00;[$-421]0.00"),
        ("Deret bulan", "A3", "[$-421]mmmm yyyy"),
        ("Ringkasan", "B5", "[$-421]mmmm yyyy"),
        ("Ringkasan", "B10", '[$-421]#,##0"ʳ"'),
        ("Ringkasan", "B11", '[$-421]0.00 %"ʳ"'),
    ],
)
def test_numbers_are_written_as_indonesians_write_them(sheet: str, cell: str, form: str) -> None:
    companion = to_companion(revised())
    assert form_of(workbook_bytes(companion), companion, sheet, cell) == form


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("A3", "[$-809]mmmm yyyy"),
        ("B3", "[$-809]#,##0"),
        ("C3", "[$-809]0.00%"),
        ("D3", "[$-809]+0.00;[$-809]-0.00;[$-809]0.00"),
    ],
)
def test_in_english_they_are_written_as_english_readers_write_them(cell: str, form: str) -> None:
    row = (Month(2021, 11), 143_864, Decimal("21.54"), Decimal("0.18"))
    kinds: tuple[ColumnKind, ...] = ("month", "count", "percent", "points")
    columns = tuple(Column(kind, kind) for kind in kinds)
    companion = Companion("t", kediri().published, (Sheet("Total", "t", columns, (row,)),))
    with speaking(tongue("en")):
        data = workbook_bytes(companion)
    assert form_of(data, companion, "Total", cell) == form
    foot = page(data, companion, "Total").findtext("x:headerFooter/x:oddFooter", "", SPACE)
    assert foot == "&L&8&A&R&8Page &P of &N"


def test_headings_and_names_stay_in_sight() -> None:
    companion = to_companion(kanwil())
    data = workbook_bytes(companion)
    for sheet in companion.sheets:
        pane = page(data, companion, sheet.name).find(".//x:pane", SPACE)
        assert pane is not None
        assert pane.attrib["state"] == "frozen"
        assert pane.attrib["ySplit"] == "2"
        assert int(pane.attrib.get("xSplit", 0)) == sheet.labels
    labels = {sheet.name: sheet.labels for sheet in companion.sheets}
    assert (labels["Kantor cabang"], labels["Segmen"], labels["Jembatan pandangan"]) == (3, 1, 0)


def test_a_filter_leaves_the_totals_where_they_are() -> None:
    companion = to_companion(kediri())
    data = workbook_bytes(companion)
    found = page(data, companion, "Segmen").find("x:autoFilter", SPACE)
    assert found is not None
    assert found.attrib["ref"] == "A2:E6"


@pytest.mark.parametrize("bulletin", [kediri(), national(), long_names()])
def test_columns_are_as_wide_as_their_numbers(bulletin: Bulletin) -> None:
    companion = to_companion(bulletin)
    data = workbook_bytes(companion)
    for sheet in companion.sheets:
        widths: dict[int, float] = {}
        for col in page(data, companion, sheet.name).findall("x:cols/x:col", SPACE):
            for place in range(int(col.attrib["min"]), int(col.attrib["max"]) + 1):
                widths[place - 1] = float(col.attrib["width"])
        assert max(widths.values()) < 85
        for place, column in enumerate(sheet.columns):
            numbers = [row[place] for row in sheet.rows if isinstance(row[place], int)]
            longest = max((len(f"{number:+,}") for number in numbers), default=0)
            assert widths[place] > longest
            assert widths[place] > max(map(len, column.name.split()))


@pytest.mark.parametrize("bulletin", [kediri(), kanwil(), missing()])
def test_nothing_is_worked_out_or_fetched(bulletin: Bulletin) -> None:
    with zipfile.ZipFile(BytesIO(to_workbook(bulletin))) as archive:
        names = archive.namelist()
        sheets = [archive.read(name) for name in names if name.startswith("xl/worksheets/")]
    assert not [
        name for name in names if "vba" in name or "externalLink" in name or "_rels/sheet" in name
    ]
    assert sheets
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"hyperlink" in sheet]


def test_a_hostile_text_stays_a_text() -> None:
    texts = ("=1+1", "https://example.org", "<r>x</r>", "@SUM(A1)", "a" * 40_000)
    sheet = Sheet("Teks", "=2+2", (Column("=3+3", "text"),), tuple((text,) for text in texts))
    data = workbook_bytes(Companion("t", kediri().published, (sheet,)))
    table = fastexcel.read_excel(data).load_sheet("Teks", header_row=1).to_polars()
    assert table.columns == ["=3+3"]
    found = [text.rstrip() for text in table["=3+3"]]
    assert found[:4] == list(texts[:4])
    assert len(found[4]) > 30_000


def test_the_workbook_is_dated_and_titled_like_the_bulletin() -> None:
    data = to_workbook(kediri())
    core = ET.tostring(part(data, "docProps/core.xml")).decode()
    assert "2021-12-06T00:00:00Z" in core
    assert "Berita Cakupan Kantor Cabang Kediri, November 2021" in core
    assert to_workbook(replace(kediri(), published=kediri().published.replace(day=7))) != data

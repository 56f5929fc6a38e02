"""What branches do in spreadsheets: sheets, hidden and merged parts, formulas, typed cells."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from schemas.exports import Profile
from tests.cases.case import (
    PLACE,
    ROWS,
    Case,
    Refused,
    Taken,
    good_rows,
    line_of,
    refused,
    with_cells,
)
from tests.cases.sheets import (
    COLUMN_NAMES,
    SHEET,
    Fill,
    fill_text,
    place_of,
    rewritten,
    workbook,
)

WAGE, NIK, BORN = (place_of(column) for column in ("UPAH", "NIK", "TGL_LAHIR"))
WAGES = [int(row["UPAH"]) for row in good_rows()]


def _book(name: str, expected: Taken | Refused, *fills: Fill, **changes: Any) -> Case:
    options = changes.pop("options", {})
    return Case(name, lambda: workbook(*fills, **options), expected, {"format": "xlsx"} | changes)


def _row(place: int) -> int:
    """Row of a good row, from 0 as xlsxwriter counts."""
    return place + 1


def _beside(name: str, *, hidden: bool = False, very: bool = False) -> Fill:
    """A further sheet with the same headings and half of the rows."""

    def fill(book: Any, sheet: Any) -> None:
        other = book.add_worksheet(name)
        fill_text(other, good_rows()[: ROWS // 2])
        if hidden:
            other.very_hidden() if very else other.hide()

    return fill


def _notes(book: Any, sheet: Any) -> None:
    book.add_worksheet("Catatan").write_string(0, 0, "Periksa sebelum dikirim")


def _only_hidden_fits(book: Any, sheet: Any) -> None:
    _notes(book, sheet)
    book.worksheets()[1].activate()
    book.worksheets()[1].set_first_sheet()
    sheet.hide()


def _hidden_rows(book: Any, sheet: Any) -> None:
    for place in (3, 4, 5):
        sheet.set_row(_row(place), None, None, {"hidden": True})


def _filtered(book: Any, sheet: Any) -> None:
    sheet.autofilter(0, 0, ROWS, len(COLUMN_NAMES) - 1)
    sheet.filter_column(place_of("SEGMEN"), "x == BPU")
    for place, row in enumerate(good_rows()):
        if row["SEGMEN"] != "BPU":
            sheet.set_row(_row(place), None, None, {"hidden": True})


def _merged(book: Any, sheet: Any) -> None:
    """One employer's NPP over three rows, as payroll clerks like it."""
    place = place_of("NPP")
    sheet.merge_range(_row(3), place, _row(5), place, good_rows()[3]["NPP"])


def _merged_heading(book: Any, sheet: Any) -> None:
    sheet.merge_range(0, place_of("KPJ"), 0, place_of("NIK"), "KPJ")


def _formulas(book: Any, sheet: Any) -> None:
    for place in (3, 4, 5):
        sheet.write_formula(_row(place), WAGE, f"=1*{WAGES[place]}", None, WAGES[place])


def _without_values() -> bytes:
    cells = re.compile(rb"(</f>)<v>[^<]*</v>")
    return rewritten(workbook(_formulas), {SHEET: lambda xml: cells.sub(rb"\1", xml)})


def _error_formula(book: Any, sheet: Any) -> None:
    sheet.write_formula(_row(PLACE), WAGE, "=NA()", None, "#N/A")


def _error_cell(error: str) -> bytes:
    """A cell of the type error, without a formula: what a copied value looks like."""
    reference = f'r="R{_row(PLACE) + 1}"'.encode()
    cell = re.compile(rb"<c " + reference + rb"[^>]*>.*?</c>")
    made = b"<c " + reference + f' t="e"><v>{error}</v></c>'.encode()
    return rewritten(workbook(), {SHEET: lambda xml: cell.sub(made, xml)})


def _numbers(column: str, count: int) -> Fill:
    def fill(book: Any, sheet: Any) -> None:
        for place, row in enumerate(good_rows()[:count]):
            sheet.write_number(_row(place), place_of(column), float(row[column]))

    return fill


def _typed_dates(*places: int) -> Fill:
    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for place in places:
            born = date.fromisoformat(good_rows()[place]["TGL_LAHIR"])
            sheet.write_datetime(_row(place), BORN, born, day)

    return fill


def _serials(*places: int) -> Fill:
    def fill(book: Any, sheet: Any) -> None:
        for place in places:
            sheet.write_number(_row(place), BORN, _serial(good_rows()[place]["TGL_LAHIR"]))

    return fill


def _serial(text: str) -> int:
    """A day as a spreadsheet counts it."""
    return (date.fromisoformat(text) - date(1899, 12, 30)).days


def _total(wages: int, *more: str) -> Fill:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string(_row(ROWS), 0, "JUMLAH SELURUHNYA")
        sheet.write_number(_row(ROWS), WAGE, wages)
        for line, text in enumerate(more, start=_row(ROWS) + 1):
            sheet.write_string(line, place_of("STATUS"), text)

    return fill


def _second_table(book: Any, sheet: Any) -> None:
    for place, text in enumerate(("CATATAN", "WILAYAH", "ORANG"), start=len(COLUMN_NAMES) + 1):
        sheet.write_string(0, place, text)
        sheet.write_string(1, place, "3571")


def _lost(places: Iterable[int], column: str | None, code: str) -> Taken:
    """Rows that are left out for one cell."""
    lost = tuple(places)
    return Taken(rejects=tuple((line_of(place), column, code) for place in lost), lost=lost)


def _wage_lost(code: str, **findings: int) -> Taken:
    return Taken(findings, rejects=((line_of(PLACE), "UPAH", code),), lost=(PLACE,))


ALL = tuple(range(ROWS))
SERIALS = Profile(dates=("yyyy-mm-dd", "serial"))

CASES = (
    _book("workbook", Taken()),
    _book("sheet-of-notes-beside", Taken(), _notes),
    _book("two-sheets-fit", Refused("E126", {"sheets": 2}), _beside("Lama")),
    _book("sheet-by-profile", Taken(), _beside("Lama"), profile=Profile(sheet="Peserta")),
    _book("old-rows-on-a-hidden-sheet", Taken(), _beside("Lama", hidden=True)),
    _book("old-rows-on-a-very-hidden-sheet", Taken(), _beside("Lama", hidden=True, very=True)),
    _book("only-a-hidden-sheet-fits", Refused("E126", {"sheets": 0}), _only_hidden_fits),
    _book("hidden-rows", Taken({"N318": 3}), _hidden_rows),
    _book("filtered-rows", Taken({"N318": 190}), _filtered),
    _book("merged-cells", _lost((3, 4, 5), None, "Q205"), _merged),
    _book("merged-heading", Refused("E112", {"columns": "NIK"}), _merged_heading),
    _book("formulas", Taken({"N319": 3}), _formulas),
    refused("formulas-without-values", _without_values, "E127", {"format": "xlsx"}, cells=3),
    _book("error-from-a-formula", _wage_lost("Q209", N319=1), _error_formula),
    Case("error-cell", lambda: _error_cell("#REF!"), _wage_lost("Q209"), {"format": "xlsx"}),
    _book("niks-as-numbers", _lost(range(10), "NIK", "Q203"), _numbers("NIK", 10)),
    _book("too-many-niks-as-numbers", Refused("E137", {"rows": 11}), _numbers("NIK", 11)),
    _book("wages-as-numbers", Taken(), _numbers("UPAH", ROWS)),
    _book("date-cells", Taken({"N309": ROWS}), _typed_dates(*ALL)),
    _book(
        "date-cells-since-1904",
        Taken({"N309": ROWS}),
        _typed_dates(*ALL),
        options={"date_1904": True},
    ),
    _book("serial-without-a-date-format", _lost([PLACE], "TGL_LAHIR", "Q207"), _serials(PLACE)),
    _book("serials-by-profile", Taken({"N309": ROWS}), _serials(*ALL), profile=SERIALS),
    _book(
        "dates-of-three-shapes",
        Taken({"N309": 120}),
        _typed_dates(*range(60)),
        _serials(*range(60, 120)),
        profile=SERIALS,
    ),
    _book("total-of-a-workbook", Taken({"N322": 1}), _total(sum(WAGES))),
    _book(
        "total-and-signature-of-a-workbook",
        Taken({"N308": 1, "N322": 3}),
        _total(sum(WAGES), "", "Kediri, 30 November 2021", "Kepala Kantor Cabang"),
    ),
    _book(
        "total-of-a-workbook-disagrees",
        Taken(rejects=((line_of(ROWS), "UPAH", "Q219"),), received=ROWS + 1),
        _total(sum(WAGES) + 1),
    ),
    _book("second-table-to-the-right", Taken({"N315": 4}), _second_table),
    Case(
        "formula-like-text",
        lambda: workbook(rows=with_cells({PLACE: {"NPP": "=1+1"}})),
        Taken({"N323": 1}, rejects=((line_of(PLACE), "NPP", "Q216"),), lost=(PLACE,)),
        {"format": "xlsx"},
    ),
)

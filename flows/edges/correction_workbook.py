"""Writes the workbook from which a branch's clerk corrects an export."""

import io
from typing import Any

from flows.edges.correction_summary import write_summary
from flows.edges.workbooks import LINE, TEXT, begin, fit_to_paper, lines_of, unmarked
from schemas.codes import REJECTIONS
from schemas.corrections import Correction
from schemas.reading import AsSent

SHEET = "Perbaiki"
LEADING = ("Baris", "Kesalahan")
"""What stands before the branch's own columns."""
FAULT_WIDTH, LEAST_WIDTH, MOST_WIDTH = 56, 6, 24
"""Characters."""
MEASURED = 500
"""Rows whose cells decide how wide a column is."""
MOST_COMMENTS = 5_000
"""Cells with a comment; a spreadsheet opens many more of them too slowly."""
LONGEST_CELL = 2_000
"""Characters of a cell that are shown."""
CUT = " … (dipotong)"


def workbook_bytes(correction: Correction) -> bytes:
    """The workbook of one file; equal content is equal bytes."""
    buffer = io.BytesIO()
    month = correction.submission.month
    book = begin(buffer, month.first_day, f"Perbaikan {correction.file_name}")
    write_summary(book, correction)
    if correction.faults:
        _write_rows(book, correction)
    book.close()
    return buffer.getvalue()


def _write_rows(book: Any, correction: Correction) -> None:
    """The rows as they came, each with its faults, the faulty cells coloured and commented."""
    sheet = book.add_worksheet(SHEET)
    formats = _formats(book)
    headings = _headings(correction.sent)
    _lay_out(sheet, headings, correction, formats)
    places = {
        column: place
        for place, column in enumerate(correction.sent.columns, start=len(LEADING))
        if column
    }
    comments = 0
    for line, (row, faults) in enumerate(correction.faults.items(), start=1):
        marked = _marked(faults, places)
        sentences = [
            _sentence(code, headings[place] if place else "")
            for place, codes in marked.items()
            for code in codes
        ]
        sheet.set_row(line, LINE * sum(lines_of(sentence, FAULT_WIDTH) for sentence in sentences))
        sheet.write_string(line, 0, str(row), formats["bad row" if 0 in marked else "row"])
        sheet.write_string(line, 1, "\n".join(sentences), formats["fault"])
        cells = correction.sent.rows.get(row, ())
        for place in range(len(LEADING), len(headings)):
            own = place - len(LEADING)
            text = _shown(cells[own]) if own < len(cells) else ""
            sheet.write_string(line, place, text, formats["bad" if place in marked else "cell"])
        if comments < MOST_COMMENTS:
            _comment(sheet, line, marked)
            comments += len(marked)


def _comment(sheet: Any, line: int, marked: dict[int, list[str]]) -> None:
    for place, codes in marked.items():
        text = "\n".join(REJECTIONS[code] for code in codes)
        sheet.write_comment(line, place, text, {"x_scale": 2, "author": "Cakupan"})


def _headings(sent: AsSent) -> list[str]:
    """The leading columns, the branch's own, and one for each further cell of a ragged row."""
    widest = max(map(len, sent.rows.values()), default=0)
    more = [f"(kolom lebih {number})" for number in range(1, widest - len(sent.headings) + 1)]
    return [*LEADING, *sent.headings, *more]


def _marked(
    faults: tuple[tuple[str | None, str], ...], places: dict[str, int]
) -> dict[int, list[str]]:
    """The codes that each cell of a row breaks, by its column; 0 stands for the whole row."""
    marked: dict[int, list[str]] = {}
    for column, code in faults:
        marked.setdefault(places.get(column or "", 0), []).append(code)
    return marked


def _sentence(code: str, heading: str) -> str:
    """A broken rule, under the branch's own name of the column."""
    return f"{code} {heading}: {REJECTIONS[code]}" if heading else f"{code}: {REJECTIONS[code]}"


def _shown(text: str) -> str:
    return unmarked(text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + CUT)


def _lay_out(
    sheet: Any, headings: list[str], correction: Correction, formats: dict[str, Any]
) -> None:
    """Headings, widths, filter, frozen panes, and how the sheet is printed."""
    sheet.set_column(0, 0, LEAST_WIDTH + 2, formats["cell"])
    sheet.set_column(1, 1, FAULT_WIDTH, formats["cell"])
    shown = [correction.sent.rows.get(row, ()) for row in list(correction.faults)[:MEASURED]]
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, _shown(heading), formats["heading"])
    for own, heading in enumerate(headings[len(LEADING) :]):
        longest = max((len(cells[own]) for cells in shown if own < len(cells)), default=0)
        width = min(max(longest, len(heading) + 2, LEAST_WIDTH), MOST_WIDTH)
        sheet.set_column(own + len(LEADING), own + len(LEADING), width + 1, formats["cell"])
    last = len(correction.faults)
    sheet.set_row(0, 30)
    sheet.autofilter(0, 0, last, len(headings) - 1)
    sheet.freeze_panes(1, len(LEADING))
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    fit_to_paper(sheet, side=0.4)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&8Berisi data pribadi&C&8&F&R&8Halaman &P dari &N")


def _formats(book: Any) -> dict[str, Any]:
    """Text cells throughout, so that a spreadsheet keeps every digit."""
    text = {"num_format": TEXT, "valign": "top", "border": 1, "border_color": "#D9D9D9"}
    faulty = {"bg_color": "#FFC7CE", "font_color": "#9C0006", "border_color": "#E26B0A"}
    head = {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "text_wrap": True}
    return {
        "cell": book.add_format(text),
        "row": book.add_format(text | {"bg_color": "#F2F2F2", "align": "right"}),
        "fault": book.add_format(text | {"text_wrap": True, "bg_color": "#FFF2CC"}),
        "bad row": book.add_format(text | faulty | {"bold": True, "align": "right"}),
        "bad": book.add_format(text | faulty | {"bold": True}),
        "heading": book.add_format(text | head | {"valign": "vcenter"}),
    }

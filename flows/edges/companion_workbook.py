"""Writes the workbook beside a bulletin, whose numbers are numbers and whose signs are texts."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from flows.edges.catalogues import tongue
from flows.edges.workbooks import LINE, begin, fit_to_paper, lines_of, unmarked
from schemas.bulletin import Bulletin
from schemas.companion import Cell, Column, Companion, Revised, Sheet
from schemas.definitions import Language
from schemas.month import Month
from transforms.companion import to_companion
from transforms.headings import SHEET_NUMBER
from transforms.language import say, speaking, spoken
from transforms.numerals import REVISED, decimals, month_name, whole

HEADINGS = 1
"""The row of the headings; the title stands above them, the cells below."""
LOCALES: dict[Language, str] = {"id": "[$-421]", "en": "[$-809]"}
"""Lets a spreadsheet write numbers and months as readers of the language do, where it can."""
PERCENTS: dict[Language, str] = {"id": "0.00 %", "en": "0.00%"}
NUMBERS = {
    "count": ("#,##0",),
    "change": ("+#,##0", "-#,##0", "0"),
    "points": ("+0.00", "-0.00", "0.00"),
    "month": ("mmmm yyyy",),
}
"""How each other kind of number is written: any, or one above, one below and one equal to 0."""
BOTH = {
    "figure": ("count", "percent"),
    "difference": ("change", "points"),
    "mixed": ("count", "percent"),
}
"""What whole numbers and decimals are in a column of both."""
TEXTS = ("text", "mixed")
"""Kinds of columns whose texts stand on the left; elsewhere a text is a sign for a number."""
LEAST_WIDTH, MOST_WIDTH, LABEL_WIDTH = 8, 80, 48
"""Characters of a column: the least, the most, and the most of one that stays in sight."""
HEADING_WIDTH = 14
"""Characters after which a heading goes on in the next line."""


def to_workbook(bulletin: Bulletin) -> bytes:
    """The workbook beside a bulletin, in its language; equal bulletins give equal bytes."""
    with speaking(tongue(bulletin.language)):
        return workbook_bytes(to_companion(bulletin))


def workbook_bytes(companion: Companion) -> bytes:
    """A workbook for readers of the spoken language; equal content is equal bytes."""
    buffer = BytesIO()
    book = begin(buffer, companion.published, companion.title)
    formats = _formats(book)
    for sheet in companion.sheets:
        page = book.add_worksheet(sheet.name)
        _lay_out(page, sheet, formats)
        _write(page, sheet, formats)
    book.close()
    return buffer.getvalue()


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    first_total = len(sheet.rows) - sheet.totals
    for index, cells in enumerate(sheet.rows):
        look = " total" if index >= first_total else ""
        for place, (cell, column) in enumerate(zip(cells, sheet.columns, strict=True)):
            line = HEADINGS + 1 + index
            match cell:
                case None:
                    page.write_blank(line, place, None, formats[f"text{look}"])
                case str():
                    name = "text" if column.kind in TEXTS else "sign"
                    page.write_string(line, place, unmarked(cell), formats[f"{name}{look}"])
                case Month(year=year, number=number):
                    day = datetime(year, number, 1)  # noqa: DTZ001  # a spreadsheet has no zones
                    page.write_datetime(line, place, day, formats[f"month{look}"])
                case Revised(number):
                    _write_number(page, (line, place), number, column, f" revised{look}", formats)
                case _:
                    _write_number(page, (line, place), cell, column, look, formats)


def _write_number(
    page: Any,
    where: tuple[int, int],
    number: int | Decimal,
    column: Column,
    look: str,
    formats: dict[str, Any],
) -> None:
    kind = _kind(number, column)
    value = float(number / 100) if kind == "percent" else number
    page.write_number(*where, value, formats[f"{kind}{look}"])


def _kind(number: int | Decimal, column: Column) -> str:
    """How a number is written."""
    of_whole, of_decimals = BOTH.get(column.kind, (column.kind, column.kind))
    return of_whole if isinstance(number, int) else of_decimals


def _lay_out(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    """Title, headings, widths, filter, frozen panes, and how the sheet is printed."""
    widths = [_width(sheet, place) for place in range(len(sheet.columns))]
    page.write_string(0, 0, unmarked(sheet.title), formats["title"])
    for place, (column, width) in enumerate(zip(sheet.columns, widths, strict=True)):
        page.set_column(place, place, width + 2)
        look = "heading" if column.kind in TEXTS else "number heading"
        page.write_string(HEADINGS, place, column.name, formats[look])
    tallest = max(lines_of(c.name, width) for c, width in zip(sheet.columns, widths, strict=True))
    page.set_row(HEADINGS, LINE * tallest + 3)
    last = HEADINGS + len(sheet.rows) - sheet.totals
    if last > HEADINGS + 1:
        page.autofilter(HEADINGS, 0, last, len(sheet.columns) - 1)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    page.freeze_panes(HEADINGS + 1, sheet.labels)
    page.repeat_rows(0, HEADINGS)
    fit_to_paper(page, side=0.4)
    page.set_footer(f"&L&8&A&R&8{say(SHEET_NUMBER, page='&P', pages='&N')}")


def _width(sheet: Sheet, place: int) -> int:
    """Characters that a column's cells need, and its heading when it is broken into lines."""
    heading = sheet.columns[place].name
    words = [HEADING_WIDTH if len(heading) > HEADING_WIDTH else len(heading) + 2]
    longest = max(len(_shown(cells[place])) for cells in sheet.rows)
    most = LABEL_WIDTH if place < sheet.labels else MOST_WIDTH
    return min(max(longest, LEAST_WIDTH, *words, *map(len, heading.split())), most)


def _shown(cell: Cell) -> str:
    """A cell as long as a spreadsheet writes it."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case Month():
            return month_name(cell)
        case int():
            return f"+{whole(abs(cell))}"
        case Decimal():
            return f"{decimals(cell)} %"
        case Revised(number):
            return f"{_shown(number)}{REVISED}"


def _written(parts: Iterable[str], sign: str = "") -> dict[str, object]:
    """How a spreadsheet writes a number, with a sign behind it that is no part of it."""
    return {"num_format": ";".join(f"{LOCALES[spoken()]}{part}{sign}" for part in parts)}


def _formats(book: Any) -> dict[str, Any]:
    """The looks of cells; those of the rows that close a table are named `… total`."""
    language = spoken()
    numbers = NUMBERS | {"percent": (PERCENTS[language],)}
    plain: dict[str, object] = {"valign": "top"}
    number = plain | {"align": "right"}
    looks = {
        "text": plain | {"text_wrap": True},
        "sign": number,
        **{kind: number | _written(parts) for kind, parts in numbers.items()},
        **{
            f"{kind} revised": number | _written(parts, f'"{REVISED}"')
            for kind, parts in numbers.items()
        },
    }
    heading: dict[str, object] = {"bold": True, "text_wrap": True, "valign": "vcenter"}
    heading |= {"bg_color": "#0B4F5E", "font_color": "#FFFFFF"}
    closing: dict[str, object] = {"bold": True, "top": 1}
    return {
        "title": book.add_format({"bold": True, "font_size": 12}),
        "heading": book.add_format(heading),
        "number heading": book.add_format(heading | {"align": "right"}),
        **{name: book.add_format(look) for name, look in looks.items()},
        **{f"{name} total": book.add_format(look | closing) for name, look in looks.items()},
    }

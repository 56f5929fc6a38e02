"""Workbooks that we write: how they are begun, dated and printed."""

from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from textwrap import wrap
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

LINE = 15
"""Points of one line of text."""
A4, TEXT = 9, 49
"""Numbers that spreadsheets give the paper and the format of cells that keep every digit."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""No temporary files, for rows may be personal data; and text stays text."""


def begin(buffer: BytesIO, created: date, title: str = "") -> Any:
    """A workbook that will be written to the buffer, dated by what it holds, not by the clock."""
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    at = datetime(created.year, created.month, created.day, tzinfo=UTC)
    book.set_properties({"title": title, "created": at})
    return book


def fit_to_paper(sheet: Any, side: float) -> None:
    """Let a sheet be printed across, as wide as a page, with margins of `side` inches."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=side, right=side, top=0.6, bottom=0.6)


def unmarked(text: str) -> str:
    """A text as it can stand in a cell; the library would take `<r>…</r>` for markup."""
    return f"{text} " if text.endswith("</r>") else text


@cache
def lines_of(text: str, width: int) -> int:
    """Lines that a text needs in a column of so many characters."""
    return max(len(wrap(text, width)), 1)

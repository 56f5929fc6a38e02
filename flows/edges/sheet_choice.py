"""Finds the visible sheet of a workbook that holds the export, and its heading."""

from dataclasses import dataclass, field
from functools import partial

import fastexcel
import polars as pl

from flows.edges.content import parsed
from flows.edges.sheet_scan import Oddities
from flows.edges.workbook_scan import WorkbookScan
from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from transforms.layout import HEADING_LINES, named

MOSTLY = 0.5
"""Share of the columns from which a row is taken for the heading, though some are missing."""


@dataclass(frozen=True)
class Sheet:
    """A visible sheet: all its cells as text, from its first row and first used column."""

    name: str
    oddities: Oddities
    first_place: int
    text: pl.DataFrame = field(repr=False)


@dataclass(frozen=True)
class Heading:
    """Where the heading of an export is."""

    sheet: Sheet
    line: int
    cells: tuple[str, ...]
    names: tuple[str, ...]
    """The canonical column of each cell, empty where it stands for none."""

    @property
    def known(self) -> int:
        """Canonical columns that it names."""
        return len({*self.names} - {""})


def load_sheets(book: fastexcel.ExcelReader, scan: WorkbookScan, profile: Profile) -> list[Sheet]:
    """The visible sheets, or the one that the profile names."""
    wanted = None if profile.sheet is None else _bare(profile.sheet)
    return [
        parsed(partial(_loaded, book, sheet.name, sheet.oddities))
        for sheet in scan.sheets
        if wanted in (None, _bare(sheet.name))
    ]


def _bare(name: str) -> str:
    return name.strip().casefold()


def _loaded(book: fastexcel.ExcelReader, name: str, oddities: Oddities) -> Sheet:
    """The library gives null for an error cell; what it says is known from the scan."""
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    text = sheet.to_polars()
    text.columns = [str(place) for place in range(text.width)]
    first = next((column.absolute_index for column in sheet.available_columns()), 0)
    errors = oddities.errors.filter(pl.col("row") <= text.height)
    for place in errors["place"].unique(maintain_order=True):
        column = str(place - first)
        if column in text.columns:
            text = text.with_columns(_with_errors(text[column], errors, place))
    return Sheet(name, oddities, first, text)


def _with_errors(cells: pl.Series, errors: pl.DataFrame, place: int) -> pl.Series:
    here = errors.filter(pl.col("place") == place).unique("row", keep="first", maintain_order=True)
    said = pl.Series(cells.name, [None], dtype=pl.String).new_from_index(0, cells.len())
    return cells.zip_with(cells.is_not_null(), said.scatter(here["row"] - 1, here["text"]))


def find_heading(sheets: list[Sheet], scan: WorkbookScan, kind: Kind, profile: Profile) -> Heading:
    """The heading of the one sheet that has all columns; else where some are missing."""
    found = [heading for sheet in sheets for heading in _tops(sheet, kind, profile)]
    matching = [heading for heading in found if heading.known == len(COLUMNS[kind])]
    fitting = {heading.sheet.name for heading in matching}
    if len(fitting) > 1:
        raise ExportError("E126", sheets=len(fitting))
    if matching:
        return matching[0]
    best = max(found, key=lambda heading: (heading.known, -heading.line), default=None)
    known = best.known if best else 0
    is_told = not scan.hidden_sheets or known > MOSTLY * len(COLUMNS[kind])
    if len(sheets) != 1 or not is_told:
        raise ExportError("E126", sheets=0)
    if best is None:
        raise ExportError("E101")
    return best


def _tops(sheet: Sheet, kind: Kind, profile: Profile) -> list[Heading]:
    """The rows that may be the heading."""
    row = profile.header_row
    tops = sheet.text.head(HEADING_LINES) if row is None else sheet.text.slice(row - 1, 1)
    headings = []
    for line, cells in enumerate(tops.iter_rows(), start=row or 1):
        said = tuple(cell or "" for cell in cells)
        headings.append(Heading(sheet, line, said, tuple(named(list(said), profile, kind))))
    return headings

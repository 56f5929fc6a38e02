"""Reads the one matching sheet of a workbook into text cells in the branch's own style."""

import zipfile
from collections import Counter
from contextlib import suppress
from functools import partial
from io import BytesIO
from typing import Literal

import fastexcel
import polars as pl

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, MonthStyle, Profile
from transforms.cells import TOTAL, Cells, without_totals
from transforms.dialect import DATE_FORMATS
from transforms.layout import HEADING_LINES, named, note_heading, to_positions

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
PROTECTED = "EncryptedPackage".encode("utf-16-le")
"""What stands in the directory of a workbook with a password."""
DATES = {"TGL_LAHIR", "MULAI", "SELESAI"}
MONTHS = {"PERIODE", "BLTH_IURAN_TERAKHIR"}
NUMBERS = {"UPAH", "NILAI_KONTRAK", "JUMLAH_TK"}
MONTH_FORMATS: dict[MonthStyle, str] = {
    "yyyymm": "%Y%m",
    "yyyy-mm": "%Y-%m",
    "mm-yyyy": "%m-%Y",
    "mm/yyyy": "%m/%Y",
}
DTYPES: tuple[Literal["string", "boolean"], ...] = ("string", "boolean")
"""Every cell as text; and which cells are numbers, for only those can be read as truth values."""
DATE_CELL = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"
"""How the reader writes a cell whose format is a date's."""


def to_sheet_cells(data: bytes, kind: Kind, profile: Profile, cap: int) -> Cells:
    """Read the bytes of a workbook; ExportError when they can't be taken as a whole."""
    _refuse_foreign(data, cap)
    tops: dict[str, list[tuple[str | None, ...]]] | None = None
    with suppress(fastexcel.FastExcelError):
        book = fastexcel.read_excel(data)
        tops = {
            sheet.name: sheet.to_polars().rows()
            for sheet in map(partial(_top, book), book.sheet_names)
            if sheet.visible == "visible"
        }
    if tops is None:
        raise ExportError("E105")
    findings: Counter[str] = Counter()
    name, line, positions = _find_heading(tops, kind, profile)
    heading = [cell or "" for cell in tops[name][line - 1]]
    note_heading(heading, named(heading, profile, kind), line, findings)
    return _to_cells(book, name, line, positions, kind, profile, findings)


def _refuse_foreign(data: bytes, cap: int) -> None:
    if not data:
        raise ExportError("E101")
    if data.startswith(OLD_WORKBOOK) and PROTECTED in data:
        raise ExportError("E104")
    if not data.startswith(b"PK\x03\x04"):
        found = "HTML" if data.lstrip().startswith(b"<") else "text or another kind of file"
        raise ExportError("E103", expected="an Excel workbook", found=found)
    size = None
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(BytesIO(data)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size is None:
        raise ExportError("E105")
    if size > cap:
        raise ExportError("E107", cap=cap)


def _top(book: fastexcel.ExcelReader, name: str) -> fastexcel.ExcelSheet:
    """The first rows of a sheet as text, empty rows among them."""
    return book.load_sheet(
        name, header_row=None, skip_rows=0, n_rows=HEADING_LINES, dtypes="string"
    )


def _find_heading(
    tops: dict[str, list[tuple[str | None, ...]]], kind: Kind, profile: Profile
) -> tuple[str, int, tuple[int, ...]]:
    """Sheet, row of the heading and places of the canonical columns."""
    found = [
        (name, line, named([cell or "" for cell in row], profile, kind))
        for name, rows in tops.items()
        for line, row in enumerate(rows, 1)
    ]
    matching = [place for place in found if set(COLUMNS[kind]) <= set(place[2])]
    sheets = {name for name, _, _ in matching}
    if len(sheets) > 1 or (not sheets and len(tops) != 1):
        raise ExportError("E126", sheets=len(sheets))
    if not found:
        raise ExportError("E101")
    name, line, names = (
        matching[0] if matching else max(found, key=lambda place: len({*place[2]} - {""}))
    )
    return name, line, to_positions(names, line, kind)


def _to_cells(
    book: fastexcel.ExcelReader,
    name: str,
    line: int,
    positions: tuple[int, ...],
    kind: Kind,
    profile: Profile,
    findings: Counter[str],
) -> Cells:
    columns = COLUMNS[kind]
    places = [*positions, *({0} - {*positions})]
    text, is_number = (
        book.load_sheet(
            name,
            header_row=None,
            skip_rows=0,
            use_columns=[f"__UNNAMED__{place}" for place in places],
            dtypes=dtype,
        ).to_polars()
        for dtype in DTYPES
    )
    text.columns = [*columns, *text.columns[len(columns) :]]
    starts = text[:, places.index(0)]
    rows = (
        text.select(columns)
        .with_columns(is_number.select(_named_like(is_number, columns)))
        .with_columns(
            is_total=starts.fill_null("").str.contains(rf"(?i)^\s*(?:{TOTAL})\b"),
            is_heading=pl.col("PERIODE") == text["PERIODE"][line - 1],
            is_blank=pl.all_horizontal(pl.col(columns).str.strip_chars().fill_null("") == ""),
        )
        .with_columns(_restyled(column, profile) for column in columns)
        .with_row_index("row", offset=1)
        .slice(line)
    )
    kept = rows.filter(~pl.col("is_blank") & ~pl.col("is_heading").fill_null(value=False))
    if kept.is_empty():
        raise ExportError("E102")
    findings["N308"] += int(rows["is_blank"].sum())
    findings["N314"] += int(rows["is_heading"].sum())
    frame = without_totals(kept.select("row", *columns), kept["is_total"], kind, findings)
    nothing = kept.head(0).select("row", column=pl.lit(""), code=pl.lit(""))
    return Cells(frame, nothing, findings, lines=rows.height + line)


def _named_like(is_number: pl.DataFrame, columns: tuple[str, ...]) -> list[pl.Expr]:
    return [
        pl.col(place).is_not_null().alias(f"{column} is number")
        for place, column in zip(is_number.columns, columns, strict=False)
    ]


def _restyled(column: str, profile: Profile) -> pl.Expr:
    """A typed cell as the branch would write it; a NIK that is a number stays marked as one."""
    text, is_number = pl.col(column), pl.col(f"{column} is number")
    if column == "NIK":
        return pl.when(is_number).then(text + ".0").otherwise(text)
    if column in NUMBERS:
        plain = text.str.replace(".", profile.decimal, literal=True)
        return pl.when(is_number).then(plain).otherwise(text)
    form = DATE_FORMATS[profile.dates[0]][0] if column in DATES else MONTH_FORMATS[profile.months]
    if column in DATES | MONTHS:
        day = text.str.head(10).str.to_date("%Y-%m-%d", strict=False).dt.strftime(form)
        return pl.when(text.str.contains(DATE_CELL)).then(day).otherwise(text)
    return text

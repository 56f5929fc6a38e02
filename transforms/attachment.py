"""Makes of a bulletin the CSV that its PDF carries for programs: a line for each of its numbers.

They are those of the workbook's tables, with decimal points; months are ISO months, and a number
that is not shown is an empty value with its sign.
"""

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from schemas.bulletin import Bulletin
from schemas.companion import Attachment, Cell, Column, ColumnKind, Revised, Sheet
from schemas.month import Month
from transforms import wording
from transforms.companion import tables
from transforms.language import marked, say
from transforms.numerals import REVISED

HEADINGS = ("bulan", "edisi", "unit", "tabel", "kode", "baris", "kolom", "satuan", "nilai", "tanda")
"""Alike in all languages; editions begin at 0; kode and baris say whose a number is."""
UNITS: dict[ColumnKind, str] = {
    "count": marked("orang"),
    "change": marked("orang"),
    "percent": marked("persen"),
    "points": marked("persen poin"),
    "month": marked("bulan"),
    "figure": marked("persen"),
    "difference": marked("persen poin"),
}
"""What numbers of a kind count, unless their column or row says otherwise."""
FORMULAS = ("=", "+", "-", "@")
"""First signs by which a spreadsheet takes a text for a formula."""
_STAR = "*"
"""Stands in a table's title when its figures are preliminary."""


def to_attachment(bulletin: Bulletin) -> Attachment | None:
    """The CSV in the PDF of a bulletin; None where the bulletin has no table."""
    if not has_tables(bulletin):
        return None
    whose = (str(bulletin.month), str(bulletin.edition), _safe(bulletin.code))
    lines = [
        [part or None for part in (*whose, *line)]
        for sheet, _ in tables(bulletin)
        for line in _lines(sheet)
    ]
    written = pl.DataFrame(lines, dict.fromkeys(HEADINGS, pl.String), orient="row")
    return Attachment(
        name=name(bulletin),
        description=say("Angka {title}", title=wording.title(bulletin)),
        published=bulletin.published,
        text=written.write_csv(),
    )


def has_tables(bulletin: Bulletin) -> bool:
    """Whether there is anything to attach."""
    return next(tables(bulletin), None) is not None


def name(bulletin: Bulletin) -> str:
    """The file's name, that of the PDF but for its end."""
    return f"cakupan-{bulletin.month}-{bulletin.stem}.csv"


def sentence(bulletin: Bulletin) -> str:
    """What the page says of the file; empty where there is none."""
    if not has_tables(bulletin):
        return ""
    return say(
        "Angka tabel dan gambar terlampir dalam PDF ini sebagai {name} "
        "(titik desimal; bulan: {month}).",
        name=name(bulletin),
        month=str(bulletin.month),
    )


def _lines(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """A table's numbers from HEADINGS' fourth on; ranks and texts beside numbers are left out."""
    star = _STAR if _STAR in sheet.title else ""
    units = sheet.units or ("",) * len(sheet.rows)
    for cells, counted in zip(sheet.rows, units, strict=True):
        *_, code, row = ("", "", *map(_plain, cells[: sheet.labels]))
        for column, cell in list(zip(sheet.columns, cells, strict=True))[sheet.labels :]:
            if cell is None or column.kind == "text":
                continue
            value, sign = ("", cell) if isinstance(cell, str) else (_plain(cell), star)
            if isinstance(cell, Revised):
                sign = f"{REVISED}{star}"
            labels = (sheet.name, code, row, column.name, _unit(column, counted))
            yield (*map(_safe, labels), value, _safe(sign))


def _unit(column: Column, counted: str) -> str:
    """What a number counts; `counted` is what its row says."""
    return column.unit or counted or say(UNITS[column.kind])


def _plain(cell: Cell) -> str:
    """A cell as programs read it."""
    match cell:
        case None:
            return ""
        case Decimal():
            return f"{cell:f}"
        case Revised(number):
            return _plain(number)
        case str() | int() | Month():
            return str(cell)


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULAS) else text

"""Looks through an old .xls workbook: a compound file with a stream of records.

Only the short list of sheets is walked record by record; of the cells of a sheet, those that are
special are picked out by pattern.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from flows.edges.sheet_extent import Extent
from flows.edges.sheet_scan import RANGE, Oddities, SheetScan
from flows.edges.workbook_scan import WorkbookScan
from schemas.errors import ExportError

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of a compound file: an old workbook, or any workbook with a password."""
PROTECTED = "EncryptedPackage".encode("utf-16-le")
MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
"""What stands in the file's directory."""
STREAMS = {"Workbook", "Book"}
IN_HEADER = 109
"""Parts of the allocation table that the header names itself."""
LAST_SECTOR = 0xFFFFFFFA
"""Numbers from here on are no sectors."""
ENTRY_BYTES = 128
END, PASSWORD, SHEET = 0x0A, 0x2F, 0x85
"""Kinds of record."""
WORKSHEET = 0
HIDDEN_ROW = re.compile(
    rb"\x08\x02\x10\x00(..).{10}[\x20-\x3f\x60-\x7f\xa0-\xbf\xe0-\xff]", re.DOTALL
)
ERROR_CELL = re.compile(
    rb"\x05\x02\x08\x00(..)(..)..([\x00\x07\x0f\x17\x1d\x24\x2a])\x01", re.DOTALL
)
ERROR_RESULT = re.compile(
    rb"\x06\x00..(..)(..)..\x02.([\x00\x07\x0f\x17\x1d\x24\x2a])...\xff\xff", re.DOTALL
)
"""An error as a cell, and as a formula's result."""
ERRORS = dict(
    zip(
        b"\x00\x07\x0f\x17\x1d\x24\x2a",
        ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"),
        strict=True,
    )
)
MERGES = re.compile(rb"\xe5\x00(..)(..)", re.DOTALL)


@dataclass(frozen=True)
class _Sheet:
    """An entry of the list of sheets."""

    name: str
    start: int
    is_visible: bool


def scan_old_workbook(data: bytes) -> WorkbookScan:
    """Scan an .xls workbook; ExportError when it must not be parsed.

    E104 a password, E105 damaged, E131 macros. Its format has no room for more than 65,536 rows of
    256 columns, so that its range needs no limit.
    """
    if PROTECTED in data:
        raise ExportError("E104")
    if MACROS in data:
        raise ExportError("E131")
    stream = _stream(data)
    sheets = list(_sheets(stream))
    ends = [sheet.start for sheet in sheets[1:]] + [len(stream)]
    return WorkbookScan(
        sheets=tuple(
            SheetScan(sheet.name, Extent(), _oddities(stream[sheet.start : end]))
            for sheet, end in zip(sheets, ends, strict=True)
            if sheet.is_visible
        ),
        hidden_sheets=sum(not sheet.is_visible for sheet in sheets),
        links=0,
    )


def _stream(data: bytes) -> bytes:
    """The stream that holds the sheets; E105 when the file has none."""
    size = 1 << min(_number(data, 30, 2), 12)
    table = array("I")
    for sector in _table_sectors(data, size):
        table.frombytes(_sector(data, sector, size))
    directory = _chained(data, _number(data, 48, 4), size, table)
    for start in range(0, len(directory), ENTRY_BYTES):
        entry = directory[start : start + ENTRY_BYTES]
        name = entry[: max(_number(entry, 64, 2) - 2, 0)].decode("utf-16-le", "replace")
        if name in STREAMS:
            return _chained(data, _number(entry, 116, 4), size, table)[: _number(entry, 120, 4)]
    raise ExportError("E105")


def _table_sectors(data: bytes, size: int) -> Iterator[int]:
    """The sectors of the allocation table: those in the header, and chained lists of more."""
    listed = array("I", data[76 : 76 + 4 * IN_HEADER])
    following, seen = _number(data, 68, 4), 0
    while following < LAST_SECTOR and seen <= len(data) // size:
        more = array("I", _sector(data, following, size))
        following, seen = more.pop(), seen + 1
        listed += more
    return (sector for sector in listed if sector < LAST_SECTOR)


def _chained(data: bytes, first: int, size: int, table: "array[int]") -> bytes:
    """The sectors of a stream in their order; E105 when they lead in a circle or nowhere."""
    parts: list[bytes] = []
    sector = first
    while sector < LAST_SECTOR:
        if sector >= len(table) or len(parts) > len(table):
            raise ExportError("E105")
        parts.append(_sector(data, sector, size))
        sector = table[sector]
    return b"".join(parts)


def _sector(data: bytes, sector: int, size: int) -> bytes:
    start = (sector + 1) * size
    found = data[start : start + size]
    if len(found) < size:
        raise ExportError("E105")
    return found


def _sheets(stream: bytes) -> Iterator[_Sheet]:
    """The list of sheets at the stream's beginning."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = _number(stream, place, 2), _number(stream, place + 2, 2)
        body = stream[place + 4 : place + 4 + length]
        if kind == PASSWORD:
            raise ExportError("E104")
        if kind == END:
            return
        if kind == SHEET and len(body) > 8 and body[5] == WORKSHEET:
            encoding = "utf-16-le" if body[7] & 1 else "latin-1"
            yield _Sheet(body[8:].decode(encoding, "replace"), _number(body, 0, 4), not body[4] & 3)
        place += 4 + length
    raise ExportError("E105")


def _oddities(cells: bytes) -> Oddities:
    errors = [
        (_number(match[1], 0, 2) + 1, _number(match[2], 0, 2), ERRORS[match[3][0]])
        for pattern in (ERROR_CELL, ERROR_RESULT)
        for match in pattern.finditer(cells)
    ]
    hidden = [_number(match[1], 0, 2) + 1 for match in HIDDEN_ROW.finditer(cells)]
    return Oddities(
        formulas=0,
        valueless=0,
        hidden=pl.Series(hidden, dtype=pl.Int64),
        merges=pl.DataFrame(_merges(cells), schema=dict.fromkeys(RANGE, pl.Int64), orient="row"),
        errors=pl.DataFrame(
            errors, schema={"row": pl.Int64, "place": pl.Int64, "text": pl.String}, orient="row"
        ),
    )


def _merges(cells: bytes) -> Iterator[tuple[int, ...]]:
    """Each merged range; what is no list of ranges does not have the length of one."""
    for match in MERGES.finditer(cells):
        length, ranges = (_number(part, 0, 2) for part in match.groups())
        if length != 2 + 8 * ranges:
            continue
        for start in range(match.end(), match.end() + 8 * ranges, 8):
            top, bottom, left, right = array("H", cells[start : start + 8])
            yield left, top + 1, right, bottom + 1


def _number(data: bytes, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size], "little")

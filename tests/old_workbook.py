"""Writes small .xls workbooks: the records and the compound file that old spreadsheets wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from struct import pack

Cell = str | int | float | date | None
SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
FIRST_DAY = date(1899, 12, 30).toordinal()
ERRORS = {"#N/A": 0x2A, "#REF!": 0x17, "#DIV/0!": 0x07}
DATE_FORMAT = 1
"""Which of the two cell formats is a date's."""


@dataclass(frozen=True)
class OldSheet:
    """A sheet; a text that starts with # is an error, one that starts with = a formula's."""

    name: str
    rows: Sequence[Sequence[Cell]]
    is_hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """First and last row, first and last column, from 0."""
    hidden_rows: tuple[int, ...] = ()


def old_workbook(
    *sheets: OldSheet, is_locked: bool = False, is_1904: bool = False, storages: Sequence[str] = ()
) -> bytes:
    """The bytes of a workbook; `storages` are further entries of its directory."""
    lead = [_record(0x2F, bytes(6))] if is_locked else []
    lead.append(_record(0x22, pack("<H", is_1904)))
    lead += [_record(0xE0, _cell_format(number)) for number in (0, 14)]
    bodies = [_sheet(sheet) for sheet in sheets]
    start = len(_globals(lead, sheets, [0] * len(sheets)))
    starts = [start + sum(map(len, bodies[:place])) for place in range(len(sheets))]
    stream = _globals(lead, sheets, starts) + b"".join(bodies)
    return compound_file(stream.ljust(4096, b"\0"), storages)


def compound_file(stream: bytes, storages: Sequence[str] = ()) -> bytes:
    """A compound file with one stream of at least 4,096 bytes, which starts at sector 2."""
    sectors = -(-len(stream) // SECTOR)
    chain = [*range(3, sectors + 2), END]
    table = [TABLE, END, *chain]
    assert len(table) <= SECTOR // 4
    table += [FREE] * (SECTOR // 4 - len(table))
    entries = _entry("Root Entry", 5, END, 0) + _entry("Workbook", 2, 2, len(stream))
    entries += b"".join(_entry(name, 1, END, 0) for name in storages)
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    header += bytes(10) + pack("<IIIIIIIII", 1, 1, 0, 4096, END, 0, END, 0, 0)
    header += pack("<I", FREE) * 108
    return (
        header
        + pack(f"<{SECTOR // 4}I", *table)
        + entries.ljust(SECTOR, b"\0")
        + stream.ljust(sectors * SECTOR, b"\0")
    )


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    letters = name.encode("utf-16-le")
    links = pack("<III", FREE, FREE, 1 if kind == 5 else FREE)
    return (
        letters.ljust(64, b"\0")
        + pack("<HBB", len(letters) + 2, kind, 1)
        + links
        + bytes(36)
        + pack("<III", first, size, 0)
    )


def _record(kind: int, body: bytes) -> bytes:
    return pack("<HH", kind, len(body)) + body


def _cell_format(number: int) -> bytes:
    return pack("<HHH", 0, number, 0) + bytes(14)


def _begin(kind: int) -> bytes:
    return _record(0x809, pack("<HHHHII", 0x600, kind, 0, 0, 0, 6))


def _globals(lead: list[bytes], sheets: Sequence[OldSheet], starts: list[int]) -> bytes:
    entries = [
        _record(
            0x85,
            pack("<IBBBB", start, sheet.is_hidden, 0, len(sheet.name), 0) + sheet.name.encode(),
        )
        for sheet, start in zip(sheets, starts, strict=True)
    ]
    return _begin(5) + b"".join([*lead, *entries]) + _record(0x0A, b"")


def _sheet(sheet: OldSheet) -> bytes:
    width = max(map(len, sheet.rows), default=0)
    records = [_record(0x200, pack("<IIHHH", 0, len(sheet.rows), 0, width, 0))]
    records += [
        _record(0x208, pack("<HHHHHHI", row, 0, width, 255, 0, 0, 0x20))
        for row in sheet.hidden_rows
    ]
    records += [
        _cell(row, column, cell)
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if cell is not None
    ]
    if sheet.merged:
        ranges = b"".join(pack("<HHHH", *merged) for merged in sheet.merged)
        records.append(_record(0xE5, pack("<H", len(sheet.merged)) + ranges))
    return _begin(0x10) + b"".join(records) + _record(0x0A, b"")


def _cell(row: int, column: int, cell: str | int | float | date) -> bytes:
    if isinstance(cell, date):
        days = float(cell.toordinal() - FIRST_DAY)
        return _record(0x203, pack("<HHHd", row, column, DATE_FORMAT, days))
    if not isinstance(cell, str):
        return _record(0x203, pack("<HHHd", row, column, 0, float(cell)))
    place = pack("<HHH", row, column, 0)
    if cell.startswith("#"):
        return _record(0x205, place + pack("<BB", ERRORS[cell], 1))
    if cell.startswith("="):
        result = pack("<BBBBBBH", 2, 0, ERRORS[cell[1:]], 0, 0, 0, 0xFFFF)
        return _record(0x06, place + result + bytes(6) + pack("<HBB", 2, 0x1C, ERRORS[cell[1:]]))
    letters = cell.encode("utf-16-le")
    return _record(0x204, place + pack("<HB", len(cell), 1) + letters)

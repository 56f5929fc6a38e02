"""Workbooks to measure: the clean file as text cells, and ways of changing what was written."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from schemas.exports import COLUMNS, Kind
from tests.cases.case import Row, good_rows
from tests.old_workbook import compound_file

COLUMN_NAMES = COLUMNS[Kind.PESERTA]
SHEET = "xl/worksheets/sheet1.xml"

Fill = Callable[[Any, Any], object]
"""Writes into a workbook and its first sheet."""


def fill_text(sheet: Any, rows: Sequence[Row] | None = None, first: int = 0) -> None:
    """Headings and rows as text, from a row on; an empty cell is not written."""
    for place, column in enumerate(COLUMN_NAMES):
        sheet.write_string(first, place, column)
        for line, row in enumerate(good_rows() if rows is None else rows, start=first + 1):
            if row[column]:
                sheet.write_string(line, place, row[column])


def workbook(*fills: Fill, rows: Sequence[Row] | None = None, **options: Any) -> bytes:
    """The clean file as a workbook of text cells, and what is written over or beside it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    book.set_properties({"created": datetime(2021, 12, 1, tzinfo=UTC)})
    sheet = book.add_worksheet("Peserta")
    fill_text(sheet, rows)
    for fill in fills:
        fill(book, sheet)
    book.close()
    return buffer.getvalue()


def place_of(column: str) -> int:
    """Place of a column, from 0."""
    return COLUMN_NAMES.index(column)


def rewritten(
    book: bytes,
    changes: dict[str, Callable[[bytes], bytes]] | None = None,
    added: dict[str, bytes] | None = None,
) -> bytes:
    """The archive with other or further members."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            change = (changes or {}).get(member.filename, bytes)
            target.writestr(_entry(member.filename), change(source.read(member)))
        for name, data in (added or {}).items():
            target.writestr(_entry(name), data)
    return buffer.getvalue()


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as target:
        for name, data in members.items():
            target.writestr(_entry(name), data, method)
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (2021, 12, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def with_wrong_sum(packed: bytes, member: str) -> bytes:
    """The archive with a check sum that does not fit the member, in both of its headers."""
    with zipfile.ZipFile(io.BytesIO(packed)) as source:
        right = source.getinfo(member).CRC.to_bytes(4, "little")
    return packed.replace(right, bytes([right[0] ^ 1, *right[1:]]))


def protected_workbook() -> bytes:
    """What a workbook with a password looks like: a compound file with an encrypted package."""
    return compound_file(b"\x5a" * 4096, ["EncryptionInfo", "EncryptedPackage"])

"""A text export read a second time by other means: Python's csv module, one record after another.

It understands what mutations of a plain export can make of it, and nothing more.
"""

import csv
import io
import unicodedata
from dataclasses import dataclass

from schemas.exports import COLUMNS, Kind

COLUMN_NAMES = COLUMNS[Kind.PESERTA]
LONE_RETURN = "\x01"
"""Stands for a carriage return inside a line, at which csv would end the record."""


@dataclass(frozen=True)
class Record:
    """One record of data."""

    line: int
    """Its first line in the file."""
    cells: dict[str, str] | None
    """Cells by canonical column; None when the record has too few or too many fields."""
    is_ended: bool
    """Whether a line end or its last quotation mark shows that nothing is missing."""


def blanked(cell: str) -> str:
    """A cell with single blanks for tabs, line ends and the like, and none around it."""
    return " ".join(cell.replace(LONE_RETURN, " ").split())


def records(data: bytes) -> list[Record]:
    """All records below the heading but blank ones and repeated headings.

    ValueError when there is no heading; csv.Error when quotes don't fit.
    """
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    lines = text.replace("\r", LONE_RETURN).split("\n")
    place, delimiter = _heading(lines)
    headings = _split(lines[place], delimiter) or lines[place].split(delimiter)
    names = [_bare(heading) for heading in headings]
    positions = [names.index(_bare(column)) for column in COLUMN_NAMES]
    found = []
    body = io.StringIO("\n".join(lines[place + 1 :]), newline="")
    reader = csv.reader(body, delimiter=delimiter, strict=True)
    line = place + 2
    for fields in reader:
        first, line = line, place + 2 + reader.line_num
        is_ended = line <= len(lines) or text.endswith('"')
        is_blank = not any(field.strip() for field in fields)
        if is_blank or fields == headings:
            continue
        cells = None
        if len(fields) == len(names):
            chosen = (blanked(fields[place]) for place in positions)
            cells = dict(zip(COLUMN_NAMES, chosen, strict=True))
        found.append(Record(first, cells, is_ended))
    return found


def _heading(lines: list[str]) -> tuple[int, str]:
    """Place and separator of the first line that names all columns, a faultless one if any."""
    wanted = {_bare(column) for column in COLUMN_NAMES}
    for split in (_split, str.split):
        for place, line in enumerate(lines[:20]):
            for delimiter in ",;\t|":
                if wanted <= {_bare(name) for name in split(line, delimiter)}:
                    return place, delimiter
    raise ValueError("no heading")


def _split(line: str, delimiter: str) -> list[str]:
    """The fields of a line; none when its quotation marks don't fit."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _bare(text: str) -> str:
    upper = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in upper if sign.isalnum())

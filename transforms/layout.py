"""The bytes of a text export: what they are, how they are encoded, and where the heading is."""

import csv
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from dataclasses import dataclass

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile

DELIMITERS = (",", ";", "\t", "|")
HEADING_LINES = 20
"""The heading must be among the first lines."""
MOST_COLUMNS = 200
FOREIGN = {
    b"PK\x03\x04": "a zip archive or workbook",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old or protected workbook",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
}
"""First bytes of files that are no text, and what they are."""
HTML = (b"<html", b"<!doctype", b"<table", b"<?xml")


@dataclass(frozen=True)
class Layout:
    """Where the canonical columns are in a text export."""

    delimiter: str
    line: int
    """Line of the heading, from 1."""
    heading: str
    """The heading as it stands, to know it again further down."""
    width: int
    """Fields of a whole row."""
    positions: tuple[int, ...]
    """Places of the canonical columns, in their order."""


def to_text(data: bytes, profile: Profile, findings: Counter[str]) -> bytes:
    """The export as UTF-8 with LF line ends; ExportError when it is not what the profile says."""
    if not data.strip():
        raise ExportError("E101")
    _refuse_foreign(data)
    text = _decoded(data, profile, findings)
    null = text.find(b"\0")
    if null >= 0:
        raise ExportError("E133", byte=null)
    if text.rstrip(b"\r\n").endswith(b"\x1a"):
        findings["N317"] += 1
        text = text.rstrip(b"\r\n\x1a") + b"\n"
    if b"\r" not in text:
        return text
    text = text.replace(b"\r\n", b"\n")
    if b"\n" not in text:
        findings["N316"] += 1
        text = text.replace(b"\r", b"\n")
    return text


def _refuse_foreign(data: bytes) -> None:
    found = next((name for magic, name in FOREIGN.items() if data.startswith(magic)), None)
    if data[:512].lstrip(BOM_UTF8).lstrip().lower().startswith(HTML):
        found = "an HTML page"
    if found:
        raise ExportError("E103", expected="CSV", found=found)


def _decoded(data: bytes, profile: Profile, findings: Counter[str]) -> bytes:
    """The bytes as UTF-8: by a mark at their beginning, else by the profile, never by a guess."""
    encoding: str = profile.encoding
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        findings["N302"] += 1
        encoding = "utf-16"
    elif data.startswith(BOM_UTF8):
        findings["N301"] += 1
        data, encoding = data[len(BOM_UTF8) :], "utf-8"
    try:
        text = data.decode(encoding)
        return data if encoding == "utf-8" else text.encode()
    except UnicodeError as error:
        # Raised below: the library's error holds the whole file.
        byte = getattr(error, "start", 0)
    raise ExportError("E110", encoding=encoding, byte=byte)


def to_layout(text: bytes, kind: Kind, profile: Profile, findings: Counter[str]) -> Layout:
    """Find the heading near the top, under the profile's delimiter or the only fitting one."""
    lines = [line.decode() for line in text.split(b"\n", HEADING_LINES)[:HEADING_LINES]]
    delimiters = (profile.delimiter,) if profile.delimiter else DELIMITERS
    tried = [
        (names, number, delimiter)
        for number, line in enumerate(lines, 1)
        for delimiter in delimiters
        for names in [named(_split(line, delimiter), profile, kind)]
    ]
    names, number, delimiter = max(tried, key=lambda t: (len({*t[0]} - {""}), len(t[0]), -t[1]))
    if not any(names) and not profile.delimiter and len(names) < len(COLUMNS[kind]):
        raise ExportError("E111")
    positions = to_positions(names, number, kind)
    note_heading(_split(lines[number - 1], delimiter), names, number, findings)
    if delimiter != ",":
        findings["N311"] += 1
    if lines[0].lower().startswith("sep="):
        findings["N312"] += 1
    return Layout(delimiter, number, lines[number - 1], len(names), positions)


def note_heading(cells: list[str], names: list[str], line: int, findings: Counter[str]) -> None:
    """Count what is unusual about a heading that fits."""
    findings["N310"] += sum(
        bool(name) and cell != name for cell, name in zip(cells, names, strict=True)
    )
    findings["N315"] += names.count("")
    findings["N313"] += line > 1


def named(cells: list[str], profile: Profile, kind: Kind) -> list[str]:
    """The canonical column that each heading stands for, empty when it stands for none."""
    known = {_bare(column): column for column in COLUMNS[kind]}
    known |= {
        _bare(own): column for own, column in profile.headers.items() if column in COLUMNS[kind]
    }
    return [known.get(_bare(cell), "") for cell in cells]


def to_positions(names: list[str], line: int, kind: Kind) -> tuple[int, ...]:
    """Places of the canonical columns; ExportError when one is missing or there twice."""
    if len(names) > MOST_COLUMNS:
        raise ExportError("E114", found=len(names), most=MOST_COLUMNS)
    missing = [column for column in COLUMNS[kind] if column not in names]
    if missing:
        raise ExportError("E112", columns=", ".join(missing), found=len(names), line=line)
    for column in COLUMNS[kind]:
        if names.count(column) > 1:
            raise ExportError("E113", column=column)
    return tuple(names.index(column) for column in COLUMNS[kind])


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _bare(heading: str) -> str:
    """A heading without case, blanks and signs: `Tgl. Lahir` is `TGL_LAHIR`."""
    text = unicodedata.normalize("NFKC", heading).upper()
    return "".join(character for character in text if character.isalnum())

"""Looks through a stranger's workbook as a stream, before any library parses it.

Refused are macros, forbidden XML, damage, and whatever would take more memory than a worker has.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from xml.etree import ElementTree

from flows.edges.archives import members, unpacked
from flows.edges.markup import pieces
from flows.edges.sheet_scan import SheetScan, scan_sheet
from schemas.errors import ExportError

MARKUP = 4
"""Bytes of markup to a byte of text: around each cell of a sheet stand 25 to 30 bytes."""
HEAD_BYTES = 64 * 1024
PART_BYTES = 4 * 1024 * 1024
"""Bytes that the list of sheets, or of relations, may have."""
WORKBOOK, RELATIONS, CONTENTS = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "[content_types].xml",
)
MACROS = ("macroenabled", "vbaproject")
LINK = re.compile(r"xl/externallinks/externallink[^/]*\.xml")


@dataclass(frozen=True)
class WorkbookScan:
    """What a workbook holds; hidden sheets are only counted."""

    sheets: tuple[SheetScan, ...]
    """The visible ones, in their order."""
    hidden_sheets: int
    links: int
    """Other files that it refers to."""


def scan_workbook(data: bytes, cap: int) -> WorkbookScan:
    """Scan an .xlsx workbook; ExportError when it must not be parsed.

    E103 no workbook, E104 a password, E105 damaged, E107 it unpacks to too much, E108 the range of
    a visible sheet, E143 names of members, E131 macros, E132 forbidden XML.
    """
    parts = {member.filename.lower(): member for member in members(data, MARKUP * cap)}
    if CONTENTS not in parts:
        raise ExportError("E103", expected="an Excel workbook", found="a zip archive")
    if any(word in name for name in parts for word in MACROS):
        raise ExportError("E131")
    if any(word in _whole(data, parts[CONTENTS]).lower() for word in MACROS):
        raise ExportError("E131")
    visible, hidden = _sheets(data, parts)
    scans = tuple(
        scan_sheet(name, next(unpacked(data, part), b"")[:HEAD_BYTES], unpacked(data, part))
        for name, part in visible
    )
    seen = {part.filename for _, part in visible}
    for name, part in parts.items():
        if part.filename not in seen:
            _look_through(data, name, part)
    return WorkbookScan(scans, hidden, sum(LINK.fullmatch(name) is not None for name in parts))


def _look_through(data: bytes, name: str, part: zipfile.ZipInfo) -> None:
    """Unpack a part to its end, so that its check sum is checked; markup must not be forbidden."""
    chunks = unpacked(data, part)
    for _ in pieces(chunks) if name.endswith((".xml", ".rels")) else chunks:
        pass


def _sheets(
    data: bytes, parts: dict[str, zipfile.ZipInfo]
) -> tuple[list[tuple[str, zipfile.ZipInfo]], int]:
    """Names and parts of the visible sheets, and how many are hidden; charts are no sheets."""
    targets = {
        relation.get("Id"): _target(relation.get("Target", ""))
        for relation in _elements(data, parts.get(RELATIONS), "Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    visible, hidden = [], 0
    for sheet in _elements(data, parts.get(WORKBOOK), "sheet"):
        relation = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        if relation not in targets:
            continue
        if sheet.get("state", "visible") != "visible":
            hidden += 1
            continue
        part = parts.get(targets[relation])
        if part is None:
            raise ExportError("E105")
        visible.append((sheet.get("name", ""), part))
    return visible, hidden


def _target(path: str) -> str:
    """A part's name by the path that a relation gives, which starts from `xl` or from the top."""
    return posixpath.normpath(posixpath.join("/xl", path)).lstrip("/").lower()


def _elements(data: bytes, part: zipfile.ZipInfo | None, tag: str) -> Iterator[ElementTree.Element]:
    """All elements of a small part by their name without its namespace."""
    if part is None:
        raise ExportError("E105")
    root = None
    with suppress(ElementTree.ParseError):
        root = ElementTree.fromstring(_whole(data, part))
    if root is None:
        raise ExportError("E105")
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == tag)


def _whole(data: bytes, part: zipfile.ZipInfo) -> str:
    """A small part as text."""
    if part.file_size > PART_BYTES:
        raise ExportError("E107", cap=PART_BYTES)
    return "".join(pieces(unpacked(data, part)))

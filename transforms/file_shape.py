"""Says how a file is packed, encoded and laid out, also where the reader can't take it."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from schemas.inspection import Shape
from transforms.encoding import to_text
from transforms.layout import Layout, likeliest, to_layout
from transforms.masking import without_digits

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
LEAST_KNOWN = 2
"""Canonical columns among the cells of a line from which the others are headings, too."""


def to_text_shape(data: bytes, packing: str, kind: Kind, profile: Profile) -> Shape:
    """The shape of an unpacked text export; ExportError when it can't be read as text."""
    findings: Counter[str] = Counter()
    text = to_text(data, profile, findings)
    is_utf_16 = bool(findings["N302"])
    shape = Shape(
        packing=packing,
        encoding="utf-16" if is_utf_16 else "ascii" if data.isascii() else profile.encoding,
        has_bom=bool(findings["N301"]) or (is_utf_16 and data.startswith(UTF_16_MARKS)),
        line_ends=_line_ends(data.replace(b"\0", b"") if is_utf_16 else data),
    )
    layout = _layout(text, kind, profile, findings)
    if layout is None:
        return shape
    if not any(layout.columns):
        # Without one known heading, only as many fields as there are columns show a separator.
        is_separator = layout.width >= len(COLUMNS[kind])
        return replace(shape, delimiter=layout.delimiter if is_separator else "")
    delimiter = layout.delimiter if layout.width > 1 else ""
    shape = replace(shape, delimiter=delimiter, line=layout.first_line)
    return with_headings(shape, layout.headings, layout.columns, kind)


def with_headings(
    shape: Shape, headings: tuple[str, ...], columns: tuple[str, ...], kind: Kind
) -> Shape:
    """The shape with what its headings stand for; unknown ones show where columns are missing."""
    named_cells = list(zip(columns, headings, strict=True))
    unknown = [heading for column, heading in named_cells if not column]
    missing = tuple(column for column in COLUMNS[kind] if column not in columns)
    is_heading = len(set(columns) - {""}) >= LEAST_KNOWN
    return replace(
        shape,
        columns=tuple((name, without_digits(cell)) for name, cell in named_cells if name),
        missing=missing,
        others=len(unknown),
        unknown=tuple(map(without_digits, unknown)) if missing and is_heading else (),
    )


def _layout(text: bytes, kind: Kind, profile: Profile, findings: Counter[str]) -> Layout | None:
    """The reader's layout, else the likeliest whatever the profile says, for it may be wrong."""
    with suppress(ExportError):
        return to_layout(text, kind, profile, findings)
    return likeliest(text, kind, replace(profile, delimiter=None, header_row=None))


def _line_ends(data: bytes) -> str:
    both = data.count(b"\r\n")
    counts = {
        "CRLF": both,
        "LF": data.count(b"\n") - both,
        "CR": data.count(b"\r") - both,
    }
    found = {name: count for name, count in counts.items() if count}
    if len(found) < 2:
        return "".join(found)
    return ", ".join(f"{name} ({count})" for name, count in found.items())

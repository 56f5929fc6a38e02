"""Where the heading of an export is, and which canonical column each of its cells stands for."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import product, starmap

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from schemas.headings import ALIASES


def _bare(heading: str) -> str:
    """A heading without case, accents and signs: `Tgl. Lahir` is `TGLLAHIR`.

    Letters that stand apart stay apart: `N I K` is not `NIK`.
    """
    text = unicodedata.normalize("NFKD", heading).upper()
    words = re.findall(r"\w+", "".join(sign for sign in text if not unicodedata.combining(sign)))
    words = [word.replace("_", "") for word in words]
    apart = all(len(word) == 1 for word in words)
    return (" " if apart else "").join(words)


DELIMITERS = (",", ";", "\t", "|")
HEADING_LINES = 20
"""The heading must be among the first lines, unless the profile names its line."""
MOST_COLUMNS = 200
LONGEST_HEADING = 100_000
"""Bytes; a longer line is no heading."""
CANONICAL = {kind: {_bare(column): column for column in COLUMNS[kind]} for kind in Kind}
USUAL = {
    kind: {_bare(alias): column for column in COLUMNS[kind] for alias in ALIASES[column]}
    for kind in Kind
}
"""What a bare heading stands for in each kind."""


@dataclass(frozen=True)
class Layout:
    """Where a text export's heading and columns are."""

    delimiter: str
    first_line: int
    """Line on which the heading begins, from 1."""
    line: int
    """Line on which it ends: a quoted heading may hold line breaks."""
    end: int
    """Bytes before the line below."""
    text: str
    """The heading as it stands, to know it again further down."""
    headings: tuple[str, ...]
    """Its cells as they stand; a whole row has as many."""
    columns: tuple[str, ...]
    """The canonical column of each heading, empty where it stands for none."""

    @property
    def width(self) -> int:
        """Fields of a whole row."""
        return len(self.headings)


def to_layout(text: bytes, kind: Kind, profile: Profile, findings: Counter[str]) -> Layout:
    """Find the heading near the top, under the profile's delimiter or the only fitting one."""
    layout = _find(_top(text, profile.header_row), kind, profile)
    to_positions(list(layout.columns), layout.first_line, kind)
    if layout.text.count('"') % 2:
        raise ExportError("E115", line=layout.first_line)
    starts_with_separator = text[:4].lower() == b"sep="
    title_lines = layout.first_line - starts_with_separator
    note_heading(list(layout.headings), list(layout.columns), title_lines, findings)
    findings["N311"] += layout.delimiter != ","
    findings["N312"] += starts_with_separator
    return layout


def likeliest(text: bytes, kind: Kind, profile: Profile) -> Layout | None:
    """The layout that is most like a heading's, however unlike; None where no line can be one."""
    return _best(_tried(_top(text, profile.header_row), kind, profile))


def note_heading(cells: list[str], names: list[str], line: int, findings: Counter[str]) -> None:
    """Count what is unusual about a heading that fits."""
    findings["N310"] += sum(
        bool(name) and cell != name for cell, name in zip(cells, names, strict=True)
    )
    findings["N315"] += names.count("")
    findings["N313"] += line > 1


def named(cells: list[str], profile: Profile, kind: Kind) -> list[str]:
    """The canonical column that each heading stands for, empty when it stands for none.

    The branch's own heading goes before the canonical one, and that before other usual ones.
    """
    own = {_bare(heading): column for heading, column in profile.headers.items()}
    bare = [_bare(cell) for cell in cells]
    names = [""] * len(cells)
    for known in (own, CANONICAL[kind], USUAL[kind]):
        open_columns = {*COLUMNS[kind]} - {*names}
        found = [known.get(heading, "") for heading in bare]
        names = [
            name or (column if column in open_columns else "")
            for name, column in zip(names, found, strict=True)
        ]
    return names


def to_positions(names: list[str], line: int, kind: Kind) -> tuple[int, ...]:
    """Places of the canonical columns; ExportError when one is missing or there twice."""
    if len(names) > MOST_COLUMNS:
        raise ExportError("E114", found=len(names), most=MOST_COLUMNS)
    for column in COLUMNS[kind]:
        if names.count(column) > 1:
            raise ExportError("E113", column=column)
    missing = [column for column in COLUMNS[kind] if column not in names]
    if missing:
        raise ExportError("E112", columns=", ".join(missing), found=len(names), line=line)
    return tuple(names.index(column) for column in COLUMNS[kind])


def to_fields(record: str, delimiter: str) -> tuple[str, ...]:
    """The fields of a record, without their quotation marks."""
    sign = re.escape(delimiter)
    fields = re.findall(rf'{sign}("(?:[^"]|"")*"|[^{sign}]*)', delimiter + record)
    return tuple(
        field[1:-1].replace('""', '"') if re.fullmatch('".*"', field, re.DOTALL) else field
        for field in fields
    )


@dataclass(frozen=True)
class _Line:
    """A line near the top, with those that its quoted line breaks need."""

    first: int
    last: int
    end: int
    text: str


def _top(text: bytes, header_row: int | None) -> list[_Line]:
    """The lines that may be the heading."""
    ends, end = [0], 0
    while end < len(text) and len(ends) <= (header_row or 0) + HEADING_LINES:
        end = text.find(b"\n", end) + 1 or len(text)
        ends.append(end)
    lines = range(1, min(len(ends), HEADING_LINES + 1)) if header_row is None else [header_row]
    return [_line(text, ends, line) for line in lines if line < len(ends)]


def _line(text: bytes, ends: list[int], first: int) -> _Line:
    last = first
    start = ends[first - 1]
    while text.count(b'"', start, ends[last]) % 2 and last + 1 < len(ends):
        last += 1
    if text.count(b'"', start, ends[last]) % 2:
        last = first
    return _Line(
        first,
        last,
        ends[last],
        text[start : ends[last]].decode().replace("\r\n", "\n").rstrip("\r\n"),
    )


def _find(lines: list[_Line], kind: Kind, profile: Profile) -> Layout:
    """The likeliest heading; ExportError when it is doubtful or there is none."""
    tried = _tried(lines, kind, profile)
    best = _best(tried)
    if best is not None and _is_whole(best, kind):
        return best
    widest = max(starmap(_width, product(lines, profile.delimiter or DELIMITERS)), default=0)
    if widest > MOST_COLUMNS:
        raise ExportError("E114", found=widest, most=MOST_COLUMNS)
    if best is None:
        missing = ", ".join(COLUMNS[kind])
        raise ExportError("E112", columns=missing, found=0, line=profile.header_row or 1)
    is_given = profile.delimiter or profile.header_row
    if not is_given and _is_doubtful(best, tried, kind):
        raise ExportError("E111")
    return best


def _tried(lines: list[_Line], kind: Kind, profile: Profile) -> list[Layout]:
    """What each line would be as the heading, down to the first that holds all columns."""
    tried: list[Layout] = []
    for line, delimiter in product(lines, profile.delimiter or DELIMITERS):
        if _width(line, delimiter) <= MOST_COLUMNS and len(line.text) <= LONGEST_HEADING:
            tried.append(_layout(line, delimiter, kind, profile))
            if _is_whole(tried[-1], kind):
                break
    return tried


def _best(tried: list[Layout]) -> Layout | None:
    return max(tried, key=_likeness, default=None)


def _is_whole(layout: Layout, kind: Kind) -> bool:
    return {*COLUMNS[kind]} <= {*layout.columns}


def _width(line: _Line, delimiter: str) -> int:
    """Fields at most: a quoted one may hold the delimiter."""
    return line.text.count(delimiter) + 1


def _layout(line: _Line, delimiter: str, kind: Kind, profile: Profile) -> Layout:
    cells = to_fields(line.text, delimiter)
    columns = tuple(named(list(cells), profile, kind))
    return Layout(delimiter, line.first, line.last, line.end, line.text, cells, columns)


def _likeness(layout: Layout) -> tuple[int, int, int]:
    """How much a line looks like the heading: columns known, fields, and nearness to the top."""
    return len({*layout.columns} - {""}), layout.width, -layout.first_line


def _is_doubtful(best: Layout, tried: list[Layout], kind: Kind) -> bool:
    """Whether another delimiter fits as well, or none does."""
    known = _likeness(best)[0]
    if not known:
        return best.width < len(COLUMNS[kind])
    return any(
        layout.delimiter != best.delimiter and _likeness(layout)[0] == known for layout in tried
    )

"""The records below the heading of a text export: their fields, or what is wrong with them."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind
from transforms.layout import Layout

LONGEST_RECORD = 1_000_000
"""Bytes; a longer record comes from a quotation mark that is not closed."""
LONGEST_FIELD = 4096
"""Bytes."""
QUOTED = "\0"
"""Stands for a quoted field while fields are counted; no text that is read holds one."""
MARK = "\ufeff"
"""A byte order mark, where another file was joined."""
ODD = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\u{9f}\u{fffd}]"
"""Signs that no cell may hold: control characters, and what a lossy program puts for a letter."""
PLAIN = bytes(byte for byte in range(0x20, 0x100) if byte not in b'"\x7f')
"""Bytes that mean nothing to the structure of a text, unless they are its delimiter."""
LF, CR = b"\n\r"
MOST_LOOKS = 5_000
"""Signs of formulas that are looked at one by one; a look at all lines costs less than more."""
FORMULA_SIGNS = b"=+@-"
FORMULA = r'(?:[=+@]|-(?:[^-\s0-9{sign}"]|[0-9.]+[^-\s0-9.,{sign}"]))'
"""Start of a field that a spreadsheet would calculate; a negative number alone is none."""

Places = npt.NDArray[np.int64]
"""Bytes of a text, by their numbers from 0."""


@dataclass(frozen=True)
class Records:
    """The records of an export."""

    frame: pl.DataFrame
    """One row per record: row (its first line), fault (code or null), and the canonical columns.

    Fields that are missing are null; those beyond the heading's are not here.
    """
    formulas: int
    """Records with a field that looks like a formula, in dropped columns too."""
    lines: int
    """Lines of the file."""


def to_records(text: bytes, layout: Layout, kind: Kind) -> Records:
    """The records in the order of the file; ExportError when quotation marks make them doubtful."""
    ends = _line_ends(text, layout)
    lines = layout.line + ends.size
    if _is_even(text, ends, layout):
        cells = _read(text, layout, kind, ends.size, above=layout.line)
        rows = pl.int_range(1, pl.len() + 1, dtype=pl.UInt32) + layout.line
        frame = cells.select(rows.alias("row"), pl.lit(None, pl.String).alias("fault"), pl.all())
        return Records(frame, _count_formulas(_signed_lines(text, layout), layout), lines)
    records = to_lines(text, layout)
    faults = _to_faults(records, layout)
    cells = _read(_padded(records["line"], layout), layout, kind, records.height + 1).slice(1)
    return Records(
        cells.select(records["row"], faults, pl.all()),
        _count_formulas(records, layout),
        lines,
    )


def to_lines(text: bytes, layout: Layout) -> pl.DataFrame:
    """The records below the heading as they stand: row (their first line), line.

    Lines are joined where a quoted field holds a line break: a record starts outside of quotes.
    """
    lines = pl.read_lines(text[layout.end :]).select(
        row=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32) + layout.line,
        line=pl.col("line").str.strip_chars_end("\r"),
    )
    quotes = pl.col("line").str.count_matches('"', literal=True).cast(pl.Int64)
    starts = (quotes.cum_sum() - quotes) % 2 == 0
    record = lines.select(starts.cum_sum()).to_series()
    if record.is_empty() or record[-1] == lines.height:
        return lines
    joined = lines.group_by(record.alias("record"), maintain_order=True).agg(
        pl.col("row").first(), pl.col("line").str.join("\n")
    )
    return joined.drop("record")


def _line_ends(text: bytes, layout: Layout) -> Places:
    """Where each line below the heading ends: at its LF, or with the text."""
    ends = np.flatnonzero(np.frombuffer(text, np.uint8)[layout.end :] == LF) + layout.end
    is_open = len(text) > layout.end and not text.endswith(b"\n")
    return np.append(ends, len(text)) if is_open else ends


def _is_even(text: bytes, ends: Places, layout: Layout) -> bool:
    """Whether each line has just the right delimiters, and nothing that needs a second look.

    What is left of the text without plain signs must be one line over and over. All looks are at
    the whole text, for copying what is below the heading costs more than any of them.
    """
    delimiter = layout.delimiter.encode()
    plain = PLAIN.replace(delimiter, b"")
    heading, skeleton = (part.translate(None, plain) for part in (text[: layout.end], text))
    end = b"\n" if skeleton.find(b"\r", len(heading)) < 0 else b"\r\n"
    missing = b"" if text.endswith(b"\n") else end
    closed = ends[:-1] if missing else ends
    return (
        ends.size > 0
        and skeleton + missing == heading + (delimiter * (layout.width - 1) + end) * ends.size
        # A CR may also stand inside of a line's last field.
        and (end == b"\n" or bool((np.frombuffer(text, np.uint8)[closed - 1] == CR).all()))
        and int(np.diff(ends, prepend=layout.end - 1).max()) <= LONGEST_FIELD
        and (text.isascii() or not _has_odd_letters(text[layout.end :]))
    )


def _has_odd_letters(body: bytes) -> bool:
    """Whether a text without ASCII control characters has other signs that no cell may hold."""
    letters = (MARK.encode(), "\ufffd".encode())
    return any(letter in body for letter in letters) or (b"\xc2" in body and _contains(body, ODD))


def _contains(body: bytes, pattern: str) -> bool:
    return bool(pl.Series([body.decode()]).str.contains(pattern).item())


def _signed_lines(text: bytes, layout: Layout) -> pl.DataFrame:
    """The lines of an even text in which a field may begin like a formula, or all of many."""
    before = f"{layout.delimiter} \t\n".encode()
    starts, looks = set[int](), 0
    for sign in FORMULA_SIGNS:
        place = text.find(sign, layout.end)
        while place >= 0:
            looks += 1
            if looks > MOST_LOOKS:
                return pl.read_lines(text[layout.end :])
            if text[place - 1] in before:
                starts.add(text.rfind(b"\n", 0, place) + 1)
            place = text.find(sign, place + 1)
    return pl.read_lines(b"".join(_line_at(text, start) for start in sorted(starts)))


def _line_at(text: bytes, start: int) -> bytes:
    return text[start : text.find(b"\n", start) + 1 or len(text)]


def _count_formulas(lines: pl.DataFrame, layout: Layout) -> int:
    """Lines with a field that looks like a formula; few lines are worth a closer look."""
    line, sign = pl.col("line"), re.escape(layout.delimiter)
    is_first = (line < "0") | line.is_between(pl.lit(":"), pl.lit("A"))
    likely = line.str.contains(rf'[{sign}" \t][=+@-]') | is_first
    field = FORMULA.format(sign=sign)
    is_formula = line.str.contains(rf'(?:^|[{sign}])"?[ \t]*{field}')
    return lines.filter(likely).filter(is_formula).height


def _to_faults(records: pl.DataFrame, layout: Layout) -> pl.Series:
    """The code of what is wrong with each record, null for most; ExportError for open quotes."""
    line = pl.col("line")
    bare = line.str.replace_all('("[^"]*")+', QUOTED)
    scanned = records.select("row", "line", bare=bare)
    _refuse_open_quotes(scanned, layout)
    fields = pl.col("bare").str.count_matches(layout.delimiter, literal=True) + 1
    return scanned.select(
        fault=pl.when(fields < layout.width)
        .then(pl.lit("Q217"))
        .when(fields > layout.width)
        .then(pl.lit("Q218"))
        .when(pl.col("row").is_in(_rows_with_long_fields(records, layout).implode()))
        .then(pl.lit("Q215"))
        .when(_is_odd(layout))
        .then(pl.lit("Q216"))
    ).to_series()


def _refuse_open_quotes(scanned: pl.DataFrame, layout: Layout) -> None:
    """A quoted field is quoted as a whole; ExportError names the first line where it is not."""
    bare, sign = pl.col("bare"), re.escape(layout.delimiter)
    is_open = bare.str.contains(rf'"|[^{sign}]{QUOTED}|{QUOTED}[^{sign}]')
    is_too_long = pl.col("line").str.len_bytes() > LONGEST_RECORD
    has_quotes = pl.col("line").str.contains('"', literal=True)
    first = scanned.filter(has_quotes | is_too_long).filter(is_open | is_too_long).head(1)
    if not first.is_empty():
        raise ExportError("E115", line=first["row"].item())


def _rows_with_long_fields(records: pl.DataFrame, layout: Layout) -> pl.Series:
    line = pl.col("line")
    fields = line.str.extract_all(rf'"(?:[^"]|"")*"|[^{re.escape(layout.delimiter)}"]+')
    longest = fields.list.eval(pl.element().str.len_bytes()).list.max()
    long = records.filter(line.str.len_bytes() > LONGEST_FIELD)
    return long.filter(longest > LONGEST_FIELD)["row"]


def _is_odd(layout: Layout) -> pl.Expr:
    """Whether a record has signs that no cell may hold; quotes may hold tabs and line breaks."""
    line, bare, sign = pl.col("line"), pl.col("bare"), re.escape(layout.delimiter)
    is_odd = line.str.contains(ODD) | line.str.starts_with(MARK) | bare.str.contains("\r")
    if layout.delimiter == "\t":
        return is_odd
    return is_odd | bare.str.contains(rf"[^{sign}\s]\s*\t\s*[^{sign}\s]")


def _padded(lines: pl.Series, layout: Layout) -> bytes:
    """The records as single lines below a whole one, without the signs that no cell may hold."""
    breaks = r"[\r\n]+" if layout.delimiter == "\t" else r"[\t\r\n]+"
    folded = lines.str.replace_all(f"{ODD}|{breaks}|^{MARK}", " ")
    whole = pl.Series([layout.delimiter * (layout.width - 1)])
    text: str = pl.concat([whole, folded, pl.Series([""])]).str.join("\n").item()
    return text.encode()


def _read(text: bytes, layout: Layout, kind: Kind, lines: int, above: int = 0) -> pl.DataFrame:
    """The canonical columns of the lines below; the first must be whole, others never are cells."""
    cells = pl.read_csv(
        text,
        has_header=False,
        skip_lines=above,
        columns=[layout.columns.index(column) for column in COLUMNS[kind]],
        separator=layout.delimiter,
        quote_char='"' if b'"' in text else None,
        infer_schema=False,
        truncate_ragged_lines=True,
    )
    if cells.height != lines:
        raise ExportError("E117", scanned=lines, read=cells.height)
    cells.columns = list(COLUMNS[kind])
    return cells

"""A text export's canonical columns as text cells, each row under its line of the file."""

import re
from collections import Counter
from dataclasses import dataclass

import polars as pl

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from transforms.layout import Layout, to_layout, to_text

IDENTIFIERS: dict[Kind, tuple[str, ...]] = {
    Kind.PESERTA: ("KPJ", "NIK"),
    Kind.PEMBERI_KERJA: ("NPP",),
    Kind.PROYEK_JAKON: ("NOMOR_PROYEK",),
}
"""Columns that are empty in a total row."""
TOTAL = "JUMLAH|TOTAL|GRAND TOTAL|SUB ?TOTAL|SUBJUMLAH"
"""Words that a total row starts with."""
LONGEST_RECORD = 1_000_000
"""Bytes; a longer record comes from a quotation mark that is not closed."""
QUOTED = "\x1f"
"""Stands for a quoted field while fields are counted."""


@dataclass(frozen=True)
class Cells:
    """What an export says, as text."""

    frame: pl.DataFrame
    """One row per readable line: row (its line), and the canonical columns as text."""
    unreadable: pl.DataFrame
    """One row per line that can't be read as cells: row, column (null: the whole line), code."""
    findings: Counter[str]
    lines: int
    """Lines or rows of the file, headings and titles among them."""


def to_cells(data: bytes, kind: Kind, profile: Profile) -> Cells:
    """Read the bytes of a text export; ExportError when they can't be taken as a whole."""
    findings: Counter[str] = Counter()
    text = to_text(data, profile, findings)
    layout = to_layout(text, kind, profile, findings)
    records = _to_records(text, layout)
    _refuse_cut(text, records, layout, findings)
    kept = records.filter(~pl.col("is_blank") & ~pl.col("is_heading"))
    findings["N308"] += int(records["is_blank"].sum())
    findings["N314"] += int(records["is_heading"].sum())
    whole = kept.filter(pl.col("fields") == layout.width)
    is_ragged = pl.col("fields") != layout.width
    ragged = kept.filter(is_ragged & ~pl.col("is_total"))
    findings["N322"] += kept.filter(is_ragged & pl.col("is_total")).height
    frame = _read(text, whole, layout, COLUMNS[kind], is_all=whole.height == records.height)
    frame = frame.insert_column(0, whole["row"])
    frame = without_totals(frame, whole["is_total"], kind, findings)
    if frame.is_empty() and ragged.is_empty():
        raise ExportError("E102")
    return Cells(
        frame=frame,
        unreadable=ragged.select(
            "row",
            column=pl.lit(None, pl.String),
            code=pl.when(pl.col("fields") < layout.width)
            .then(pl.lit("Q217"))
            .otherwise(pl.lit("Q218")),
        ),
        findings=findings,
        lines=layout.line + int(records.select("row").max().item() or 0),
    )


def without_totals(
    frame: pl.DataFrame, is_total: pl.Series, kind: Kind, findings: Counter[str]
) -> pl.DataFrame:
    """The rows but those that start with a total word and have no identifiers."""
    if not is_total.any():
        return frame
    has_identifier = pl.any_horizontal(
        pl.col(column).str.strip_chars().fill_null("") != "" for column in IDENTIFIERS[kind]
    )
    rows = frame.filter(~is_total | has_identifier)
    findings["N322"] += frame.height - rows.height
    return rows


def _to_records(text: bytes, layout: Layout) -> pl.DataFrame:
    """One row per record below the heading: row, line, fields, is_blank, is_heading, is_total."""
    lines = pl.read_lines(text).with_row_index("row", offset=1).slice(layout.line)
    line, delimiter = pl.col("line"), layout.delimiter
    has_quotes = bool(lines.select(line.str.contains('"', literal=True).any()).item())
    records = _joined(lines) if has_quotes else lines
    bare = line.str.replace_all('("[^"]*")+', QUOTED) if has_quotes else line
    sign = re.escape(delimiter)
    records = records.with_columns(
        fields=bare.str.count_matches(delimiter, literal=True) + 1,
        is_blank=line.str.contains(rf'^[{sign}"\s]*$'),
        is_heading=line == layout.heading,
        is_total=line.str.contains(rf'(?i)^[{sign}"\s]*(?:{TOTAL})\b'),
    )
    if has_quotes:
        _refuse_open_quotes(records.select("row", bare=bare), sign)
    return records


def _joined(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines joined where a quoted field holds a line break: a record starts outside of quotes."""
    quotes = pl.col("line").str.count_matches('"', literal=True).cast(pl.Int64)
    starts = (quotes.cum_sum() - quotes) % 2 == 0
    records = lines.with_columns(record=starts.cum_sum())
    if records["record"].n_unique() == records.height:
        return lines
    joined = records.group_by("record", maintain_order=True).agg(
        pl.col("row").first(), pl.col("line").str.join("\n")
    )
    return joined.drop("record")


def _refuse_open_quotes(records: pl.DataFrame, sign: str) -> None:
    """A quoted field is quoted as a whole; ExportError names the first line where it is not."""
    bare = pl.col("bare")
    is_open = (
        bare.str.contains('"', literal=True)
        | bare.str.contains(f"[^{sign}]{QUOTED}|{QUOTED}[^{sign}]")
        | (bare.str.len_bytes() > LONGEST_RECORD)
    )
    first = records.filter(is_open).head(1)
    if not first.is_empty():
        raise ExportError("E115", line=first["row"].item())


def _refuse_cut(text: bytes, records: pl.DataFrame, layout: Layout, findings: Counter[str]) -> None:
    """A last line without its end must at least have all fields."""
    if text.endswith(b"\n") or records.is_empty():
        return
    last = records.row(-1, named=True)
    if last["fields"] < layout.width and not last["is_blank"]:
        raise ExportError("E116")
    findings["N326"] += 1


def _read(
    text: bytes, whole: pl.DataFrame, layout: Layout, columns: tuple[str, ...], *, is_all: bool
) -> pl.DataFrame:
    """The canonical columns of whole records; other columns are never made into cells."""
    if whole.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    if is_all:
        body = text.split(b"\n", layout.line)[layout.line]
    else:
        body = whole["line"].str.join("\n").item().encode()
    has_quotes = b'"' in body
    frame = pl.read_csv(
        body,
        has_header=False,
        columns=list(layout.positions),
        separator=layout.delimiter,
        quote_char='"' if has_quotes else None,
        infer_schema=False,
    )
    if frame.height != whole.height:
        raise ExportError("E117", scanned=whole.height, read=frame.height)
    frame.columns = list(columns)
    return frame

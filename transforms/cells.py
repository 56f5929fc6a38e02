"""A text export's canonical columns as text cells, each row under its line of the file."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from schemas.reading import AsSent
from transforms.encoding import to_text
from transforms.last_line import with_open_end
from transforms.layout import Layout, to_fields, to_layout
from transforms.records import MARK, to_lines, to_records
from transforms.totals import AMOUNTS, IDENTIFIERS, is_filled, is_named, total_start, without_totals


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
    records = to_records(text, layout, kind)
    findings["N323"] += records.formulas
    frame = records.frame
    if not text.endswith(b"\n"):
        frame = with_open_end(frame, text, layout, kind, findings)
    odd = _to_odd_rows(frame, text, layout, kind)
    findings["N301"] += odd.filter("is_heading", "is_marked").height
    findings["N308"] += odd.filter("is_blank").height
    findings["N314"] += odd.filter("is_heading").height
    rows, totals, dropped = _without_odd_rows(frame, odd, kind, profile)
    findings["N322"] += dropped
    if rows.is_empty():
        raise ExportError("E102")
    faulty = rows.filter(pl.col("fault").is_not_null())
    faults = faulty.select("row", column=pl.lit(None, pl.String), code="fault")
    return Cells(
        frame=(rows.filter(pl.col("fault").is_null()) if faulty.height else rows).drop("fault"),
        unreadable=pl.concat([faults, totals]).sort("row"),
        findings=+findings,
        lines=records.lines,
    )


def rows_as_sent(data: bytes, kind: Kind, profile: Profile, wanted: Collection[int]) -> AsSent:
    """The rows that start on the wanted lines, with all their fields under all the headings."""
    text = to_text(data, profile, Counter())
    layout = to_layout(text, kind, profile, Counter())
    chosen = to_lines(text, layout).filter(pl.col("row").is_in(list(wanted)))
    return AsSent(
        headings=layout.headings,
        columns=layout.columns,
        rows={row: to_fields(line, layout.delimiter) for row, line in chosen.iter_rows()},
    )


def _to_odd_rows(frame: pl.DataFrame, text: bytes, layout: Layout, kind: Kind) -> pl.DataFrame:
    """The records that name nothing: row, is_marked, is_heading, is_total, is_blank."""
    column = IDENTIFIERS[kind][0]
    heading = layout.headings[layout.columns.index(column)]
    cell = pl.col(column)
    # Most identifiers start with a digit, which costs little to see.
    is_likely = cell.is_null() | (cell < "0") | (cell > ":") | (cell == heading)
    is_nameless = ~is_named(column) | (cell.str.strip_chars() == heading.strip())
    nameless = frame.filter(is_likely).filter(is_nameless)
    is_said = pl.any_horizontal(map(is_filled, COLUMNS[kind]))
    said = nameless.select(
        "row", is_said=is_said.fill_null(value=False), is_faulty=pl.col("fault").is_not_null()
    )
    line, sign = pl.col("line"), re.escape(layout.delimiter)
    # What can't be read as cells may still say something, in a column of no use or in none.
    is_bare = ~pl.col("is_faulty") | line.str.contains(rf'^[{sign}"\s]*$')
    lines = to_lines(text, layout) if nameless.height else said.select("row", line=pl.lit(""))
    return lines.join(said, on="row", how="inner", validate="1:1", maintain_order="left").select(
        "row",
        is_blank=~pl.col("is_said") & is_bare,
        is_marked=line.str.starts_with(MARK),
        is_heading=line.str.strip_prefix(MARK) == layout.text,
        is_total=line.str.contains(total_start(layout.delimiter)),
    )


def _without_odd_rows(
    frame: pl.DataFrame, odd: pl.DataFrame, kind: Kind, profile: Profile
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """The records without blank ones, headings and totals, as without_totals tells them apart.

    What can't be read as cells is not summed up.
    """
    gone = odd.filter(pl.col("is_blank") | pl.col("is_heading"))["row"]
    rows = frame.filter(~pl.col("row").is_in(gone.implode())) if gone.len() else frame
    is_total = rows["row"].is_in(odd.filter("is_total")["row"].implode())
    if is_total.any():
        is_summed = pl.col("fault").is_null() | is_total
        rows = rows.with_columns(pl.when(is_summed).then(pl.col(AMOUNTS[kind])))
    return without_totals(rows, is_total, kind, profile)

"""A last line without its end: the file may be whole, or cut inside the last cell."""

from collections import Counter

import polars as pl

from schemas.errors import ExportError
from schemas.exports import Kind
from transforms.layout import Layout
from transforms.totals import IDENTIFIERS, is_filled, is_named, total_start

DAY = r"^[0-9]{8}$|^[0-9]{4}-[0-9]{2}-[0-9]{2}$|[^0-9][0-9]{4}$"
MONTH = r"^[0-9]{6}$|^[0-9]{4}-[0-9]{2}$|[^0-9][0-9]{4}$"
AREA = r"^[0-9]{2}\.?[0-9]{2}$"
WORD = r"\S"
"""What is left of a cut word is no word, or means the same."""
WHOLE_LOOKS = {
    "PERIODE": MONTH,
    "BLTH_IURAN_TERAKHIR": MONTH,
    "MULAI": DAY,
    "SELESAI": DAY,
    "KPJ": r"^[0-9]{11}$",
    "NIK": r"^[0-9]{16}$",
    "KODE_WILAYAH": AREA,
    "KODE_WILAYAH_KERJA": AREA,
    "JENIS_KELAMIN": r"^L$|\S\S",
    **dict.fromkeys(("SEGMEN", "STATUS", "SKALA"), WORD),
    **dict.fromkeys(("JKK", "JKM", "JHT", "JP", "JKP"), WORD),
}
"""How a cell looks that can't have been longer; other columns have no such look."""
SPARED = ("UPAH", "TGL_LAHIR")
"""Columns that may be empty: a doubtful cell costs the row nothing more than itself."""


def with_open_end(
    frame: pl.DataFrame, text: bytes, layout: Layout, kind: Kind, findings: Counter[str]
) -> pl.DataFrame:
    """The records of a text without a last line end, without what can't be believed of the last.

    ExportError when the last record lacks fields. `frame` is that of Records.
    """
    last = frame.tail(1)
    said = last.filter(pl.any_horizontal(map(is_filled, filter(None, layout.columns))))
    if said.is_empty():
        return frame
    fault, column = last["fault"].item(), layout.columns[-1]
    if fault == "Q217":
        raise ExportError("E116")
    if fault or not column or text.endswith(b'"') or _is_whole(frame[column]):
        return frame
    if _is_total(text, last, layout, kind):
        return frame  # A sum that was cut disagrees, and is told.
    is_last = pl.col("row") == last["row"].item()
    if column in SPARED:
        findings["N326"] += 1
        return frame.with_columns(pl.when(~is_last).then(pl.col(column)))
    return frame.with_columns(fault=pl.when(is_last).then(pl.lit("Q217")).otherwise("fault"))


def _is_whole(cells: pl.Series) -> bool:
    """Whether the last cell can't have been longer; a P may be left of PRIA where words stand."""
    if cells.name == "JENIS_KELAMIN" and cells.str.len_chars().max() == 1:
        return True
    look = WHOLE_LOOKS.get(cells.name)
    return look is not None and cells.tail(1).str.contains(look).item() is True


def _is_total(text: bytes, last: pl.DataFrame, layout: Layout, kind: Kind) -> bool:
    """Whether the last record starts with a total word and names nothing."""
    line = pl.lit(text.rpartition(b"\n")[2].decode())
    is_total = line.str.contains(total_start(layout.delimiter))
    return last.filter(is_total, *(~is_named(name) for name in IDENTIFIERS[kind])).height == 1

"""Writes one simulated export as the workbook that a branch would send."""

import io
from collections.abc import Callable
from datetime import date

import polars as pl

from flows.edges.workbooks import begin
from schemas.exports import Kind, Profile
from schemas.month import Month
from schemas.simulation import BranchPlan
from transforms.dialect import dates
from transforms.export_styles import month_text

DATES = {"TGL_LAHIR", "MULAI", "SELESAI"}
NUMBERS = {"UPAH", "NILAI_KONTRAK", "JUMLAH_TK"}
TITLES = {
    Kind.PESERTA: "DAFTAR PESERTA",
    Kind.PEMBERI_KERJA: "DAFTAR PEMBERI KERJA",
    Kind.PROYEK_JAKON: "DAFTAR PROYEK JASA KONSTRUKSI",
}
TOTAL = "JUMLAH"
DAY_FORMATS = {"dd-mon-yyyy": "dd-mmm-yyyy", "dd-mon-yy": "dd-mmm-yy", "serial": "0"}
"""Date styles that a spreadsheet calls otherwise."""

Cell = str | float | date | None


def workbook_bytes(export: pl.DataFrame, plan: BranchPlan, kind: Kind, month: Month) -> bytes:
    """Two title rows, an empty row, headings, the rows, and a last row with totals.

    Dates and amounts are typed cells, everything else, identifiers too, is text.
    """
    profile = plan.style.profile
    canonical = [profile.headers.get(heading, heading) for heading in export.columns]
    columns = [_cells(export[:, place], name, profile) for place, name in enumerate(canonical)]
    buffer = io.BytesIO()
    book = begin(buffer, month.first_day)
    sheet = book.add_worksheet(str(kind))
    day = book.add_format({"num_format": DAY_FORMATS.get(profile.dates[0], profile.dates[0])})
    sheet.write_string(0, 0, f"{TITLES[kind]} KANTOR CABANG {plan.code}")
    sheet.write_string(1, 0, f"Periode {month_text(month, profile)}")
    write: dict[type, Callable[..., object]] = {
        str: sheet.write_string,
        float: sheet.write_number,
        date: lambda row, place, cell: sheet.write_datetime(row, place, cell, day),
    }
    totals = [_total(name, cells) for name, cells in zip(canonical, columns, strict=True)]
    lines = [export.columns, *zip(*columns, strict=True), [TOTAL, *totals[1:]]]
    for row, line in enumerate(lines, start=3):
        for place, cell in enumerate(line):
            if cell is not None:
                write[type(cell)](row, place, cell)
    book.close()
    return buffer.getvalue()


def _cells(texts: pl.Series, name: str, profile: Profile) -> list[Cell]:
    """Typed cells; an impossible date stays text, as a clerk would have typed it."""
    if name in DATES:
        days = texts.to_frame(name).select(dates(name, profile)).to_series()
        return [text if day is None else day for day, text in zip(days, texts, strict=True)]
    if name in NUMBERS:
        plain = texts.str.replace_all(profile.thousands, "", literal=True)
        return plain.str.replace_all(profile.decimal, ".", literal=True).cast(pl.Float64).to_list()
    return texts.to_list()


def _total(name: str, cells: list[Cell]) -> float | None:
    if name not in NUMBERS:
        return None
    return sum((cell for cell in cells if isinstance(cell, float)), start=0.0)

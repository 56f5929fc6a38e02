"""One export in the shapes in which branches send it."""

import gzip
import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from schemas.exports import COLUMNS, Kind, Profile
from tests.builders import csv_bytes, export_rows, job
from tests.old_workbook import Cell, OldSheet, old_workbook
from transforms.export_styles import amount_texts, date_texts, month_text

INDONESIAN = Profile(
    decimal=",", thousands=".", dates=("dd/mm/yyyy",), months="mm-yyyy", headers={"No. KPJ": "KPJ"}
)


def exports() -> list[dict[str, str]]:
    """Twelve rows, of which one has a wrong area and one has no last paid month."""
    rows = [
        row | {"NIK": f"357101170885{number:04d}", "UPAH": str(1_234_567 * (number + 1))}
        for number, row in enumerate(export_rows(12), start=1)
    ]
    rows[3] |= {"KODE_WILAYAH_KERJA": "3599"}
    rows[5] |= {"BLTH_IURAN_TERAKHIR": ""}
    return rows


def restyled(rows: list[dict[str, str]], profile: Profile) -> list[dict[str, str]]:
    """The rows as a branch with this profile would write them."""
    table = pl.DataFrame(rows)
    born = table["TGL_LAHIR"].str.to_date()
    paid = [cell and month_text(job().month + -1, profile) for cell in table["BLTH_IURAN_TERAKHIR"]]
    return table.with_columns(
        PERIODE=pl.lit(month_text(job().month, profile)),
        TGL_LAHIR=date_texts(born, profile),
        BLTH_IURAN_TERAKHIR=pl.Series(paid),
        UPAH=amount_texts([int(cell) for cell in table["UPAH"]], profile),
    ).to_dicts()


def workbook(rows: list[dict[str, str]], *, nik_as_number: bool = False) -> bytes:
    """A workbook with titles, typed dates and amounts, a total row and a hidden sheet."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Peserta")
    old = book.add_worksheet("Lama")
    old.hide()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_string(0, 0, "DAFTAR PESERTA")
    for place, column in enumerate(COLUMNS[Kind.PESERTA]):
        sheet.write_string(3, place, column.lower().replace("_", " "))
        old.write_string(0, place, column)
        for line, row in enumerate(rows, start=4):
            if column == "TGL_LAHIR":
                sheet.write_datetime(line, place, pl.Series([row[column]]).str.to_date()[0], day)
            elif column == "UPAH" or (column == "NIK" and nik_as_number):
                sheet.write_number(line, place, float(row[column]))
            elif row[column]:
                sheet.write_string(line, place, row[column])
    sheet.write_string(len(rows) + 5, 0, "JUMLAH")
    sheet.write_number(len(rows) + 5, 17, sum(float(row["UPAH"]) for row in rows))
    book.close()
    return buffer.getvalue()


def indonesian_text() -> tuple[bytes, dict[str, Any]]:
    """Semicolons, days first, dots in amounts, own headings."""
    data = csv_bytes(restyled(exports(), INDONESIAN), delimiter=";")
    return data.replace(b";KPJ;", b";No. KPJ;"), {"profile": INDONESIAN}


def western_text() -> tuple[bytes, dict[str, Any]]:
    """Windows-1252, with further columns that are dropped."""
    rows = [row | {"NAMA": "José, ST", "ALAMAT": "Jl. Dhoho 1"} for row in exports()]
    return csv_bytes(rows, encoding="cp1252"), {"profile": Profile(encoding="cp1252")}


def packed_text() -> tuple[bytes, dict[str, Any]]:
    """The clean file under gzip."""
    return gzip.compress(csv_bytes(exports()), mtime=0), {"format": "csv.gz"}


def spreadsheet() -> tuple[bytes, dict[str, Any]]:
    """A workbook of a branch whose text style would be Indonesian."""
    rows = [row | {"PERIODE": "11-2021"} for row in exports()]
    for row in rows:
        row["BLTH_IURAN_TERAKHIR"] = row["BLTH_IURAN_TERAKHIR"] and "10-2021"
    return workbook(rows), {"format": "xlsx", "profile": replace(INDONESIAN, headers={})}


def zipped_text() -> tuple[bytes, dict[str, Any]]:
    """The clean file in a zip archive, under any name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/ekspor nov.txt", csv_bytes(exports()))
    return buffer.getvalue(), {"format": "zip"}


def old_spreadsheet() -> tuple[bytes, dict[str, Any]]:
    """An old workbook with typed dates and amounts, and a total row."""
    columns = COLUMNS[Kind.PESERTA]
    rows: list[list[Cell]] = [["DAFTAR PESERTA"], list(columns)]
    rows += [[_typed(column, row[column]) for column in columns] for row in exports()]
    total = sum(float(row["UPAH"]) for row in exports())
    rows.append(["JUMLAH", *[None] * (len(columns) - 2), total])
    return old_workbook(OldSheet("Peserta", rows)), {"format": "xls"}


def _typed(column: str, cell: str) -> Cell:
    if column == "TGL_LAHIR":
        return date.fromisoformat(cell)
    return float(cell) if column == "UPAH" else cell


def typed_table() -> tuple[bytes, dict[str, Any]]:
    """A Parquet table with typed columns, and one that is dropped."""
    buffer = io.BytesIO()
    pl.DataFrame(exports()).with_columns(
        pl.col("TGL_LAHIR").str.to_date(),
        pl.col("UPAH").cast(pl.Float64),
        pl.col("NIK", "KPJ").cast(pl.Int64),
        pl.col("JKK", "JKM", "JHT", "JP", "JKP") == "Y",
        NAMA=pl.lit("Siti"),
    ).write_parquet(buffer)
    return buffer.getvalue(), {"format": "parquet"}

"""What a branch sends: kinds of export, their canonical columns, and how it writes them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from schemas.month import Month


class Kind(StrEnum):
    """A kind of export; the value is the first part of its file name."""

    PESERTA = "peserta"
    PEMBERI_KERJA = "pemberi_kerja"
    PROYEK_JAKON = "proyek_jakon"


def export_name(kind: Kind, branch: str, month: Month) -> str:
    """How a file for an export is named, without its ending: peserta_KDR_202111."""
    return f"{kind}_{branch}_{month.year:04d}{month.number:02d}"


COLUMNS: dict[Kind, tuple[str, ...]] = {
    Kind.PESERTA: (
        "PERIODE", "KODE_KANTOR", "NPP", "KODE_DIVISI", "KPJ", "NIK", "TGL_LAHIR",
        "JENIS_KELAMIN", "SEGMEN", "KODE_WILAYAH_KERJA", "JKK", "JKM", "JHT", "JP", "JKP",
        "STATUS", "BLTH_IURAN_TERAKHIR", "UPAH",
    ),
    Kind.PEMBERI_KERJA: (
        "PERIODE", "KODE_KANTOR", "NPP", "KODE_DIVISI", "SKALA", "KODE_WILAYAH", "STATUS",
        "JUMLAH_TK", "BLTH_IURAN_TERAKHIR",
    ),
    Kind.PROYEK_JAKON: (
        "PERIODE", "KODE_KANTOR", "NOMOR_PROYEK", "KODE_WILAYAH", "NILAI_KONTRAK", "JUMLAH_TK",
        "MULAI", "SELESAI",
    ),
}  # fmt: skip
"""The canonical columns of each kind, in order; others that a branch sends are dropped."""

Encoding = Literal["utf-8", "cp1252", "latin-1"]
DateStyle = Literal[
    "dd/mm/yyyy", "dd-mm-yyyy", "yyyy-mm-dd", "yyyymmdd", "dd-mon-yyyy", "dd-mon-yy", "serial"
]
"""How a day is written; always the day first or the year first, never the month first.

`mon` is a month's name, short or long, Indonesian or English; `serial` counts days since 1900.
"""
MonthStyle = Literal["yyyymm", "yyyy-mm", "mm-yyyy", "mm/yyyy", "mon-yyyy"]
Format = Literal["csv", "csv.gz", "zip", "xlsx", "xls", "parquet", "nil"]
"""How an export is packed; `nil` is a control file that says: nothing to report."""


def _listed(styles: Any) -> Any:  # whatever a TOML file holds
    """A style on its own stands for a list with one."""
    return (styles,) if isinstance(styles, str) else styles


@dataclass(frozen=True)
class Profile:
    """How one branch writes one kind of export. Nothing of it is ever guessed cell by cell.

    `delimiter` None means: the one of `, ; tab |` under which the heading is found. `dates` are the
    styles that the branch may use. `headers` maps a heading of the branch's own to its canonical
    column. `sheet` names the sheet of a workbook, `header_row` the line or row of the heading; None
    means that it is looked for.
    """

    encoding: Encoding = "utf-8"
    delimiter: str | None = None
    decimal: Literal[",", "."] = "."
    thousands: Literal[",", ".", ""] = ""
    dates: Annotated[tuple[DateStyle, ...], BeforeValidator(_listed)] = ("yyyy-mm-dd",)
    months: MonthStyle = "yyyymm"
    headers: dict[str, str] = field(default_factory=dict, hash=False)
    sheet: str | None = None
    header_row: int | None = None


@dataclass(frozen=True)
class Declared:
    """What a branch's control file says of its export; None: nothing is said."""

    rows: int | None = None
    persons: int | None = None
    """Distinct NIK."""
    wage_rupiah: int | None = None
    """Sum of UPAH."""

"""What a branch sends: kinds of export, their canonical columns, and how it writes them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """A kind of export; the value is the first part of its file name."""

    PESERTA = "peserta"
    PEMBERI_KERJA = "pemberi_kerja"
    PROYEK_JAKON = "proyek_jakon"


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

DateStyle = Literal["dd/mm/yyyy", "dd-mm-yyyy", "yyyy-mm-dd", "yyyymmdd"]
MonthStyle = Literal["yyyymm", "yyyy-mm", "mm-yyyy", "mm/yyyy"]


@dataclass(frozen=True)
class Profile:
    """How one branch writes one kind of export. Nothing of it is ever guessed cell by cell.

    `delimiter` None means: the one of `, ; tab |` under which the header is found.
    `headers` maps a heading of the branch's own to its canonical column.
    """

    encoding: Literal["utf-8", "cp1252"] = "utf-8"
    delimiter: str | None = None
    decimal: Literal[",", "."] = "."
    thousands: Literal[",", ".", ""] = ""
    dates: DateStyle = "yyyy-mm-dd"
    months: MonthStyle = "yyyymm"
    headers: dict[str, str] = field(default_factory=dict)

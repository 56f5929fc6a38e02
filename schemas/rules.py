"""The rules that an export's rows must keep: one table for code, self-test and dictionary.

`holds` speaks of the parsed frame: canonical columns as text, and beside them what the branch's
style makes of the text, null where it can't be read. A rule whose cells are missing or unreadable
holds; that they are missing or unreadable is a rule of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from schemas.codes import TEXTS
from schemas.exports import Kind

GRACE_MONTHS = 3
"""Unpaid months from which STATUS AKTIF counts as inactive, where the settings say nothing else."""
OLDEST_YEARS = 150
"""Nobody is older; a birth date that says so is wrong."""
WORKING_YEARS = (15, 100)
"""Ages outside are a finding."""
MOST_WORKERS = 10_000_000
"""More workers than any employer or project has."""
LONGEST_CODE = 24
"""Characters of NPP, division or project number."""
NIK_AS_NUMBER = r"^[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+$|^[0-9]{14,17}[.,]0+$"
"""How a NIK looks that a spreadsheet kept as a number."""


@dataclass(frozen=True)
class Rule:
    """One thing that every row must keep; `planted` are cells that break it and nothing else."""

    kind: Kind
    code: str
    column: str
    holds: pl.Expr = field(repr=False)
    planted: dict[str, str]

    @property
    def severity(self) -> Literal["reject", "finding"]:
        """A row that breaks a reject is left out; after a finding it stays."""
        return "reject" if self.code.startswith("Q") else "finding"

    @property
    def text(self) -> str:
        """The rule as the clerk reads it, in Indonesian."""
        return TEXTS[self.code]


GOOD_ROWS: dict[Kind, dict[str, str]] = {
    Kind.PESERTA: {
        "PERIODE": "202111", "KODE_KANTOR": "KDR", "NPP": "15070955", "KODE_DIVISI": "000",
        "KPJ": "21000000001", "NIK": "3571011708850001", "TGL_LAHIR": "1985-08-17",
        "JENIS_KELAMIN": "L", "SEGMEN": "PU", "KODE_WILAYAH_KERJA": "3571", "JKK": "Y", "JKM": "Y",
        "JHT": "Y", "JP": "Y", "JKP": "Y", "STATUS": "AKTIF", "BLTH_IURAN_TERAKHIR": "202110",
        "UPAH": "2085925",
    },
    Kind.PEMBERI_KERJA: {
        "PERIODE": "202111", "KODE_KANTOR": "KDR", "NPP": "15070955", "KODE_DIVISI": "000",
        "SKALA": "KECIL", "KODE_WILAYAH": "3571", "STATUS": "AKTIF", "JUMLAH_TK": "39",
        "BLTH_IURAN_TERAKHIR": "202110",
    },
    Kind.PROYEK_JAKON: {
        "PERIODE": "202111", "KODE_KANTOR": "KDR", "NOMOR_PROYEK": "2300001078094",
        "KODE_WILAYAH": "3571", "NILAI_KONTRAK": "250000000", "JUMLAH_TK": "12",
        "MULAI": "2021-10-01", "SELESAI": "2022-01-31",
    },
}  # fmt: skip
"""A row of each kind that keeps every rule, in the canonical style; branch KDR, November 2021."""


def _given(kind: Kind, *columns: str) -> Iterator[Rule]:
    """The columns must not be empty."""
    for column in columns:
        yield Rule(kind, "Q205", column, pl.col(column).is_not_null(), {column: ""})


def _readable(kind: Kind, code: str, column: str, parsed: str, planted: str) -> Rule:
    """What is in the column must be readable."""
    holds = pl.col(column).is_null() | pl.col(parsed).is_not_null()
    return Rule(kind, code, column, holds, {column: planted})


def _origin(kind: Kind, area: str) -> Iterator[Rule]:
    """Month, branch and area, which every kind has."""
    yield from _given(kind, "PERIODE")
    yield _readable(kind, "Q206", "PERIODE", "month", "Nov 21")
    is_month = pl.col("month") == pl.col("expected_month")
    yield Rule(kind, "Q208", "PERIODE", is_month, {"PERIODE": "202110"})
    yield from _given(kind, "KODE_KANTOR")
    is_branch = pl.col("KODE_KANTOR") == pl.col("expected_branch")
    yield Rule(kind, "Q212", "KODE_KANTOR", is_branch, {"KODE_KANTOR": "SBY"})
    yield from _given(kind, area)
    yield _readable(kind, "Q229", area, "area", "3599")


def _code_of(kind: Kind, column: str) -> Rule:
    """A code must consist of letters, digits and `/`; dots, dashes and blanks are gone by now."""
    holds = pl.col(column).str.contains(f"^[0-9A-Z/]{{1,{LONGEST_CODE}}}$")
    return Rule(kind, "Q216", column, holds, {column: "1507<>55"})


def _whole(kind: Kind, column: str, parsed: str, most: int | None = None) -> Iterator[Rule]:
    """A number must be readable and not negative; a head-count also whole and possible."""
    yield _readable(kind, "Q209", column, parsed, "NaN")
    holds = pl.col(parsed) >= 0
    if most is not None:
        holds &= (pl.col(parsed) <= most) & ~pl.col(f"{parsed}_is_fraction")
    yield Rule(kind, "Q210", column, holds, {column: "-1"})


def _paid(kind: Kind) -> Iterator[Rule]:
    """The last paid month must be readable; missing or long ago are findings."""
    is_active = pl.col("is_declared_active")
    month = "BLTH_IURAN_TERAKHIR"
    yield _readable(kind, "Q206", month, "last_paid_month", "202113")
    yield Rule(kind, "N331", month, ~is_active | pl.col(month).is_not_null(), {month: ""})
    is_paid = pl.col("unpaid_months") < pl.col("grace_months")
    yield Rule(kind, "N332", month, ~is_active | is_paid, {month: "202108"})


def _identity() -> Iterator[Rule]:
    """KPJ and NIK must be real ones."""
    kind = Kind.PESERTA
    day, month = pl.col("nik_day"), pl.col("nik_month")
    is_number = pl.col("NIK").str.contains(NIK_AS_NUMBER)
    last_day = pl.when(month == 2).then(29).when(month.is_in([4, 6, 9, 11])).then(30).otherwise(31)
    is_day = (day >= 1) & (day <= last_day)
    is_nik = is_day & month.is_between(1, 12) & ~pl.col("NIK").str.ends_with("0000")
    is_same_digit = pl.col("NIK").is_in([str(digit) * 16 for digit in range(10)])
    yield from _given(kind, "KPJ", "NIK")
    is_card = pl.col("KPJ").str.contains("^[0-9]{11}$")
    yield Rule(kind, "Q202", "KPJ", is_card, {"KPJ": "2100000001"})
    yield Rule(kind, "Q203", "NIK", ~is_number, {"NIK": "3,57101E+15"})
    is_long = is_number | pl.col("nik_day").is_not_null()
    yield Rule(kind, "Q201", "NIK", is_long, {"NIK": "357101170885001"})
    yield Rule(kind, "Q204", "NIK", is_nik & ~is_same_digit, {"NIK": "3571013002850001"})


def _person() -> Iterator[Rule]:
    """Birth date and sex must be possible; where they differ from the NIK is a finding."""
    kind = Kind.PESERTA
    age, birth = pl.col("age_years"), pl.col("birth_date")
    is_born = age.is_between(0, OLDEST_YEARS)
    at_work = ~is_born | age.is_between(*WORKING_YEARS)
    born = "TGL_LAHIR"
    yield _readable(kind, "Q206", born, "birth_date", "1985-02-30")
    yield Rule(kind, "Q208", born, is_born, {born: "2021-12-01", "NIK": "3571010112210001"})
    yield from _given(kind, "JENIS_KELAMIN")
    yield _readable(kind, "Q223", "JENIS_KELAMIN", "sex", "X")
    yield Rule(kind, "N330", born, at_work, {born: "2010-08-17", "NIK": "3571011708100001"})
    is_man = pl.col("nik_is_woman") != (pl.col("sex") == "L")
    yield Rule(kind, "N333", "JENIS_KELAMIN", is_man, {"JENIS_KELAMIN": "P"})
    is_nik_day = (
        (birth.dt.day() == pl.col("nik_day"))
        & (birth.dt.month() == pl.col("nik_month"))
        & (birth.dt.year() % 100 == pl.col("nik_year"))
    )
    yield Rule(kind, "N334", born, is_nik_day, {born: "1985-08-18"})
    yield Rule(kind, "N335", born, pl.col(born).is_not_null(), {born: ""})


def _membership() -> Iterator[Rule]:
    """Segment, employer, programmes and status must fit together."""
    kind = Kind.PESERTA
    is_pu = pl.col("segment") == "PU"
    alone = {"SEGMEN": "BPU"}
    yield from _given(kind, "SEGMEN")
    yield _readable(kind, "Q222", "SEGMEN", "segment", "JAKON")
    for column in ("NPP", "KODE_DIVISI"):
        has_unit = ~is_pu | pl.col(column).is_not_null()
        yield Rule(kind, "Q228", column, has_unit, {column: ""})
        yield _code_of(kind, column)
    programmes = ("JKK", "JKM", "JHT", "JP", "JKP")
    yield from _given(kind, *programmes)
    for programme in programmes:
        yield _readable(kind, "Q225", programme, f"has_{programme.lower()}", "X")
    is_pair = pl.col("has_jkk") == pl.col("has_jkm")
    yield Rule(kind, "Q226", "JKM", is_pair, {"JKM": "T"})
    yield Rule(kind, "Q227", "JP", is_pu | ~pl.col("has_jp"), alone | {"JKP": "T"})
    yield Rule(kind, "Q227", "JKP", is_pu | ~pl.col("has_jkp"), alone | {"JP": "T"})
    yield from _given(kind, "STATUS")
    yield _readable(kind, "Q224", "STATUS", "is_declared_active", "X")


def _peserta() -> Iterator[Rule]:
    kind = Kind.PESERTA
    yield from _origin(kind, "KODE_WILAYAH_KERJA")
    yield from _identity()
    yield from _person()
    yield from _membership()
    yield from _paid(kind)
    yield from _whole(kind, "UPAH", "wage_rupiah")


def _pemberi_kerja() -> Iterator[Rule]:
    kind = Kind.PEMBERI_KERJA
    yield from _origin(kind, "KODE_WILAYAH")
    for column in ("NPP", "KODE_DIVISI"):
        yield from _given(kind, column)
        yield _code_of(kind, column)
    yield from _given(kind, "SKALA", "STATUS", "JUMLAH_TK")
    yield _readable(kind, "Q230", "SKALA", "scale", "X")
    yield _readable(kind, "Q224", "STATUS", "is_declared_active", "X")
    yield from _whole(kind, "JUMLAH_TK", "reported_workers", MOST_WORKERS)
    yield from _paid(kind)


def _proyek_jakon() -> Iterator[Rule]:
    kind = Kind.PROYEK_JAKON
    yield from _origin(kind, "KODE_WILAYAH")
    yield from _given(kind, "NOMOR_PROYEK", "NILAI_KONTRAK", "JUMLAH_TK", "MULAI", "SELESAI")
    yield _code_of(kind, "NOMOR_PROYEK")
    yield from _whole(kind, "NILAI_KONTRAK", "contract_rupiah")
    yield from _whole(kind, "JUMLAH_TK", "workers", MOST_WORKERS)
    yield _readable(kind, "Q206", "MULAI", "start_date", "2021-02-30")
    yield _readable(kind, "Q206", "SELESAI", "end_date", "2021-02-30")
    is_ordered = pl.col("end_date") >= pl.col("start_date")
    yield Rule(kind, "Q231", "SELESAI", is_ordered, {"SELESAI": "2021-09-30"})


RULES: tuple[Rule, ...] = (*_peserta(), *_pemberi_kerja(), *_proyek_jakon())
"""Every rule; a row that breaks several is lost to the first of them."""

"""The rules that an export's rows must keep: one table for code, self-test and dictionary.

`holds` speaks of the parsed frame: beside each canonical column it has the fault under which a
cell could not be taken, and typed columns with what the branch's style makes of the cells. A rule
whose cells are missing or unreadable holds; that they are is a rule of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from schemas.codes import REJECTIONS, TEXTS
from schemas.exports import COLUMNS, Kind

GRACE_MONTHS = 3
"""Unpaid months from which STATUS AKTIF counts as inactive, where the settings say nothing else."""
OLDEST_YEARS = 150
"""Nobody is older; a birth date that says so is wrong."""
WORKING_YEARS = (15, 100)
"""Ages outside are a finding."""
MOST_WORKERS = 10_000_000
"""More workers than any employer or project has."""
MOST_WAGE_RUPIAH = 10**12
"""More than anybody earns in a month; a million of them still fit a sum."""
MOST_CONTRACT_RUPIAH = 10**15
"""More than any project costs."""
LONGEST_CODE = 24
"""Characters of NPP, division or project number."""
LONGEST_CELL = 4096
"""Bytes that a cell may have."""
PROGRAMMES = ("JKK", "JKM", "JHT", "JP", "JKP")
FAULT = pl.Enum(list(REJECTIONS))


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


def fault_of(column: str) -> str:
    """The parsed frame's column that says why a canonical cell gave no value; null: it did."""
    return f"{column} fault"


def _without(column: str, code: str) -> pl.Expr:
    """The cell was not left untaken under this code."""
    return pl.col(fault_of(column)).ne_missing(pl.lit(code, FAULT))


def _cell(kind: Kind, column: str, **planted: str) -> Iterator[Rule]:
    """A cell must not be read to any of these codes; each with a cell that is."""
    for code, cell in planted.items():
        yield Rule(kind, code, column, _without(column, code), {column: cell})


def _undamaged(kind: Kind) -> Iterator[Rule]:
    """A cell must be text of usual length, and no error of a spreadsheet."""
    for column in COLUMNS[kind]:
        yield from _cell(kind, column, Q209="#REF!", Q215="0" * (LONGEST_CELL + 1), Q216="\ufffd")


def _given(kind: Kind, *columns: str) -> Iterator[Rule]:
    """The columns must not be empty."""
    for column in columns:
        yield from _cell(kind, column, Q205="")


def _origin(kind: Kind, area: str) -> Iterator[Rule]:
    """Month, branch and area, which every kind has."""
    yield from _given(kind, "PERIODE", "KODE_KANTOR", area)
    yield from _cell(kind, "PERIODE", Q206="202113", Q207="11-2021", Q208="202110")
    yield from _cell(kind, "KODE_KANTOR", Q212="SBY")
    yield from _cell(kind, area, Q229="3599", Q233="3173")


def _dated(kind: Kind, column: str) -> Iterator[Rule]:
    """A day must be one of the calendar, in the branch's style."""
    yield from _cell(kind, column, Q206="1985-02-30", Q207="17/08/1985")


def _counted(kind: Kind, column: str) -> Iterator[Rule]:
    """A number must be one in the branch's style, and possible."""
    yield from _cell(kind, column, Q210="-1", Q211="NaN")


def _paid(kind: Kind) -> Iterator[Rule]:
    """The last paid month must be readable; missing or long ago are findings."""
    is_active = pl.col("is_declared_active")
    month = "BLTH_IURAN_TERAKHIR"
    yield from _cell(kind, month, Q206="202113", Q207="10-2021")
    yield Rule(kind, "N331", month, ~is_active | _without(month, "Q205"), {month: ""})
    is_paid = ~pl.col("is_overdue")
    yield Rule(kind, "N332", month, ~is_active | is_paid, {month: "202108"})


def _person() -> Iterator[Rule]:
    """KPJ and NIK must be real ones; age, sex and birth that surprise are findings."""
    kind, nik, born = Kind.PESERTA, "NIK", "TGL_LAHIR"
    yield from _given(kind, "KPJ", nik, "JENIS_KELAMIN")
    yield from _cell(kind, "KPJ", Q202="2100000001")
    yield from _cell(kind, nik, Q203="3,57101E+15", Q201="357101170885001")
    yield from _cell(kind, nik, Q204="3571013002850001")
    yield from _dated(kind, born)
    too_late = {born: "2021-12-01", nik: "3571010112210001"}
    yield Rule(kind, "Q208", born, _without(born, "Q208"), too_late)
    yield from _cell(kind, "JENIS_KELAMIN", Q223="X")
    age = pl.col("age_years")
    child = {born: "2010-08-17", nik: "3571011708100001"}
    yield Rule(kind, "N330", born, age.is_between(*WORKING_YEARS), child)
    is_sex = pl.col("nik_is_woman") == (pl.col("sex") == "P")
    yield Rule(kind, "N333", "JENIS_KELAMIN", is_sex, {"JENIS_KELAMIN": "P"})
    is_birth = pl.col("nik_birth") == pl.col("birth")
    yield Rule(kind, "N334", born, is_birth, {born: "1985-08-18"})
    yield Rule(kind, "N335", born, _without(born, "Q205"), {born: ""})
    yield Rule(kind, "N336", nik, pl.col("nik_has_area"), {nik: "9999011708850001"})


def _membership() -> Iterator[Rule]:
    """Segment, employer, programmes and status must fit together."""
    kind = Kind.PESERTA
    is_pu = pl.col("segment") == "PU"
    alone = {"SEGMEN": "BPU"}
    yield from _given(kind, "SEGMEN", "STATUS", *PROGRAMMES)
    yield from _cell(kind, "SEGMEN", Q222="JAKON")
    for column in ("NPP", "KODE_DIVISI"):
        yield Rule(kind, "Q228", column, ~is_pu | _without(column, "Q205"), {column: ""})
    for programme in PROGRAMMES:
        yield from _cell(kind, programme, Q225="X")
    is_pair = pl.col("has_jkk") == pl.col("has_jkm")
    yield Rule(kind, "Q226", "JKM", is_pair, {"JKM": "T"})
    yield Rule(kind, "Q227", "JP", is_pu | ~pl.col("has_jp"), alone | {"JKP": "T"})
    yield Rule(kind, "Q227", "JKP", is_pu | ~pl.col("has_jkp"), alone | {"JP": "T"})
    yield from _cell(kind, "STATUS", Q224="X")


def _peserta() -> Iterator[Rule]:
    kind = Kind.PESERTA
    yield from _undamaged(kind)
    yield from _origin(kind, "KODE_WILAYAH_KERJA")
    yield from _person()
    yield from _membership()
    yield from _paid(kind)
    yield from _counted(kind, "UPAH")


def _pemberi_kerja() -> Iterator[Rule]:
    kind = Kind.PEMBERI_KERJA
    yield from _undamaged(kind)
    yield from _origin(kind, "KODE_WILAYAH")
    yield from _given(kind, "NPP", "KODE_DIVISI", "SKALA", "STATUS", "JUMLAH_TK")
    yield from _cell(kind, "SKALA", Q230="X")
    yield from _cell(kind, "STATUS", Q224="X")
    yield from _counted(kind, "JUMLAH_TK")
    yield from _paid(kind)


def _proyek_jakon() -> Iterator[Rule]:
    kind = Kind.PROYEK_JAKON
    yield from _undamaged(kind)
    yield from _origin(kind, "KODE_WILAYAH")
    yield from _given(kind, "NOMOR_PROYEK", "NILAI_KONTRAK", "JUMLAH_TK", "MULAI", "SELESAI")
    yield from _counted(kind, "NILAI_KONTRAK")
    yield from _counted(kind, "JUMLAH_TK")
    yield from _dated(kind, "MULAI")
    yield from _dated(kind, "SELESAI")
    is_ordered = pl.col("end_date") >= pl.col("start_date")
    yield Rule(kind, "Q231", "SELESAI", is_ordered, {"SELESAI": "2021-09-30"})


RULES: tuple[Rule, ...] = (*_peserta(), *_pemberi_kerja(), *_proyek_jakon())
"""Every rule; a row that breaks several is lost to the first of them."""

LISTED: dict[tuple[Kind, str], frozenset[str]] = {
    (kind, column): frozenset(
        rule.code for rule in RULES if (rule.kind, rule.column) == (kind, column)
    )
    for kind in Kind
    for column in COLUMNS[kind]
}
"""The codes of each kind's columns."""

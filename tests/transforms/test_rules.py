"""Rules at, below and above each threshold."""

from datetime import date

import polars as pl
import pytest

from schemas.codes import FINDINGS, REJECTIONS
from schemas.exports import Kind
from schemas.month import Month
from schemas.rejects import RULES
from tests.builders import csv_bytes, employers, export_row, export_rows, job, projects
from transforms.acceptance import Accepted, accept
from transforms.cells import to_cells
from transforms.rules import is_active, is_in_arrears, is_open_project

GOOD = 20
"""Rows that keep every rule, enough that one odd row is no reason to refuse the file."""


def accepted(cells: dict[str, str], kind: Kind = Kind.PESERTA) -> Accepted:
    """What becomes of one odd row among enough good ones."""
    rows = [export_row(kind, **cells), *export_rows(GOOD + 1, kind)[1:]]
    return accept(to_cells(csv_bytes(rows, kind), kind, job().profile), job(kind))


def codes(cells: dict[str, str], kind: Kind = Kind.PESERTA) -> list[str]:
    """The codes under which the odd row is left out."""
    rejects = accepted(cells, kind).rejects
    assert set(rejects["row"]) <= {2}
    return rejects["code"].to_list()


@pytest.mark.parametrize(
    ("active", "unpaid", "grace", "expected"),
    [
        (True, 2, 3, "active"),
        (True, 3, 3, "arrears"),
        (True, 4, 3, "arrears"),
        (True, 3, 4, "active"),
        (True, None, 3, "active"),
        (False, 0, 3, "neither"),
        (False, 9, 3, "neither"),
    ],
)
def test_three_unpaid_months_make_inactive(
    *, active: bool, unpaid: int | None, grace: int, expected: str
) -> None:
    row = employers(is_declared_active=[active], unpaid_months=[unpaid]).select(
        active=is_active(grace), arrears=is_in_arrears(grace)
    )
    named = [name for name, holds in row.row(0, named=True).items() if holds]
    assert named == ([] if expected == "neither" else [expected])


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2021, 11, 30), date(2022, 1, 1), True),
        (date(2021, 12, 1), date(2022, 1, 1), False),
        (date(2021, 1, 1), date(2021, 11, 1), True),
        (date(2021, 1, 1), date(2021, 10, 31), False),
    ],
)
def test_a_project_is_open_on_one_day_of_the_month(
    start: date, end: date, *, expected: bool
) -> None:
    row = projects(start_date=[start], end_date=[end])
    assert row.select(is_open_project(Month(2021, 11))).item() is expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"TGL_LAHIR": "2021-11-30"}, []),
        ({"TGL_LAHIR": "2021-12-01"}, ["Q208"]),
        ({"TGL_LAHIR": "1871-11-01"}, []),
        ({"TGL_LAHIR": "1870-11-30"}, ["Q208"]),
        ({"TGL_LAHIR": "31/11/1985"}, ["Q206"]),
        ({"TGL_LAHIR": "30/11/1985"}, ["Q207"]),
        ({"NIK": "3,57101E+15"}, ["Q203"]),
        ({"NIK": "357101170885001"}, ["Q201"]),
        ({"NIK": "3571013002850001"}, ["Q204"]),
        ({"NIK": ""}, ["Q205"]),
        ({"NIK": "#N/A"}, ["Q209"]),
        ({"STATUS": "#REF!"}, ["Q209"]),
        ({"STATUS": "AKTI\ufffd"}, ["Q216"]),
        ({"NPP": "0" * 4097}, ["Q215"]),
        ({"UPAH": "NaN"}, ["Q211"]),
        ({"UPAH": "1000000000001"}, ["Q210"]),
        ({"TGL_LAHIR": ""}, []),
        ({"KPJ": "0123456789"}, ["Q202"]),
        ({"KPJ": "01234567890"}, []),
        ({"UPAH": "-1"}, ["Q210"]),
        ({"UPAH": "0"}, []),
        ({"UPAH": ""}, []),
        ({"UPAH": "1.234.567"}, ["Q209"]),
        ({"SEGMEN": "BPU", "NPP": "", "KODE_DIVISI": ""}, ["Q227", "Q227"]),
        ({"SEGMEN": "BPU", "NPP": "", "KODE_DIVISI": "", "JP": "T", "JKP": "T"}, []),
        ({"SEGMEN": "PMI", "NPP": "", "JP": "T"}, ["Q227"]),
        ({"NPP": ""}, ["Q228"]),
        ({"NPP": "", "KODE_DIVISI": ""}, ["Q228", "Q228"]),
        ({"NPP": "1<script>"}, ["Q216"]),
        ({"JKK": "T"}, ["Q226"]),
        ({"JKK": "T", "JKM": "T"}, []),
        ({"JKK": "?"}, ["Q225"]),
        ({"KODE_WILAYAH_KERJA": "35.71"}, []),
        ({"KODE_WILAYAH_KERJA": "3599"}, ["Q229"]),
        ({"JENIS_KELAMIN": "Laki-laki"}, []),
        ({"STATUS": "Non Aktif"}, []),
        ({"STATUS": "CUTI"}, ["Q224"]),
        ({"BLTH_IURAN_TERAKHIR": "202206"}, []),
        ({"BLTH_IURAN_TERAKHIR": "11-2021"}, ["Q207"]),
        ({"BLTH_IURAN_TERAKHIR": "202113"}, ["Q206"]),
        ({"PERIODE": "202112"}, ["Q208"]),
        ({"KODE_KANTOR": "kdr"}, []),
        ({"KODE_KANTOR": "SBY"}, ["Q212"]),
    ],
)
def test_a_registration_must_keep_the_rules(cells: dict[str, str], expected: list[str]) -> None:
    assert codes(cells) == expected


@pytest.mark.parametrize(
    ("kind", "cells", "expected"),
    [
        (Kind.PEMBERI_KERJA, {"JUMLAH_TK": "0"}, []),
        (Kind.PEMBERI_KERJA, {"JUMLAH_TK": "2.5"}, ["Q210"]),
        (Kind.PEMBERI_KERJA, {"JUMLAH_TK": "10000001"}, ["Q210"]),
        (Kind.PEMBERI_KERJA, {"JUMLAH_TK": "banyak"}, ["Q209"]),
        (Kind.PEMBERI_KERJA, {"SKALA": "RAKSASA"}, ["Q230"]),
        (Kind.PEMBERI_KERJA, {"SKALA": "mikro"}, []),
        (Kind.PROYEK_JAKON, {"MULAI": "2022-01-31"}, []),
        (Kind.PROYEK_JAKON, {"MULAI": "2022-02-01"}, ["Q231"]),
        (Kind.PROYEK_JAKON, {"NILAI_KONTRAK": ""}, ["Q205"]),
        (Kind.PROYEK_JAKON, {"SELESAI": "31-12-2021"}, ["Q207"]),
        (Kind.PROYEK_JAKON, {"SELESAI": "0000-00-00"}, ["Q205"]),
        (Kind.PROYEK_JAKON, {"NILAI_KONTRAK": "1000000000000000"}, []),
        (Kind.PROYEK_JAKON, {"NILAI_KONTRAK": "1000000000000001"}, ["Q210"]),
    ],
)
def test_employers_and_projects_must_keep_the_rules(
    kind: Kind, cells: dict[str, str], expected: list[str]
) -> None:
    assert codes(cells, kind) == expected


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"TGL_LAHIR": "2006-12-17"}, "N330"),
        ({"TGL_LAHIR": "1920-11-17"}, "N330"),
        ({"BLTH_IURAN_TERAKHIR": ""}, "N331"),
        ({"BLTH_IURAN_TERAKHIR": "202108"}, "N332"),
        ({"JENIS_KELAMIN": "P"}, "N333"),
        ({"TGL_LAHIR": "1985-08-18"}, "N334"),
        ({"TGL_LAHIR": ""}, "N335"),
        ({"NIK": "9999011708850001"}, "N336"),
    ],
)
def test_a_finding_leaves_the_row_in(cells: dict[str, str], code: str) -> None:
    result = accepted(cells)
    assert dict(result.findings)[code] == 1
    assert result.rows.height == GOOD + 1


@pytest.mark.parametrize(
    "cells",
    [
        {"TGL_LAHIR": "2006-11-30", "NIK": "3571013011060001"},
        {"TGL_LAHIR": "1921-11-17", "NIK": "3571011711210001"},
        {"BLTH_IURAN_TERAKHIR": "202109"},
        {"STATUS": "NONAKTIF", "BLTH_IURAN_TERAKHIR": "201901"},
        {"STATUS": "NONAKTIF", "BLTH_IURAN_TERAKHIR": ""},
        {"NIK": "3571015708850001", "JENIS_KELAMIN": "P"},
    ],
)
def test_what_is_usual_is_no_finding(cells: dict[str, str]) -> None:
    assert accepted(cells).findings == ()


def test_the_grace_months_are_the_jobs() -> None:
    rows = export_rows(2, BLTH_IURAN_TERAKHIR="202107")
    cells = to_cells(csv_bytes(rows), Kind.PESERTA, job().profile)
    assert dict(accept(cells, job(grace_months=4)).findings) == {"N332": 2}
    assert accept(cells, job(grace_months=5)).findings == ()


def test_every_rule_has_its_own_place_and_a_text() -> None:
    places = [(rule.kind, rule.code, rule.column) for rule in RULES]
    assert len(places) == len(set(places))
    assert all(rule.text for rule in RULES)
    assert not REJECTIONS.keys() & FINDINGS.keys()
    assert all(rule.code[0] == ("Q" if rule.severity == "reject" else "N") for rule in RULES)


def test_a_rule_that_can_not_be_judged_holds() -> None:
    result = accepted({"TGL_LAHIR": "", "UPAH": "", "BLTH_IURAN_TERAKHIR": ""})
    unknown = result.rows.filter(pl.col("row") == 2).select("age_years", "wage_rupiah")
    assert unknown.rows() == [(None, None)]

import csv
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import AreaRow, Figure
from schemas.companion import Revised
from schemas.month import Month
from schemas.revision import Revision
from tests.bulletin_cases import (
    HIDDEN,
    UNKNOWN,
    hidden,
    kanwil,
    missing,
    national,
    preliminary,
    without_employers,
)
from tests.bulletins import attached, kediri, rate
from transforms.attachment import HEADINGS, has_tables, sentence, to_attachment
from transforms.companion import tables


def lines(bulletin: Bulletin) -> list[dict[str, str]]:
    heads, *rows = csv.reader(StringIO(attached(bulletin).text, newline=""))
    assert tuple(heads) == HEADINGS
    return [dict(zip(HEADINGS, row, strict=True)) for row in rows]


def found(bulletin: Bulletin, tabel: str, baris: str, kolom: str) -> dict[str, str]:
    (line,) = (
        line
        for line in lines(bulletin)
        if (line["tabel"], line["baris"], line["kolom"]) == (tabel, baris, kolom)
    )
    return line


@pytest.mark.parametrize(
    "bulletin", [kediri(), without_employers(), hidden(), preliminary(), kanwil(), missing()]
)
def test_it_holds_the_numbers_of_the_workbook_and_no_other(bulletin: Bulletin) -> None:
    cells = [
        (sheet.name, cell.number if isinstance(cell, Revised) else cell)
        for sheet, _ in tables(bulletin)
        for row in sheet.rows
        for column, cell in list(zip(sheet.columns, row, strict=True))[sheet.labels :]
        if column.kind != "text"
    ]
    numbers = Counter(
        (name, str(cell)) for name, cell in cells if isinstance(cell, int | Decimal | Month)
    )
    signs = Counter((name, cell) for name, cell in cells if isinstance(cell, str))
    told = lines(bulletin)
    assert Counter((line["tabel"], line["nilai"]) for line in told if line["nilai"]) == numbers
    silent = Counter((line["tabel"], line["tanda"]) for line in told if not line["nilai"])
    assert silent == signs


@pytest.mark.parametrize(
    ("tabel", "baris", "kolom", "satuan", "nilai"),
    [
        ("Cakupan", "Seluruh pekerja", "Cakupan", "persen", "21.54"),
        ("Perbandingan", "2021-10", "Cakupan (persen poin)", "persen poin", "0.18"),
        ("Perbandingan", "2020-11", "Orang terlindungi", "orang", "-2310"),
        ("Target", "Cakupan kepesertaan", "Bulan target", "bulan", "2022-12"),
        ("Target", "Cakupan kepesertaan", "Sisa waktu (bulan)", "bulan", "13"),
        ("Potensi", "Kota Kediri", "Per bulan", "orang per bulan", "1678"),
        ("Skala usaha", "Besar", "Aktif: Unit", "unit", "41"),
        ("Skala usaha", "Besar", "Aktif: Pekerja", "orang", "62300"),
        ("Proyek", "Berjalan", "Proyek", "proyek", "61"),
        ("Mutu data", "Sah", "Berkurang", "baris", "432"),
        ("Jembatan pandangan", "", "Bekerja hanya di luar wilayah kerja", "orang", "-4117"),
        ("Deret bulan", "2021-11", "Jalur lurus ke target", "persen", "40.18"),
    ],
)
def test_a_number_is_written_for_programs(
    tabel: str, baris: str, kolom: str, satuan: str, nilai: str
) -> None:
    line = found(kediri(), tabel, baris, kolom)
    assert (line["satuan"], line["nilai"], line["tanda"]) == (satuan, nilai, "")
    assert (line["bulan"], line["edisi"], line["unit"]) == ("2021-11", "0", "KDR")


def test_an_area_has_its_code() -> None:
    assert found(kediri(), "Kabupaten dan kota", "Kota Kediri", "Cakupan")["kode"] == "3571"


@pytest.mark.parametrize(
    ("bulletin", "baris", "kolom", "nilai", "tanda"),
    [
        (hidden(), "Kabupaten Supiori", "Terlindungi", "", "x"),
        (hidden(), "Kabupaten Supiori", "Pekerja", "2100", ""),
        (hidden(), "Kabupaten Supiori", "Cakupan", "", "x"),
        (preliminary(), "Kota Kediri", "Terlindungi", "68912", "*"),
    ],
)
def test_a_sign_stands_beside_its_number_or_in_its_place(
    bulletin: Bulletin, baris: str, kolom: str, nilai: str, tanda: str
) -> None:
    line = found(bulletin, "Kabupaten dan kota", baris, kolom)
    assert (line["nilai"], line["tanda"]) == (nilai, tanda)


def test_a_number_that_the_edition_before_had_otherwise_has_both_signs() -> None:
    line = found(kanwil(), "Cakupan", "Seluruh pekerja", "Cakupan")
    assert (line["nilai"], line["tanda"]) == ("14.76", "ʳ*")


def test_a_branch_that_has_not_reported_has_a_line_without_number() -> None:
    waiting = [line for line in lines(kanwil()) if line["kode"] == "KDR"]
    assert [line["tanda"] for line in waiting] == ["data belum diterima"]
    assert not any(line["nilai"] for line in waiting)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_text_is_a_formula(sign: str) -> None:
    name = f'{sign}2+5, "Kediri"'
    area = AreaRow("3506", name, rate(1, 2), Figure(1))
    assert found(replace(kediri(), areas=(area,)), "Kabupaten dan kota", f"'{name}", "Pekerja")


def test_a_bulletin_without_tables_has_none_and_does_not_speak_of_it() -> None:
    silent = replace(missing(), series=())
    assert not has_tables(silent)
    assert to_attachment(silent) is None
    assert sentence(silent) == ""
    assert "cakupan-2021-11-KDR.csv" in sentence(missing())


def test_its_name_and_description_tell_the_bulletin() -> None:
    attachment = attached(replace(kediri(), edition=1))
    assert attachment.name == "cakupan-2021-11-KDR.csv"
    assert attachment.description == "Angka Berita Cakupan Kantor Cabang Kediri, November 2021 (R1)"
    assert lines(replace(kediri(), edition=1))[0]["edisi"] == "1"


def test_the_nations_has_every_area() -> None:
    codes = {line["kode"] for line in lines(national()) if line["tabel"] == "Potensi"}
    assert len(codes) == 514


def test_a_revised_number_has_its_sign_before_that_of_preliminary_ones() -> None:
    line = found(kanwil(), "Cakupan", "Seluruh pekerja", "Cakupan")
    assert (line["nilai"], line["tanda"]) == ("14.76", "ʳ*")


@pytest.mark.parametrize("now", [HIDDEN, UNKNOWN])
def test_what_an_edition_was_and_is_has_the_unit_of_each_row(now: Figure) -> None:
    total = replace(
        kediri().total,
        numerator=replace(now, was=Figure(5)),
        percent=replace(now, was=Figure(Decimal("1.00"))),
    )
    bulletin = replace(
        kediri(),
        edition=1,
        revision=Revision("2021-11", "LATE", 3),
        total=total,
        employers=replace(now, was=Figure(5)),
        target=None,
    )
    units = {
        (line["baris"], line["kolom"]): line["satuan"]
        for line in lines(bulletin)
        if line["tabel"] == "Perbaikan"
    }
    columns = ("Edisi 2021-11", "Edisi 2021-11 (R1)", "Selisih")
    assert {row: [units[row, column] for column in columns] for row, _ in units} == {
        "Orang terlindungi": ["orang", "orang", "orang"],
        "Cakupan kepesertaan": ["persen", "persen", "persen poin"],
        "Pemberi kerja aktif": ["unit", "unit", "unit"],
    }

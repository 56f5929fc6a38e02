"""Registrations as they are made of an export's cells."""

import hashlib

import polars as pl
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB

from schemas.errors import DataError
from schemas.exports import Kind
from schemas.registrations import Registrations
from tests.builders import KEY, csv_bytes, export_row, export_rows, job, registrations
from transforms.acceptance import accept
from transforms.cells import to_cells
from transforms.contracts import validated
from transforms.identity import hashed_numbers


def made(*rows: dict[str, str], kind: Kind = Kind.PESERTA) -> pl.DataFrame:
    """The typed rows of an export."""
    return accept(to_cells(csv_bytes(rows, kind), kind, job().profile), job(kind)).rows


def keyed(text: str) -> int:
    """The keyed hash of a code as the standard library makes it."""
    return int.from_bytes(hashlib.sha256((KEY.hex()[:32] + text).encode()).digest()[:8], "big")


def keyed_number(text: str) -> int:
    """The keyed hash of a NIK or KPJ, made of its one block by itself."""
    encryptor = Cipher(AES256(KEY), ECB()).encryptor()
    return int.from_bytes(encryptor.update(text.rjust(16).encode())[:8], "big")


def test_a_row_becomes_a_registration() -> None:
    assert made(export_row()).to_dicts() == [
        {
            "row": 2,
            "person": keyed_number("3571011708850001"),
            "card": keyed_number("21000000001"),
            "employer": keyed("15070955|000"),
            "branch": "KDR",
            "area": "3571",
            "segment": "PU",
            "sex": "L",
            "age_years": 36,
            "has_jkk": True,
            "has_jkm": True,
            "has_jht": True,
            "has_jp": True,
            "has_jkp": True,
            "is_declared_active": True,
            "unpaid_months": 1,
            "wage_rupiah": 2_085_925,
        }
    ]


def test_a_row_becomes_an_employer_or_a_project() -> None:
    employer = made(export_row(Kind.PEMBERI_KERJA), kind=Kind.PEMBERI_KERJA).row(0, named=True)
    assert employer["employer"] == keyed("15070955|000")
    assert (employer["scale"], employer["reported_workers"]) == ("KECIL", 39)
    project = made(export_row(Kind.PROYEK_JAKON), kind=Kind.PROYEK_JAKON).row(0, named=True)
    assert project["project"] == keyed("2300001078094")
    assert (project["contract_rupiah"], project["workers"]) == (250_000_000, 12)


def test_the_employer_is_the_same_in_both_exports() -> None:
    employer = made(export_row(Kind.PEMBERI_KERJA), kind=Kind.PEMBERI_KERJA)["employer"]
    assert made(export_row(NPP="1507 0955"))["employer"].equals(employer)


def test_without_an_npp_there_is_no_employer() -> None:
    row = made(export_row(SEGMEN="BPU", NPP="", KODE_DIVISI="", JP="T", JKP="T"))
    assert row["employer"].to_list() == [None]


@pytest.mark.parametrize(
    ("born", "age"),
    [("1985-11-30", 36), ("1985-12-01", 35), ("1985-10-31", 36), ("2021-11-30", 0)],
)
def test_age_is_completed_at_the_months_end(born: str, age: int) -> None:
    assert made(export_row(TGL_LAHIR=born))["age_years"].to_list() == [age]


@pytest.mark.parametrize(("paid", "months"), [("202111", 0), ("202109", 2), ("202203", 0)])
def test_months_paid_in_advance_are_not_unpaid(paid: str, months: int) -> None:
    assert made(export_row(BLTH_IURAN_TERAKHIR=paid))["unpaid_months"].to_list() == [months]


def test_rows_are_sorted_by_person() -> None:
    rows = [
        row | {"NIK": f"357101170885{number:04d}"}
        for number, row in enumerate(export_rows(30), start=1)
    ]
    assert made(*rows)["person"].is_sorted()


def test_equal_rows_count_once_and_conflicting_rows_not_at_all() -> None:
    twin, rival, single = export_rows(3)
    rows = [twin, rival, single, rival | {"UPAH": "1"}, twin, twin | {"JENIS_KELAMIN": "Laki-Laki"}]
    kind = Kind.PESERTA
    result = accept(to_cells(csv_bytes(rows), kind, job().profile), job())
    assert sorted(result.rows["row"]) == [2, 4]
    assert result.rejects.select("row", "code").rows() == [
        (3, "Q214"),
        (5, "Q214"),
        (6, "Q213"),
        (7, "Q213"),
    ]


def test_duplicates_without_an_employer_are_found_too() -> None:
    alone = export_row(SEGMEN="BPU", NPP="", KODE_DIVISI="", JP="T", JKP="T")
    assert made(alone, alone, export_row()).height == 2


def test_one_card_at_two_employers_is_two_registrations() -> None:
    assert made(export_row(), export_row(KODE_DIVISI="001")).height == 2


def test_a_broken_contract_is_told_without_a_cell() -> None:
    frame = registrations(card=[1, 2]).with_columns(card=1, wage_rupiah=-987_654)
    with pytest.raises(DataError) as caught:
        validated(frame, Registrations)
    text = str(caught.value)
    assert "wage_rupiah: greater_than_or_equal_to(0) failed for 2" in text
    assert "987654" not in text
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "numbers", [["3571011708850001", None], [None, "1" * 32], ["35710117088500012"], ["é" * 16]]
)
def test_numbers_without_room_in_a_block_are_not_hashed(numbers: list[str | None]) -> None:
    with pytest.raises(DataError, match="NIK is longer than 16 bytes"):
        hashed_numbers(pl.Series("NIK", numbers), KEY)

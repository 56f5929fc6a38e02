"""From bytes to cells: what is taken, what is lost, and which files are refused whole."""

from collections.abc import Callable
from typing import Any

import pytest

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from tests.builders import csv_bytes, export_row, export_rows
from transforms.cells import Cells, to_cells

KIND = Kind.PROYEK_JAKON
HEADING = ",".join(COLUMNS[KIND])
GOOD = csv_bytes(export_rows(3, KIND), KIND)


def read(data: bytes, **profile: Any) -> Cells:
    """The cells of an export of projects."""
    return to_cells(data, KIND, Profile(**profile))


def found(cells: Cells) -> dict[str, int]:
    """What was noticed at all."""
    return {code: count for code, count in cells.findings.items() if count}


def test_a_clean_export_is_taken_as_it_is() -> None:
    cells = read(GOOD)
    assert cells.frame.drop("row").to_dicts() == export_rows(3, KIND)
    assert cells.frame["row"].to_list() == [2, 3, 4]
    assert cells.unreadable.is_empty()
    assert found(cells) == {}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: b"\xef\xbb\xbf" + data, "N301"),
        (lambda data: data.decode().encode("utf-16"), "N302"),
        (lambda data: data.replace(b"\n", b"\r"), "N316"),
        (lambda data: data + b"\x1a", "N317"),
        (lambda data: data + b"\n,,,,,,,\n", "N308"),
        (lambda data: data + b"JUMLAH,,,,99,36,,\n", "N322"),
        (lambda data: data + b"Total\n", "N322"),
        (lambda data: data + f"{HEADING}\n".encode(), "N314"),
        (lambda data: b"sep=,\n" + data, "N312"),
        (lambda data: data.replace(b",", b";"), "N311"),
        (lambda data: data.replace(b",", b"\t"), "N311"),
        (lambda data: data.replace(b",", b"|"), "N311"),
        (lambda data: b"Daftar proyek\n\n" + data, "N313"),
        (lambda data: data.replace(b"NOMOR_PROYEK", b" Nomor Proyek"), "N310"),
        (lambda data: data.replace(b"\n", b",Jl. Dhoho 1\n"), "N315"),
        (lambda data: data[:-1], "N326"),
    ],
)
def test_what_is_unusual_is_read_alike_and_counted(
    change: Callable[[bytes], bytes], code: str
) -> None:
    cells = read(change(GOOD))
    assert cells.frame.drop("row").equals(read(GOOD).frame.drop("row"))
    assert found(cells)[code] >= 1
    assert cells.unreadable.is_empty()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r\n", 2),
        lambda data: b'"' + data.replace(b",", b'","').replace(b"\n", b'"\n"')[:-1],
    ],
)
def test_line_ends_and_quotes_are_nothing_unusual(change: Callable[[bytes], bytes]) -> None:
    cells = read(change(GOOD))
    assert cells.frame.equals(read(GOOD).frame)
    assert found(cells) == {}


def test_extra_columns_may_hold_quoted_delimiters_and_line_breaks() -> None:
    rows = [row | {"NAMA": 'PT "Maju",\nKediri'} for row in export_rows(2, KIND)]
    cells = read(csv_bytes(rows, KIND))
    assert cells.frame.drop("row").to_dicts() == export_rows(2, KIND)
    assert cells.frame["row"].to_list() == [2, 4]


def test_a_branchs_own_headings_and_encoding_are_those_of_its_profile() -> None:
    data = GOOD.replace(b"NOMOR_PROYEK", "Nº Proyek".encode("cp1252"))
    cells = read(data, encoding="cp1252", headers={"Nº Proyek": "NOMOR_PROYEK"})
    assert cells.frame.equals(read(GOOD).frame)


def test_short_and_long_lines_are_lost_alone() -> None:
    lines = GOOD.decode().splitlines()
    lines.insert(2, "202111,KDR")
    lines.insert(4, lines[1] + ",1,2")
    cells = read("\n".join([*lines, ""]).encode())
    assert cells.unreadable.rows() == [(3, None, "Q217"), (5, None, "Q218")]
    assert cells.frame["row"].to_list() == [2, 4, 6]
    assert cells.frame.drop("row").to_dicts() == export_rows(3, KIND)


def test_a_total_word_does_not_drop_a_row_with_an_identifier() -> None:
    data = csv_bytes([export_row(KIND, PERIODE="TOTAL"), *export_rows(2, KIND)], KIND)
    assert read(data).frame.height == 3


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "E101"),
        (b" \r\n\n", "E101"),
        (f"{HEADING}\n".encode(), "E102"),
        (f"{HEADING}\n\nJUMLAH\n,,,,,,,\n".encode(), "E102"),
        (b"PK\x03\x04" + GOOD, "E103"),
        (b"\x1f\x8b" + GOOD, "E103"),
        (b"\xef\xbb\xbf <HTML><table>" + GOOD, "E103"),
        (GOOD.replace(b"KDR", b"K\xe9R", 1), "E110"),
        (GOOD.replace(b"KDR", b"K\0R", 1), "E133"),
        (b"Nama\nBudi\n", "E111"),
        (GOOD.replace(b",", b"~"), "E111"),
        (GOOD.split(b"\n", 1)[1], "E112"),
        (GOOD.replace(b"MULAI", b"AWAL"), "E112"),
        (b"\n" * 20 + GOOD, "E111"),
        (GOOD.replace(b"MULAI", b"SELESAI"), "E112"),
        (GOOD.replace(b"\n", b",x\n").replace(b",x", b",Mulai", 1), "E113"),
        ((",".join([HEADING, *"x" * 200]) + "\n").encode(), "E114"),
        (GOOD.replace(b"KDR", b'"KDR', 1), "E115"),
        (GOOD.replace(b"KDR", b'K"DR', 1), "E115"),
        (GOOD.replace(b"KDR", b'K"D"R', 1), "E115"),
        (GOOD.replace(b"KDR", b'"K\\"DR"', 1), "E115"),
        (GOOD[:-20], "E116"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ExportError) as caught:
        read(data)
    assert caught.value.code == code
    assert str(caught.value).startswith(code)
    assert caught.value.__context__ is None


def test_a_delimiter_of_the_profile_is_not_doubted() -> None:
    with pytest.raises(ExportError) as caught:
        read(GOOD, delimiter=";")
    assert caught.value.code == "E112"


def test_the_line_of_an_open_quote_is_told() -> None:
    lines = GOOD.decode().splitlines()
    lines[2] = lines[2].replace("KDR", 'K"DR')
    with pytest.raises(ExportError) as caught:
        read("\n".join([*lines, ""]).encode())
    assert caught.value.fields == {"line": 3}

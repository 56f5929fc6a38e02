"""From bytes to cells: what is taken, what is lost, and which files are refused whole."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from tests.builders import csv_bytes, export_row, export_rows
from transforms.cells import Cells, rows_as_sent, to_cells
from transforms.records import MOST_LOOKS

KIND = Kind.PROYEK_JAKON
HEADING = ",".join(COLUMNS[KIND])
GOOD = csv_bytes(export_rows(3, KIND), KIND)
LINES = GOOD.decode().splitlines()
TOTAL = f"JUMLAH,,,,{3 * 250_000_000},{3 * 12},,\n".encode()


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
        (lambda data: data + TOTAL, "N322"),
        (lambda data: data + TOTAL + b'"Kediri, 30 November 2021"\nBudi\n', "N322"),
        (lambda data: data + b"Total\n", "N322"),
        (lambda data: data + f"{HEADING}\n".encode(), "N314"),
        (lambda data: b"sep=,\n" + data, "N312"),
        (lambda data: data.replace(b",", b";"), "N311"),
        (lambda data: data.replace(b",", b"\t"), "N311"),
        (lambda data: data.replace(b",", b"|"), "N311"),
        (lambda data: b"Daftar proyek\n\n" + data, "N313"),
        (lambda data: data.replace(b"NOMOR_PROYEK", b" Nomor Proyek"), "N310"),
        (lambda data: data.replace(b"\n", b",Jl. Dhoho 1\n"), "N315"),
        (lambda data: data + BOM_UTF8 + f"{HEADING}\r\n".encode(), "N314"),
        (lambda data: data.replace(b"\n", b",=1+1\n"), "N323"),
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
        lambda data: data.replace(b"\n", b"\r\r\n"),
        lambda data: data[:-1],
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
        (GOOD.replace(b"MULAI", b"SELESAI"), "E113"),
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


def with_line(line: str, **profile: Any) -> Cells:
    """The export with another second row."""
    return read("\n".join([*LINES[:2], line, LINES[3], ""]).encode(), **profile)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda line: line.replace("KDR", "K\x07DR"), "Q216"),
        (lambda line: line.replace("KDR", "K\x7fDR"), "Q216"),
        (lambda line: line.replace("KDR", "K\x85DR"), "Q216"),
        (lambda line: line.replace("KDR", "K\ufffdR"), "Q216"),
        (lambda line: line.replace("KDR", "K\tDR"), "Q216"),
        (lambda line: line.replace("KDR", "K\rDR"), "Q216"),
        (lambda line: line.replace("KDR", '"K\x0bDR"'), "Q216"),
        (lambda line: f"\ufeff{line}", "Q216"),
        (lambda line: line.replace("KDR", "K" * 4097), "Q215"),
        (lambda line: line.replace("KDR", f'"{"K," * 2100}"'), "Q215"),
        (lambda line: line.rpartition(",")[0], "Q217"),
        (lambda line: f"{line},", "Q218"),
        (lambda line: f"{line},\x07", "Q218"),
    ],
)
def test_a_line_that_can_not_be_read_is_lost_alone(change: Callable[[str], str], code: str) -> None:
    cells = with_line(change(LINES[2]))
    assert cells.unreadable.rows() == [(3, None, code)]
    assert cells.frame.drop("row").to_dicts() == export_rows(3, KIND)[::2]
    assert found(cells) == {}


@pytest.mark.parametrize(
    ("spelling", "cell"),
    [
        ("\tKDR", " KDR"),
        ("KDR\t", "KDR "),
        ('"\tKDR"', " KDR"),
        ("K\ufeffDR", "K\ufeffDR"),
        ("K" * 4096, "K" * 4096),
        ('"K,DR"', "K,DR"),
        ('"K""DR"', 'K"DR'),
        (" KDR ", " KDR "),
        ("Ké\xa0", "Ké\xa0"),
    ],
)
def test_a_cell_may_hold_what_is_left_to_the_rules(spelling: str, cell: str) -> None:
    cells = with_line(LINES[2].replace("KDR", spelling))
    assert cells.unreadable.is_empty()
    assert cells.frame["KODE_KANTOR"].to_list() == ["KDR", cell, "KDR"]


def test_breaks_in_a_quoted_cell_are_blanks() -> None:
    cells = with_line(LINES[2].replace("KDR", '"KDR\r\n2\t3"'))
    assert cells.frame["KODE_KANTOR"].to_list() == ["KDR", "KDR 2 3", "KDR"]
    assert cells.frame["row"].to_list() == [2, 3, 5]
    assert cells.lines == 5


def test_a_carriage_return_in_a_last_cell_is_no_line_end() -> None:
    data = "\r\n".join([*LINES[:2], f"{LINES[2][:-3]}\r{LINES[2][-3:]}\n{LINES[3]}", ""])
    cells = read(data.encode())
    assert cells.unreadable.rows() == [(3, None, "Q216")]


@pytest.mark.parametrize(
    ("text", "is_formula"),
    [
        ("=1+1", True),
        ("+1", True),
        ("@SUM(A1)", True),
        (" =1", True),
        ("\t=1", True),
        ("-A1", True),
        ("-2+3", True),
        ('"=1,2"', True),
        ("-", False),
        ("--", False),
        ("-1.234", False),
        ("a=1", False),
        ("a -b", False),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_fields_that_look_like_formulas_are_counted_by_rows(
    delimiter: str, text: str, is_formula: bool
) -> None:
    lines = [f"{line},x,x".replace(",", delimiter) for line in LINES]
    lines[2] = lines[2].removesuffix(f"x{delimiter}x") + f"{text}{delimiter}{text}"
    if delimiter in text:
        lines[2] = lines[2].replace(text, "=1")
    cells = read("\n".join([*lines, ""]).encode())
    assert cells.findings["N323"] == is_formula
    assert cells.frame.drop("row").to_dicts() == export_rows(3, KIND)


@pytest.mark.parametrize("dashes", [1, MOST_LOOKS // 2, MOST_LOOKS + 1])
@pytest.mark.parametrize("end", ["\n", ""])
def test_formulas_are_counted_among_few_and_many_dashes(dashes: int, end: str) -> None:
    good = [f"{LINES[1]},x,-"] * dashes
    lines = [f"{LINES[0]},x,y", f"{LINES[1]},-A1,=1", *good, f"{LINES[1]},+1,x"]
    assert read(("\n".join(lines) + end).encode()).findings["N323"] == 2


def test_a_record_without_end_names_its_line() -> None:
    for endless in ("K" * 1_000_001, f'"{"K" * 1_000_001}"'):
        with pytest.raises(ExportError) as caught:
            with_line(LINES[2].replace("KDR", endless))
        assert (caught.value.code, caught.value.fields) == ("E115", {"line": 3})


def test_lines_of_the_file_are_all_counted() -> None:
    assert read(GOOD).lines == 4
    assert read(GOOD[:-1]).lines == 4
    assert read(b"Daftar\n" + GOOD + b"\n\n" + TOTAL).lines == 8


def test_a_disagreeing_total_is_told_and_unreadable_rows_are_not_summed() -> None:
    wrong = read(GOOD + TOTAL.replace(b"36", b"37"))
    assert wrong.unreadable.rows() == [(5, "JUMLAH_TK", "Q219")]
    assert wrong.frame.height == 3
    ragged = "\n".join([*LINES[:3], f"{LINES[3]},"]).encode() + b"\n" + TOTAL
    assert read(ragged).unreadable.rows() == [(4, None, "Q218"), (5, "NILAI_KONTRAK", "Q219")]


def test_a_total_word_may_stand_where_an_identifier_would() -> None:
    columns = ["NOMOR_PROYEK", *(name for name in COLUMNS[KIND] if name != "NOMOR_PROYEK")]
    rows = [{name: row[name] for name in columns} for row in export_rows(2, KIND)]
    lines = [columns, *(row.values() for row in rows), ["jumlah", "", "", "", "500000000"]]
    data = "".join(f"{','.join(line)}{',' * (8 - len(line))}\n" for line in map(list, lines))
    cells = read(data.encode())
    assert cells.frame["row"].to_list() == [2, 3]
    assert found(cells) == {"N322": 1}


def test_a_heading_with_line_breaks_is_known_again() -> None:
    heading = HEADING.replace("MULAI", '"Tgl\r\nMulai"').encode() + b"\r\n"
    data = heading + b"\r\n".join([line.encode() for line in LINES[1:3]]) + b"\r\n" + heading
    cells = read(data)
    assert cells.frame["row"].to_list() == [3, 4]
    assert found(cells) == {"N310": 1, "N314": 1}


def test_a_total_row_may_lack_fields() -> None:
    cells = read(GOOD + f"Sub Total,,,,{3 * 250_000_000}\nTotal\n".encode())
    assert found(cells) == {"N322": 2}
    assert cells.unreadable.is_empty()


def test_chosen_rows_come_back_as_they_were_sent() -> None:
    rows = [row | {"NAMA": 'PT "Maju",\nKediri'} for row in export_rows(3, KIND)]
    lines = csv_bytes(rows, KIND).decode().replace("NOMOR_PROYEK", "No. Proyek") + "1,2\n,,\n"
    sent = rows_as_sent(lines.encode("utf-16"), KIND, Profile(), (4, 8))
    assert sent.headings == (*LINES[0].replace("NOMOR_PROYEK", "No. Proyek").split(","), "NAMA")
    assert sent.columns == (*COLUMNS[KIND], "")
    assert sent.rows == {4: tuple(rows[1].values()), 8: ("1", "2")}


signs = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd\ufeff")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    names=st.lists(st.text(signs, max_size=6), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;|\t"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_text_is_read_as_another_reader_does(
    names: list[str], delimiter: str, quoting: Any, end: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)
    rows = [export_row(KIND, KODE_KANTOR=name) for name in names]
    writer.writerows([COLUMNS[KIND], *(row.values() for row in rows)])
    cells = read(text.getvalue().encode())
    assert cells.unreadable.is_empty()
    texts = [text or "" for text in cells.frame["KODE_KANTOR"]]
    again = csv.DictReader(io.StringIO(text.getvalue(), newline=""), delimiter=delimiter)
    assert texts == [row["KODE_KANTOR"] for row in again]

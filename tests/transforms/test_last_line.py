"""A file without its last line end keeps what can't have been cut."""

from typing import Any

import pytest

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from tests.builders import csv_bytes, export_row, export_rows
from transforms.cells import Cells, to_cells
from transforms.dialect import SEGMENT, SEX, STATUS


def export(last: str, kind: Kind, **cells: str) -> bytes:
    """Two rows with a column at the end of the lines, and no end of the last."""
    columns = [*(column for column in COLUMNS[kind] if column != last), last]
    rows = [row | cells for row in export_rows(2, kind)]
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return "\n".join(",".join(line) for line in lines).encode()


def read(data: bytes, kind: Kind) -> tuple[Cells, dict[str, int]]:
    cells = to_cells(data, kind, Profile())
    return cells, {code: count for code, count in cells.findings.items() if count}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    ("last", "cell"),
    [
        ("KPJ", "21000000001"),
        ("NIK", "3571011708850001"),
        ("PERIODE", "202111"),
        ("BLTH_IURAN_TERAKHIR", "10-2021"),
        ("BLTH_IURAN_TERAKHIR", "OKT-2021"),
        ("SELESAI", "2022-01-31"),
        ("SELESAI", "31/01/2022"),
        ("KODE_WILAYAH", "35.71"),
        ("STATUS", "AKTIF"),
        ("JKP", "T"),
        ("SKALA", "KECIL"),
        ("NAMA", "Bud"),
    ],
)
def test_a_cell_that_looks_whole_is_believed(kind: Kind, last: str, cell: str) -> None:
    data = export(last, kind, **{last: cell})
    cells, found = read(data, kind)
    whole, _ = read(data + b"\n", kind)
    assert cells.frame.equals(whole.frame)
    assert cells.unreadable.is_empty()
    assert "N326" not in found


@pytest.mark.parametrize("last", ["UPAH", "TGL_LAHIR"])
def test_a_cell_that_a_row_can_spare_is_emptied(last: str) -> None:
    data = export(last, Kind.PESERTA)
    cells, found = read(data, Kind.PESERTA)
    whole, _ = read(data + b"\n", Kind.PESERTA)
    assert found == {"N326": 1}
    assert cells.frame.drop(last).equals(whole.frame.drop(last))
    assert cells.frame[last].to_list() == [whole.frame[last][0], None]


@pytest.mark.parametrize(
    ("kind", "last", "cell"),
    [
        (Kind.PESERTA, "NPP", "15070955"),
        (Kind.PESERTA, "KODE_DIVISI", "000"),
        (Kind.PESERTA, "BLTH_IURAN_TERAKHIR", ""),
        (Kind.PESERTA, "BLTH_IURAN_TERAKHIR", "20211"),
        (Kind.PESERTA, "KPJ", "2100000000"),
        (Kind.PEMBERI_KERJA, "JUMLAH_TK", "39"),
        (Kind.PROYEK_JAKON, "NILAI_KONTRAK", "250000000"),
        (Kind.PROYEK_JAKON, "SELESAI", "2022-01-3"),
        (Kind.PROYEK_JAKON, "SELESAI", "45688"),
    ],
)
def test_any_other_cell_costs_the_row(kind: Kind, last: str, cell: str) -> None:
    cells, found = read(export(last, kind, **{last: cell}), kind)
    assert cells.unreadable.rows() == [(3, None, "Q217")]
    assert cells.frame["row"].to_list() == [2]
    assert found == {}


def test_a_closed_quotation_mark_is_an_end() -> None:
    data = export("UPAH", Kind.PESERTA, UPAH='"2085925"')
    cells, found = read(data, Kind.PESERTA)
    assert cells.frame["UPAH"].to_list() == ["2085925", "2085925"]
    assert found == {}


def test_a_row_that_lacks_fields_was_cut() -> None:
    whole = export("UPAH", Kind.PESERTA)
    for data in (whole.rsplit(b",", 1)[0], whole + b"\n2", whole + b"\nJUMLAH"):
        with pytest.raises(ExportError) as caught:
            read(data, Kind.PESERTA)
        assert caught.value.code == "E116"


@pytest.mark.parametrize("tail", [b"\n,,,", b"\n ", b"\n" + b"," * 17])
def test_blanks_at_the_end_are_no_row(tail: bytes) -> None:
    data = export("UPAH", Kind.PESERTA)
    cells, found = read(data + tail, Kind.PESERTA)
    assert cells.frame.equals(read(data + b"\n", Kind.PESERTA)[0].frame)
    assert found == {"N308": 1}


def test_a_row_with_too_many_fields_stays_what_it_is() -> None:
    cells, _ = read(export("UPAH", Kind.PESERTA) + b",1", Kind.PESERTA)
    assert cells.unreadable.rows() == [(3, None, "Q218")]


def test_a_heading_alone_has_no_rows() -> None:
    heading: Any = ",".join(COLUMNS[Kind.PESERTA]).encode()
    with pytest.raises(ExportError) as caught:
        read(heading, Kind.PESERTA)
    assert caught.value.code == "E102"


def test_a_total_row_without_its_end_is_still_checked() -> None:
    total = export_row(UPAH="9999999") | dict.fromkeys(COLUMNS[Kind.PESERTA][1:-1], "")
    rows = [*export_rows(2), total | {"PERIODE": "JUMLAH"}]
    cells = to_cells(csv_bytes(rows).removesuffix(b"\n"), Kind.PESERTA, Profile())
    assert cells.unreadable["code"].to_list() == ["Q219"]
    assert cells.frame.height == 2


def test_no_cut_word_means_something_else() -> None:
    """A proper beginning of a word is no word, means the same, or is not believed."""
    for vocabulary in (SEX, SEGMENT, STATUS):
        words = vocabulary.meanings
        for word in words:
            for cut in (word[:end] for end in range(1, len(word))):
                assert words.get(cut, words[word]) == words[word] or (vocabulary, cut) == (SEX, "P")


@pytest.mark.parametrize(("others", "rows"), [("L", 3), ("PEREMPUAN", 2)])
def test_a_last_p_is_believed_only_among_single_letters(others: str, rows: int) -> None:
    columns = [*(c for c in COLUMNS[Kind.PESERTA] if c != "JENIS_KELAMIN"), "JENIS_KELAMIN"]
    lines = [*export_rows(2, JENIS_KELAMIN=others), export_row(JENIS_KELAMIN="P")]
    text = "\n".join([",".join(columns), *(",".join(row[c] for c in columns) for row in lines)])
    cells = to_cells(text.encode(), Kind.PESERTA, Profile())
    assert cells.frame.height == rows

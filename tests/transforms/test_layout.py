"""The heading is found by what it says, and each heading stands for at most one column."""

from collections import Counter
from typing import Any

import pytest

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from schemas.headings import ALIASES
from transforms.layout import Layout, named, to_fields, to_layout

KIND = Kind.PROYEK_JAKON
NAMES = COLUMNS[KIND]
HEADING = ",".join(NAMES)


def find(text: str, kind: Kind = KIND, **profile: Any) -> tuple[Layout, dict[str, int]]:
    """The layout, and what was noticed at all."""
    findings: Counter[str] = Counter()
    layout = to_layout(text.encode(), kind, Profile(**profile), findings)
    return layout, {code: count for code, count in findings.items() if count}


@pytest.mark.parametrize("kind", Kind)
def test_a_heading_stands_for_one_column_of_a_kind(kind: Kind) -> None:
    spellings = [(own, column) for column in COLUMNS[kind] for own in (column, *ALIASES[column])]
    for spelling, column in spellings:
        assert named([spelling], Profile(), kind) == [column]
        assert [other for own, other in spellings if own.upper() == spelling.upper()] == [column]


def test_every_column_has_its_line_in_the_table_of_headings() -> None:
    assert set(ALIASES) == {column for columns in COLUMNS.values() for column in columns}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("nik", "NIK"),
        (" NIK\u00a0", "NIK"),
        ("NI\u200bK", "NIK"),
        ("Tgl. Lahir", "TGL_LAHIR"),
        ("tgl_lahir", "TGL_LAHIR"),
        ("Tgl.Lahir\n(tgl/bln/thn)", "TGL_LAHIR"),
        ("Pério\u0301de", "PERIODE"),
        ("No. KPJ", "KPJ"),
        ("UPAH (RP.)", "UPAH"),
        ("L/P", "JENIS_KELAMIN"),
        ("N I K", ""),
        ("Status (L/K)", ""),
        ("Kode Wilayah", ""),
        ("Upah Bulan Lalu (Rp.)", ""),
        ("Iuran JKK 0.54%", ""),
        ("NIK Ibu", ""),
        ("", ""),
    ],
)
def test_spellings_of_a_heading(heading: str, column: str) -> None:
    assert named([heading], Profile(), Kind.PESERTA) == [column]


def test_the_branchs_own_heading_goes_before_the_canonical_one_and_others() -> None:
    profile = Profile(headers={"N I K": "NIK", "Gaji": "UPAH"})
    headings = ["NIK", "N I K", "No KTP", "Gaji", "Upah (Rp)", "No KPJ", "KPJ"]
    assert named(headings, profile, Kind.PESERTA) == ["", "NIK", "", "UPAH", "", "", "KPJ"]


def test_two_headings_for_one_column_are_refused() -> None:
    text = HEADING.replace("MULAI", "Tgl Mulai,Tanggal Mulai")
    with pytest.raises(ExportError) as caught:
        find(text)
    assert (caught.value.code, caught.value.fields) == ("E113", {"column": "MULAI"})


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        (HEADING, 1, {}),
        (HEADING.replace(",", ";"), 1, {"N311": 1}),
        ("sep=;\r\n" + HEADING.replace(",", ";"), 2, {"N311": 1, "N312": 1}),
        ('Laporan; 12" pipa\n\n' + HEADING, 3, {"N313": 1}),
        ('"Daftar\nproyek"\n' + HEADING, 3, {"N313": 1}),
        (HEADING.replace("NOMOR_PROYEK", '"Nomor\r\nProyek"'), 2, {"N310": 1}),
        (HEADING + ",ALAMAT,", 1, {"N315": 2}),
        (f"{HEADING}\n{HEADING}", 1, {}),
    ],
)
def test_where_the_heading_is(text: str, line: int, found: dict[str, int]) -> None:
    layout, findings = find(f"{text}\nx,y\n")
    assert layout.line == line
    assert text.encode()[: layout.end].count(b"\n") in {line, line - 1}
    assert [column for column in layout.columns if column] == list(NAMES)
    assert findings == found


def test_the_profile_names_the_line_of_the_heading() -> None:
    text = "x\n" * 30 + HEADING + "\n"
    layout, _ = find(text, header_row=31)
    assert (layout.first_line, layout.end) == (31, len(text))
    for text, fields in (
        (f"{HEADING}\n1,2\n", 2),
        (HEADING, 0),
        (f"{HEADING}\n{'x' * 200_000}", 0),
    ):
        with pytest.raises(ExportError) as caught:
            find(text, header_row=2)
        assert caught.value.fields == {"columns": ", ".join(NAMES), "found": fields, "line": 2}


def test_a_heading_lacks_columns() -> None:
    with pytest.raises(ExportError) as caught:
        find("Judul\n" + HEADING.replace(",MULAI", "").replace(",SELESAI", ""))
    assert caught.value.code == "E112"
    assert caught.value.fields == {"columns": "MULAI, SELESAI", "found": 6, "line": 2}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nama\nBudi\n", "E111"),
        (HEADING.replace(",", "~"), "E111"),
        ("PERIODE,KODE_KANTOR;NOMOR_PROYEK\n", "E111"),
        ("\n" * 20 + HEADING, "E111"),
        ("202111,KDR,1,3571,1,1,2021-11-01,2021-11-30\n", "E112"),
        (",".join(["X"] * 300) + "\n", "E114"),
        (",".join([HEADING, *"x" * 300]) + "\n", "E114"),
        (f'"{HEADING}\n', "E115"),
    ],
)
def test_no_heading_or_none_that_can_be_trusted(text: str, code: str) -> None:
    with pytest.raises(ExportError) as caught:
        find(text)
    assert caught.value.code == code


def test_a_wide_or_endless_line_above_the_heading_is_no_matter() -> None:
    text = f"{'x;' * 300}\n{'y' * 2_000_000}\n{HEADING}\n"
    assert find(text)[0].line == 3


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        ("a;b;c", ("a", "b", "c")),
        (";", ("", "")),
        ("", ("",)),
        ('"a;b";"c ""d""\ne"', ("a;b", 'c "d"\ne')),
        ('"";x', ("", "x")),
        ('12" pipa;"', ('12" pipa', '"')),
        ("x" * 200_000 + ";y", ("x" * 200_000, "y")),
    ],
)
def test_the_fields_of_a_record(record: str, fields: tuple[str, ...]) -> None:
    assert to_fields(record, ";") == fields

"""The correction workbook as a clerk's spreadsheet reads it."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from string import Formatter

import fastexcel
import pytest

from flows.edges.correction_workbook import LONGEST_CELL, MOST_COMMENTS, workbook_bytes
from schemas.codes import HOLDS, REJECTIONS
from schemas.corrections import ADVICE, REASONS, Correction
from schemas.exports import Kind, Profile
from schemas.month import Month
from schemas.reading import AsSent
from schemas.submission import Fault, Hold, Submission
from tests.correction_workbooks import SPACE, formats, part, red_cells, rows, summary

SENT = AsSent(
    headings=("NO", "NO KPJ", "NIK", "NAMA", "UPAH (RP)"),
    columns=("", "KPJ", "NIK", "", "UPAH"),
    rows={
        5: ("1", "02100000001", "3571011708850", "SITI CONTOH", "=cmd|' /C calc'!A0"),
        9: ("2", "2100000002", "3571011708850002"),
        12: ("3", "21000000003", "3571011708850003", "<r><t>x</r>", "", "lebih"),
    },
)
FAULTS = {
    5: (("NIK", "Q201"), ("UPAH", "Q209")),
    9: ((None, "Q217"), ("KPJ", "Q202")),
    12: ((None, "Q218"), ("UPAH", "Q205"), ("UPAH", "Q210")),
}


def correction(**changes: object) -> Correction:
    usual = Correction(
        submission=Submission(
            1, Month(2021, 11), "KDR", Kind.PESERTA, "csv", "ab12cd34" + "0" * 56
        ),
        branch_name="Kediri",
        profile=Profile(decimal=",", thousands=".", dates=("dd/mm/yyyy",), months="mm/yyyy"),
        received=1_250,
        accepted=1_247,
        rules=(("Q201", 1), ("Q202", 1), ("Q205", 1)),
        faults=FAULTS,
        sent=SENT,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # any field of it


def test_rows_stand_there_as_they_came_under_the_branchs_own_headings() -> None:
    found = rows(workbook_bytes(correction()))
    assert found[0] == ("Baris", "Kesalahan", *SENT.headings, "(kolom lebih 1)")
    assert [row[0] for row in found[1:]] == ["5", "9", "12"]
    assert found[1][2:] == (*SENT.rows[5], "")
    assert found[2][2:] == (*SENT.rows[9], "", "", "")
    assert [cell.strip() for cell in found[3][2:]] == list(SENT.rows[12])


def test_each_rule_is_told_with_the_branchs_own_name_of_the_column() -> None:
    found = rows(workbook_bytes(correction()))
    assert found[1][1].splitlines() == [
        f"Q201 NIK: {REJECTIONS['Q201']}",
        f"Q209 UPAH (RP): {REJECTIONS['Q209']}",
    ]
    assert found[2][1].splitlines() == [
        f"Q217: {REJECTIONS['Q217']}",
        f"Q202 NO KPJ: {REJECTIONS['Q202']}",
    ]


def test_faulty_cells_alone_are_red_and_every_cell_is_text() -> None:
    data = workbook_bytes(correction())
    assert {form for form, _ in formats(data).values()} == {"49"}
    assert red_cells(data) == {"E2", "G2", "A3", "D3", "A4", "G4"}


def test_faulty_cells_have_a_comment_with_the_rule() -> None:
    comments = part(workbook_bytes(correction()), "xl/comments1.xml")
    found = {
        comment.attrib["ref"]: "".join(comment.itertext())
        for comment in comments.findall(".//x:comment", SPACE)
    }
    assert set(found) == {"E2", "G2", "A3", "D3", "A4", "G4"}
    assert found["E2"] == REJECTIONS["Q201"]
    assert found["G4"] == f"{REJECTIONS['Q205']}\n{REJECTIONS['Q210']}"


def test_nothing_becomes_a_formula_a_link_or_a_number() -> None:
    data = workbook_bytes(correction())
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
        assert not [name for name in archive.namelist() if "externalLink" in name]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert set(re.findall(r'<c r="[A-Z0-9]+" s="[0-9]+" t="(\w+)"', sheet)) == {"s"}
    assert rows(data)[1][6] == "=cmd|' /C calc'!A0"


def test_odd_characters_and_long_cells_stay_readable() -> None:
    odd = ("a\x01b", "\u202eabc", "x" * 100_000, "_x0041_", "<b>&")
    sent = replace(SENT, rows={5: odd})
    found = rows(workbook_bytes(correction(sent=sent, faults={5: FAULTS[5]})))[1][2:]
    assert found[1] == odd[1]
    assert found[2] == "x" * LONGEST_CELL + " … (dipotong)"
    assert found[3:5] == odd[3:]


def test_equal_content_is_equal_bytes() -> None:
    assert workbook_bytes(correction()) == workbook_bytes(correction())


def test_the_sheet_is_laid_out_for_screen_and_print() -> None:
    data = workbook_bytes(correction())
    sheet = part(data, "xl/worksheets/sheet2.xml")
    pane, filters = sheet.find(".//x:pane", SPACE), sheet.find("x:autoFilter", SPACE)
    setup = sheet.find("x:pageSetup", SPACE)
    assert pane is not None
    assert pane.attrib["topLeftCell"] == "C2"
    assert filters is not None
    assert filters.attrib["ref"] == "A1:H4"
    assert setup is not None
    assert setup.attrib["orientation"] == "landscape"
    assert setup.attrib["fitToHeight"] == "0"
    names = [
        name.attrib["name"]
        for name in part(data, "xl/workbook.xml").iter()
        if "name" in name.attrib
    ]
    assert "_xlnm.Print_Titles" in names


def test_the_summary_says_what_to_do() -> None:
    said = summary(workbook_bytes(correction()))
    for words in (
        "Perbaikan data peserta, November 2021",
        "Kediri (KDR)",
        "November 2021",
        "ab12cd34",
        "1.250",
        "1.247",
        "Baris tidak dipakai 3",
        f"Q201 {REJECTIONS['Q201']} 1 {ADVICE['Q201']}",
        "peserta_KDR_202111.csv",
        "Jangan mengirim lembar Perbaiki saja",
        "Berisi data pribadi. Jangan dikirim lewat surel",
        "dd/mm/yyyy",
        "1.234.567,00",
    ):
        assert words in said
    assert "memuat" not in said


def test_rows_that_are_not_listed_are_told() -> None:
    said = summary(workbook_bytes(correction(accepted=250)))
    assert "memuat 3 dari 1.000 baris" in said


def test_a_refused_file_has_one_sheet_with_the_reason() -> None:
    fault = Fault("E112", {"columns": "NIK, UPAH", "found": 16, "line": 1})
    data = workbook_bytes(
        correction(
            fault=fault, rules=(), faults={}, received=0, accepted=0, sent=AsSent((), (), {})
        )
    )
    assert fastexcel.read_excel(data).sheet_names == ["Ringkasan"]
    assert fault.notice in summary(data)
    assert "Berkas ini tidak dapat diterima" in summary(data)
    assert "peserta_KDR_202111.csv" in summary(data)
    assert "data pribadi" not in summary(data)


def test_a_held_file_tells_the_reasons_beside_the_rows() -> None:
    hold = Hold("H504", {"rejected": 90, "received": 1_250, "percent": 5})
    data = workbook_bytes(correction(holds=(hold,)))
    assert "menunggu keputusan kantor pusat" in summary(data)
    assert "H504 90 dari 1.250 baris tidak dipakai, lebih dari 5 %." in summary(data)
    assert len(rows(data)) == 4


def test_comments_stop_before_they_make_the_file_slow() -> None:
    many = MOST_COMMENTS + 10
    sent = replace(SENT, rows=dict.fromkeys(range(1, many), SENT.rows[9]))
    data = workbook_bytes(
        correction(sent=sent, faults=dict.fromkeys(range(1, many), (("KPJ", "Q202"),)))
    )
    assert len(part(data, "xl/comments1.xml").findall(".//x:comment", SPACE)) == MOST_COMMENTS
    assert len(rows(data)) == many


@pytest.mark.parametrize("code", REJECTIONS)
def test_there_is_advice_for_every_rule(code: str) -> None:
    assert ADVICE[code].endswith(".")
    assert len(ADVICE[code]) <= 90


def test_there_is_no_advice_for_rules_that_are_gone() -> None:
    assert set(ADVICE) == set(REJECTIONS)


@pytest.mark.parametrize("code", HOLDS)
def test_reasons_use_the_fields_of_the_hold(code: str) -> None:
    fields = [
        {name for _, name, _, _ in Formatter().parse(text) if name}
        for text in (HOLDS[code], REASONS[code])
    ]
    assert fields[0] == fields[1]

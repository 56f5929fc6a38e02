"""A clerk corrects what the workbook marks, sends the whole file again, and his rows count."""

import re
from pathlib import Path

import polars as pl
import pytest

from flows import clerk_answers
from flows.corrections import first_faults, write_corrections
from flows.edges.reference import read_reference
from flows.edges.workers import Workers
from flows.intake import take_in
from schemas.codes import FAULTS
from schemas.columns import column_types
from schemas.corrections import CorrectionsReport
from schemas.errors import HeldError, UsageError
from schemas.exports import Kind
from schemas.rejects import Rejects
from tests.builders import csv_bytes
from tests.correction_homes import (
    NAME,
    corrections,
    empty_home,
    faulty_rows,
    installation,
    name_of,
    run,
    send,
    true_rows,
    workbooks,
    written,
)
from tests.correction_workbooks import red_cells, rows, summary
from tests.homes import NOVEMBER
from tests.shapes import exports, workbook


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return empty_home(tmp_path)


@pytest.fixture(scope="module")
def corrected(
    tmp_path_factory: pytest.TempPathFactory, workers: Workers
) -> tuple[Path, CorrectionsReport]:
    """A home whose faulty export was read and has its workbook, and what was said of it."""
    home = empty_home(tmp_path_factory.mktemp("corrected"))
    send(home, csv_bytes(faulty_rows()))
    run(home, workers)
    return home, corrections(home)


def merged(sent: bytes, koreksi: bytes) -> bytes:
    """The export with the rows of the workbook, whose red cells a clerk has corrected."""
    lines = sent.decode().splitlines()
    headings = lines[0].split(",")
    truth = [[row[heading] for heading in headings] for row in true_rows()]
    marked = [re.fullmatch("([A-Z]+)([0-9]+)", cell) for cell in red_cells(koreksi)]
    red = {(int(cell[2]) - 1, ord(cell[1]) - ord("C")) for cell in marked if cell}
    for place, (line, _, *cells) in enumerate(rows(koreksi)[1:], start=1):
        right = truth[int(line) - 2]
        fixed = [right[own] if (place, own) in red else cell for own, cell in enumerate(cells)]
        lines[int(line) - 1] = ",".join(fixed)
    return "\n".join([*lines, ""]).encode()


def test_corrected_rows_count_when_the_whole_file_is_sent_again(
    home: Path, workers: Workers
) -> None:
    sent = csv_bytes(faulty_rows())
    send(home, sent)
    run(home, workers)
    first = corrections(home)
    assert [(file.left_out, file.listed) for file in first.files] == [(3, 3)]
    koreksi = written(first).read_bytes()
    assert [row[0] for row in rows(koreksi)[1:]] == ["12", "22", "81"]
    assert len(red_cells(koreksi)) == 5
    assert [row[rows(koreksi)[0].index("NAMA")] for row in rows(koreksi)[1:]] == [
        f"{NAME} 11",
        f"{NAME} 21",
        "=1+1",
    ]
    send(home, merged(sent, koreksi))
    run(home, workers)
    again = corrections(home)
    assert again.files == ()
    assert again.clean == (Kind.PESERTA,)
    assert workbooks(home) == []


def test_the_workbook_is_its_owners_alone_and_the_same_each_time(
    corrected: tuple[Path, CorrectionsReport],
) -> None:
    home, report = corrected
    path = written(report)
    data = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    corrections(home)
    assert path.read_bytes() == data
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_rows_of_a_workbook_stand_in_the_branchs_own_style(home: Path, workers: Workers) -> None:
    send(home, workbook(exports()), "peserta_KDR_202111.xlsx")
    run(home, workers)
    headings, *found = rows(written(corrections(home)).read_bytes())
    assert [row[0] for row in found] == ["8"]
    cells = dict(zip(headings, found[0], strict=True))
    assert cells["nik"] == exports()[3]["NIK"]
    assert cells["tgl lahir"] == exports()[3]["TGL_LAHIR"]
    assert cells["kode wilayah kerja"] == "3599"


def test_a_refused_file_has_a_workbook_with_the_reason(home: Path, workers: Workers) -> None:
    send(home, csv_bytes(faulty_rows()).replace(b",NIK,", b",NOMOR,"))
    run(home, workers)
    report = corrections(home)
    assert report.files[0].reasons[0].startswith("E112")
    assert "E112 Kolom berikut tidak ada: NIK" in summary(written(report).read_bytes())


def test_a_held_file_has_a_workbook_with_the_reasons_and_the_rows(
    home: Path, workers: Workers
) -> None:
    sent = faulty_rows()
    sent[30] |= {"STATUS": "X"}
    sent[40] |= {"STATUS": "X"}
    send(home, csv_bytes(sent))
    run(home, workers)
    report = corrections(home)
    assert report.files[0].reasons[0].startswith("H504")
    data = written(report).read_bytes()
    assert "H504 5 dari 80 baris tidak dipakai" in summary(data)
    assert len(rows(data)) == 6


def test_nothing_to_correct_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], workers: Workers
) -> None:
    send(home, csv_bytes(true_rows()))
    run(home, workers)
    report = corrections(home)
    assert report.clean == (Kind.PESERTA,)
    assert clerk_answers.show_corrections(report) == 0
    assert "every row counts" in capsys.readouterr().out


def test_the_answer_names_the_file_and_no_row(
    corrected: tuple[Path, CorrectionsReport], capsys: pytest.CaptureFixture[str]
) -> None:
    clerk_answers.show_corrections(corrected[1])
    said = capsys.readouterr().out
    assert "3 rows are left out, 3 are listed" in said
    assert name_of(csv_bytes(faulty_rows())) in said
    assert "never by mail" in said
    assert NAME not in said
    assert "35710" not in said


def test_a_copy_of_another_branchs_file_is_told_as_a_copy(home: Path, workers: Workers) -> None:
    send(home, csv_bytes(faulty_rows()))
    send(home, csv_bytes(faulty_rows()), "peserta_SDA_202111.csv")
    run(home, workers)
    report = corrections(home, "SDA")
    assert report.files[0].reasons[0].startswith("E120")
    assert FAULTS["E120"] in summary(written(report).read_bytes())


def test_an_export_that_no_run_has_read_is_told(home: Path) -> None:
    send(home, csv_bytes(faulty_rows()))
    with pytest.raises(HeldError, match="has sent nothing"):
        corrections(home)
    opened = installation(home)
    reference = read_reference(opened.reference, NOVEMBER, opened.objects)
    with opened.ledger.lease(NOVEMBER) as lease:
        take_in(opened, NOVEMBER, reference, lease, revise=False)
    with pytest.raises(HeldError, match="cakupan run 2021-11"):
        corrections(home)


def test_a_profile_that_has_changed_since_asks_for_a_run(home: Path, workers: Workers) -> None:
    send(home, csv_bytes(faulty_rows()))
    run(home, workers)
    (home / "reference" / "profiles.toml").write_text('[KDR]\ndelimiter = "|"\n')
    with pytest.raises(HeldError, match=r"KDR peserta can't be read .* cakupan run 2021-11"):
        corrections(home)
    assert workbooks(home) == []


def test_an_unknown_branch_is_told(home: Path) -> None:
    with pytest.raises(UsageError, match="'QQQ' is no branch"):
        write_corrections(installation(home), NOVEMBER, "QQQ")


def test_only_the_first_rows_are_listed_each_with_all_its_faults() -> None:
    rejects = Rejects.validate(
        pl.DataFrame(
            {
                "row": [9, 4, 4, 7],
                "column": ["NIK", "NIK", None, "KPJ"],
                "code": ["Q201", "Q203", "Q213", "Q202"],
            },
            schema=column_types(Rejects),
        )
    )
    assert first_faults(rejects, 2) == {
        4: (("NIK", "Q203"), (None, "Q213")),
        7: (("KPJ", "Q202"),),
    }
    assert list(first_faults(rejects, 50)) == [4, 7, 9]

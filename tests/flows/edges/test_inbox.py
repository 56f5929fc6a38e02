import os
import time
from pathlib import Path

import pytest

from flows.edges.inbox import Found, Stranger, look_into, look_settled, recognise, safe
from schemas.exports import Kind
from schemas.month import Month

SECOND = 10**9


def only(inbox: Path) -> Found | Stranger:
    """The one thing that lies in the inbox."""
    (item,) = look_into(inbox)
    return item


@pytest.mark.parametrize(
    ("name", "kind", "branch", "format"),
    [
        ("peserta_KDR_202111.csv", Kind.PESERTA, "KDR", "csv"),
        ("peserta_kdr_202111_perbaikan 2.CSV", Kind.PESERTA, "KDR", "csv"),
        ("PEMBERI_KERJA_JKP-2_202111.csv.gz", Kind.PEMBERI_KERJA, "JKP-2", "csv.gz"),
        ("proyek_jakon_BTU_202111.xlsx", Kind.PROYEK_JAKON, "BTU", "xlsx"),
        ("proyek_jakon_BTU_202111.xlsm", Kind.PROYEK_JAKON, "BTU", "xlsm"),
        ("peserta_BTU_202111.csv.zip", Kind.PESERTA, "BTU", "zip"),
        ("peserta_KDR_202111[a]*.txt", Kind.PESERTA, "KDR", "csv"),
        ("peserta_KDR_202111 3571011708850001.csv", Kind.PESERTA, "KDR", "csv"),
        ("peserta_KDR_202111_e\u0301.csv", Kind.PESERTA, "KDR", "csv"),
        ("peserta_KDR_202111.kontrol.toml", Kind.PESERTA, "KDR", "kontrol.toml"),
    ],
)
def test_an_export_is_known_by_its_name(
    tmp_path: Path, name: str, kind: Kind, branch: str, format: str
) -> None:
    path = tmp_path / "deep" / name
    path.parent.mkdir()
    path.write_bytes(b"12345")
    state = path.stat()
    assert only(tmp_path) == Found(
        path, kind, branch, Month(2021, 11), format, 5, state.st_mtime_ns
    )


@pytest.mark.parametrize(
    "name",
    ["notes.docx", "peserta_KDR.csv", "peserta_KDR_202113.csv", "peserta_KDR_2021111.csv",
     "iuran_KDR_202111.csv", "..\\..\\peserta_KDR_202111.csv", "pemberı_kerja_KDR_202111.csv",
     "catatan\n2021.csv"],
)  # fmt: skip
def test_anything_else_is_a_stranger(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    found = only(tmp_path)
    assert isinstance(found, Stranger)
    assert found.fault == "E122"


@pytest.mark.parametrize(
    "name",
    ["peserta_KDR_202111\n.csv", "peserta_KDR_202111\u202evsc.csv", "peserta_KDR_202111\x07.csv",
     "peserta_KDR_202111.docx", "peserta_KDR_202111.csv.part", "peserta_KDR_202111"],
)  # fmt: skip
def test_a_name_that_is_not_allowed_still_says_whose_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    found = only(tmp_path)
    assert isinstance(found, Found)
    assert (found.fault, found.branch, found.kind) == ("E122", "KDR", Kind.PESERTA)
    assert found.title == "peserta KDR 2021-11"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("pesrta_KDR_202111.csv", "it begins with none of peserta_, pemberi_kerja_, proyek_jakon_"),
        ("data 3571.csv", "it begins with none of peserta_, pemberi_kerja_, proyek_jakon_"),
        ("peserta_KDR.csv", "no month of six digits stands behind <kind>_<branch>_"),
        ("peserta_202111.csv", "no month of six digits stands behind <kind>_<branch>_"),
        ("peserta_KDR_2021-11.csv", "no month of six digits stands behind <kind>_<branch>_"),
        ("peserta_KDR_202113.csv", "202113 is no month"),
        ("peserta_KDR_3571_010190_0001.csv", "the six digits behind <kind>_<branch>_ are no month"),
        ("peserta_KDR_202111\u202evsc.csv", "it holds an invisible sign"),
        ("peserta_KDR_202111.DOCX", ".docx is no ending of an export"),
        ("peserta_KDR_202111.csv.part", ".part is no ending of an export"),
        ("peserta_KDR_202111.Siti Contoh", "its ending is no export's"),
        ("peserta_KDR_202111.Siti", "its ending is no export's"),
        ("peserta_KDR_202111", "its ending is no export's"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_name_is_said_and_nothing_of_a_person_is_quoted(
    name: str, wrong: str
) -> None:
    item = recognise(Path(name))
    assert (item.fault, item.fields) == ("E122", {"fault": wrong})


def test_a_right_name_has_no_fault() -> None:
    item = recognise(Path("peserta_KDR_202111.csv"))
    assert (item.fault, item.fields) == ("", {})


@pytest.mark.parametrize(
    ("name", "branch", "title"),
    [
        ("peserta__202111.csv", "", "peserta  2021-11"),
        ("peserta_..\u2215etc_202111.csv", "..\u2215etc", "peserta ..·etc 2021-11"),
        ("peserta_ＫＤＲ_202111.csv", "ＫＤＲ", "peserta ＫＤＲ 2021-11"),
        ("peserta_Kß_202111.csv", "Kß", "peserta Kß 2021-11"),
        ("peserta_3571011708850001_202111.csv", "3571011708850001", "peserta · 2021-11"),
        (f"peserta_{'A' * 200}_202111.csv", "A" * 200, f"peserta {'A' * 80} 2021-11"),
    ],
)  # fmt: skip
def test_a_code_that_is_none_stays_what_it_is_and_safe_to_show(
    tmp_path: Path, name: str, branch: str, title: str
) -> None:
    (tmp_path / name).touch()
    found = only(tmp_path)
    assert isinstance(found, Found)
    assert (found.branch, found.title) == (branch, title)


def test_a_strangers_name_is_told_without_long_numbers_or_control_characters(
    tmp_path: Path,
) -> None:
    (tmp_path / "daftar 3571011708850001\n\u202eOK.csv").touch()
    (tmp_path / "data 3571 0117.0885-0001.csv").touch()
    os.close(os.open(os.fsencode(tmp_path) + b"/latin \xe9.csv", os.O_CREAT))
    titles = [item.title for item in look_into(tmp_path)]
    assert titles == ["daftar ···OK.csv", "data ·.csv", "latin ·.csv"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("peserta_ZZZ_3571_0117_0885_0001_202111.csv", "peserta_ZZZ_·_202111.csv"),
        ("peserta_ZZZ_3571_0117_0885_0001.csv", "peserta_ZZZ_·.csv"),
        ("peserta_KDR_3571_010190_0001.csv", "peserta_KDR_·.csv"),
        ("peserta_KDR_3571011708_200101.csv", "peserta_KDR_·_200101.csv"),
        ("data 3571,0117/0885#0001.csv", "data ·.csv"),
        ("peserta_KDR_202111_3571011708850001.csv", "peserta_KDR_·.csv"),
        ("peserta_KDR_202111 (2).kontrol.toml", "peserta_KDR_202111 (2).kontrol.toml"),
    ],
)
def test_a_number_in_groups_is_hidden_whole_and_a_closing_month_is_not(
    name: str, shown: str
) -> None:
    assert safe(name) == shown


def test_linked_folders_and_folders_named_like_exports_are_told_and_not_entered(
    tmp_path: Path,
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (inbox / "november").symlink_to(tmp_path / "elsewhere")
    for folder in ("x.csv", "peserta_KDR_202111.csv"):
        (inbox / folder).mkdir()
        (inbox / folder / "peserta_SBY_202111.csv").touch()
    told = [(item.title, item.fault) for item in look_into(inbox)]
    assert told == [("november", "E123"), ("peserta KDR 2021-11", ""), ("x.csv", "E123")]


def test_nothing_of_a_path_is_in_the_words_of_an_export(tmp_path: Path) -> None:
    (tmp_path / "peserta_KDR_202111 3571011708850001.csv").touch()
    (tmp_path / "peserta_3571011708850001_202111.csv").touch()
    assert "3571011708850001" not in repr(list(look_into(tmp_path)))


def export(inbox: Path, data: bytes = b"x", *, seconds_old: int = 0, branch: str = "KDR") -> Path:
    """An export that was written so long ago."""
    path = inbox / f"peserta_{branch}_202111.csv"
    path.write_bytes(data)
    written = time.time_ns() - seconds_old * SECOND
    os.utime(path, ns=(written, written))
    return path


def test_files_at_rest_are_not_waited_for(tmp_path: Path) -> None:
    export(tmp_path, seconds_old=60)
    waits: list[float] = []
    (found,) = look_settled(tmp_path, 5 * SECOND, waits.append)
    assert (found.fault, waits) == ("", [])


def test_a_young_file_is_waited_for_once_and_taken_when_it_rests(tmp_path: Path) -> None:
    export(tmp_path)
    export(tmp_path, branch="SBY")
    waits: list[float] = []
    found = look_settled(tmp_path, 5 * SECOND, waits.append)
    assert [item.fault for item in found] == ["", ""]
    assert len(waits) == 1
    assert 0 < waits[0] <= 5


def test_a_file_that_still_changes_is_not_taken_and_holds_no_other_up(tmp_path: Path) -> None:
    path = export(tmp_path)
    export(tmp_path, branch="SBY")

    def grow(_seconds: float) -> None:
        export(tmp_path, b"xx")

    found = look_settled(tmp_path, 5 * SECOND, grow)
    assert [item.fault for item in found] == ["E124", ""]
    assert path.read_bytes() == b"xx"


def test_a_file_that_comes_while_another_is_waited_for_may_be_half(tmp_path: Path) -> None:
    export(tmp_path)

    def come(_seconds: float) -> None:
        export(tmp_path, branch="SBY")
        export(tmp_path, branch="JKP", seconds_old=60)  # moved here whole

    found = look_settled(tmp_path, 5 * SECOND, come)
    assert [(item.title, item.fault) for item in found] == [
        ("peserta JKP 2021-11", ""),
        ("peserta KDR 2021-11", ""),
        ("peserta SBY 2021-11", "E124"),
    ]


def test_a_file_from_the_future_is_taken_when_it_rests(tmp_path: Path) -> None:
    export(tmp_path, seconds_old=-3600)
    waits: list[float] = []
    (found,) = look_settled(tmp_path, 5 * SECOND, waits.append)
    assert (found.fault, waits) == ("", [5])

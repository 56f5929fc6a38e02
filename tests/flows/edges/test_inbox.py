from pathlib import Path

import pytest

from flows.edges.inbox import Found, Stranger, look_into
from schemas.exports import Kind
from schemas.month import Month


@pytest.mark.parametrize(
    ("name", "kind", "branch", "format"),
    [
        ("peserta_KDR_202111.csv", Kind.PESERTA, "KDR", "csv"),
        ("peserta_kdr_202111_perbaikan 2.CSV", Kind.PESERTA, "KDR", "csv"),
        ("PEMBERI_KERJA_JKP-2_202111.csv.gz", Kind.PEMBERI_KERJA, "JKP-2", "csv.gz"),
        ("proyek_jakon_BTU_202111.xlsx", Kind.PROYEK_JAKON, "BTU", "xlsx"),
        ("peserta_KDR_202111[a]*.txt", Kind.PESERTA, "KDR", "txt"),
    ],
)
def test_an_export_is_known_by_its_name(
    tmp_path: Path, name: str, kind: Kind, branch: str, format: str
) -> None:
    path = tmp_path / "deep" / name
    path.parent.mkdir()
    path.touch()
    assert list(look_into(tmp_path)) == [Found(path, kind, branch, Month(2021, 11), format)]


@pytest.mark.parametrize(
    "name",
    ["notes.docx", "peserta_KDR.csv", "peserta_KDR_202113.csv", "peserta_KDR_2021111.csv",
     "iuran_KDR_202111.csv", "peserta_../x_202111.csv".replace("/", "\u2215")],
)  # fmt: skip
def test_anything_else_is_a_stranger(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    (found,) = look_into(tmp_path)
    assert isinstance(found, Stranger)


def test_a_strangers_name_is_told_without_long_numbers_or_control_characters(
    tmp_path: Path,
) -> None:
    (tmp_path / "daftar 3571011708850001\n\u202eOK.csv").touch()
    (found,) = look_into(tmp_path)
    assert isinstance(found, Stranger)
    assert found.name == "daftar ···OK.csv"


def test_a_nik_in_pieces_is_not_told_either(tmp_path: Path) -> None:
    (tmp_path / "data 3571 0117.0885-0001.csv").touch()
    (found,) = look_into(tmp_path)
    assert isinstance(found, Stranger)
    assert found.name == "data ·.csv"


def test_a_linked_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "inbox" / "november").symlink_to(tmp_path / "elsewhere")
    assert list(look_into(tmp_path / "inbox")) == [Stranger("november")]


def test_nothing_of_a_path_is_in_the_words_of_an_export(tmp_path: Path) -> None:
    (tmp_path / "peserta_KDR_202111 3571011708850001.csv").touch()
    (found,) = look_into(tmp_path)
    assert "3571011708850001" not in repr(found)

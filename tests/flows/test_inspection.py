"""An operator looks at a file before it counts: what is said, and that nothing is kept."""

import shutil
import tempfile
from pathlib import Path

import pytest

from flows import clerk_answers
from flows.inspection import inspect_file
from flows.settings import Settings
from schemas.errors import ExportError, UsageError
from schemas.exports import Kind
from schemas.month import Month
from tests.builders import csv_bytes
from tests.homes import EXAMPLE
from tests.shapes import INDONESIAN, exports, restyled

NAME = "SITI CONTOH"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home without exports, whose branches write in the plain style."""
    shutil.copytree(EXAMPLE / "reference", tmp_path / "reference")
    (tmp_path / "reference" / "profiles.toml").write_text("")
    return Settings(home=tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """KDR's export in the Indonesian style, with names."""
    rows = [row | {"NAMA": NAME} for row in restyled(exports(), INDONESIAN)]
    path = tmp_path / "peserta_KDR_202111.csv"
    path.write_bytes(csv_bytes(rows, delimiter=";"))
    return path


def test_a_strange_file_is_read_once_its_block_is_pasted(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = inspect_file(settings, file, None, None)
    assert not before.is_taken
    assert {item.name for item in before.disagreements} == {
        "decimal",
        "thousands",
        "dates",
        "months",
    }
    assert clerk_answers.show_inspection(before) == 4
    said = capsys.readouterr().out
    (settings.home / "reference" / "profiles.toml").write_text(before.block)
    after = inspect_file(settings, file, None, None)
    assert clerk_answers.show_inspection(after) == 0
    assert after.disagreements == ()
    assert (after.found.now.received, after.found.now.accepted) == (12, 11)
    assert before.block in said
    assert "11 of 12 rows would count" in said


def test_nothing_is_kept_and_no_cell_is_shown(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path for path in settings.home.rglob("*"))
    folders = set(Path(tempfile.gettempdir()).glob("cakupan-*"))
    clerk_answers.show_inspection(inspect_file(settings, file, None, None))
    captured = capsys.readouterr()
    for row in exports():
        for cell in (NAME, row["NIK"], row["KPJ"], row["NPP"]):
            assert cell not in captured.out + captured.err
    assert sorted(path for path in settings.home.rglob("*")) == before
    assert set(Path(tempfile.gettempdir()).glob("cakupan-*")) <= folders


def test_what_the_name_does_not_say_is_said_by_the_operator(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file.rename(file.with_name("data november.csv"))
    report = inspect_file(settings, path, "xyz", Kind.PESERTA)
    assert (report.branch, report.kind, report.is_expected) == ("XYZ", Kind.PESERTA, False)
    assert report.found.month == Month(2021, 11)
    clerk_answers.show_inspection(report)
    assert "No exports are expected of XYZ" in capsys.readouterr().out


def test_headings_of_a_missing_column_are_told(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(file.read_bytes().replace(b";UPAH;", b";GAJI POKOK;"))
    report = inspect_file(settings, file, None, None)
    assert (report.block, report.disagreements) == ("", ())
    assert clerk_answers.show_inspection(report) == 4
    said = capsys.readouterr().out
    assert "missing     UPAH" in said
    assert "'GAJI POKOK'; 'NAMA'" in said
    assert "refused: E112" in said


@pytest.mark.parametrize(
    ("name", "branch", "kind"),
    [
        ("data.csv", None, None),
        ("data.csv", "KDR", None),
        ("data.csv", None, Kind.PESERTA),
        ("data.csv", "../etc", Kind.PESERTA),
    ],
)
def test_a_file_of_nobody_can_not_be_inspected(
    name: str, branch: str | None, kind: Kind | None, settings: Settings, file: Path
) -> None:
    with pytest.raises(UsageError, match="--branch"):
        inspect_file(settings, file.rename(file.with_name(name)), branch, kind)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("peserta_KDR_202111.docx", "E122"),
        ("peserta_KDR_202111.xlsm", "E131"),
        ("peserta_KDR_202111.kontrol.toml", "E122"),
        ("peserta_KDR_202112.csv", "E134"),
    ],
)
def test_what_is_no_export_is_refused(name: str, code: str, settings: Settings, file: Path) -> None:
    with pytest.raises(ExportError, match=code):
        inspect_file(settings, file.with_name(name), None, None)


def test_links_are_not_followed(settings: Settings, file: Path) -> None:
    link = file.with_name("peserta_KDR_202110.csv")
    link.symlink_to(file)
    with pytest.raises(ExportError, match="E123"):
        inspect_file(settings, link, None, None)

"""An operator looks at a file before it counts: what is said, and that nothing is kept."""

import shutil
import tempfile
from pathlib import Path

import pytest

from flows import clerk_answers
from flows.edges.inbox import look_into
from flows.inspection import inspect_file
from flows.settings import Settings
from schemas.errors import ExportError, UsageError
from schemas.exports import Kind
from schemas.month import Month
from schemas.submission import Fault
from tests.builders import csv_bytes
from tests.references import EXAMPLE
from tests.shapes import INDONESIAN, exports, restyled

NAME = "SITI CONTOH"
CONTROL = "peserta_KDR_202111.kontrol.toml"


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
    settings: Settings,
    file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = sorted(path for path in settings.home.rglob("*"))
    monkeypatch.setattr(tempfile, "tempdir", str(settings.home / "temporary"))
    (settings.home / "temporary").mkdir()
    clerk_answers.show_inspection(inspect_file(settings, file, None, None))
    captured = capsys.readouterr()
    for row in exports():
        for cell in (NAME, row["NIK"], row["KPJ"], row["NPP"]):
            assert cell not in captured.out + captured.err
    (settings.home / "temporary").rmdir()
    assert sorted(path for path in settings.home.rglob("*")) == before


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
        ("peserta_KDR_202111.csv.part", "E122"),
        ("peserta_KDR_202111.xlsm", "E131"),
        ("pesrta_KDR_202111.kontrol.toml", "E122"),
    ],
)
def test_what_is_no_export_is_refused(name: str, code: str, settings: Settings, file: Path) -> None:
    with pytest.raises(ExportError) as caught:
        inspect_file(settings, file.rename(file.with_name(name)), "KDR", Kind.PESERTA)
    assert caught.value.code == code


def test_a_control_file_and_no_file_are_told_from_an_export(settings: Settings, file: Path) -> None:
    with pytest.raises(UsageError, match="control file"):
        inspect_file(settings, file.rename(file.with_name(CONTROL)), None, None)
    with pytest.raises(UsageError, match="no file peserta_KDR_202111"):
        inspect_file(settings, file, None, None)


def test_a_folder_is_no_export(settings: Settings) -> None:
    folder = settings.home / "peserta_KDR_202110.csv"
    folder.mkdir()
    with pytest.raises(UsageError, match=r"Expected a file; peserta_KDR_202110\.csv is a folder"):
        inspect_file(settings, folder, None, None)


@pytest.mark.parametrize(
    "name", ["peserta_KDR_202113.csv", "peserta_KDR_202111\u200b.csv", "data.csv"]
)
def test_a_name_that_a_run_refuses_is_refused_though_the_rows_are_good(
    name: str, settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The inbox is asked as a run asks it."""
    file.write_bytes(csv_bytes(exports()))
    assert clerk_answers.show_inspection(inspect_file(settings, file, None, None)) == 0
    inbox = settings.home / "inbox"
    inbox.mkdir()
    path = file.rename(inbox / name)
    (in_a_run,) = look_into(inbox)
    report = inspect_file(settings, path, "KDR", Kind.PESERTA)
    refusal = Fault(in_a_run.fault, in_a_run.fields)
    assert report.refusal == refusal
    assert report.found.now.fault is None
    capsys.readouterr()
    assert clerk_answers.show_inspection(report) == ExportError.exit_code
    said = capsys.readouterr().out
    assert f"A run leaves this file in the inbox: {refusal.sentence}" in said
    assert f"({refusal.fields['fault']})" in said
    assert "11 of 12 rows would count" in said


def test_a_branch_of_which_nothing_is_expected_is_not_approved(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(csv_bytes([row | {"KODE_KANTOR": "XYZ"} for row in exports()]))
    path = file.rename(file.with_name("peserta_XYZ_202111.csv"))
    report = inspect_file(settings, path, None, None)
    assert report.found.now.fault is None
    assert not report.is_taken
    assert clerk_answers.show_inspection(report) == ExportError.exit_code
    assert "No exports are expected of XYZ, so a run takes none; " in capsys.readouterr().out


def test_a_run_goes_by_the_name_whatever_the_operator_says(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clerk_answers.show_inspection(inspect_file(settings, file, "SMN", None))
    said = capsys.readouterr().out
    assert said.startswith("SMN peserta 2021-11\n")
    assert "By its name, a run takes this file as peserta KDR 2021-11." in said
    clerk_answers.show_inspection(inspect_file(settings, file, "KDR", None))
    assert "By its name" not in capsys.readouterr().out


def test_a_wrong_separator_is_called_by_name_and_put_right_in_the_block(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profiles = settings.home / "reference" / "profiles.toml"
    profiles.write_text('[KDR]\ndelimiter = ","\n')
    file.write_bytes(csv_bytes(exports(), delimiter="\t").replace(b"UPAH", b"GAJI"))
    report = inspect_file(settings, file, None, None)
    assert clerk_answers.show_inspection(report) == ExportError.exit_code
    said = capsys.readouterr().out
    assert "separator   tab\n" in said
    assert 'delimiter: the file shows "\\t" (tab), its profile says "," (comma).' in said
    assert "Under the profile below: refused: E112 Missing column(s): UPAH;" in said
    profiles.write_text(report.block)
    assert inspect_file(settings, file, None, None).disagreements == ()


def test_one_column_has_no_separator(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(csv_bytes(exports()).replace(b",", b"#"))
    clerk_answers.show_inspection(inspect_file(settings, file, None, None))
    said = capsys.readouterr().out
    assert "separator   none found" in said
    assert "headings    none found" in said


def test_a_column_that_stands_twice_is_found_once(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(csv_bytes(exports()).replace(b"NPP", b"KPJ", 1))
    clerk_answers.show_inspection(inspect_file(settings, file, None, None))
    said = capsys.readouterr().out
    assert "columns     17 found\n" in said
    assert "missing     NPP\n" in said


def test_a_profile_that_fits_is_not_printed_again(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(csv_bytes(exports()[:1]))
    clerk_answers.show_inspection(inspect_file(settings, file, None, None))
    said = capsys.readouterr().out
    assert "profiles.toml" not in said
    assert "columns     18 found\n" in said
    assert "Under its profile: 1 of 1 row would count.\n" in said


def test_links_are_not_followed(settings: Settings, file: Path) -> None:
    link = file.with_name("peserta_KDR_202110.csv")
    link.symlink_to(file)
    with pytest.raises(ExportError, match="E123"):
        inspect_file(settings, link, None, None)

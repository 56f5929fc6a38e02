import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.edges.objects import Objects
from flows.edges.reference import read_reference
from schemas.errors import ReferenceError
from schemas.exports import Kind, Profile
from schemas.month import Month
from schemas.reference import Reference
from tests.homes import NOVEMBER
from tests.references import EXAMPLE

Edit = Callable[[str], str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example's reference folder."""
    return Path(shutil.copytree(EXAMPLE / "reference", tmp_path / "reference"))


def read(folder: Path, month: Month = NOVEMBER) -> Reference:
    """The reference data of a month."""
    return read_reference(folder, month, Objects(str(folder.parent / "store")))


def edit(path: Path, change: Edit) -> None:
    """Change a file's text."""
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def test_the_example_is_whole(folder: Path) -> None:
    reference = read(folder)
    assert reference.expected() == ["BJM", "BTU", "JKP", "KDR", "SDA", "SMN"]
    assert reference.workforce.filter(area="3571", measure="all").height == 1
    assert reference.profiles["KDR", Kind.PESERTA].delimiter == ";"
    assert reference.profiles["BJM", Kind.PROYEK_JAKON].dates == ("yyyymmdd",)


def test_every_file_is_archived_as_it_is(folder: Path) -> None:
    reference = read(folder)
    store = Objects(str(folder.parent / "store"))
    assert {name for name, _ in reference.objects} == {path.name for path in folder.iterdir()}
    assert all(store.read(kept) == (folder / name).read_bytes() for name, kept in reference.objects)


def test_a_kind_may_differ_from_the_rest_of_the_branch(folder: Path) -> None:
    edit(folder / "profiles.toml", lambda text: text + '\n[KDR.proyek_jakon]\ndelimiter = "|"\n')
    profiles = read(folder).profiles
    assert profiles["KDR", Kind.PROYEK_JAKON].delimiter == "|"
    assert profiles["KDR", Kind.PROYEK_JAKON].dates == ("dd/mm/yyyy",)
    assert profiles["KDR", Kind.PESERTA].delimiter == ";"
    assert profiles["SDA", Kind.PESERTA] == Profile(delimiter=";")


def test_rows_hold_in_their_time_only(folder: Path) -> None:
    edit(
        folder / "branch_areas.csv",
        lambda text: text + "KDR,3518,2021-12-01,\nKDR,3504,2020-01-01,2021-11-29\n",
    )
    kdr = read(folder).branch_areas.filter(branch="KDR")["area"].to_list()
    assert sorted(kdr) == ["3506", "3571"]
    december = read(folder, Month(2021, 12)).branch_areas.filter(branch="KDR")["area"].to_list()
    assert sorted(december) == ["3506", "3518", "3571"]


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("branches.csv", lambda text: text.replace("Kediri", "<b>Kediri"), "column name"),
        ("branches.csv", lambda text: text.replace("kanwil", "region"), "columns"),
        ("branches.csv", lambda text: text.replace("JATIM", "SUMUT", 1), "SUMUT is not in the"),
        ("branch_areas.csv", lambda text: text + "ZZZ,3518,2020-01-01,\n", "ZZZ is not in the"),
        ("branch_areas.csv", lambda text: text.replace("3506", "35.06"), "column area"),
        ("branch_areas.csv", lambda text: text + "KDR,3599,2020-01-01,\n", "3599"),
        ("workforce.csv", lambda text: text.replace("3171,kemendagri", "3173,bps"), "3173"),
        ("workforce.csv", lambda text: text.replace("formal", "official"), "column measure"),
        ("targets.csv", lambda text: text.replace("60", "160", 1), "column percent"),
        ("targets.csv", lambda text: text.replace("total_coverage", "total", 1), "total is not in"),
        ("history.csv", lambda text: text.replace("KDR", "KDI"), "KDI is not in"),
        ("recipients.csv", lambda text: text.replace("KDR", "KDI"), "KDI is not in"),
        ("profiles.toml", lambda text: text + "[", "a table per branch"),
        ("profiles.toml", lambda text: text.replace("delimiter", "separator"), "delimiter"),
        ("profiles.toml", lambda text: text.replace('"dd/mm/yyyy"', '"mm/dd/yyyy"'), "dates"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(
    folder: Path, name: str, change: Edit, told: str
) -> None:
    edit(folder / name, change)
    with pytest.raises(ReferenceError) as raised:
        read(folder)
    assert name in str(raised.value)
    assert told in str(raised.value)


def test_bps_codes_are_taken_where_both_systems_agree(folder: Path) -> None:
    edit(folder / "workforce.csv", lambda text: text.replace("3571,kemendagri", "3571,bps"))
    assert read(folder).workforce.filter(area="3571").height > 0


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        (
            "branches.csv",
            "KDR,Kediri Raya,JATIM,Kediri,true,2021-06-01,",
            "one row per branch on a day; found KDR 2020-01-01; KDR 2021-06-01 (branch, ",
        ),
        (
            "branch_areas.csv",
            "KDR,3571,2021-06-01,2021-11-30",
            "one row per branch and area on a day; found KDR 3571 2020-01-01; KDR 3571 2021-06-01 ",
        ),
        (
            "branch_areas.csv",
            "SDA,3515,2020-01-01,2021-11-30",
            "one row per branch and area on a day; found SDA 3515 2020-01-01; SDA 3515 2020-01-01 ",
        ),
        (
            "kanwil.csv",
            "JATIM,Jawa Timur,Malang,2021-11-30,",
            "one row per kanwil on a day; found JATIM 2020-01-01; JATIM 2021-11-30 ",
        ),
    ],
)
def test_two_rows_that_hold_on_one_day_are_refused(
    folder: Path, name: str, line: str, told: str
) -> None:
    edit(folder / name, lambda text: f"{text}{line}\n")
    with pytest.raises(ReferenceError) as raised:
        read(folder)
    assert str(raised.value).startswith(f"{name}: expected {told}")


def test_a_row_may_follow_another(folder: Path) -> None:
    row = "KDR,Kediri,JATIM,Kediri,true,2020-01-01,"
    rows = f"{row}2021-11-29\nKDR,Kediri Raya,JATIM,Kediri,true,2021-11-30,"
    edit(folder / "branches.csv", lambda text: text.replace(row, rows))
    assert read(folder, Month(2021, 10)).branches.filter(branch="KDR")["name"].item() == "Kediri"
    assert read(folder).branches.filter(branch="KDR")["name"].to_list() == ["Kediri Raya"]


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "targets.csv").unlink()
    with pytest.raises(ReferenceError, match=r"targets\.csv is missing"):
        read(folder)

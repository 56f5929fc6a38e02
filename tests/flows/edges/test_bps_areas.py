"""A code may name one place for BPS and another for Kemendagri: what counts, what is refused."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows.edges.objects import Objects
from flows.edges.reference import read_reference
from schemas.errors import ReferenceError
from schemas.month import Month
from schemas.reference import Reference
from tests.bps_codes import AREAS
from tests.homes import NOVEMBER
from tests.references import EXAMPLE
from transforms.figures import to_denominators
from transforms.territories import to_territories

TABLE_HEAD = "bps_area,area,name,source,valid_from,valid_to"
KEMENDAGRI_OF = {bps_area: area for bps_area, area, _ in AREAS}
PERSONS = {area: 1000 + number for number, (_, area, _) in enumerate(AREAS)}
"""Workers of each area, all different, so that no two areas can be mistaken unseen."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example's reference folder, JKP serving every area that the systems number differently.

    It has no denominators.
    """
    folder = Path(shutil.copytree(EXAMPLE / "reference", tmp_path / "reference"))
    served = (f"JKP,{area},2020-01-01," for area in PERSONS if area != "3171")
    add(folder / "branch_areas.csv", served)
    heading = (folder / "workforce.csv").read_text("utf-8").partition("\n")[0]
    (folder / "workforce.csv").write_text(heading + "\n", "utf-8")
    return folder


def add(path: Path, lines: Iterable[str]) -> None:
    """Add lines to a file."""
    path.write_text(path.read_text("utf-8") + "".join(f"{line}\n" for line in lines), "utf-8")


def workers(code: str, system: str, persons: int, since: str = "2021-08-01") -> str:
    """A line of workforce.csv."""
    return f"{code},{system},Sakernas Agustus 2021,all,{persons},BPS,{since},"


def in_kemendagri() -> list[str]:
    """Workers of all areas by Kemendagri code."""
    return [workers(area, "kemendagri", persons) for area, persons in PERSONS.items()]


def in_bps(system: str = "bps") -> list[str]:
    """The same workers by BPS code."""
    return [workers(code, system, PERSONS[area]) for code, area in KEMENDAGRI_OF.items()]


def pair(bps_area: str, area: str, name: str, since: str = "2020-01-01", until: str = "") -> str:
    """A line of bps_areas.csv."""
    return f"{bps_area},{area},{name},Disusun untuk pengujian,{since},{until}"


def put_table(folder: Path, *lines: str) -> None:
    """Write bps_areas.csv, by default whole and right."""
    rows = lines or [pair(*row) for row in AREAS]
    (folder / "bps_areas.csv").write_text("\n".join([TABLE_HEAD, *rows, ""]), "utf-8")


def read(folder: Path, month: Month = NOVEMBER) -> Reference:
    """The reference data of a month."""
    return read_reference(folder, month, Objects(str(folder.parent / "store")))


def denominators(folder: Path) -> pl.DataFrame:
    """The workers of every unit."""
    reference = read(folder)
    territories = to_territories(reference.branches, reference.branch_areas)
    return to_denominators(territories, reference.workforce).sort("level", "code", "measure")


def refusal(folder: Path, month: Month = NOVEMBER) -> str:
    """Why the reference data are refused."""
    with pytest.raises(ReferenceError) as raised:
        read(folder, month)
    return str(raised.value)


def test_both_systems_give_equal_denominators(folder: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "other" / "reference"))
    mistaken = Path(shutil.copytree(folder, tmp_path / "mistaken" / "reference"))
    put_table(other)
    add(folder / "workforce.csv", in_kemendagri())
    add(other / "workforce.csv", in_bps())
    add(mistaken / "workforce.csv", in_bps("kemendagri"))
    right = denominators(folder)
    assert right.filter(level="area", code="3174")["denominator"].to_list() == [PERSONS["3174"]]
    assert right.filter(level="branch", code="JKP")["denominator"].sum() == sum(PERSONS.values())
    assert_frame_equal(denominators(other), right)
    assert not denominators(mistaken).equals(right)


def test_figures_in_both_systems_count_once_in_any_order_of_lines(folder: Path) -> None:
    put_table(folder)
    add(folder / "workforce.csv", in_kemendagri())
    once = denominators(folder)
    add(folder / "workforce.csv", in_bps())
    assert_frame_equal(denominators(folder), once)
    heading, *lines = (folder / "workforce.csv").read_text("utf-8").splitlines()
    (folder / "workforce.csv").write_text("\n".join([heading, *reversed(lines)]), "utf-8")
    assert_frame_equal(denominators(folder), once)


@pytest.mark.parametrize("lines", [(0, 1), (1, 0)])
@pytest.mark.parametrize(
    "other",
    [
        workers("3171", "bps", 8),
        workers("3171", "bps", 7).replace("Agustus 2021", "Februari 2021"),
    ],
    ids=["persons", "round"],
)
def test_figures_that_differ_between_the_systems_are_refused(
    folder: Path, other: str, lines: tuple[int, int]
) -> None:
    put_table(folder)
    both = [workers("3174", "kemendagri", 7), other]
    add(folder / "workforce.csv", [both[line] for line in lines])
    assert refusal(folder) == (
        "workforce.csv: expected the same persons and round in Kemendagri and BPS codes; found "
        "others for 3174 (all, 2021-08-01; BPS code 3171); correct or remove one of the two rows."
    )


def test_a_code_of_a_newer_round_does_not_have_to_agree(folder: Path) -> None:
    put_table(folder)
    rows = [workers("3171", "bps", 8), workers("3174", "kemendagri", 7, "2021-02-01")]
    add(folder / "workforce.csv", rows)
    found = denominators(folder).filter(level="area", code="3174")
    assert found["denominator"].to_list() == [8]


def test_without_the_table_a_bps_code_of_dki_is_refused(folder: Path) -> None:
    add(folder / "workforce.csv", [workers("3171", "bps", 7)])
    assert refusal(folder) == (
        "workforce.csv: expected Kemendagri codes, or BPS codes that bps_areas.csv translates "
        "since the row's valid_from; found 3171 (bps, all, 2021-08-01); give Kemendagri codes, or "
        "fill in bps_areas.csv."
    )


def test_a_code_that_the_table_does_not_have_is_refused(folder: Path) -> None:
    put_table(folder, *(pair(*row) for row in AREAS if row[0] != "1101"))
    add(folder / "workforce.csv", in_bps())
    assert "found 1101 (bps, all, 2021-08-01);" in refusal(folder)


def test_a_code_that_was_given_anew_says_nothing_of_older_figures(folder: Path) -> None:
    put_table(
        folder,
        pair("3171", "3171", "Kota Jakarta Pusat", until="2021-09-30"),
        pair("3171", "3174", "Kota Jakarta Selatan", since="2021-10-01"),
    )
    add(folder / "workforce.csv", [workers("3171", "bps", 7)])
    assert read(folder, Month(2021, 9)).workforce["area"].to_list() == ["3171"]
    assert "found 3171 (bps, all, 2021-08-01);" in refusal(folder)


def test_codes_of_the_nine_provinces_need_no_row(folder: Path) -> None:
    put_table(folder)
    add(folder / "workforce.csv", [workers("3506", "bps", 7), workers("3571", "bps", 8)])
    assert read(folder).workforce["area"].to_list() == ["3506", "3571"]


def test_a_row_goes_before_the_rule_of_the_nine_provinces(folder: Path) -> None:
    put_table(folder, pair("3599", "3506", "Kab. Kediri"))
    add(folder / "workforce.csv", [workers("3599", "bps", 7)])
    assert read(folder).workforce["area"].to_list() == ["3506"]
    add(folder / "workforce.csv", [workers("3506", "bps", 8)])
    assert "found 3506 (bps, all, 2021-08-01);" in refusal(folder)


def test_a_bps_code_that_names_nothing_is_refused(folder: Path) -> None:
    add(folder / "workforce.csv", [workers("3599", "bps", 7)])
    assert refusal(folder).startswith("workforce.csv: 3599 is no kabupaten/kota of Kemendagri")


def test_a_wrong_name_is_refused(folder: Path) -> None:
    put_table(folder, pair("3171", "3171", "Kota Jakarta Selatan"))
    assert refusal(folder) == (
        "bps_areas.csv: expected Kota Jakarta Pusat as the name of 3171, found Kota Jakarta Selatan"
        " in the row of BPS code 3171; correct the name or `area`."
    )


def test_a_table_that_leads_to_no_area_is_refused(folder: Path) -> None:
    put_table(folder, pair("3171", "3179", "Kota Jakarta Selatan"))
    assert refusal(folder).startswith("bps_areas.csv: 3179 is no kabupaten/kota of Kemendagri")


def test_two_codes_of_one_area_are_refused(folder: Path) -> None:
    name = "Kota Jakarta Selatan"
    put_table(folder, pair("3171", "3174", name), pair("3172", "3174", name))
    assert refusal(folder) == (
        "bps_areas.csv: expected one row per area on a day; found 3174 3171 2020-01-01; "
        "3174 3172 2020-01-01 (area, bps_area, valid_from), valid together; end one by `valid_to`, "
        "or remove it."
    )


def test_two_areas_of_one_code_are_refused_while_both_hold(folder: Path) -> None:
    rows = [
        pair("3171", "3174", "Kota Jakarta Selatan", until="2021-11-30"),
        pair("3171", "3171", "Kota Jakarta Pusat", since="2021-11-15"),
    ]
    put_table(folder, *rows)
    assert "one row per bps_area on a day; found 3171 2020-01-01; 3171 2021-11-15" in refusal(
        folder
    )
    assert read(folder, Month(2021, 12)).workforce.is_empty()


def test_the_table_is_archived(folder: Path) -> None:
    put_table(folder)
    assert "bps_areas.csv" in dict(read(folder).objects)

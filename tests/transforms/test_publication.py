"""Every publishable count has a cell under its dimensions, zeros too."""

import polars as pl
import pytest

from schemas.employers import REPORTS, SCALES, SIZES
from schemas.figures import INDICATORS
from schemas.observations import DIMENSIONS, STAGES
from tests.builders import employers, projects, registrations
from tests.calculations import Rows, calculated, churned, random_rows
from transforms.publication import to_cells

RECEIVED = ("KDR", "JKP")


def cells(rows: Rows, received: tuple[str, ...] = ("KDR", "SBY", "JKP")) -> pl.DataFrame:
    counted = calculated(rows, received=received)
    return to_cells(counted, None)


def few() -> Rows:
    """Three persons of KDR in Kota Kediri, one of whom works in 3578, which SBY serves."""
    people = registrations(
        person=[1, 2, 3], segment=["PU", "PU", "BPU"], area=["3571", "3571", "3578"],
        sex=["L", "P", "P"], branch=["KDR"] * 3,
    )  # fmt: skip
    return Rows(people, employers(employer=[1, 2], scale=["MIKRO", "BESAR"]), projects())


@pytest.mark.parametrize(
    ("count", "names"),
    [
        (2, {"view": "area", "code": "KDR", "indicator": "persons", "segment": "_T"}),
        (3, {"view": "held", "code": "KDR", "indicator": "persons", "segment": "_T"}),
        (2, {"view": "inside", "code": "KDR", "indicator": "persons", "segment": "_T"}),
        (1, {"view": "held", "code": "KDR", "indicator": "persons_outside"}),
        (0, {"view": "area", "code": "KDR", "indicator": "persons_of_others"}),
        (3, {"view": "area", "code": "SBY", "indicator": "persons_of_others"}),
        (0, {"view": "held", "code": "JATIM", "indicator": "persons_outside"}),
        (1, {"view": "area", "code": "3571", "indicator": "persons", "segment": "PU", "sex": "P"}),
        (0, {"view": "area", "code": "3171", "indicator": "persons", "segment": "PMI", "sex": "P"}),
        (12, {"view": "held", "code": "KDR", "indicator": "persons", "segment": "JAKON"}),
        (14, {"view": "area", "code": "KDR", "indicator": "covered"}),
        (14, {"view": "area", "code": "KDR", "indicator": "total_coverage"}),
        (12, {"view": "held", "code": "KDR", "indicator": "project_workers", "state": "running"}),
        (1, {"view": "held", "code": "KDR", "indicator": "projects", "state": "running"}),
        (0, {"view": "held", "code": "KDR", "indicator": "projects", "state": "ended"}),
        (3, {"view": "held", "code": "KDR", "indicator": "registrations", "kind": "active"}),
        (3, {"view": "held", "code": "ID", "indicator": "registrations", "kind": "received"}),
        (0, {"view": "held", "code": "ID", "indicator": "shared", "kind": "disputed"}),
        (
            1,
            {"view": "held", "code": "ID", "indicator": "employers", "state": "active"}
            | {"scale": "BESAR", "size": "_T", "kind": "_T"},
        ),
        (
            3,
            {"view": "held", "code": "KDR", "indicator": "registered_workers", "state": "active"}
            | {"scale": "_T", "size": "N1T4", "kind": "_T"},
        ),
    ],
)
def test_a_count_has_its_cell(count: int, names: dict[str, str]) -> None:
    usual = {"programme": "_T", "sex": "_T", "age_group": "_T"}
    whole = names | (usual | names if names["indicator"] == "persons" else {})
    assert cells(few()).filter(**whole)["count"].to_list() == [count]


def test_all_units_have_the_same_cells() -> None:
    held, area = 7 + 14 + 2, 1 + 3 * (1 + 5 + 2 + 7) + 3 + 1 + len(INDICATORS) + 14
    breakdowns = 1 + len(SCALES) + len(SIZES) + len(REPORTS)
    office = 1 + held - 1 + len(STAGES) + 3 + 2 * 2 * breakdowns + 2 * 3
    sizes = cells(few()).group_by("level", "code").len()
    for level, expected in (("area", area), ("province", area)):
        assert set(sizes.filter(level=level)["len"]) == {expected}
    for level in ("branch", "kanwil", "national"):
        assert set(sizes.filter(level=level)["len"]) == {area + office}


def test_what_no_branch_has_reported_has_no_cell() -> None:
    made = cells(few(), RECEIVED)
    assert made.filter(code="SBY").is_empty()
    assert made.filter(code="3578").is_empty()
    assert not made.filter(code="3571").is_empty()


def test_names_are_of_what_an_indicator_is_broken_down_by() -> None:
    broken = {
        "persons": {"segment", "programme", "sex", "age_group"},
        "employers": {"scale", "size", "state", "kind"},
        "projects": {"state"},
        "shared": {"kind"},
        "covered": set(),
        "jht_coverage": set(),
    }
    made = cells(random_rows(1))
    for indicator, names in broken.items():
        those = made.filter(indicator=indicator)
        used = {name for name in DIMENSIONS[4:] if not (those[name] == "_Z").all()}
        assert used == names
        assert all((those[name] != "_Z").all() for name in names)


def test_changes_have_cells_only_after_a_month_before() -> None:
    base = random_rows(2)
    counted = calculated(churned(base, 1), churned(base, 2))
    assert to_cells(counted, None).filter(indicator="change_persons").is_empty()

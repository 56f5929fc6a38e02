"""What each unit serves, depends on and counts, as a table and against plain sets."""

from collections.abc import Collection

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.typing.polars import DataFrame

from schemas.coverage import Members
from schemas.reference import BranchAreas, Branches
from tests.registers import KANWILS, SERVED, branches, dated, territories, units
from transforms.territories import to_members, to_reporting, to_territories, to_units

Pairs = Collection[tuple[str, str]]
AREAS = ["3506", "3571", "3578", "3171", "3504"]
PAIRS = [(branch, area) for branch in KANWILS for area in AREAS]
RELATIONS = st.sets(st.sampled_from(PAIRS))


def relation(served: Pairs) -> DataFrame[BranchAreas]:
    """Branches and the areas that they serve."""
    frame: DataFrame[BranchAreas] = dated(
        BranchAreas, [{"branch": branch, "area": area} for branch, area in served]
    )
    return frame


def members_of(
    served: Pairs, code: str, inactive: Collection[str] = ()
) -> dict[str, dict[str, bool]]:
    """Who the units of a code depend on, by level; true for a branch of its own."""
    register = branches().with_columns(active=~pl.col("branch").is_in(list(inactive)))
    found = to_members(Branches.validate(register), relation(served)).filter(code=code)
    return {
        level: {branch: is_own for _, _, branch, is_own in rows.iter_rows()}
        for (level,), rows in found.group_by("level")
    }


def units_holding(branch: str) -> set[tuple[str, str]]:
    """What a branch belongs to."""
    return {("branch", branch), ("kanwil", KANWILS[branch]), ("national", "ID")}


def areas_of(served: Pairs) -> dict[tuple[str, str], set[str]]:
    """Each unit's areas, area by area."""
    found: dict[tuple[str, str], set[str]] = {}
    for branch, area in served:
        for unit in {("area", area), ("province", area[:2]), *units_holding(branch)}:
            found.setdefault(unit, set()).add(area)
    return found


def test_a_unit_serves_what_its_branches_serve() -> None:
    served = {(level, code, area) for level, code, area in territories().iter_rows()}
    assert ("branch", "KDR", "3506") in served
    assert ("kanwil", "JATIM", "3578") in served
    assert ("kanwil", "DKI", "3571") not in served
    assert ("province", "35", "3578") in served
    assert ("national", "ID", "3171") in served


@given(RELATIONS)
def test_territories_are_the_same_area_by_area(served: set[tuple[str, str]]) -> None:
    found = set(to_territories(branches(), relation(served)).iter_rows())
    assert found == {(*unit, area) for unit, areas in areas_of(served).items() for area in areas}


def test_a_registration_counts_where_its_area_lies_and_where_it_is_held() -> None:
    counted = set(units(("KDR", "3571")).select("view", "level", "code").iter_rows())
    assert counted == {
        ("area", "area", "3571"),
        ("area", "province", "35"),
        ("area", "branch", "KDR"),
        ("area", "branch", "SBY"),  # serves the area too
        ("area", "kanwil", "JATIM"),
        ("area", "national", "ID"),
        ("held", "branch", "KDR"),
        ("held", "kanwil", "JATIM"),
        ("held", "national", "ID"),
        ("inside", "branch", "KDR"),
        ("inside", "kanwil", "JATIM"),
        ("inside", "national", "ID"),
    }


def test_inside_is_what_a_unit_holds_in_an_area_that_it_serves() -> None:
    inside = units(("KDR", "3578"), ("KDR", "3504"), ("KDR", "3506")).filter(view="inside")
    assert set(inside.select("level", "code", "area").iter_rows()) == {
        ("branch", "KDR", "3506"),
        ("kanwil", "JATIM", "3506"),
        ("kanwil", "JATIM", "3578"),  # served by SBY, of the same Kanwil
        ("national", "ID", "3506"),
        ("national", "ID", "3578"),
    }


@given(RELATIONS, st.sets(st.sampled_from(PAIRS), min_size=1))
def test_views_are_the_same_pair_by_pair(
    served: set[tuple[str, str]], pairs: set[tuple[str, str]]
) -> None:
    frame = pl.DataFrame(list(pairs), schema=["branch", "area"], orient="row")
    found = to_units(frame, to_territories(branches(), relation(served)), branches())
    areas = areas_of(served)
    expected = set()
    for branch, area in pairs:
        reached = {unit for unit in areas if area in areas[unit]}
        holding = units_holding(branch)
        for view, chosen in (
            ("area", reached),
            ("held", holding),
            ("inside", reached & holding),
        ):
            expected |= {(view, *unit, branch, area) for unit in chosen}
    assert set(found.iter_rows()) == expected


@pytest.mark.parametrize(
    ("code", "level", "expected"),
    [
        ("3506", "area", {"KDR": True}),
        ("3571", "area", {"KDR": True, "SBY": True}),
        ("3578", "area", {"SBY": True, "JKP": True}),
        ("35", "province", {"KDR": True, "SBY": True, "JKP": True}),
        ("31", "province", {"JKP": True}),
        ("KDR", "branch", {"KDR": True, "SBY": False}),
        ("SBY", "branch", {"SBY": True, "KDR": False, "JKP": False}),
        ("JKP", "branch", {"JKP": True, "SBY": False}),
        ("JATIM", "kanwil", {"KDR": True, "SBY": True, "JKP": False}),
        ("DKI", "kanwil", {"JKP": True, "SBY": False}),
        ("ID", "national", {"KDR": True, "SBY": True, "JKP": True}),
    ],
)
def test_a_unit_depends_on_its_own_branches_and_on_those_that_share_an_area(
    code: str, level: str, expected: dict[str, bool]
) -> None:
    assert members_of([*SERVED, ("JKP", "3578")], code) == {level: expected}


def test_a_branch_without_an_area_depends_on_itself() -> None:
    served = [("KDR", "3506"), ("SBY", "3571")]
    assert members_of(served, "JKP") == {"branch": {"JKP": True}}
    assert members_of(served, "DKI") == {"kanwil": {"JKP": True}}
    assert members_of(served, "ID") == {"national": {"KDR": True, "SBY": True, "JKP": True}}


def test_nothing_depends_on_a_branch_that_is_not_active() -> None:
    assert members_of(SERVED, "KDR", ["SBY"]) == {"branch": {"KDR": True}}
    assert members_of(SERVED, "3578", ["SBY"]) == {}
    assert members_of(SERVED, "JATIM", ["SBY"]) == {"kanwil": {"KDR": True}}
    assert members_of(SERVED, "SBY", ["SBY"]) == {"branch": {"KDR": False}}


@given(RELATIONS)
def test_whoever_serves_an_area_of_a_unit_is_a_member_of_it(served: set[tuple[str, str]]) -> None:
    expected = {(*unit, branch, True) for branch in KANWILS for unit in units_holding(branch)}
    for unit, areas in areas_of(served).items():
        for branch, area in served:
            if area in areas and (*unit, branch, True) not in expected:
                expected.add((*unit, branch, unit[0] in ("area", "province")))
    assert set(to_members(branches(), relation(served)).iter_rows()) == expected


@pytest.mark.parametrize(
    ("received", "of_all", "of_own"),
    [
        ([], (0, 2), (0, 1)),
        (["SBY"], (1, 2), (0, 1)),
        (["KDR", "JKP"], (1, 2), (1, 1)),
        (["KDR", "SBY", "JKP"], (2, 2), (1, 1)),
    ],
)
def test_branches_that_reported_are_counted_among_all_members_or_among_a_units_own(
    received: list[str], of_all: tuple[int, int], of_own: tuple[int, int]
) -> None:
    members = to_members(branches(), relation(SERVED))
    own = Members.validate(members.filter("is_own"))
    for chosen, counts in ((members, of_all), (own, of_own)):
        reporting = to_reporting(chosen, received).filter(level="branch", code="KDR")
        assert reporting.select("branches_received", "branches_expected").rows() == [counts]

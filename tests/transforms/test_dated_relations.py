"""Areas change branches and rounds of denominators change: each month goes by its last day."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.typing.polars import DataFrame

from flows.edges.objects import Objects
from flows.edges.reference import TABLES, read_reference
from schemas.coverage import TOTAL, Counts, Overlaps, Territories
from schemas.figures import Figures
from schemas.month import Month
from schemas.reference import BranchAreas, Branches, Kanwils, Reference, Workforce
from tests.builders import projects, registrations
from tests.registers import KANWILS, branches, dated
from transforms.coverage import add_up, to_activity, to_counts, to_project_counts
from transforms.figures import to_figures
from transforms.overlaps import to_overlaps
from transforms.person_sets import to_person_sets
from transforms.reconciliation import Counted, reconcile
from transforms.territories import to_members, to_territories, to_units

OCTOBER, NOVEMBER = Month(2021, 10), Month(2021, 11)
Unit = tuple[str, str]
Registration = tuple[int, str, str]
"""Person, branch and area."""
Rows = list[dict[str, Any]]

REGISTERED: list[Registration] = [
    (1, "KDR", "3506"),
    (2, "KDR", "3506"),
    (3, "KDR", "3571"),
    (4, "SBY", "3571"),
    (5, "SBY", "3578"),
    (6, "SBY", "3506"),
    (7, "KDR", "3506"),
    (7, "SBY", "3578"),
    (8, "JKP", "3171"),
]
"""The same in both months; beside them a project of KDR in 3506 with 12 workers."""
HEADS = 12
WORKERS = {"3506": 300, "3571": 100, "3578": 600, "3171": 1000}


def served(branch: str, area: str, **valid: date) -> dict[str, Any]:
    """A row of branch_areas.csv."""
    return {"branch": branch, "area": area, **valid}


def workers(area: str, persons: int, year: int = 2020, **changes: Any) -> dict[str, Any]:
    """A row of workforce.csv, of the round of August of a year."""
    usual = {
        "area": area,
        "code_system": "kemendagri",
        "round": f"Sakernas Agustus {year}",
        "measure": "all",
        "persons": persons,
        "source": f"BPS {year}",
    }
    return usual | changes


UNMOVED = [
    served("KDR", "3571"),
    served("SBY", "3571"),
    served("SBY", "3578"),
    served("JKP", "3171"),
]
ENDING = served("KDR", "3506", valid_to=date(2021, 10, 31))
BEGINNING = date(2021, 11, 1)


def read(folder: Path, month: Month, relation: Rows, denominators: Rows | None = None) -> Reference:
    """The reference data of a month, from files."""
    usual = [workers(area, persons) for area, persons in WORKERS.items()]
    tables: dict[type[Any], Rows] = {
        BranchAreas: relation,
        Workforce: usual if denominators is None else denominators,
        Branches: branches().to_dicts(),
        Kanwils: [{"kanwil": code, "name": code, "city": "Kota"} for code in ("JATIM", "DKI")],
    }
    for stem, model in TABLES.items():
        dated(model, tables.get(model, [])).write_csv(folder / f"{stem}.csv")
    (folder / "profiles.toml").write_text("", "utf-8")
    return read_reference(folder, month, Objects(str(folder / "store")))


def counted(registered: list[Registration], territories: DataFrame[Territories]) -> Counted:
    """What registrations come to in the units of these territories."""
    persons, holders, areas = (list(column) for column in zip(*registered, strict=True))
    rows = registrations(person=persons, branch=holders, area=areas)
    pairs = rows.select("branch", "area").unique()
    units = to_units(pl.DataFrame(pairs), territories, branches())
    sets = to_person_sets(rows, units, 3)
    heads = to_project_counts(projects(branch=["KDR"], area=["3506"], workers=[HEADS]), units)
    return Counted(
        add_up([to_counts(sets, units), heads]),
        to_overlaps(sets, units),
        to_activity(rows, 3),
        territories,
        branches(),
    )


def made_of(reference: Reference, month: Month) -> tuple[DataFrame[Figures], Counted]:
    """The figures and counts of a month in which everybody has reported."""
    relation = reference.branches, reference.branch_areas
    territories = to_territories(*relation)
    made = counted(REGISTERED, territories)
    there = set(KANWILS)
    figures = to_figures(
        month, made.counts, territories, to_members(*relation), there, there, reference.workforce
    )
    return figures, made


def totals(figures: DataFrame[Figures]) -> dict[Unit, tuple[int, int]]:
    """Numerator and denominator of total coverage, by unit."""
    total = figures.filter(indicator="total_coverage")
    return {
        (level, code): (numerator, denominator)
        for level, code, numerator, denominator in total.select(
            "level", "code", "numerator", "denominator"
        ).iter_rows()
    }


def persons(counts: DataFrame[Counts], view: str) -> dict[Unit, int]:
    """Persons of all segments in one view, by unit; no zeros."""
    whole = counts.filter(view=view, segment=TOTAL)
    return {(level, code): n for level, code, n in whole.select("level", "code", "persons").rows()}


IN_OCTOBER: dict[Unit, tuple[int, int]] = {
    ("area", "3506"): (4 + HEADS, 300),
    ("area", "3571"): (2, 100),
    ("area", "3578"): (2, 600),
    ("area", "3171"): (1, 1000),
    ("province", "35"): (7 + HEADS, 1000),
    ("province", "31"): (1, 1000),
    ("branch", "KDR"): (6 + HEADS, 400),
    ("branch", "SBY"): (4, 700),
    ("branch", "JKP"): (1, 1000),
    ("kanwil", "JATIM"): (7 + HEADS, 1000),
    ("kanwil", "DKI"): (1, 1000),
    ("national", "ID"): (8 + HEADS, 2000),
}
HELD = {
    ("branch", "KDR"): 4,
    ("branch", "SBY"): 4,
    ("branch", "JKP"): 1,
    ("kanwil", "JATIM"): 7,
    ("kanwil", "DKI"): 1,
    ("national", "ID"): 8,
}
"""Who holds whom is the same wherever an area belongs."""


@pytest.mark.parametrize(
    ("since_november", "changed", "inside"),
    [
        pytest.param(
            [ENDING, served("SBY", "3506", valid_from=BEGINNING)],
            {("branch", "KDR"): (2, 100), ("branch", "SBY"): (7 + HEADS, 1000)},
            {("branch", "KDR"): 1},
            id="within the Kanwil",
        ),
        pytest.param(
            [ENDING, served("JKP", "3506", valid_from=BEGINNING)],
            {
                ("branch", "KDR"): (2, 100),
                ("branch", "JKP"): (5 + HEADS, 1300),
                ("kanwil", "JATIM"): (4, 700),
                ("kanwil", "DKI"): (5 + HEADS, 1300),
            },
            {("branch", "KDR"): 1, ("branch", "SBY"): 3, ("kanwil", "JATIM"): 4},
            id="to another Kanwil",
        ),
        pytest.param(
            [served("KDR", "3506"), served("SBY", "3506", valid_from=BEGINNING)],
            {("branch", "SBY"): (7 + HEADS, 1000)},
            {},
            id="shared from then on",
        ),
        pytest.param(
            [served("KDR", "3506"), served("JKP", "3506", valid_from=BEGINNING)],
            {("branch", "JKP"): (5 + HEADS, 1300), ("kanwil", "DKI"): (5 + HEADS, 1300)},
            {("branch", "SBY"): 3},
            id="shared by two Kanwil",
        ),
        pytest.param(
            [ENDING],
            {
                ("area", "3506"): None,
                ("province", "35"): (4, 700),
                ("branch", "KDR"): (2, 100),
                ("kanwil", "JATIM"): (4, 700),
                ("national", "ID"): (5, 1700),
            },
            {
                ("branch", "KDR"): 1,
                ("branch", "SBY"): 3,
                ("kanwil", "JATIM"): 4,
                ("national", "ID"): 5,
            },
            id="served by nobody",
        ),
    ],
)
def test_an_area_counts_where_it_belongs_on_the_months_last_day(
    tmp_path: Path,
    since_november: Rows,
    changed: dict[Unit, tuple[int, int] | None],
    inside: dict[Unit, int],
) -> None:
    relation = [*UNMOVED, *since_november]
    before, counted_before = made_of(read(tmp_path, OCTOBER, relation), OCTOBER)
    after, counted_after = made_of(read(tmp_path, NOVEMBER, relation), NOVEMBER)
    assert totals(before) == IN_OCTOBER
    expected = IN_OCTOBER | changed
    assert totals(after) == {unit: total for unit, total in expected.items() if total}
    for made in (counted_before, counted_after):
        assert persons(made.counts, "held") == HELD
        assert reconcile(made) > 0
    assert persons(counted_after.counts, "inside") == HELD | inside


def test_a_branch_waits_for_a_neighbour_only_while_they_share_an_area(tmp_path: Path) -> None:
    relation = [*UNMOVED, served("KDR", "3506"), served("JKP", "3506", valid_from=BEGINNING)]
    found = {}
    for month in (OCTOBER, NOVEMBER):
        reference = read(tmp_path, month, relation)
        members = to_members(reference.branches, reference.branch_areas)
        found[month] = members.filter(level="branch", code="JKP")["branch"].to_list()
    assert found == {OCTOBER: ["JKP"], NOVEMBER: ["JKP", "KDR"]}


NEW: dict[str, Any] = {"year": 2021, "valid_from": date(2021, 11, 1)}
OLD = [workers("3506", 300), workers("3571", 100)]
OLD_ROUND = (400, "Sakernas Agustus 2020", "BPS 2020", "2020-01")
NOTHING = (None, None, None, None)


@pytest.mark.parametrize(
    ("denominators", "in_october", "in_november"),
    [
        pytest.param(
            [*OLD, workers("3506", 310, **NEW), workers("3571", 110, **NEW)],
            OLD_ROUND,
            (420, "Sakernas Agustus 2021", "BPS 2021", "2021-11"),
            id="a new round",
        ),
        pytest.param(
            [*OLD, workers("3506", 310, **NEW)],
            OLD_ROUND,
            (
                410,
                "Sakernas Agustus 2020, Sakernas Agustus 2021",
                "BPS 2020; BPS 2021",
                "2021-11",
            ),
            id="a new round of one area",
        ),
        pytest.param(
            [*OLD, workers("3506", 310, 2021, valid_from=date(2021, 11, 30))],
            OLD_ROUND,
            (
                410,
                "Sakernas Agustus 2020, Sakernas Agustus 2021",
                "BPS 2020; BPS 2021",
                "2021-11",
            ),
            id="on the month's last day",
        ),
        pytest.param(
            [*OLD, workers("3506", 310, 2021, valid_from=date(2021, 12, 1))],
            OLD_ROUND,
            OLD_ROUND,
            id="on the day after it",
        ),
        pytest.param(
            [*OLD, workers("3506", 200, **NEW, measure="formal")],
            OLD_ROUND,
            OLD_ROUND,
            id="of another measure",
        ),
        pytest.param(
            [
                *OLD,
                workers(
                    "3506", 310, 2021, valid_from=date(2021, 10, 1), valid_to=date(2021, 10, 31)
                ),
            ],
            (410, "Sakernas Agustus 2020, Sakernas Agustus 2021", "BPS 2020; BPS 2021", "2021-10"),
            OLD_ROUND,
            id="withdrawn, so the old one holds again",
        ),
        pytest.param(
            [workers(area, 100, valid_to=date(2021, 10, 31)) for area in ("3506", "3571")],
            (200, "Sakernas Agustus 2020", "BPS 2020", "2020-01"),
            NOTHING,
            id="ended",
        ),
        pytest.param(
            [workers("3506", 310, **NEW), workers("3571", 110, **NEW)],
            NOTHING,
            (420, "Sakernas Agustus 2021", "BPS 2021", "2021-11"),
            id="known only later",
        ),
        pytest.param([], NOTHING, NOTHING, id="none"),
        pytest.param([workers("3506", 300)], NOTHING, NOTHING, id="of one area only"),
        pytest.param([workers("3506", 0), workers("3571", 0)], NOTHING, NOTHING, id="no workers"),
    ],
)
def test_a_month_takes_the_newest_round_that_holds_on_its_last_day(
    tmp_path: Path, denominators: Rows, in_october: tuple[Any, ...], in_november: tuple[Any, ...]
) -> None:
    for month, expected in ((OCTOBER, in_october), (NOVEMBER, in_november)):
        reference = read(tmp_path, month, [*UNMOVED, served("KDR", "3506")], denominators)
        figures, _ = made_of(reference, month)
        total = figures.filter(level="branch", code="KDR", indicator="total_coverage")
        assert total.select("denominator", "round", "source", "since_month").row(0) == expected
        assert total["numerator"].item() == 6 + HEADS
        assert total["percent"].is_null().item() == (expected is NOTHING)


AREAS = [*WORKERS, "3504"]
PAIRS = [(branch, area) for branch in KANWILS for area in AREAS]
PEOPLE = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(PAIRS)).map(lambda drawn: (drawn[0], *drawn[1])),
    min_size=1,
    max_size=15,
)


def surplus(overlaps: DataFrame[Overlaps], view: str, kind: str) -> int:
    """What the nation's persons have beyond one each."""
    return sum(overlaps.filter(view=view, kind=kind, level="national")["surplus"])


@given(st.sets(st.sampled_from(PAIRS)), PEOPLE)
def test_whoever_serves_what_nobody_is_lost_or_doubled(
    relation: set[tuple[str, str]], registered: list[Registration]
) -> None:
    rows = dated(BranchAreas, [served(branch, area) for branch, area in relation])
    made = counted(registered, to_territories(branches(), rows))
    assert reconcile(made) > 0
    area, held, inside = (persons(made.counts, view) for view in ("area", "held", "inside"))
    theirs = {area for _, area in relation}
    nation = ("national", "ID")
    assert held[nation] == len({person for person, _, _ in registered})
    assert area.get(nation, 0) == len({who for who, _, where in registered if where in theirs})
    assert area.get(nation, 0) == inside.get(nation, 0)
    provinces = [n for (level, _), n in area.items() if level == "province"]
    assert sum(provinces) == area.get(nation, 0) + surplus(made.overlaps, "area", "provinces")
    for branch, kanwil in KANWILS.items():
        own = {where for whose, where in relation if whose == branch}
        working = {who for who, _, where in registered if where in own}
        assert area.get(("branch", branch), 0) == len(working)
        here = {who for who, whose, where in registered if whose == branch and where in own}
        assert inside.get(("branch", branch), 0) == len(here)
        assert inside.get(("kanwil", kanwil), 0) >= len(here)

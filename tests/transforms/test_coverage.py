from datetime import date

import polars as pl
import pytest
from pandera.typing.polars import DataFrame

from schemas.coverage import Counts
from schemas.month import Month
from schemas.registrations import Registrations
from tests.builders import projects, registrations
from tests.registers import units
from transforms.coverage import (
    add_up_activity,
    to_activity,
    to_counts,
    to_project_counts,
)
from transforms.person_sets import to_person_sets
from transforms.rules import is_open_project


def persons(
    counts: DataFrame[Counts], view: str, level: str, code: str, programme: str = "_T"
) -> dict[str, int]:
    """Persons by segment in one unit."""
    chosen = counts.filter(
        pl.col("segment") != "_T",
        view=view,
        level=level,
        code=code,
        programme=programme,
        sex="_T",
        age_group="_T",
    )
    return {s: n for s, n in chosen.select("segment", "persons").iter_rows() if n}


def counted(rows: DataFrame[Registrations], *pairs: tuple[str, str]) -> DataFrame[Counts]:
    """All rows counted in one bucket, in the units of some pairs or of all that are served."""
    return to_counts(to_person_sets(rows, units(*pairs), 3), units(*pairs))


def test_a_person_with_two_cards_is_one() -> None:
    counts = counted(registrations(person=[7, 7], card=[1, 2]))
    assert persons(counts, "area", "branch", "KDR") == {"PU": 1}


def test_pu_comes_before_pmi_before_bpu() -> None:
    rows = registrations(person=[1, 1, 2, 2], segment=["BPU", "PU", "BPU", "PMI"])
    assert persons(counted(rows), "area", "area", "3571") == {"PU": 1, "PMI": 1}


def test_a_person_in_two_areas_counts_in_both_and_once_above() -> None:
    counts = counted(registrations(person=[1, 1], area=["3571", "3506"]))
    assert persons(counts, "area", "area", "3571") == {"PU": 1}
    assert persons(counts, "area", "area", "3506") == {"PU": 1}
    assert persons(counts, "area", "branch", "KDR") == {"PU": 1}
    assert persons(counts, "area", "branch", "SBY") == {"PU": 1}


def test_a_segment_is_that_of_the_unit() -> None:
    rows = registrations(person=[1, 1], area=["3571", "3506"], segment=["BPU", "PU"])
    counts = counted(rows)
    assert persons(counts, "area", "area", "3571") == {"BPU": 1}
    assert persons(counts, "area", "branch", "KDR") == {"PU": 1}


@pytest.mark.parametrize(
    ("ages", "group"),
    [
        ([24], "Y_LT25"),
        ([25], "Y25T34"),
        ([64], "Y55T64"),
        ([65], "Y_GE65"),
        ([30, 36], "Y35T44"),
        ([None], "_U"),
        ([None, 24], "Y_LT25"),
    ],
)
def test_a_persons_age_is_the_greatest_known(ages: list[int | None], group: str) -> None:
    counts = counted(registrations(person=[7] * len(ages), age_years=ages))
    found = counts.filter(pl.col("age_group") != "_T", view="area", code="KDR", segment="PU")
    assert found.select("age_group", "persons").rows() == [(group, 1)]


def test_a_programme_of_any_registration_counts() -> None:
    rows = registrations(person=[1, 1], has_jp=[False, True])
    assert persons(counted(rows), "area", "branch", "KDR", "JP") == {"PU": 1}


@pytest.mark.parametrize(
    ("declared", "unpaid", "is_counted"),
    [(True, 2, True), (True, 3, False), (True, None, True), (False, 0, False)],
)
def test_only_active_registrations_count(
    declared: bool, unpaid: int | None, is_counted: bool
) -> None:
    rows = registrations(is_declared_active=[declared], unpaid_months=[unpaid])
    counts = counted(rows)
    assert persons(counts, "area", "branch", "KDR") == ({"PU": 1} if is_counted else {})


def test_who_works_only_elsewhere_is_held_but_neither_inside_nor_of_the_area() -> None:
    rows = registrations(person=[1, 2, 3, 3], area=["3504", "3571", "3504", "3571"])
    counts = counted(rows, ("KDR", "3504"), ("KDR", "3571"))
    assert persons(counts, "held", "branch", "KDR") == {"PU": 3}
    assert persons(counts, "area", "branch", "KDR") == {"PU": 2}
    assert persons(counts, "inside", "branch", "KDR") == {"PU": 2}
    assert persons(counts, "inside", "national", "ID") == {"PU": 2}


def test_project_workers_are_heads_with_two_programmes() -> None:
    counts = to_project_counts(projects(workers=[12, 30], area=["3571", "3506"]), units())
    assert persons(counts, "area", "branch", "KDR") == {"JAKON": 42}
    assert persons(counts, "area", "branch", "KDR", "JKM") == {"JAKON": 42}
    assert persons(counts, "area", "branch", "KDR", "JHT") == {}
    assert persons(counts, "area", "area", "3506") == {"JAKON": 30}


def test_why_rows_are_not_active_adds_up() -> None:
    rows = registrations(is_declared_active=[True, False, True], unpaid_months=[0, 9, 3])
    found = to_activity(rows, 3)
    assert found.row(0, named=True) == {
        "branch": "KDR",
        "unique": 3,
        "declared_inactive": 1,
        "in_arrears": 1,
        "active": 1,
    }
    assert add_up_activity([found, found])["unique"].item() == 6


def test_a_project_is_open_on_any_day_of_the_month() -> None:
    days = [
        (date(2021, 9, 1), date(2021, 10, 31)),
        (date(2021, 9, 1), date(2021, 11, 1)),
        (date(2021, 11, 30), date(2022, 1, 1)),
        (date(2021, 12, 1), date(2022, 1, 1)),
    ]
    rows = projects(start_date=[a for a, _ in days], end_date=[b for _, b in days])
    assert rows.select(is_open_project(Month(2021, 11))).to_series().to_list() == [
        False,
        True,
        True,
        False,
    ]

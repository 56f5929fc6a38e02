from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import Any, cast

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.typing.polars import DataFrame

from schemas.coverage import Counts
from schemas.month import Month
from schemas.registrations import SEGMENTS, Registrations
from tests.builders import projects, registrations
from tests.registers import SERVED, units
from transforms.coverage import (
    add_up,
    add_up_activity,
    bucket_bounds,
    to_activity,
    to_counts,
    to_project_counts,
)
from transforms.rules import is_open_project

PAIRS = [*SERVED, ("KDR", "3504"), ("JKP", "3571")]


def persons(
    counts: DataFrame[Counts], view: str, level: str, code: str, programme: str = "ANY"
) -> dict[str, int]:
    """Persons by segment in one unit."""
    chosen = counts.filter(view=view, level=level, code=code, programme=programme)
    return {s: n for s, n in chosen.select("segment", "persons").iter_rows() if n}


def test_a_person_with_two_cards_is_one() -> None:
    counts = to_counts(registrations(person=[7, 7], card=[1, 2]), units(), 3)
    assert persons(counts, "area", "branch", "KDR") == {"PU": 1}


def test_pu_comes_before_pmi_before_bpu() -> None:
    rows = registrations(person=[1, 1, 2, 2], segment=["BPU", "PU", "BPU", "PMI"])
    assert persons(to_counts(rows, units(), 3), "area", "area", "3571") == {"PU": 1, "PMI": 1}


def test_a_person_in_two_areas_counts_in_both_and_once_above() -> None:
    counts = to_counts(registrations(person=[1, 1], area=["3571", "3506"]), units(), 3)
    assert persons(counts, "area", "area", "3571") == {"PU": 1}
    assert persons(counts, "area", "area", "3506") == {"PU": 1}
    assert persons(counts, "area", "branch", "KDR") == {"PU": 1}
    assert persons(counts, "area", "branch", "SBY") == {"PU": 1}


def test_a_segment_is_that_of_the_unit() -> None:
    rows = registrations(person=[1, 1], area=["3571", "3506"], segment=["BPU", "PU"])
    counts = to_counts(rows, units(), 3)
    assert persons(counts, "area", "area", "3571") == {"BPU": 1}
    assert persons(counts, "area", "branch", "KDR") == {"PU": 1}


def test_a_programme_of_any_registration_counts() -> None:
    rows = registrations(person=[1, 1], has_jp=[False, True])
    assert persons(to_counts(rows, units(), 3), "area", "branch", "KDR", "JP") == {"PU": 1}


@pytest.mark.parametrize(
    ("declared", "unpaid", "is_counted"),
    [(True, 2, True), (True, 3, False), (True, None, True), (False, 0, False)],
)
def test_only_active_registrations_count(
    declared: bool, unpaid: int | None, is_counted: bool
) -> None:
    rows = registrations(is_declared_active=[declared], unpaid_months=[unpaid])
    counts = to_counts(rows, units(), 3)
    assert persons(counts, "area", "branch", "KDR") == ({"PU": 1} if is_counted else {})


def test_who_works_elsewhere_is_held_but_not_of_the_area() -> None:
    rows = registrations(person=[1, 2], area=["3504", "3571"])
    counts = to_counts(rows, units(("KDR", "3504"), ("KDR", "3571")), 3)
    assert persons(counts, "held", "branch", "KDR") == {"PU": 2}
    assert persons(counts, "area", "branch", "KDR") == {"PU": 1}
    assert persons(counts, "elsewhere", "branch", "KDR") == {"PU": 1}


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


ROWS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 2, 2**63, 2**64 - 1]),
        st.sampled_from(PAIRS),
        st.sampled_from(SEGMENTS),
        st.booleans(),
        st.sampled_from([None, 0, 2, 3]),
        st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


def as_frame(rows: list[Any]) -> DataFrame[Registrations]:
    """Drawn rows as registrations."""
    return registrations(
        person=[row[0] for row in rows],
        branch=[row[1][0] for row in rows],
        area=[row[1][1] for row in rows],
        segment=[row[2] for row in rows],
        is_declared_active=[row[3] for row in rows],
        unpaid_months=[row[4] for row in rows],
        has_jht=[row[5] for row in rows],
    )


def counted_one_by_one(rows: list[Any]) -> dict[tuple[str, ...], int]:
    """The same count, person by person and unit by unit, in plain Python."""
    members: dict[tuple[str, ...], dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for view, level, code, branch, area in units(*PAIRS).iter_rows():
        for row in rows:
            is_active = row[3] and (row[4] is None or row[4] < 3)
            if row[1] == (branch, area) and is_active:
                members[view, level, code][row[0]].append(row)
    counts: dict[tuple[str, ...], int] = defaultdict(int)
    for unit, people in members.items():
        for registered in people.values():
            segment = min((row[2] for row in registered), key=SEGMENTS.index)
            counts[(*unit, segment, "ANY")] += 1
            counts[(*unit, segment, "JHT")] += any(row[5] for row in registered)
    return {key: count for key, count in counts.items() if count}


@given(ROWS, st.randoms(use_true_random=False), st.sampled_from([1, 3, 100]))
def test_counts_are_exact_in_any_order_and_in_any_buckets(
    rows: list[Any], random: Any, rows_per_bucket: int
) -> None:
    shuffled = random.sample(rows, len(rows))
    frame = as_frame(shuffled)
    counts = add_up(
        to_counts(
            cast(
                DataFrame[Registrations],
                frame.filter(pl.col("person").is_between(pl.lit(first), pl.lit(last))),
            ),
            units(*PAIRS),
            3,
        )
        for first, last in bucket_bounds(len(rows), rows_per_bucket)
    )
    found = {
        row[:-1]: row[-1] for row in counts.iter_rows() if row[-1] and row[4] in ("ANY", "JHT")
    }
    assert found == counted_one_by_one(rows)


@given(st.integers(0, 10**9), st.integers(1, 10**7))
def test_buckets_cover_every_hash_once(rows: int, rows_per_bucket: int) -> None:
    bounds = list(bucket_bounds(min(rows, rows_per_bucket * 64), rows_per_bucket))
    assert bounds[0][0] == 0
    assert bounds[-1][1] == 2**64 - 1
    assert all(a[1] + 1 == b[0] for a, b in pairwise(bounds))


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

"""Who came to a unit and who left it, against the same told person by person in plain Python."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.typing.polars import DataFrame

from schemas.coverage import COMPARED_LEVELS, Changes, Counts, Territories
from schemas.reference import BranchAreas
from schemas.registrations import SEGMENTS, Registrations
from tests.builders import registrations
from tests.registers import SERVED, branches, dated
from transforms.changes import add_up_changes, to_active_places, to_changes
from transforms.coverage import to_counts
from transforms.person_sets import bucket_bounds, to_person_sets
from transforms.reconciliation import reconcile_changes
from transforms.territories import to_territories, to_units

UNSERVED = "3504"
AREAS = ["3506", "3571", "3578", "3171", UNSERVED]
COLUMNS = ["person", "area", "segment", "is_declared_active", "unpaid_months"]
Row = tuple[int, str, str, bool, int | None]
ROWS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 2**63, 2**64 - 1]),
        st.sampled_from(AREAS),
        st.sampled_from(SEGMENTS),
        st.sampled_from([True, True, False]),
        st.sampled_from([None, 0, 2, 3]),
    ),
    max_size=20,
)
BRANCH_AREAS = [(branch, area) for branch in ("KDR", "SBY", "JKP") for area in AREAS[:4]]
PLANS = st.one_of(st.just(SERVED), st.lists(st.sampled_from(BRANCH_AREAS), min_size=1, unique=True))
BUCKETS = st.sampled_from([1, 4])


def as_frame(rows: list[Row]) -> DataFrame[Registrations]:
    """Drawn rows as registrations."""
    columns: dict[str, Any] = {
        name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)
    }
    return registrations(**columns)


def serving(plan: list[tuple[str, str]]) -> DataFrame[Territories]:
    """What units serve when branches serve these areas."""
    rows = [{"branch": branch, "area": area} for branch, area in plan]
    return to_territories(branches(), dated(BranchAreas, rows))


@dataclass(frozen=True)
class Side:
    """A month's rows, what units served, and how many unpaid months make a row inactive."""

    rows: DataFrame[Registrations]
    territories: DataFrame[Territories]
    grace_months: int = 3

    def places(self, first: int, last: int) -> pl.DataFrame:
        """Where a bucket of persons is active."""
        is_in = pl.col("person").is_between(pl.lit(first, pl.UInt64), pl.lit(last, pl.UInt64))
        return to_active_places(self.rows.lazy().filter(is_in), self.grace_months).collect()


def side(rows: list[Row], plan: list[tuple[str, str]]) -> Side:
    """A month in which branches serve these areas."""
    return Side(as_frame(rows), serving(plan))


def changes(now: Side, before: Side, buckets: int = 1) -> DataFrame[Changes]:
    """The changes of two months, added up over so many buckets."""
    return add_up_changes(
        to_changes(now.places(*bound), before.places(*bound), now.territories, before.territories)
        for bound in bucket_bounds(buckets, 1)
    )


def active_places(rows: list[Row]) -> dict[int, set[tuple[str, str]]]:
    """The areas and segments in which each person is active."""
    places: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for person, area, segment, is_declared_active, unpaid_months in rows:
        if is_declared_active and (unpaid_months is None or unpaid_months < 3):
            places[person].add((area, segment))
    return places


def people(rows: list[Row], served: DataFrame[Territories]) -> dict[tuple[str, str], Any]:
    """The persons of each unit with their segments there, unit by unit and place by place."""
    found: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for level, code, area in served.iter_rows():
        if level in COMPARED_LEVELS:
            for person, places in active_places(rows).items():
                here = [segment for place, segment in places if place == area]
                known = found[level, code].get(person)
                if segments := [*here, *([known] if known else [])]:
                    found[level, code][person] = min(segments, key=SEGMENTS.index)
    return found


def flows_of(person: int, new: str | None, old: str | None, both: tuple[Any, Any]) -> Any:
    """Segments and flows of one person in one unit."""
    is_active_now, is_active_before = (person in active for active in both)
    if new == old:
        return
    if old is None:
        yield from ((name, "moved_in" if is_active_before else "joined") for name in ("_T", new))
    elif new is None:
        yield from ((name, "moved_out" if is_active_now else "left") for name in ("_T", old))
    else:
        yield from ((new, "segment_in"), (old, "segment_out"))


def counted_one_by_one(
    now: list[Row],
    before: list[Row],
    served: DataFrame[Territories],
    served_before: DataFrame[Territories],
) -> Counter[tuple[str, ...]]:
    """Persons by unit, segment and flow, person by person."""
    counts: Counter[tuple[str, ...]] = Counter()
    new, old = people(now, served), people(before, served_before)
    both = active_places(now), active_places(before)
    for unit in new.keys() | old.keys():
        for person in new[unit].keys() | old[unit].keys():
            segments = new[unit].get(person), old[unit].get(person)
            counts.update((*unit, *flow) for flow in flows_of(person, *segments, both))
    return counts


@given(ROWS, ROWS, PLANS, PLANS, BUCKETS, st.randoms(use_true_random=False))
def test_changes_are_exact_in_any_order_and_in_any_buckets(
    now: list[Row], kept: list[Row], plan: Any, plan_before: Any, buckets: int, random: Any
) -> None:
    before = [*random.sample(now, len(now) // 2), *kept]
    found = changes(side(now, plan), side(before, plan_before), buckets)
    alone = counted_one_by_one(now, before, serving(plan), serving(plan_before))
    assert {row[:-1]: row[-1] for row in found.iter_rows()} == alone
    turned = changes(side(now[::-1], plan), side(before[::-1], plan_before))
    assert turned.equals(found)


@given(ROWS, ROWS, PLANS, PLANS)
def test_persons_are_those_of_the_month_before_and_the_changes(
    now: list[Row], before: list[Row], plan: Any, plan_before: Any
) -> None:
    found = changes(side(now, plan), side(before, plan_before))
    months = counts(now, plan), counts(before, plan_before)
    assert reconcile_changes(found, *months) >= 0


def counts(rows: list[Row], plan: Any) -> DataFrame[Counts]:
    """What a month's registrations come to."""
    frame = as_frame(rows)
    pairs = pl.DataFrame(frame).select("branch", "area").unique()
    units = to_units(pairs, serving(plan), branches())
    return to_counts(to_person_sets(frame, units, 3), units)


def place(area: str, segment: str = "PU", unpaid_months: int = 0) -> Row:
    """An active registration of the person that the table below is about."""
    return (1, area, segment, True, unpaid_months)


SHARED = [*SERVED, ("SBY", "3506")]
EVERYWHERE = ("branch KDR", "kanwil JATIM", "national ID")


@pytest.mark.parametrize(
    ("before", "now", "plan", "told"),
    [
        ([], [place("3506")], SERVED, {f"{unit} joined PU" for unit in EVERYWHERE}),
        ([place("3506")], [], SERVED, {f"{unit} left PU" for unit in EVERYWHERE}),
        (
            [place("3506", "PMI")],
            [(2, "3506", "PU", True, 0)],
            SERVED,
            {f"{unit} {flow}" for unit in EVERYWHERE for flow in ("joined PU", "left PMI")},
        ),
        ([place("3506")], [place("3506", unpaid_months=2)], SERVED, set()),
        (
            [place("3506", "BPU")],
            [place("3506", "BPU", unpaid_months=3)],
            SERVED,
            {f"{unit} left BPU" for unit in EVERYWHERE},
        ),
        (
            [place("3171")],
            [place("3506", "BPU")],
            SERVED,
            {
                "branch JKP moved_out PU",
                "kanwil DKI moved_out PU",
                "branch KDR moved_in BPU",
                "kanwil JATIM moved_in BPU",
                "national ID segment_in BPU",
                "national ID segment_out PU",
            },
        ),
        ([place("3506")], [place("3571")], SERVED, {"branch SBY moved_in PU"}),
        (
            [place(UNSERVED, "BPU")],
            [place("3506", "PU")],
            SERVED,
            {f"{unit} moved_in PU" for unit in EVERYWHERE},
        ),
        (
            [place("3506")],
            [place(UNSERVED)],
            SERVED,
            {f"{unit} moved_out PU" for unit in EVERYWHERE},
        ),
        ([place("3506")], [place("3506"), place("3506", "BPU")], SERVED, set()),
        (
            [place("3506", "BPU")],
            [place("3506", "BPU"), place("3506", "PMI")],
            SERVED,
            {f"{unit} segment_{way}" for unit in EVERYWHERE for way in ("in PMI", "out BPU")},
        ),
        (
            [place("3506", "PMI"), place("3578")],
            [place("3506", "PMI"), place("3578", "BPU")],
            SERVED,
            {
                "branch SBY segment_in BPU",
                "branch SBY segment_out PU",
                *(
                    f"{unit} segment_{way}"
                    for unit in EVERYWHERE[1:]
                    for way in ("in PMI", "out PU")
                ),
            },
        ),
        ([place("3506")], [place("3506")], SHARED, {"branch SBY moved_in PU"}),
        ([place("3506")], [place("3506")], SERVED[1:], {f"{u} moved_out PU" for u in EVERYWHERE}),
    ],
)
def test_a_person_comes_and_goes(
    before: list[Row], now: list[Row], plan: list[tuple[str, str]], told: set[str]
) -> None:
    found = changes(side(now, plan), side(before, SERVED))
    flows = {
        f"{level} {code} {flow} {segment}" for level, code, segment, flow, _ in found.iter_rows()
    }
    everybody = {re.sub("[A-Z]+$", "_T", flow) for flow in told if "segment" not in flow}
    assert flows == told | everybody
    assert set(found["persons"]) <= {1}


def test_months_without_registrations_have_no_changes() -> None:
    assert changes(side([], SERVED), side([], SERVED)).is_empty()


def test_each_month_counts_by_its_own_grace() -> None:
    late = [place("3506", unpaid_months=2)]
    strict = replace(side(late, SERVED), grace_months=2)
    left = changes(strict, side(late, SERVED))
    assert set(left["flow"]) == {"left"}
    assert set(changes(side(late, SERVED), strict)["flow"]) == {"joined"}

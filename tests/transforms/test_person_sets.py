"""Distinct persons, however they are told apart, against the same count in plain Python."""

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any, cast

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from pandera.typing.polars import DataFrame

from schemas.coverage import PROGRAMMES, Counts, Overlaps
from schemas.registrations import SEGMENTS, Registrations
from tests.builders import registrations
from tests.drawn_rows import DRAWN_TRAITS
from tests.registers import KANWILS, SERVED, units
from transforms.coverage import add_up, to_counts
from transforms.overlaps import add_up_overlaps, to_overlaps
from transforms.person_sets import bucket_bounds, to_person_sets

PAIRS = [*SERVED, ("KDR", "3504"), ("JKP", "3571")]
UNITS = units(*PAIRS)
FLAGS = [f"has_{programme.lower()}" for programme in PROGRAMMES]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "person": st.sampled_from([0, 1, 2, 2**63, 2**64 - 1]),
            "pair": st.sampled_from(PAIRS),
            "employer": st.sampled_from([None, 5, 6]),
            **DRAWN_TRAITS,
        }
    ),
    min_size=1,
    max_size=30,
)
Row = dict[str, Any]
Key = tuple[str, ...]


def as_frame(rows: list[Row]) -> DataFrame[Registrations]:
    """Drawn rows as registrations."""
    columns = {name: [row[name] for row in rows] for name in rows[0] if name != "pair"}
    branch, area = ([row["pair"][place] for row in rows] for place in (0, 1))
    return registrations(**columns, branch=branch, area=area)


def bucketed(
    rows: list[Row], rows_per_bucket: int
) -> tuple[DataFrame[Counts], DataFrame[Overlaps]]:
    """The counts and overlaps of drawn rows, made in buckets."""
    frame, counts, overlaps = as_frame(rows), [], []
    for first, last in bucket_bounds(len(rows), rows_per_bucket):
        is_in = pl.col("person").is_between(pl.lit(first), pl.lit(last))
        sets = to_person_sets(cast(DataFrame[Registrations], frame.filter(is_in)), UNITS, 3)
        counts.append(to_counts(sets, UNITS))
        overlaps.append(to_overlaps(sets, UNITS))
    return add_up(counts), add_up_overlaps(overlaps)


def people(rows: list[Row]) -> dict[Key, dict[int, list[Row]]]:
    """The active rows of each unit and person, unit by unit and row by row."""
    found: dict[Key, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for view, level, code, branch, area in UNITS.iter_rows():
        for row in rows:
            if row["pair"] == (branch, area) and is_active(row):
                found[view, level, code][row["person"]].append(row)
    return found


def is_active(row: Row) -> bool:
    """Declared so, and not three months behind."""
    return row["is_declared_active"] and (row["unpaid_months"] is None or row["unpaid_months"] < 3)


def counted_one_by_one(rows: list[Row]) -> Counter[Key]:
    """Persons by unit and breakdown, person by person."""
    counts: Counter[Key] = Counter()
    for unit, persons in people(rows).items():
        for person, here in persons.items():
            everywhere = [row for row in rows if row["person"] == person and is_active(row)]
            segment = min((row["segment"] for row in here), key=SEGMENTS.index)
            sex = min(row["sex"] for row in everywhere)
            ages = [row["age_years"] for row in everywhere if row["age_years"] is not None]
            group = {24: "Y_LT25", 25: "Y25T34", 70: "Y_GE65"}[max(ages)] if ages else "_U"
            counts[(*unit, "_T", "_T", "_T", "_T")] += 1
            counts[(*unit, segment, "_T", "_T", "_T")] += 1
            counts[(*unit, segment, "_T", sex, "_T")] += 1
            counts[(*unit, segment, "_T", "_T", group)] += 1
            if any(row["has_jht"] for row in here):
                counts[(*unit, segment, "JHT", "_T", "_T")] += 1
    return counts


def overlaps_one_by_one(rows: list[Row]) -> dict[Key, tuple[int, int]]:
    """Persons with several of a kind, and what they have beyond one, person by person."""
    persons: Counter[Key] = Counter()
    surplus: Counter[Key] = Counter()
    for unit, those in people(rows).items():
        for here in those.values():
            several = {
                "registrations": len(here),
                "employers": len({row["employer"] for row in here} - {None}),
                "segments": len({row["segment"] for row in here}),
                "branches": len({row["pair"][0] for row in here}),
                "areas": len({row["pair"][1] for row in here}),
                "provinces": len({row["pair"][1][:2] for row in here}),
                "kanwils": len({KANWILS[row["pair"][0]] for row in here}),
            }
            for kind, number in several.items():
                if number > 1:
                    persons[(*unit, kind)] += 1
                    surplus[(*unit, kind)] += number - 1
    return {key: (persons[key], surplus[key]) for key in persons}


@given(ROWS, st.randoms(use_true_random=False), st.sampled_from([1, 3, 100]))
def test_persons_are_exact_in_any_order_and_in_any_buckets(
    rows: list[Row], random: Any, rows_per_bucket: int
) -> None:
    counts, overlaps = bucketed(random.sample(rows, len(rows)), rows_per_bucket)
    shown = counts.filter(pl.col("persons") > 0, pl.col("programme").is_in(["_T", "JHT"]))
    assert {row[:-1]: row[-1] for row in shown.iter_rows()} == counted_one_by_one(rows)
    assert {row[:4]: row[4:] for row in overlaps.iter_rows()} == overlaps_one_by_one(rows)


@given(ROWS)
def test_parts_are_the_whole_and_its_surplus(rows: list[Row]) -> None:
    counts, overlaps = bucketed(rows, 3)
    whole = {row[:3]: row[-1] for row in counts.filter(segment="_T").iter_rows()}
    beyond = {row[:4]: row[-1] for row in overlaps.iter_rows()}
    for view, kind, parts in (
        ("area", "areas", "area"),
        ("area", "provinces", "province"),
        ("held", "branches", "branch"),
        ("held", "kanwils", "kanwil"),
    ):
        summed = sum(n for (seen, level, _), n in whole.items() if (seen, level) == (view, parts))
        nation = (view, "national", "ID")
        assert summed == whole.get(nation, 0) + beyond.get((*nation, kind), 0)


@given(ROWS)
def test_the_nation_is_what_polars_counts_alone(rows: list[Row]) -> None:
    frame = pl.DataFrame(as_frame(rows))
    unpaid = pl.col("unpaid_months").fill_null(0) < 3
    alone = frame.filter("is_declared_active", unpaid)["person"].n_unique()
    counts, _ = bucketed(rows, 3)
    nation = counts.filter(view="held", level="national", segment="_T")["persons"].to_list()
    assert nation == ([alone] if alone else [])


@given(st.integers(0, 10**9), st.integers(1, 10**7))
def test_buckets_cover_every_hash_once(rows: int, rows_per_bucket: int) -> None:
    bounds = list(bucket_bounds(min(rows, rows_per_bucket * 64), rows_per_bucket))
    assert bounds[0][0] == 0
    assert bounds[-1][1] == 2**64 - 1
    assert all(a[1] + 1 == b[0] for a, b in pairwise(bounds))

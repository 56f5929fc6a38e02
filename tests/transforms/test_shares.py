"""What each cause gives adds up to the difference, and is told only where nothing small is."""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.typing.polars import DataFrame

from schemas.coverage import NOT_APPLICABLE, Territories
from schemas.differences import CAUSES, Shares
from schemas.observations import DIMENSIONS
from schemas.revision import Cause, Share
from tests.observations import Row, observed, rate
from transforms.differences import to_differences
from transforms.rounding import percent
from transforms.shares import Counted, to_headline_shares, to_shares

Unit = tuple[str, str]
States = dict[Unit, Sequence[int]]
"""Persons covered in each unit before and after each step; −1 where that is hidden."""
KDR, BTU, JATIM = ("branch", "KDR"), ("branch", "BTU"), ("kanwil", "JATIM")
SBY, JKT = ("branch", "SBY"), ("branch", "JKT")
AREAS = {
    KDR: ("3571", "3506"),
    BTU: ("3579",),
    JATIM: ("3571", "3506", "3579"),
    SBY: ("3571", "3578"),
    JKT: ("3171",),
}
TWO: Sequence[Cause] = ("LATE", "REPLACED")


def shares(
    states: States,
    causes: Sequence[Cause] = TWO,
    *,
    workers: Sequence[int] = (1000,) * 6,
    hidden: Sequence[Unit] = (),
    unknown: Sequence[Unit] = (),
) -> DataFrame[Shares]:
    """Of the total coverage of units; `hidden` are so now, and `unknown` were so before."""
    before, now = (
        Counted(
            observed(
                *(_published(place, unit, states, workers, hidden, unknown) for unit in states)
            ),
            _counts(states, place, workers),
            territories(),
        )
        for place in (0, len(causes))
    )
    steps = [
        (cause, _counts(states, place, workers)) for place, cause in enumerate(causes, start=1)
    ]
    differences = to_differences(now.observations, before.observations)
    return to_shares(differences, before, now, steps)


def territories() -> DataFrame[Territories]:
    rows = sorted((*unit, area) for unit, areas in AREAS.items() for area in areas)
    return Territories.validate(pl.DataFrame(rows, schema=["level", "code", "area"], orient="row"))


def _published(
    place: int,
    unit: Unit,
    states: States,
    workers: Sequence[int],
    hidden: Sequence[Unit],
    unknown: Sequence[Unit],
) -> Row:
    named = {"level": unit[0], "code": unit[1]}
    if place and unit in hidden:
        return rate("total_coverage", None, workers[place], status="Q", **named)
    if not place and unit in unknown:
        return rate("total_coverage", None, workers[place], status="O", **named)
    count = states[unit][place]
    shown = percent(count, workers[place])
    return rate("total_coverage", count, workers[place], value=shown, **named)


def _counts(states: States, place: int, workers: Sequence[int]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            dict.fromkeys(DIMENSIONS, NOT_APPLICABLE)
            | {"view": "area", "level": level, "code": code, "indicator": "total_coverage"}
            | {"count": counts[place], "least": 5, "denominator": workers[place]}
            for (level, code), counts in states.items()
        ]
    )


def told(found: DataFrame[Shares], unit: Unit) -> dict[str, int | None]:
    rows = found.filter(level=unit[0], code=unit[1]).select("cause", "difference").rows()
    return dict(rows)


COUNTS = st.lists(st.integers(0, 60), min_size=5, max_size=5)
WORKERS = st.lists(st.integers(50, 2000), min_size=5, max_size=5)


@given(st.dictionaries(st.sampled_from([KDR, BTU, JATIM]), COUNTS, min_size=1), WORKERS)
def test_shares_add_up_to_the_whole_difference(states: States, workers: list[int]) -> None:
    found = shares(states, CAUSES, workers=workers)
    for (level, code), counts in states.items():
        parts = found.filter(level=level, code=code)
        if not parts["difference"].null_count() and parts.height:
            assert parts["difference"].sum() == counts[-1] - counts[0]
            points = parts["difference_percent"].sum()
            whole = Decimal(100 * counts[-1]) / workers[-1] - Decimal(100 * counts[0]) / workers[0]
            assert abs(Decimal(str(points)) - whole) <= Decimal("0.005") * parts.height


@given(st.dictionaries(st.sampled_from([KDR, BTU, JATIM]), COUNTS, min_size=1))
def test_no_small_part_is_told_beside_another_one(states: States) -> None:
    found = shares(states, CAUSES)
    several = found.filter(pl.col("difference").is_not_null(), pl.col("difference") != 0).filter(
        pl.len().over(DIMENSIONS) > 1
    )
    assert several.filter(pl.col("difference").abs() < 5).is_empty()


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((100, 112, 102), {"LATE": 12, "REPLACED": -10}),
        ((100, 105, 100), {}),
        ((100, 103, 103), {"LATE": 3}),
        ((100, 100, 97), {"REPLACED": -3}),
        ((100, 105, 90), {"LATE": 5, "REPLACED": -15}),
        ((100, 104, 89), {"LATE": None, "REPLACED": None}),
        ((100, 4, 90), {"LATE": None, "REPLACED": None}),
        ((100, 0, 90), {"LATE": -100, "REPLACED": 90}),
    ],
)
def test_small_parts_and_small_counts_between_are_not_told(
    counts: Sequence[int], expected: dict[str, int | None]
) -> None:
    assert told(shares({KDR: counts}), KDR) == expected


LARGE = (100, 120, 150)


def test_beside_a_delicate_unit_nothing_of_its_areas_is_told() -> None:
    found = shares({KDR: (100, 103, 150), SBY: LARGE, JATIM: LARGE, BTU: LARGE, JKT: LARGE})
    assert told(found, KDR) == told(found, SBY) == told(found, JATIM)
    assert told(found, SBY) == {"LATE": None, "REPLACED": None}
    assert told(found, BTU) == told(found, JKT) == {"LATE": 20, "REPLACED": 30}


@pytest.mark.parametrize("what", ["hidden", "unknown"])
def test_of_a_number_that_is_not_shown_nothing_can_be_worked_out(what: str) -> None:
    small = shares({BTU: (9, 12, 20), JATIM: LARGE}, **{what: [BTU]})  # type: ignore[arg-type]
    assert told(small, JATIM) == {"LATE": None, "REPLACED": None}
    large = shares({BTU: (9, 20, 20), JATIM: LARGE}, **{what: [BTU]})  # type: ignore[arg-type]
    is_told = what == "unknown"
    assert told(large, JATIM) == {
        "LATE": 20 if is_told else None,
        "REPLACED": 30 if is_told else None,
    }
    assert told(large, BTU) == ({"LATE": None} if is_told else {})


def test_other_workers_change_a_rate_and_no_count() -> None:
    found = shares({KDR: (100, 112, 112)}, ("LATE", "REFERENCE"), workers=(1000, 1000, 1250))
    assert found.select("cause", "difference", "difference_percent").rows() == [
        ("LATE", 12, Decimal("1.20")),
        ("REFERENCE", 0, Decimal("-2.24")),
    ]
    assert to_headline_shares(found) == {KDR: (Share("LATE", 12),)}


def test_a_cause_that_comes_twice_is_told_once() -> None:
    twice = shares({KDR: (100, 110, 130, 137)}, ("METHOD", "LATE", "METHOD"))
    assert told(twice, KDR) == {"METHOD": 17, "LATE": 20}
    assert to_headline_shares(twice) == {KDR: (Share("METHOD", 17), Share("LATE", 20))}


def test_a_headline_that_is_the_same_has_no_shares_in_its_bulletin() -> None:
    found = shares({KDR: (100, 110, 100)}, workers=(1000, 1000, 900))
    assert told(found, KDR) == {"LATE": 10, "REPLACED": -10}
    assert to_headline_shares(found) == {}
    assert to_headline_shares(shares({KDR: (100, 103, 150)})) == {}


def test_where_there_is_no_cause_nothing_is_shared() -> None:
    assert shares({KDR: (700,)}, ()).is_empty()

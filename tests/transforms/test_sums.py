from typing import Any

import polars as pl
import pytest

from schemas.calculated import Tables
from schemas.coverage import TOTAL, Activity, Counts
from schemas.errors import DataError
from transforms.sums import exchange


def counts(*cells: tuple[str, str, str, int]) -> Tables:
    """The nation's persons by segment, programme and sex."""
    rows: list[dict[str, Any]] = [
        {
            "view": "held",
            "level": "national",
            "code": "ID",
            "segment": segment,
            "programme": programme,
            "sex": sex,
            "age_group": TOTAL,
            "persons": persons,
        }
        for segment, programme, sex, persons in cells
    ]
    return {Counts: pl.DataFrame(rows)}


def activity(branch: str, unique: int) -> Tables:
    zero = dict.fromkeys(("declared_inactive", "in_arrears"), 0)
    return {
        Activity: pl.DataFrame([{"branch": branch, "unique": unique, **zero, "active": unique}])
    }


def test_what_goes_is_taken_away_and_what_comes_is_added() -> None:
    made = exchange(activity("KDR", 5), [activity("KDR", 2)], [activity("KDR", 4)])
    assert made[Activity]["unique"].to_list() == [7]


def test_of_whom_nobody_is_left_there_is_no_row() -> None:
    made = exchange(activity("KDR", 5), [activity("KDR", 5)], [activity("SBY", 1)])
    assert made[Activity]["branch"].to_list() == ["SBY"]


def test_a_programme_without_persons_is_told_while_there_is_anybody_in_the_segment() -> None:
    pu = counts(("PU", TOTAL, TOTAL, 2), ("PU", "JP", TOTAL, 1), ("PU", TOTAL, "L", 1))
    gone = counts(("PU", TOTAL, TOTAL, 1), ("PU", "JP", TOTAL, 1), ("PU", TOTAL, "L", 1))
    left = exchange(pu, [gone], [])[Counts]
    assert left.select("programme", "sex", "persons").rows() == [
        ("JP", TOTAL, 0),
        (TOTAL, TOTAL, 1),
    ]
    assert exchange(pu, [pu], [])[Counts].is_empty()


def test_what_is_not_there_cannot_be_taken_away() -> None:
    with pytest.raises(DataError, match="Activity broke its contract"):
        exchange(activity("KDR", 1), [activity("KDR", 2)], [])

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given

from schemas.errors import DataError
from tests.builders import registrations
from tests.registers import branches, territories, units
from tests.transforms.test_person_sets import ROWS, UNITS, Row, as_frame
from transforms.changes import to_active_places, to_changes
from transforms.coverage import to_activity, to_counts
from transforms.overlaps import to_overlaps
from transforms.person_sets import to_person_sets
from transforms.reconciliation import Counted, reconcile, reconcile_changes


def counted(rows: Any, of: Any = None) -> Counted:
    """What registrations come to."""
    every = units() if of is None else of
    sets = to_person_sets(rows, every, 3)
    return Counted(
        to_counts(sets, every),
        to_overlaps(sets, every),
        to_activity(rows, 3),
        territories(),
        branches(),
    )


@given(ROWS)
def test_what_is_counted_adds_up(rows: list[Row]) -> None:
    assert reconcile(counted(as_frame(rows), UNITS)) >= 0


AREAS = ["3571", "3506", "3571", "3571"]
HOLDERS = ["KDR", "KDR", "SBY", "KDR"]


def several() -> Counted:
    """A person in two areas, one at two branches, one with two cards."""
    rows = registrations(
        person=[1, 1, 2, 2, 3, 3], branch=[*HOLDERS, "KDR", "KDR"], area=[*AREAS, "3571", "3571"]
    )
    return counted(rows)


def less(frame: pl.DataFrame, column: str = "persons", **names: str) -> Any:
    """The table with one less where the names fit."""
    fits = pl.all_horizontal(pl.col(name) == value for name, value in names.items())
    return frame.with_columns(pl.col(column) - fits.cast(pl.Int64))


def test_the_numbers_of_a_small_month_are_held_against_each_other() -> None:
    assert reconcile(several()) > 50


@pytest.mark.parametrize(
    ("table", "column", "names", "told"),
    [
        ("counts", "persons", {"segment": "_T", "view": "area", "code": "KDR"}, "by segment"),
        ("counts", "persons", {"sex": "L", "code": "KDR"}, "by sex"),
        ("counts", "persons", {"age_group": "Y35T44", "code": "SBY"}, "by age group"),
        ("counts", "persons", {"programme": "JKM", "code": "ID"}, "JKK, beside those with JKM"),
        ("overlaps", "surplus", {"kind": "areas", "view": "area", "code": "KDR"}, "its areas"),
        ("overlaps", "surplus", {"kind": "branches", "code": "JATIM"}, "its branches"),
        ("overlaps", "surplus", {"kind": "registrations", "code": "KDR"}, "its registrations"),
        ("activity", "active", {"branch": "KDR"}, "its registrations"),
    ],
)
def test_one_person_less_is_told_with_both_numbers(
    table: str, column: str, names: dict[str, str], told: str
) -> None:
    month = several()
    wrong = replace(month, **{table: less(getattr(month, table), column, **names)})
    with pytest.raises(DataError, match=rf"{told}.* are \d+, but the whole is \d+"):
        reconcile(wrong)


MONTH_BEFORE = registrations(
    person=[3, 4, 5, 6, 7],
    segment=["BPU", "PU", "PU", "PU", "BPU"],
    branch=["KDR"] * 4 + ["JKP"],
    area=["3571"] * 4 + ["3171"],
)
"""Against the month below: one is of another segment, one moved in, two left."""


def two_months() -> dict[str, Any]:
    """Changes and the counts of both months."""
    rows = registrations(person=[1, 2, 3, 4, 7])
    now, before = (to_active_places(month.lazy(), 3).collect() for month in (rows, MONTH_BEFORE))
    return {
        "changes": to_changes(now, before, territories(), territories()),
        "counts": counted(rows).counts,
        "counts_before": counted(MONTH_BEFORE).counts,
    }


def test_two_small_months_are_held_against_each_other() -> None:
    assert reconcile_changes(**two_months()) > 20


@pytest.mark.parametrize(
    ("table", "names", "told"),
    [
        ("counts", {"segment": "PU", "view": "area", "code": "KDR"}, r"KDR .area view, PU."),
        ("counts", {"segment": "_T", "view": "area", "code": "ID"}, r"ID .area view, _T."),
        ("counts_before", {"segment": "PU", "code": "JATIM"}, r"JATIM .area view, PU."),
        ("changes", {"flow": "joined", "segment": "PU"}, "month before, with gains and less"),
        ("changes", {"flow": "left", "segment": "_T"}, "month before, with gains and less"),
        ("changes", {"flow": "segment_out"}, "month before, with gains and less"),
    ],
)
def test_one_person_less_of_two_months_is_told_with_both_numbers(
    table: str, names: dict[str, str], told: str
) -> None:
    months = two_months()
    wrong = months | {table: less(months[table], **names)}
    with pytest.raises(DataError, match=rf"{told}.* are \d+, but the whole is \d+"):
        reconcile_changes(**wrong)


@pytest.mark.parametrize(
    ("flow", "other"),
    [("joined", "moved_in"), ("moved_in", "joined"), ("left", "moved_out"), ("moved_out", "left")],
)
def test_a_person_of_another_flow_is_told_with_both_numbers(flow: str, other: str) -> None:
    months = two_months()
    is_wrong = (pl.col("flow") == flow) & (pl.col("segment") != "_T")
    flows = pl.when(is_wrong).then(pl.lit(other)).otherwise("flow")
    wrong = months | {"changes": months["changes"].with_columns(flow=flows)}
    with pytest.raises(DataError, match=r"(joined|left) by segment are \d+, but the whole is \d+"):
        reconcile_changes(**wrong)

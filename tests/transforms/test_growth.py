"""The published parts of a month's growth, as causes of its difference."""

from decimal import Decimal

from schemas.coverage import FLOWS
from tests.observations import Row, observation, observed, rate
from transforms.differences import to_differences
from transforms.growth import to_growth_shares
from transforms.rounding import percent

WHOLE = {"programme": "_T", "sex": "_T", "age_group": "_T"}
MOVED = {"joined": 30, "left": 12, "moved_in": 0, "moved_out": 6}


def month(persons: int, heads: int, workers: int, **flows: int | None) -> list[Row]:
    covered = persons + heads
    shown = percent(covered, workers)
    return [
        observation("persons", persons, segment="_T", **WHOLE),
        observation("persons", heads, segment="JAKON", **WHOLE),
        rate("total_coverage", covered, workers, value=shown),
        *(
            observation(
                "change_persons", count, segment="_T", kind=flow, status="A" if count else "Q"
            )
            for flow, count in flows.items()
        ),
    ]


def parts(now: list[Row], before: list[Row], *, has_flows: bool = True) -> list[tuple[object, ...]]:
    sides = observed(*now), observed(*before)
    found = to_growth_shares(to_differences(*sides), *sides, has_flows=has_flows)
    rows = found.filter(indicator="total_coverage")
    return rows.select("cause", "difference", "difference_percent").rows()


def test_persons_projects_and_workers_make_the_rate() -> None:
    now = month(112, 25, 1250, **MOVED)
    assert set(MOVED) < set(FLOWS)
    assert parts(now, month(100, 20, 1000)) == [
        ("joined", 30, Decimal("3.00")),
        ("left", -12, Decimal("-1.20")),
        ("moved_out", -6, Decimal("-0.60")),
        ("project_workers", 5, Decimal("0.50")),
        ("workers", 0, Decimal("-2.74")),
    ]
    assert parts(now, month(100, 20, 1000), has_flows=False) == [("workers", 0, Decimal("-2.74"))]


def test_a_hidden_part_stays_so() -> None:
    now = month(112, 20, 1000, joined=30, left=12, moved_in=None, moved_out=6)
    assert ("moved_in", None, None) in parts(now, month(100, 20, 1000))


def test_parts_that_make_another_difference_are_none() -> None:
    assert parts(month(115, 20, 1000, **MOVED), month(100, 20, 1000)) == []

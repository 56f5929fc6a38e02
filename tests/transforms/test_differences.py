"""What two editions show otherwise."""

from decimal import Decimal

import pytest

from tests.observations import Row, observation, observed, rate
from transforms.differences import to_differences

SHOWN = [
    "before_numerator", "numerator", "before_percent", "percent", "before_obs_status",
    "obs_status", "difference", "difference_percent",
]  # fmt: skip
PU = observation("persons", 70, segment="PU")
HIDDEN = observation("persons", None, segment="PU", status="Q")


def covered(count: int | None, workers: int | None, shown: str | None, **changes: object) -> Row:
    value = None if shown is None else Decimal(shown)
    return rate("total_coverage", count, workers, value=value, **changes)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (PU, {**PU, "obs_status": "P"}, None),
        (PU, {**PU, "numerator": 58, "value": Decimal(58)},
         (58, 70, None, None, "A", "A", 12, None)),
        (PU, HIDDEN, (None, 70, None, None, "Q", "A", None, None)),
        (HIDDEN, PU, (70, None, None, None, "A", "Q", None, None)),
        (HIDDEN, HIDDEN, None),
        (covered(2, 3, "66.67"), covered(1, 3, "33.33", status="P"),
         (1, 2, Decimal("33.33"), Decimal("66.67"), "P", "A", 1, Decimal("33.33"))),
        (covered(2, 3, "66.67"), covered(2, 4, "50.00"),
         (2, 2, Decimal("50.00"), Decimal("66.67"), "A", "A", 0, Decimal("16.67"))),
        (covered(7, 20, None, status="Q"), covered(6, 20, None, status="Q"),
         (6, 7, None, None, "Q", "Q", 1, None)),
        (covered(None, 20, None, status="O"), covered(6, 20, "30.00"),
         (6, None, Decimal("30.00"), None, "A", "O", None, None)),
    ],
)  # fmt: skip
def test_a_number_is_told_with_what_it_was(
    now: Row, before: Row, expected: tuple[object, ...] | None
) -> None:
    found = to_differences(observed(now), observed(before)).select(SHOWN)
    assert found.rows() == ([] if expected is None else [expected])


def test_a_number_of_one_edition_only_was_or_is_not_known() -> None:
    added = to_differences(observed(PU), observed()).select(SHOWN)
    assert added.rows() == [(None, 70, None, None, "O", "A", None, None)]
    gone = to_differences(observed(), observed(PU)).select(SHOWN)
    assert gone.rows() == [(70, None, None, None, "A", "O", None, None)]

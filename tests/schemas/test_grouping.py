"""Whole numbers stand in sentences as in tables."""

from schemas.grouping import filled, number
from schemas.submission import Fault, Hold


def test_whole_numbers_are_grouped_and_words_are_left() -> None:
    assert [number(value) for value in (0, 999, 1000, 1234567)] == [
        "0",
        "999",
        "1.000",
        "1.234.567",
    ]
    assert filled("{rows} of {month}", {"rows": 2507, "month": "202111"}) == "2.507 of 202111"


def test_faults_and_holds_group_their_numbers() -> None:
    assert "2.507 rows" in Fault("E117", {"scanned": 3000, "read": 2507}).sentence
    assert "exactly 65.535 rows" in Hold("H507", {"rows": 65_535}).sentence

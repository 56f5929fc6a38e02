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


def test_positions_are_no_amounts() -> None:
    assert filled("{rows} rows in line {line:d}", {"rows": 2507, "line": 1200}) == (
        "2.507 rows in line 1200"
    )
    for fault, said in (
        (Fault("E108", {"rows": 1_048_576, "columns": 16_384}), "(1048576 x 16384)"),
        (Fault("E110", {"encoding": "UTF-8", "byte": 70_000}), "byte 70000"),
        (Fault("E112", {"columns": "NIK", "line": 1200, "found": 1}), "line 1200"),
        (Fault("E115", {"line": 1200}), "line 1200"),
        (Fault("E133", {"byte": 70_000}), "byte 70000"),
    ):
        assert said in fault.sentence
    assert "bita 70000" in Fault("E133", {"byte": 70_000}).notice


def test_faults_and_holds_group_their_numbers() -> None:
    assert "2.507 rows" in Fault("E117", {"scanned": 3000, "read": 2507}).sentence
    assert "exactly 65.535 rows" in Hold("H507", {"rows": 65_535}).sentence

"""Which rows break which rules, as a loop over rows and rules finds it."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.exports import Kind
from schemas.rules import Rule
from transforms.rejects import BROKEN, broken_rules

RULES = tuple(
    Rule(Kind.PESERTA, code, column, holds, {})
    for code, column, holds in (
        ("Q201", "NIK", pl.col("a") < 3),
        ("Q202", "KPJ", pl.col("b") != 0),
        ("Q208", "PERIODE", pl.col("a") >= pl.col("b")),
    )
)
"""A rule of which nothing is known holds."""
CELL = st.none() | st.integers(0, 4)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), max_size=12))
def test_broken_rules_are_found_in_their_order(cells: list[tuple[int | None, int | None]]) -> None:
    rows = [(10 + place, a, b) for place, (a, b) in enumerate(cells)]
    parsed = pl.DataFrame(
        rows, schema={"row": pl.UInt32, "a": pl.Int64, "b": pl.Int64}, orient="row"
    )
    found = broken_rules(parsed, RULES)
    assert dict(found.schema) == BROKEN
    assert found.rows() == [
        (row, place)
        for row, a, b in rows
        for place, broken in enumerate(
            (
                a is not None and a >= 3,
                b == 0,
                a is not None and b is not None and a < b,
            )
        )
        if broken
    ]

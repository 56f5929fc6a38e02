import polars as pl

from transforms.differing import to_differing

COLUMNS = ["person", "employer"]


def rows(*cells: tuple[int, int | None]) -> pl.LazyFrame:
    """Rows with a column that is not compared."""
    frame = pl.DataFrame(cells, schema=dict.fromkeys(COLUMNS, pl.Int64), orient="row")
    return frame.with_row_index("line").lazy()


def differing(before: pl.LazyFrame, now: pl.LazyFrame) -> list[tuple[int, int | None]]:
    return sorted(to_differing(before, now, COLUMNS).rows(), key=str)


def test_what_comes_and_what_goes_differs() -> None:
    assert differing(rows((1, 1), (2, 2)), rows((2, 2), (3, 3))) == [(1, 1), (3, 3)]


def test_a_row_that_stands_more_often_differs() -> None:
    assert differing(rows((1, 1)), rows((1, 1), (1, 1))) == [(1, 1)]
    assert differing(rows((1, 1), (1, 1)), rows((1, 1), (1, 1))) == []


def test_nothing_is_like_nothing() -> None:
    assert differing(rows((1, None)), rows((1, None))) == []
    assert differing(rows((1, None)), rows((1, 1))) == [(1, 1), (1, None)]
    assert differing(rows(), rows()) == []

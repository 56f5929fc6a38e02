"""A frame is taken when pandera takes it, and told without a cell when pandera refuses it."""

from typing import Any

import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.datatypes import DataTypeClass

from schemas.errors import DataError
from transforms.contracts import validated

SIZES = ("S", "L")
TYPES: dict[str, DataTypeClass | pl.DataType] = {
    "place": pl.Int64,
    "most": pl.Int16,
    "area": pl.String,
    "word": pl.String,
    "size": pl.Enum(SIZES),
}


class Places(pa.DataFrameModel):
    """One row per place and area."""

    place: pl.Int64 = pa.Field(ge=1, lt=1_000)
    most: pl.Int16 = pa.Field(nullable=True, gt=0, le=9)
    area: pl.String = pa.Field(str_matches="[0-9]{2}$")
    word: pl.String = pa.Field(nullable=True, isin=["a", "b"])
    size: pl.Enum = pa.Field(dtype_kwargs={"categories": SIZES})

    class Config:
        strict = True
        unique = ("place", "area")


class Shares(pa.DataFrameModel):
    """One row per share; what is not a number is missing."""

    share: float = pa.Field(ge=0)

    class Config:
        strict = True


GOOD = {"place": 1, "most": 9, "area": "35", "word": "a", "size": "S"}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([GOOD | row for row in rows], schema=TYPES)


def is_kept(places: pl.DataFrame) -> bool:
    """What pandera alone says."""
    try:
        Places.validate(places, lazy=True)
    except pa.errors.SchemaErrors:
        return False
    return True


ROWS = st.fixed_dictionaries(
    {
        "place": st.none() | st.sampled_from([0, 1, 2, 3, 999, 1_000]),
        "most": st.none() | st.sampled_from([0, 1, 9, 10]),
        "area": st.none() | st.sampled_from(["35", "36", "x35", "3"]),
        "word": st.none() | st.sampled_from(["a", "b", "c"]),
        "size": st.none() | st.sampled_from(SIZES),
    }
)


@settings(derandomize=True, deadline=None)
@given(st.lists(ROWS, max_size=3))
def test_a_frame_is_taken_when_pandera_takes_it(rows: list[dict[str, Any]]) -> None:
    places = frame(*rows)
    try:
        taken = validated(places, Places)
    except DataError:
        assert not is_kept(places)
    else:
        assert is_kept(places)
        assert taken.equals(places)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"place": 0}, "place: greater_than_or_equal_to(1) failed for 1"),
        ({"place": 1_000}, "place: less_than(1000) failed for 1"),
        ({"most": 0}, "most: greater_than(0) failed for 1"),
        ({"most": 10}, "most: less_than_or_equal_to(9) failed for 1"),
        ({"area": "x35"}, "area: str_matches('[0-9]{2}$') failed for 1"),
        ({"word": "c"}, "word: isin(['a', 'b']) failed for 1"),
        ({"size": None, "place": 2}, "size: not_nullable failed for 1"),
    ],
)
def test_a_broken_check_is_named(row: dict[str, Any], told: str) -> None:
    with pytest.raises(DataError) as raised:
        validated(frame({"place": 5}, row), Places)
    assert str(raised.value) == f"Places broke its contract: {told}."


def test_two_equal_rows_are_told() -> None:
    with pytest.raises(DataError, match=r"^Places broke its contract: .*unique.* failed for"):
        validated(frame({}, {"most": 1}), Places)


@pytest.mark.parametrize(
    "places",
    [
        frame({}).drop("word"),
        frame({}).with_columns(more=1),
        frame({}).with_columns(pl.col("place").cast(pl.Int32)),
        frame({}).with_columns(pl.col("size").cast(pl.Enum([*reversed(SIZES)]))),
    ],
    ids=["missing", "unknown", "narrower", "otherwise listed"],
)
def test_other_columns_are_told(places: pl.DataFrame) -> None:
    with pytest.raises(DataError, match=r"^Places broke its contract: "):
        validated(places, Places)


@pytest.mark.parametrize("share", [None, float("nan"), -1.0])
def test_what_is_not_a_number_is_told(share: float | None) -> None:
    shares = pl.DataFrame({"share": [0.5, share]}, schema={"share": pl.Float64})
    with pytest.raises(DataError, match=r"^Shares broke its contract: share: "):
        validated(shares, Shares)
    assert validated(shares.head(1), Shares).height == 1

"""Checks a frame against its contract without ever telling a cell."""

from typing import TypeVar

import pandera.polars as pa
import polars as pl
from pandera.typing.polars import DataFrame

from schemas.errors import DataError

Model = TypeVar("Model", bound=pa.DataFrameModel)


def validated(frame: pl.DataFrame, model: type[Model]) -> DataFrame[Model]:
    """The frame as the model's; DataError names the broken checks and how often, no cell."""
    try:
        return model.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        broken = errors.failure_cases.group_by("column", "check").len().sort("column", "check")
    # Raised here: the library's error holds the rows themselves.
    checks = "; ".join(
        f"{column}: {check} failed for {rows}" for column, check, rows in broken.iter_rows()
    )
    raise DataError(f"{model.__name__} broke its contract: {checks}.")

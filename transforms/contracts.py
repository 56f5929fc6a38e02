"""Checks a frame against its contract without ever telling a cell."""

from operator import ge, gt, le, lt
from typing import TypeVar, cast

import pandera.polars as pa
import polars as pl
from pandera.typing.polars import DataFrame

from schemas.errors import DataError

Model = TypeVar("Model", bound=pa.DataFrameModel)
BOUNDS = {
    "greater_than": gt,
    "greater_than_or_equal_to": ge,
    "less_than": lt,
    "less_than_or_equal_to": le,
}
"""Checks that hold for all values when they hold for the least and the greatest."""


def validated(frame: pl.DataFrame, model: type[Model]) -> DataFrame[Model]:
    """The frame as the model's; DataError names the broken checks and how often, no cell.

    pandera looks at all rows check by check, so it does that only where it is to say what is wrong.
    """
    schema = model.to_schema()
    if _is_plain(schema) and _keeps(frame, schema):
        return cast(DataFrame[Model], frame)
    try:
        return model.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        broken = errors.failure_cases.group_by("column", "check").len().sort("column", "check")
    # Raised here: the library's error holds the rows themselves.
    checks = "; ".join(
        f"{column}: {check} failed for {rows}" for column, check, rows in broken.iter_rows()
    )
    raise DataError(f"{model.__name__} broke its contract: {checks}.")


def _is_plain(schema: pa.DataFrameSchema) -> bool:
    """Whether the contract asks for no more than `_keeps` looks at, and changes nothing."""
    columns = schema.columns.values()
    return (
        schema.strict is True
        and not (schema.coerce or schema.ordered or schema.checks or schema.parsers)
        and not any(column.coerce or column.parsers or column.regex for column in columns)
        and not any(column.unique or not column.required for column in columns)
        and not any(column.dtype is None or column.dtype.type.is_float() for column in columns)
        and all(check.determined_by_unique for column in columns for check in column.checks)
    )


def _keeps(frame: pl.DataFrame, schema: pa.DataFrameSchema) -> bool:
    """Whether the frame certainly keeps a plain contract: each check sees the values that matter.

    All cells of a column are checked by its distinct ones, or by the least and the greatest.
    """
    types = {name: column.dtype.type for name, column in schema.columns.items()}
    return (
        dict(frame.schema) == types
        and not any(
            frame[name].null_count()
            for name, column in schema.columns.items()
            if not column.nullable
        )
        and all(
            _holds(check, frame[name])
            for name, column in schema.columns.items()
            for check in column.checks
        )
        and (not schema.unique or _is_unique(frame.select(schema.unique)))
    )


def _holds(check: pa.Check, cells: pl.Series) -> bool:
    if check.name in BOUNDS:
        (bound,) = (check.statistics or {}).values()
        extremes = cells.min(), cells.max()
        return all(value is None or BOUNDS[check.name](value, bound) for value in extremes)
    values = cells.unique().drop_nulls().to_frame().lazy()
    return bool(check(values, cells.name).check_passed.collect().item())


def _is_unique(key: pl.DataFrame) -> bool:
    """Whether no two rows are the same; one column in which all are different shows it at once."""
    if any(column.n_unique() == column.len() for column in key):
        return True
    return not key.is_duplicated().any()

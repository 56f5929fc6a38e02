"""What a contract says of its columns, for those who make frames."""

import pandera.polars as pa
import polars as pl
from polars.datatypes import DataTypeClass


def column_types(model: type[pa.DataFrameModel]) -> dict[str, DataTypeClass | pl.DataType]:
    """The polars type of each column of a contract, in order."""
    return {name: column.dtype.type for name, column in model.to_schema().columns.items()}


def empty(model: type[pa.DataFrameModel]) -> pl.DataFrame:
    """A frame of a contract without rows."""
    return pl.DataFrame(schema=column_types(model))

"""Makes one system of numbers of cells and relations, in all editions of a month."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from schemas.observations import DIMENSIONS
from transforms.neighbourhoods import SCOPES
from transforms.protection import NOWHERE, System, protect
from transforms.relations import Relations, together

NUMBER = [*DIMENSIONS, "count"]
"""What makes a cell the same number in two editions."""
OF_CELLS = ["status", "lowest", "width", "cost", "is_published", *SCOPES]
LARGE = 10_000
"""Systems of more numbers are settled in neighbourhoods first."""


@dataclass(frozen=True)
class Known:
    """The cells of an edition and what is known of them.

    `cells` have their number `cell`, `status` (FREE, SHOWN or HIDDEN), `lowest` (the least that a
    hidden one may be), `width`, `cost`, `is_published`: its numbers keep their status, and SCOPES.
    """

    cells: pl.DataFrame
    relations: Relations


def to_hidden(editions: Sequence[Known]) -> pl.DataFrame:
    """Protect all editions at once.

    One row per NUMBER: is_hidden, and is_disclosed where it can be worked out all the same.
    """
    numbers, system = to_system(editions)
    protection = protect(system)
    is_disclosed = np.zeros(len(system.values), bool)
    is_disclosed[protection.unprotected] = True
    return numbers.select(
        *NUMBER,
        is_hidden=pl.Series(protection.is_hidden),
        is_disclosed=pl.Series(is_disclosed),
    )


def to_system(editions: Sequence[Known]) -> tuple[pl.DataFrame, System]:
    """The numbers of all editions, and the system whose columns they are, in order.

    A number that two editions share is one column.
    """
    said = pl.concat(edition.cells.select(*NUMBER, *OF_CELLS) for edition in editions)
    published = pl.col("status").filter("is_published").max()
    numbers = (
        said.group_by(NUMBER)
        .agg(
            pl.col("width", "cost").max(),
            pl.col("lowest", *SCOPES).min(),
            status=pl.coalesce(published, pl.col("status").max()),
        )
        .sort(NUMBER)
        .with_row_index("column")
    )
    relations = together(_of_columns(edition, numbers) for edition in editions)
    return numbers, _to_system(numbers, _without_twice(relations))


def _of_columns(edition: Known, numbers: pl.DataFrame) -> Relations:
    """An edition's relations between columns instead of its own cells."""
    named = edition.cells.select(*NUMBER, "cell").join(
        numbers.select(*NUMBER, "column"), on=NUMBER, how="left", validate="1:1"
    )
    terms = edition.relations.terms.join(
        named.select("cell", "column"), on="cell", how="left", validate="m:1"
    )
    return Relations(terms.select("row", "column", "coefficient"), edition.relations.bounds)


def _without_twice(relations: Relations) -> Relations:
    """Rows that say the same kept once, in an order that follows from what they say."""
    said = (
        relations.terms.group_by("row", "column")
        .agg(pl.col("coefficient").sum())
        .filter(pl.col("coefficient") != 0)
        .sort("row", "column")
        .group_by("row", maintain_order=True)
        .agg("column", "coefficient")
        .join(relations.bounds, on="row", how="left", validate="1:1")
    )
    kept = (
        said.unique(["column", "coefficient", "total", "least", "most"])
        .sort("column", "coefficient", "least", "most")
        .drop("row")
        .with_row_index("row")
    )
    return Relations(
        kept.select("row", "column", "coefficient").explode("column", "coefficient"),
        kept.select("row", "total", "least", "most").drop_nulls(),
    )


def _to_system(numbers: pl.DataFrame, relations: Relations) -> System:
    """A column for each number."""
    terms = relations.terms.sort("row", "column")
    rows = (
        terms.select(pl.col("row").unique(maintain_order=True))
        .join(relations.bounds, on="row", how="left", maintain_order="left", validate="1:1")
        .select(
            falls=(pl.col("total") - pl.col("least")).fill_null(0),
            rises=(pl.col("most") - pl.col("total")).fill_null(0),
        )
    )
    scopes = SCOPES if numbers.height > LARGE else []
    return System(
        values=_whole(numbers["count"]),
        least=_whole(numbers["lowest"]),
        widths=_whole(numbers["width"]),
        costs=numbers["cost"].to_numpy().astype(np.float64),
        states=numbers["status"].to_numpy().astype(np.int8),
        rows=_whole(terms["row"]),
        columns=_whole(terms["column"]),
        coefficients=terms["coefficient"].to_numpy().astype(np.float64),
        falls=_whole(rows["falls"]),
        rises=_whole(rows["rises"]),
        scopes=tuple(_whole(numbers[scope].fill_null(NOWHERE)) for scope in scopes),
    )


def _whole(numbers: pl.Series) -> NDArray[np.int64]:
    return numbers.to_numpy().astype(np.int64)

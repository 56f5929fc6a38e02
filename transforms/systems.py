"""Makes one system of numbers of cells and relations, in all editions of a month."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from schemas.observations import DIMENSIONS
from transforms.neighbourhoods import SCOPES
from transforms.protection import HIDDEN, NOWHERE, UNBOUNDED, System, protect
from transforms.relations import Relations, together

NUMBER = [*DIMENSIONS, "count"]
"""What makes a cell the same number in two editions."""
OF_CELLS = ["status", "lowest", "width", "cost", "is_published", *SCOPES]
LARGE = 10_000
"""Systems of more cells are settled in neighbourhoods first."""
SYSTEM = ["count", "lowest", "highest", "width", "cost", "status"]


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
        is_hidden=pl.Series(protection.is_hidden[: numbers.height]),
        is_disclosed=pl.Series(is_disclosed[: numbers.height]),
    )


def to_system(editions: Sequence[Known]) -> tuple[pl.DataFrame, System]:
    """The numbers of all editions, and the system whose first columns they are, in order.

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
    """A column for each number, then one for each row that may add up to more than one number."""
    bounds = relations.bounds
    slacks = bounds.select(
        pl.col("row").cast(pl.Int64),
        column=pl.int_range(pl.len()) + numbers.height,
        coefficient=pl.lit(-1.0),
        count="total",
        lowest="least",
        highest="most",
        width=pl.lit(0),
        cost=pl.lit(0.0),
        status=pl.lit(HIDDEN),
    )
    columns = pl.concat(
        [
            numbers.with_columns(highest=pl.lit(UNBOUNDED)).select(SYSTEM),
            slacks.select(SYSTEM),
        ],
        how="vertical_relaxed",
    )
    place = ["row", "column", "coefficient"]
    terms = pl.concat([relations.terms.select(place), slacks.select(place)], how="vertical_relaxed")
    terms = terms.sort("row", "column")
    scopes = tuple(
        numbers[scope].fill_null(NOWHERE).extend_constant(NOWHERE, slacks.height).to_numpy()
        for scope in SCOPES
        if columns.height > LARGE
    )
    return System(
        values=columns["count"].to_numpy().astype(np.int64),
        least=columns["lowest"].to_numpy().astype(np.int64),
        most=columns["highest"].to_numpy().astype(np.int64),
        widths=columns["width"].to_numpy().astype(np.int64),
        costs=columns["cost"].to_numpy().astype(np.float64),
        states=columns["status"].to_numpy().astype(np.int8),
        rows=terms["row"].to_numpy().astype(np.int64),
        columns=terms["column"].to_numpy().astype(np.int64),
        coefficients=terms["coefficient"].to_numpy().astype(np.float64),
        scopes=scopes,
    )

"""Adds up what disjoint ranges of rows came to, table by table."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
import polars.selectors as cs

from schemas.calculated import Tables
from schemas.coverage import TOTAL, Activity, Counts, Overlaps, SharedRegistrations
from schemas.employers import EmployerCounts
from transforms.contracts import validated
from transforms.coverage import BREAKDOWNS, add_up, add_up_activity
from transforms.employer_counts import add_up_employers
from transforms.overlaps import add_up_overlaps
from transforms.person_sets import UNIT
from transforms.shared_registrations import add_up_shared

ADD_UP: dict[type[Any], Callable[[Any], pl.DataFrame]] = {
    Counts: add_up,
    Overlaps: add_up_overlaps,
    Activity: add_up_activity,
    SharedRegistrations: add_up_shared,
    EmployerCounts: add_up_employers,
}
"""How parts of each table become the whole."""


def add_up_tables(parts: Sequence[Tables]) -> Tables:
    """The sum of each table over all parts that have it."""
    return {
        model: add([part[model] for part in parts if model in part])
        for model, add in ADD_UP.items()
        if any(model in part for part in parts)
    }


def exchange(whole: Tables, gone: Sequence[Tables], come: Sequence[Tables]) -> Tables:
    """What a whole comes to when some of its parts give way to others; no row of nobody is left.

    DataError where the whole did not hold what is to go.
    """
    negative = [
        {model: table.with_columns(-cs.integer()) for model, table in part.items()} for part in gone
    ]
    return {
        model: table.filter(_is_there(model)).pipe(validated, model)
        for model, table in add_up_tables([whole, *come, *negative]).items()
    }


def _is_there(model: type[Any]) -> pl.Expr:
    """Rows that a table has: programmes are told of all segments that anybody is in."""
    is_anybody = pl.any_horizontal(cs.integer() != 0)
    if model is not Counts:
        return is_anybody
    is_whole = pl.all_horizontal(pl.col(name) == TOTAL for name in BREAKDOWNS)
    is_segment = pl.col("persons").filter(is_whole).sum().over(*UNIT, "segment") > 0
    return is_anybody | (is_segment & (pl.col("programme") != TOTAL))

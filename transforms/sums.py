"""Adds up what disjoint ranges of rows came to, table by table."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from schemas.calculated import Tables
from schemas.coverage import Activity, Counts, Overlaps, SharedRegistrations
from schemas.employers import EmployerCounts
from transforms.coverage import add_up, add_up_activity
from transforms.employer_counts import add_up_employers
from transforms.overlaps import add_up_overlaps
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

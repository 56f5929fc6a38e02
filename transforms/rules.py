"""The field's rules on typed rows, one definition each."""

import polars as pl

from schemas.month import Month
from schemas.projects import PROJECT_STATES
from schemas.rules import GRACE_MONTHS


def is_active(grace_months: int = GRACE_MONTHS) -> pl.Expr:
    """STATUS is AKTIF and the unpaid months are fewer than the grace months.

    Without a last paid month STATUS alone decides.
    """
    return pl.col("is_declared_active") & ~_is_late(grace_months)


def is_in_arrears(grace_months: int = GRACE_MONTHS) -> pl.Expr:
    """STATUS is AKTIF, but the unpaid months reach the grace months: counted as inactive."""
    return pl.col("is_declared_active") & _is_late(grace_months)


def is_open_project(month: Month) -> pl.Expr:
    """The project runs on at least one day of the month."""
    return (pl.col("start_date") <= month.last_day) & (pl.col("end_date") >= month.first_day)


def project_state(month: Month) -> pl.Expr:
    """running: open in the month; ahead: it begins after the month; ended: it ended before."""
    ahead, running, ended = PROJECT_STATES
    return (
        pl.when(is_open_project(month))
        .then(pl.lit(running))
        .when(pl.col("start_date") > month.last_day)
        .then(pl.lit(ahead))
        .otherwise(pl.lit(ended))
    )


def _is_late(grace_months: int) -> pl.Expr:
    return (pl.col("unpaid_months") >= grace_months).fill_null(value=False)

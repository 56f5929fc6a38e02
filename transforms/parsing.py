"""What all kinds of export have in common when their cells are parsed."""

from collections import Counter
from dataclasses import dataclass

import polars as pl

from schemas.month import Month
from schemas.reading import ReadJob
from transforms.dialect import (
    STATUS_WORDS,
    is_fraction,
    months,
    tidied_dates,
    tidied_identifiers,
    tidied_numbers,
    tidied_words,
    whole_numbers,
)

FOREIGN_DIGIT = r"[\p{Nd}--0-9]"


@dataclass(frozen=True)
class Parsed:
    """An export's rows, ready to be held against the rules."""

    frame: pl.DataFrame
    """The cells as text, and what the branch's style makes of them."""
    findings: Counter[str]


def months_of(month: Month) -> int:
    """A month as months since year 0."""
    return month.year * 12 + month.number - 1


def tidied(
    frame: pl.DataFrame,
    *,
    words: dict[str, tuple[str, ...]],
    identifiers: tuple[str, ...],
    numbers: tuple[str, ...],
    dates: tuple[str, ...],
) -> Parsed:
    """Each canonical column tidied as what it is; what had to be changed is counted."""
    columns = {
        **{name: tidied_words(frame[name], known) for name, known in words.items()},
        **{name: tidied_identifiers(frame[name]) for name in identifiers},
        **{name: tidied_numbers(frame[name]) for name in numbers},
        **{name: tidied_dates(frame[name]) for name in dates},
    }
    findings: Counter[str] = Counter()
    for name in identifiers:
        changed = frame[name].filter((frame[name] != columns[name]).fill_null(value=False))
        foreign = int(changed.str.contains(FOREIGN_DIGIT).sum())
        findings.update(N305=foreign, N304=len(changed) - foreign)
    for name in words:
        findings.update(N306=int((frame[name] != columns[name]).sum()))
    return Parsed(frame.with_columns(**columns), findings)


def origin(job: ReadJob, area: str) -> dict[str, pl.Expr]:
    """Month and area of each row, beside those that the job asks for."""
    is_known = pl.col(area).is_in(job.areas)
    return {
        "month": months("PERIODE", job.profile),
        "area": pl.when(is_known).then(pl.col(area)),
        "expected_month": pl.lit(months_of(job.month)),
        "expected_branch": pl.lit(job.branch),
    }


def payment(job: ReadJob) -> dict[str, pl.Expr]:
    """Status and last payment of each row; months paid in advance are not unpaid."""
    last = months("BLTH_IURAN_TERAKHIR", job.profile)
    return {
        "is_declared_active": pl.col("STATUS").replace_strict(
            STATUS_WORDS, default=None, return_dtype=pl.Boolean
        ),
        "last_paid_month": last,
        "unpaid_months": (months_of(job.month) - last).clip(lower_bound=0),
        "grace_months": pl.lit(job.grace_months),
    }


def counted(column: str, name: str, job: ReadJob) -> dict[str, pl.Expr]:
    """A head-count, and whether it is a fraction."""
    return {
        name: whole_numbers(column, job.profile),
        f"{name}_is_fraction": is_fraction(column, job.profile),
    }

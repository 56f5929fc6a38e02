"""Facts of a small month, from which bulletins are made in tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import column_types, empty
from schemas.coverage import Activity, Counts, SharedRegistrations
from schemas.exports import Kind
from schemas.facts import Facts, Series
from schemas.month import Month
from schemas.reading import Reading
from schemas.submission import ReadSubmission, Submission
from tests.builders import employers, registrations
from tests.registers import members, reference, territories, units
from transforms.coverage import to_activity, to_counts
from transforms.employer_counts import to_employer_counts
from transforms.figures import to_figures
from transforms.overlaps import to_overlaps
from transforms.person_sets import to_person_sets

NOVEMBER = Month(2021, 11)
WORKERS = (
    ("3571", "all", 100),
    ("3506", "all", 300),
    ("3578", "all", 600),
    ("3171", "all", 1000),
    ("3571", "formal", 60),
    ("3506", "formal", 100),
    ("3578", "formal", 300),
    ("3171", "formal", 900),
)


def read_submission(branch: str, kind: Kind, count: int = 0, **changes: Any) -> ReadSubmission:
    """A submission of so many rows that was read without losses, unless said otherwise."""
    usual = Reading(
        rows="1" * 64 + ".parquet",
        rejects="2" * 64 + ".parquet",
        received=count,
        readable=count,
        valid=count,
        unique=count,
        losses=(),
        findings=(),
    )
    return ReadSubmission(submission(branch, kind), replace(usual, **changes))


def submission(branch: str, kind: Kind) -> Submission:
    """A submission of November."""
    return Submission(1, NOVEMBER, branch, kind, "csv", "0" * 64 + ".csv")


def submissions(*branches: str) -> tuple[ReadSubmission, ...]:
    """All three exports of some branches, without rows."""
    return tuple(read_submission(branch, kind) for branch in branches for kind in Kind)


def counts(persons: int, *, branch: str = "KDR", area: str = "3571") -> DataFrame[Counts]:
    """So many active PU persons at one branch and area."""
    rows = registrations(
        person=range(1, persons + 1), branch=[branch] * persons, area=[area] * persons
    )
    return to_counts(to_person_sets(rows, units(), 3), units())


def earlier(*persons: int, workers: int = 400, code: str = "KDR") -> DataFrame[Series]:
    """A branch's total coverage in the months up to October, history."""
    first = NOVEMBER + -len(persons)
    rows = [
        ("branch", code, str(first + index), covered, workers, True)
        for index, covered in enumerate(persons)
    ]
    return Series.validate(pl.DataFrame(rows, schema=column_types(Series), orient="row"))


def facts(
    persons: int = 50,
    *,
    workers: Sequence[tuple[str, str, int]] = WORKERS,
    targets: list[dict[str, Any]] | None = None,
    **changes: Any,
) -> Facts:
    """November 2021 with so many PU persons at KDR in Kota Kediri; everybody has reported."""
    register = reference(*workers, targets=targets)
    counted = counts(persons)
    held = registrations(person=range(1, persons + 1))
    read = changes.get("submissions") or (
        read_submission("KDR", Kind.PESERTA, persons),
        *submissions("KDR")[1:],
        *submissions("SBY", "JKP"),
    )
    received = {
        item.submission.branch
        for item in read
        if item.submission.kind is Kind.PESERTA and item.reading
    }
    usual = Facts(
        month=NOVEMBER,
        edition=0,
        published=date(2021, 12, 6),
        reference=register,
        territories=territories(),
        counts=counted,
        previous_counts=None,
        employers=to_employer_counts(employers(employer=[1, 2, 3]), units(), 3),
        activity=to_activity(held, 3) if persons else Activity.validate(empty(Activity)),
        overlaps=to_overlaps(to_person_sets(held, units(), 3), units()),
        shared=SharedRegistrations.validate(empty(SharedRegistrations)),
        figures=to_figures(
            NOVEMBER, counted, territories(), members(), received, received, register.workforce
        ),
        earlier=earlier(),
        submissions=read,
        grace_months=3,
        version="0.1.0",
    )
    return replace(usual, **changes)

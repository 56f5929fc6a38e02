"""Facts of a small month, from which bulletins are made in tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.calculated import Calculated, Sources, Stages
from schemas.columns import column_types, empty
from schemas.coverage import Changes, SharedRegistrations
from schemas.exports import Kind
from schemas.facts import Facts, Series
from schemas.month import Month
from schemas.observations import Observations
from schemas.reading import Reading
from schemas.reference import Workforce
from schemas.registrations import Registrations
from schemas.submission import ReadSubmission, Submission
from tests import registers
from tests.builders import employers, projects, registrations
from tests.registers import reference
from transforms.changes import to_active_places, to_changes
from transforms.coverage import to_activity, to_counts
from transforms.employer_counts import to_employer_counts, to_registered_workers
from transforms.figures import to_figures
from transforms.observations import to_observations
from transforms.overlaps import to_overlaps
from transforms.person_sets import to_person_sets
from transforms.project_counts import to_project_state_counts
from transforms.publication import to_cells

GRACE = 3
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


territories = cache(registers.territories)
members = cache(registers.members)
units = cache(partial(registers.units, *registers.SERVED, ("KDR", "3578"), ("SBY", "3171")))
"""The tiny register's frames, made once."""


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


def people(persons: int, *, branch: str = "KDR", area: str = "3571") -> DataFrame[Registrations]:
    """So many active PU persons at one branch and area."""
    return registrations(
        person=range(1, persons + 1), branch=[branch] * persons, area=[area] * persons
    )


def earlier(*persons: int, workers: int = 400, code: str = "KDR") -> DataFrame[Series]:
    """A branch's total coverage in the months up to October, history."""
    first = NOVEMBER + -len(persons)
    rows = [
        ("branch", code, str(first + index), covered, workers, True)
        for index, covered in enumerate(persons)
    ]
    return Series.validate(pl.DataFrame(rows, schema=column_types(Series), orient="row"))


def published(
    held: DataFrame[Registrations],
    workforce: DataFrame[Workforce],
    read: Sequence[ReadSubmission],
    *,
    before: DataFrame[Registrations] | None = None,
    month: Month = NOVEMBER,
) -> DataFrame[Observations]:
    """What a month of these registrations and three employers of KDR publishes.

    Only small cells are hidden, none for their sake.
    """
    previous = None if before is None else published(before, workforce, read, month=month + -1)
    calculated = _calculated(held, workforce, read, before, month)
    cells = to_cells(calculated, previous)
    small = cells.filter(pl.col("count") > 0, pl.col("count") < pl.col("least"))
    return to_observations(month, calculated, cells, type(cells)(small))


def _calculated(
    held: DataFrame[Registrations],
    workforce: DataFrame[Workforce],
    read: Sequence[ReadSubmission],
    before: DataFrame[Registrations] | None,
    month: Month,
) -> Calculated:
    sources = _sources(read)
    received = set(sources.filter(kind="peserta")["branch"])
    complete = received & set(sources.filter(kind="proyek_jakon")["branch"])
    sets = to_person_sets(held, units(), GRACE)
    counts = to_counts(sets, units())
    changes = Changes.validate(empty(Changes))
    if before is not None:
        now, then = (to_active_places(side.lazy(), GRACE).collect() for side in (held, before))
        changes = to_changes(now, then, territories(), territories())
    return Calculated(
        sources=sources,
        territories=territories(),
        members=members(),
        counts=counts,
        overlaps=to_overlaps(sets, units()),
        changes=changes,
        stages=_stages(held, read),
        shared=SharedRegistrations.validate(empty(SharedRegistrations)),
        employers=to_employer_counts(
            employers(employer=[1, 2, 3]),
            to_registered_workers(held.lazy(), GRACE),
            registers.holders(),
            GRACE,
        ),
        projects=to_project_state_counts(projects(project=[]), units(), month),
        figures=to_figures(month, counts, territories(), members(), received, complete, workforce),
    )


def _sources(read: Sequence[ReadSubmission]) -> DataFrame[Sources]:
    """The exports that count: none of a branch without its peserta export."""
    found = {(item.submission.branch, item.submission.kind) for item in read if item.reading}
    rows = [
        (branch, kind.value, "export", "rows")
        for branch, kind in sorted(found)
        if (branch, Kind.PESERTA) in found
    ]
    return Sources.validate(pl.DataFrame(rows, schema=column_types(Sources), orient="row"))


def _stages(held: DataFrame[Registrations], read: Sequence[ReadSubmission]) -> DataFrame[Stages]:
    active = dict(to_activity(held, GRACE).select("branch", "active").iter_rows())
    rows = [
        {
            "branch": item.submission.branch,
            "received": found.received,
            "readable": found.readable,
            "valid": found.valid,
            "unique": found.unique,
            "active": active.get(item.submission.branch, 0),
        }
        for item in read
        if (found := item.reading) and item.submission.kind is Kind.PESERTA
    ]
    return Stages.validate(pl.DataFrame(rows, schema=column_types(Stages)))


def facts(
    persons: int = 50,
    *,
    workers: Sequence[tuple[str, str, int]] = WORKERS,
    targets: list[dict[str, Any]] | None = None,
    held: DataFrame[Registrations] | None = None,
    before: DataFrame[Registrations] | None = None,
    **changes: Any,
) -> Facts:
    """November 2021 with so many PU persons at KDR in Kota Kediri; everybody has reported."""
    register = reference(*workers, targets=targets)
    held = people(persons) if held is None else held
    read = changes.get("submissions") or (
        read_submission("KDR", Kind.PESERTA, persons),
        *submissions("KDR")[1:],
        *submissions("SBY", "JKP"),
    )
    last = None if before is None else published(
        before, register.workforce, read, month=NOVEMBER + -1
    )  # fmt: skip
    usual = Facts(
        month=NOVEMBER,
        edition=0,
        published=date(2021, 12, 6),
        reference=register,
        territories=territories(),
        observations=published(held, register.workforce, read, before=before),
        replaced=None,
        previous=last,
        activity=to_activity(held, GRACE),
        earlier=earlier(),
        submissions=read,
        grace_months=GRACE,
        languages=("id",),
        version="0.1.0",
    )
    return replace(usual, **changes)

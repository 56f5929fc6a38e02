"""What a comparing worker does: a range of persons, of two months, becomes their changes.

Nearly everybody is registered where he was, at the same branch; so the months are first held
against each other branch by branch, and only those who differ there are looked at everywhere.
"""

import polars as pl
from pandera.typing.polars import DataFrame

from flows.edges.objects import Objects
from flows.edges.typed_rows import in_range, scan_rows
from schemas.counting import CompareJob, Side
from schemas.coverage import Changes
from schemas.registrations import Registrations
from transforms.changes import (
    add_up_changes,
    areas_of_other_units,
    to_active_places,
    to_changes,
    to_others,
)
from transforms.person_sets import bucket_bounds

KEPT = 2
"""How many times as many persons who may differ are held as rows are looked at at once."""
FLOWING = 8
"""Rows of such a person for every one that he has: each is looked at in all its units."""


def compare_persons(job: CompareJob) -> DataFrame[Changes]:
    """The changes of the persons of a range."""
    others = _others(job)
    parts = []
    for first, last in bucket_bounds(others.height, KEPT * job.at_once, job.first, job.last):
        now, before = (
            _places(job, side, [name for _, name in side.registrations], first, last)
            .join(others.lazy(), on="person", how="semi")
            .collect(engine="streaming")
            for side in (job.now, job.before)
        )
        for bound in bucket_bounds(FLOWING * now.height, job.at_once, first, last):
            here, then = (in_range(rows.lazy(), "person", *bound) for rows in (now, before))
            parts.append(
                to_changes(
                    here.collect(), then.collect(), job.now.territories, job.before.territories
                )
            )
    return add_up_changes(parts)


def _others(job: CompareJob) -> pl.DataFrame:
    """Persons of a range who may not be in the same units and segments as in the month before."""
    areas = areas_of_other_units(job.now.territories, job.before.territories)
    sides = dict(job.now.registrations), dict(job.before.registrations)
    found = []
    for branch in sorted({*sides[0], *sides[1]}):
        now, before = (
            _places(
                job, side, [names[branch]] if branch in names else [], job.first, job.last
            ).collect(engine="streaming")
            for side, names in zip((job.now, job.before), sides, strict=True)
        )
        found.append(to_others(now, before, areas))
    persons = pl.concat([pl.Series("person", dtype=pl.UInt64), *found]).unique()
    return persons.to_frame()


def _places(job: CompareJob, side: Side, names: list[str], first: int, last: int) -> pl.LazyFrame:
    rows = in_range(scan_rows(Objects(job.root), names, Registrations), "person", first, last)
    return to_active_places(rows, side.grace_months)

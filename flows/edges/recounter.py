"""What a counting worker does when few of a month's files are others: it counts whom that concerns.

Persons, cards and employer units whose rows are the same in both versions of a file count as they
did before, whatever rows they have elsewhere. The rows of all others are picked out of every file,
and counted with the old files and with the new ones. Memory is bounded by the files that differ.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from flows.edges.counter import (
    PERSON_COLUMNS,
    count_cards,
    count_employers,
    count_persons,
    employer_rows,
    registration_rows,
)
from flows.edges.typed_rows import in_range
from schemas.calculated import Tables
from schemas.columns import column_types, empty
from schemas.counting import CountJob, Exchange, Gathered, RecountJob
from schemas.employers import Employers
from transforms.differing import to_differing
from transforms.shared_registrations import CARD_COLUMNS

ACTIVE_COLUMNS = ["branch", "employer", "is_declared_active", "unpaid_months"]
"""What the count of employer units needs of registrations."""

RowsOf = Callable[[CountJob], pl.LazyFrame]


def recount_persons(job: RecountJob) -> Exchange:
    """Counts, Overlaps, Activity and SharedRegistrations of the persons whom it concerns."""
    files = Files.of(job)
    changed = files.changed(registration_rows, "person", PERSON_COLUMNS)
    return files.counted(count_persons, "person", PERSON_COLUMNS, changed)


def recount_cards(job: RecountJob) -> Exchange:
    """SharedRegistrations of the cards that it concerns."""
    files = Files.of(job)
    changed = files.changed(registration_rows, "card", CARD_COLUMNS)
    return files.counted(count_cards, "card", CARD_COLUMNS, changed)


def recount_employers(job: RecountJob) -> Exchange:
    """EmployerCounts of the employer units that it concerns."""
    files = Files.of(job)
    changed = pl.concat(
        [
            files.changed(registration_rows, "employer", ACTIVE_COLUMNS),
            files.changed(employer_rows, "employer", [*column_types(Employers)]),
        ]
    ).unique()
    return files.counted(count_employers, "employer", ACTIVE_COLUMNS, changed)


@dataclass(frozen=True)
class Files:
    """The files of two jobs, as jobs: those of both, and those of only one of them."""

    common: CountJob
    gone: CountJob
    come: CountJob

    @classmethod
    def of(cls, job: RecountJob) -> "Files":
        """Those of a range."""
        before, now = job.before, job.now
        return cls(
            common=_with(now, lambda one, other: one & other, before),
            gone=_with(before, lambda one, other: one - other, now),
            come=_with(now, lambda one, other: one - other, before),
        )

    def changed(self, rows: RowsOf, hashed: str, columns: Sequence[str]) -> pl.Series:
        """The hashes of whom something else is said in these columns."""
        gone, come = (
            in_range(rows(files), hashed, files.first, files.last)
            for files in (self.gone, self.come)
        )
        return to_differing(gone, come, columns)[hashed].drop_nulls().unique()

    def counted(
        self,
        count: Callable[[CountJob], Tables],
        hashed: str,
        columns: Sequence[str],
        changed: pl.Series,
    ) -> Exchange:
        """What those who have changed come to with the old files, and with the new ones."""
        if changed.is_empty():
            return Exchange({}, {})
        shared, gone, come = (
            _picked(files, hashed, columns, changed)
            for files in (self.common, self.gone, self.come)
        )
        before, now = (
            replace(
                files,
                rows=shared.registrations.height + own.registrations.height,
                gathered=Gathered(
                    pl.concat([shared.registrations, own.registrations]),
                    pl.concat([shared.employers, own.employers]),
                ),
            )
            for files, own in ((self.gone, gone), (self.come, come))
        )
        return Exchange(gone=count(before), come=count(now))


def _with(
    job: CountJob, choose: Callable[[set[str], set[str]], set[str]], other: CountJob
) -> CountJob:
    """A job of some of its files, chosen by what another one has."""
    registrations = choose({*job.registrations}, {*other.registrations})
    employers = choose({*job.employers}, {*other.employers})
    return replace(
        job,
        registrations=tuple(name for name in job.registrations if name in registrations),
        employers=tuple(name for name in job.employers if name in employers),
    )


def _picked(job: CountJob, hashed: str, columns: Sequence[str], changed: pl.Series) -> Gathered:
    """A job's rows of whom something has changed."""

    def pick(rows: pl.LazyFrame) -> pl.DataFrame:
        # A filter is pushed down into the files, so of other columns only these rows are decoded.
        has_changed = pl.col(hashed).is_in(changed.implode())
        return (
            in_range(rows, hashed, job.first, job.last)
            .filter(has_changed)
            .collect(engine="streaming")
        )

    is_of_employers = hashed == "employer"
    return Gathered(
        pick(registration_rows(job).select(columns)),
        pick(employer_rows(job)) if is_of_employers else empty(Employers),
    )

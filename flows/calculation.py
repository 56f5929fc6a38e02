"""Computes a month's counts and figures from what its exports were read to, once per recipe."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

import polars as pl
from pandera.typing.polars import DataFrame

from flows.edges.ledger import Lease, editions
from flows.installation import Installation
from flows.recipes import COUNTING, code_digest, digest_of
from schemas.columns import empty
from schemas.coverage import Activity, Counts, Overlaps, Units
from schemas.edition import Calculation
from schemas.employers import Employers
from schemas.exports import Kind
from schemas.month import Month
from schemas.projects import Projects
from schemas.reading import Reading
from schemas.reference import Reference
from schemas.registrations import Registrations
from schemas.submission import ReadSubmission
from transforms.contracts import validated
from transforms.coverage import (
    add_up,
    add_up_activity,
    bucket_bounds,
    to_activity,
    to_counts,
    to_project_counts,
)
from transforms.employer_counts import to_employer_counts
from transforms.figures import to_figures
from transforms.overlaps import (
    CARD_COLUMNS,
    add_up_overlaps,
    to_card_overlaps,
    to_person_overlaps,
)
from transforms.rules import is_open_project
from transforms.territories import to_members, to_territories, to_units

ROWS_PER_BUCKET = 2_000_000
"""Memory of the count of persons is bounded by so many registrations."""

CARDS_PER_BUCKET = 16_000_000
"""The same for cards: four columns of them, and each bucket reads every file."""

Progress = Callable[[int, int], None]
"""Takes what is done and what there is to do."""


@dataclass(frozen=True)
class Inputs:
    """What a month is computed from."""

    month: Month
    reference: Reference
    submissions: tuple[ReadSubmission, ...]
    grace_months: int

    def readings(self, kind: Kind) -> dict[str, Reading]:
        """What was read of a kind, by branch."""
        return {
            item.submission.branch: item.reading
            for item in self.submissions
            if item.submission.kind is kind and item.reading
        }

    @property
    def digest(self) -> str:
        """SHA-256 over exports, reference data and settings; the same on every machine."""
        return digest_of(
            str(self.month),
            [(item.submission.object, item.reading is not None) for item in self.submissions],
            self.reference.objects,
            self.grace_months,
        )


def calculate(
    installation: Installation, inputs: Inputs, lease: Lease, progress: Progress
) -> Calculation:
    """The month's counts and figures: found in the ledger, or computed and recorded."""
    recipe = digest_of(inputs.digest, code_digest(COUNTING))
    with installation.ledger.begin() as connection:
        known = editions.find_calculation(connection, inputs.month, recipe)
    if known is not None:
        return known
    made = _compute(installation, inputs, progress)
    with installation.ledger.begin(lease) as connection:
        editions.record_calculation(connection, inputs.month, recipe, made)
    return made


def _compute(installation: Installation, inputs: Inputs, progress: Progress) -> Calculation:
    branches, month = inputs.reference.branches, inputs.month
    territories = to_territories(branches, inputs.reference.branch_areas)
    registrations = _scan(installation, inputs, Kind.PESERTA, Registrations)
    projects = _scan(installation, inputs, Kind.PROYEK_JAKON, Projects)
    employers = _scan(installation, inputs, Kind.PEMBERI_KERJA, Employers)
    units = to_units(_pairs([registrations, projects, employers]), territories, branches)
    counts, activity, overlaps = _count(registrations, units, inputs, progress)
    open_projects = validated(projects.filter(is_open_project(month)).collect(), Projects)
    counts = add_up([counts, to_project_counts(open_projects, units)])
    employer_counts = to_employer_counts(
        validated(employers.collect(), Employers), units, inputs.grace_months
    )
    figures = to_figures(
        month,
        counts,
        territories,
        to_members(branches, inputs.reference.branch_areas),
        inputs.readings(Kind.PESERTA),
        inputs.readings(Kind.PESERTA).keys() & inputs.readings(Kind.PROYEK_JAKON).keys(),
        inputs.reference.workforce,
    )
    store = installation.objects
    return Calculation(
        counts=store.write(".parquet", counts.write_parquet),
        employers=store.write(".parquet", employer_counts.write_parquet),
        activity=store.write(".parquet", activity.write_parquet),
        overlaps=store.write(".parquet", overlaps.write_parquet),
        figures=store.write(".parquet", figures.write_parquet),
    )


def _scan(installation: Installation, inputs: Inputs, kind: Kind, model: type[Any]) -> pl.LazyFrame:
    # A branch without persons is left out whole, so that "n dari m" is true of every figure.
    present = inputs.readings(Kind.PESERTA)
    readings = inputs.readings(kind)
    urls = [installation.objects.url(readings[b].rows) for b in readings if b in present]
    if not urls:
        return empty(model).lazy()
    return pl.scan_parquet(urls, glob=False)


def _pairs(frames: Iterable[pl.LazyFrame]) -> pl.DataFrame:
    """Every branch and area that occur together."""
    pairs = pl.concat([frame.select("branch", "area").unique() for frame in frames])
    return pairs.unique().sort("branch", "area").collect()


def _count(
    registrations: pl.LazyFrame, units: DataFrame[Units], inputs: Inputs, progress: Progress
) -> tuple[DataFrame[Counts], DataFrame[Activity], DataFrame[Overlaps]]:
    rows = sum(reading.unique for reading in inputs.readings(Kind.PESERTA).values())
    persons = _buckets(registrations, "person", rows, ROWS_PER_BUCKET)
    cards = _buckets(registrations.select(CARD_COLUMNS), "card", rows, CARDS_PER_BUCKET)
    buckets = len(persons) + len(cards)
    counts, activity, overlaps = [], [], []
    for done, lazy in enumerate(persons, start=1):
        bucket = cast(DataFrame[Registrations], lazy.collect())
        counts.append(to_counts(bucket, units, inputs.grace_months))
        activity.append(to_activity(bucket, inputs.grace_months))
        overlaps.append(to_person_overlaps(bucket, units))
        progress(done, buckets)
    for done, lazy in enumerate(cards, start=1 + len(persons)):
        overlaps.append(to_card_overlaps(lazy.collect(), units))
        progress(done, buckets)
    return add_up(counts), add_up_activity(activity), add_up_overlaps(overlaps)


def _buckets(
    registrations: pl.LazyFrame, key: str, rows: int, rows_per_bucket: int
) -> list[pl.LazyFrame]:
    """The registrations in equal slices of a hash, each to be collected on its own."""
    return [
        registrations.filter(
            pl.col(key).is_between(pl.lit(first, pl.UInt64), pl.lit(last, pl.UInt64))
        )
        for first, last in bucket_bounds(rows, rows_per_bucket)
    ]

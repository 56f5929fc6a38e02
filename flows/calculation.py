"""Computes a month's counts and figures from what its exports were read to, once per recipe."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import polars as pl
from pandera.typing.polars import DataFrame

from flows.counting import Progress, count_persons
from flows.edges.ledger import Lease, editions
from flows.installation import Installation
from flows.recipes import COUNTING, code_digest, digest_of
from schemas.columns import empty
from schemas.coverage import Activity, Counts, EmployerCounts, Overlaps
from schemas.edition import Calculation
from schemas.employers import Employers
from schemas.exports import Kind
from schemas.figures import Figures
from schemas.month import Month
from schemas.projects import Projects
from schemas.reading import Reading
from schemas.reference import Reference
from schemas.registrations import Registrations
from schemas.submission import ReadSubmission
from transforms.contracts import validated
from transforms.coverage import add_up, to_project_counts
from transforms.employer_counts import to_employer_counts
from transforms.figures import to_figures
from transforms.reconciliation import Counted, reconcile
from transforms.rules import is_open_project
from transforms.territories import to_members, to_territories, to_units


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
    rows = sum(reading.unique for reading in inputs.readings(Kind.PESERTA).values())
    tables = count_persons(registrations, rows, units, inputs.grace_months, progress)
    persons = Counted(
        cast(DataFrame[Counts], tables[Counts]),
        cast(DataFrame[Overlaps], tables[Overlaps]),
        cast(DataFrame[Activity], tables[Activity]),
        territories,
        branches,
    )
    reconcile(persons)
    open_projects = validated(projects.filter(is_open_project(month)).collect(), Projects)
    counts = add_up([persons.counts, to_project_counts(open_projects, units)])
    tables |= {
        Counts: counts,
        EmployerCounts: to_employer_counts(
            validated(employers.collect(), Employers), units, inputs.grace_months
        ),
        Figures: to_figures(
            month,
            counts,
            territories,
            to_members(branches, inputs.reference.branch_areas),
            inputs.readings(Kind.PESERTA),
            inputs.readings(Kind.PESERTA).keys() & inputs.readings(Kind.PROYEK_JAKON).keys(),
            inputs.reference.workforce,
        ),
    }
    return Calculation(
        {
            model.__name__: installation.objects.write(".parquet", table.write_parquet)
            for model, table in tables.items()
        }
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

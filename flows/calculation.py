"""Computes a month's counts and rates from what its exports were read to, once per recipe."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import polars as pl
from pandera.typing.polars import DataFrame

from flows.counting import Progress, count_rows, recount_rows
from flows.edges import typed_rows
from flows.edges.ledger import Lease, calculations
from flows.installation import Installation
from flows.past import Past
from flows.recipes import COUNTING, code_digest, digest_of
from flows.recounting import find_known
from schemas.calculated import READ_STAGES, Material, Method, Sources, Stages, Tables
from schemas.columns import column_types
from schemas.counting import CountJob, Register
from schemas.coverage import Activity, Counts, Members, Overlaps, Territories
from schemas.definitions import Language
from schemas.edition import Calculation
from schemas.exports import Kind
from schemas.figures import Figures
from schemas.month import Month
from schemas.projects import ProjectCounts, Projects
from schemas.reading import Reading
from schemas.reference import Reference
from schemas.submission import ReadSubmission
from transforms.contracts import validated
from transforms.coverage import add_up, to_project_counts
from transforms.figures import to_figures
from transforms.project_counts import to_project_state_counts
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
    languages: tuple[Language, ...] = ("id",)
    """In which every bulletin is told; figures do not depend on it."""
    past: Past = field(default_factory=Past)
    """What it is compared with, and may not contradict."""

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


def kept(
    installation: Installation, lease: Lease, recipe: str, compute: Callable[[], Tables]
) -> Calculation:
    """The lease's month's tables of one recipe: found in the ledger, or computed and recorded."""
    with installation.ledger.begin() as connection:
        known = calculations.find(connection, lease.month, recipe)
    if known is not None:
        return known
    made = Calculation(
        {
            model.__name__: installation.objects.write(".parquet", table.write_parquet)
            for model, table in compute().items()
        }
    )
    with installation.ledger.begin(lease) as connection:
        calculations.record(connection, lease.month, recipe, made)
    return made


def calculate(
    installation: Installation, inputs: Inputs, lease: Lease, progress: Progress
) -> Calculation:
    """The month's counts and rates, as they are; nothing of them may be published yet."""
    recipe = digest_of(inputs.digest, code_digest(COUNTING))
    material = to_material(inputs)
    return kept(installation, lease, recipe, lambda: count(installation, material, progress))


def to_material(inputs: Inputs) -> Material:
    """What inputs are counted from.

    A branch without persons is left out whole, so that "n dari m" is true of every figure.
    """
    present = inputs.readings(Kind.PESERTA)
    sources = [
        (item.submission.branch, item.submission.kind.value, item.submission.object, reading.rows)
        for item in inputs.submissions
        if (reading := item.reading) and item.submission.branch in present
    ]
    rows = [
        (branch, *(getattr(read, name) for name in READ_STAGES)) for branch, read in present.items()
    ]
    frame = pl.DataFrame(sources, schema=column_types(Sources), orient="row")
    return Material(
        inputs.month,
        inputs.reference,
        frame.sort("branch", "kind").pipe(validated, Sources),
        pl.DataFrame(
            rows, schema={"branch": pl.String, **dict.fromkeys(READ_STAGES, pl.Int64)}, orient="row"
        ),
        inputs.grace_months,
    )


def count(installation: Installation, material: Material, progress: Progress) -> Tables:
    """The tables of a month's counts and rates."""
    branches, areas = material.reference.branches, material.reference.branch_areas
    territories, members = to_territories(branches, areas), to_members(branches, areas)
    job = CountJob(
        root=installation.objects.root,
        registrations=material.rows_of(Kind.PESERTA),
        employers=material.rows_of(Kind.PEMBERI_KERJA),
        register=Register(territories, branches),
        grace_months=material.grace_months,
        rows=int(material.rows["unique"].sum()),
    )
    method = pl.DataFrame(
        {"grace_months": [material.grace_months], "code": [code_digest(COUNTING)]}
    )
    alike: Tables = {Method: method, Territories: territories, Members: members}
    known = find_known(installation, material, job, alike)
    tables = (
        count_rows(installation, job, progress)
        if known is None
        else recount_rows(installation, known.tables, known.job, job, progress)
    )
    projects = scan_rows(installation, material.sources, Kind.PROYEK_JAKON, Projects)
    all_projects = validated(projects.collect(), Projects)
    open_projects = validated(all_projects.filter(is_open_project(material.month)), Projects)
    units = to_units(all_projects.select("branch", "area").unique(), territories, branches)
    counts = add_up(
        [cast(DataFrame[Counts], tables[Counts]), to_project_counts(open_projects, units)]
    )
    received = material.received(Kind.PESERTA)
    tables |= alike | {
        Sources: material.sources,
        Stages: _stages(material.rows, tables[Activity]),
        Counts: counts,
        ProjectCounts: to_project_state_counts(all_projects, units, material.month),
        Figures: to_figures(
            material.month,
            counts,
            territories,
            members,
            received,
            received & material.received(Kind.PROYEK_JAKON),
            material.reference.workforce,
        ),
    }
    reconcile(
        Counted(
            cast(DataFrame[Counts], tables[Counts]),
            cast(DataFrame[Overlaps], tables[Overlaps]),
            cast(DataFrame[Activity], tables[Activity]),
            territories,
            branches,
        )
    )
    return tables


def _stages(rows: pl.DataFrame, activity: pl.DataFrame) -> DataFrame[Stages]:
    return (
        rows.join(activity.select("branch", "active"), on="branch", how="left", validate="1:1")
        .with_columns(pl.col("active").fill_null(0))
        .sort("branch")
        .pipe(validated, Stages)
    )


def scan_rows(
    installation: Installation, sources: DataFrame[Sources], kind: Kind, model: type[Any]
) -> pl.LazyFrame:
    """The typed rows of all exports of a kind."""
    names = sources.filter(kind=kind.value)["rows"].to_list()
    return typed_rows.scan_rows(installation.objects, names, model)

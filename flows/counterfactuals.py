"""Counts what a month would have come to had only some of its causes come about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

import polars as pl
from pandera.typing.polars import DataFrame

from flows.calculation import count, kept
from flows.counting import Progress
from flows.edges.ledger import Lease, calculations
from flows.edges.reference import read_archived_reference
from flows.installation import Installation
from flows.manifest import read_manifest
from flows.progress import stage
from flows.publication import read_calculated, to_calculated
from flows.recipes import COUNTERFACTUAL, COUNTING, code_digest, digest_of
from schemas.calculated import READ_STAGES, Material, Method, Sources, Stages, Tables
from schemas.columns import empty
from schemas.coverage import Changes, Territories
from schemas.differences import Differences, Shares
from schemas.edition import Calculation, Edition
from schemas.errors import StoreError
from schemas.figures import Figures
from schemas.month import Month
from schemas.observations import Cells, Observations
from schemas.reference import Reference
from schemas.revision import Cause
from transforms.counterfactuals import to_materials
from transforms.publication import to_cells
from transforms.shares import Counted, to_counts, to_shares

Steps = Sequence[tuple[Cause, pl.DataFrame]]
"""Each cause, and what is counted once it is taken up."""


@dataclass(frozen=True)
class Side:
    """One of two calculations of a month, and what it was made from."""

    made: Calculation
    material: Material
    code: str
    """SHA-256 over the code that counted."""


@dataclass(frozen=True)
class Laboratory:
    """Where it is counted; what was counted once is found again, and under a lease it is kept."""

    installation: Installation
    lease: Lease | None = None


def side_of(installation: Installation, edition: Edition) -> Side:
    """An edition, and what its manifest says that it was made from."""
    archived = read_manifest(installation, edition)["reference"]
    reference = read_archived_reference(archived, edition.month, installation.objects)
    return to_side(installation, edition.calculation, edition.month, reference)


def to_side(
    installation: Installation, made: Calculation, month: Month, reference: Reference
) -> Side:
    """A calculation, and what it was made from."""
    method = installation.read_table(made, Method)
    rows = installation.read_table(made, Stages).select("branch", *READ_STAGES)
    sources = installation.read_table(made, Sources)
    material = Material(month, reference, sources, rows, method.item(0, "grace_months"))
    return Side(made, material, method.item(0, "code"))


def share_out(
    laboratory: Laboratory, differences: DataFrame[Differences], before: Side, now: Side
) -> DataFrame[Shares]:
    """What each cause gives to each number that differs; StoreError where rows are gone.

    Where all that differs has one cause, nothing is counted.
    """
    was, made = (_counted(laboratory.installation, side) for side in (before, now))
    steps = tuple(_steps(laboratory, before, now, made.counts))
    return to_shares(differences, was, made, steps)


def _steps(
    laboratory: Laboratory, before: Side, now: Side, counts: pl.DataFrame
) -> Iterator[tuple[Cause, pl.DataFrame]]:
    """By the code of today; what another code makes of both ends is of the method."""
    materials = to_materials(before.material, now.material)
    causes = {cause for cause, _ in materials}
    if before.code != now.code:
        causes.add("METHOD")
    if len(causes) <= 1:
        yield from ((cause, counts) for cause in causes)
        return
    today = code_digest(COUNTING)
    if before.code != today and materials[0][0] != "METHOD":
        yield "METHOD", _count(laboratory, before.material)
    for cause, material in materials[:-1]:
        yield cause, _count(laboratory, material)
    last, _ = materials[-1]
    yield last, counts if now.code == today else _count(laboratory, now.material)
    if now.code != today:
        yield "METHOD", counts


def _counted(installation: Installation, side: Side) -> Counted:
    read, made = installation.read_table, side.made
    cells = to_cells(read_calculated(installation, made), None)
    return Counted(
        read(made, Observations), to_counts(read(made, Figures), cells), read(made, Territories)
    )


def _count(laboratory: Laboratory, material: Material) -> pl.DataFrame:
    """What material comes to: found in the ledger, or counted now."""
    installation, lease = laboratory.installation, laboratory.lease
    recipe = _recipe(material)
    compute = partial(_compute, laboratory, material)
    if lease is not None:
        made: Calculation | None = kept(installation, lease, recipe, compute)
    else:
        with installation.ledger.begin() as connection:
            made = calculations.find(connection, material.month, recipe)
    if made is None:
        tables = compute()
        return to_counts(
            cast(DataFrame[Figures], tables[Figures]), cast(DataFrame[Cells], tables[Cells])
        )
    read = installation.read_table
    return to_counts(read(made, Figures), read(made, Cells))


def _compute(laboratory: Laboratory, material: Material) -> Tables:
    installation, lease = laboratory.installation, laboratory.lease
    gone = [name for name in material.sources["rows"] if installation.objects.size(name) is None]
    if gone:
        raise StoreError(
            f"{len(gone)} of the files of rows that editions of {material.month} were counted from "
            "are no longer in the store; restore them from its copy."
        )
    with stage(f"{material.month} count causes apart") as shown:

        def step(done: int, total: int) -> None:
            if lease is not None:
                installation.ledger.renew(lease)
            shown.step(done, total)

        return _tables(installation, material, step)


def _tables(installation: Installation, material: Material, progress: Progress) -> Tables:
    tables = count(installation, material, progress) | {Changes: empty(Changes)}
    cells = to_cells(to_calculated(tables.__getitem__), None)
    return {Cells: cells, Figures: tables[Figures]}


def _recipe(material: Material) -> str:
    """Hash over all that decides what material comes to."""
    return digest_of(
        str(material.month),
        material.sources.rows(),
        material.rows.sort("branch").rows(),
        material.reference.objects,
        material.grace_months,
        code_digest(COUNTERFACTUAL),
    )

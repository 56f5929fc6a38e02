"""Finds an earlier count of a month that only few files set apart from what is to be counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from flows.edges.ledger import calculations
from flows.installation import Installation
from schemas.calculated import Material, Method, Sources, Tables
from schemas.counting import CountJob
from schemas.coverage import (
    TOTAL,
    Activity,
    Counts,
    Members,
    Overlaps,
    SharedRegistrations,
    Territories,
)
from schemas.edition import Calculation
from schemas.employers import EmployerCounts
from schemas.exports import Kind
from schemas.registrations import SEGMENTS

COUNTED = (Counts, Overlaps, Activity, SharedRegistrations, EmployerCounts)
"""Tables of persons, cards and employer units."""
METHOD = (Method, Territories, Members)
"""Tables that are the same wherever the same rows come to the same counts."""
NEEDED = tuple(model.__name__ for model in (*COUNTED, *METHOD, Sources))
SENT = (Kind.PESERTA, Kind.PEMBERI_KERJA)
"""Kinds of exports whose rows are exchanged."""
MOST_CHANGED, SHARE_CHANGED = 4_000_000, 4
"""Rows of files that differ, and one of how many of all: beyond these all are counted anew."""


@dataclass(frozen=True)
class Known:
    """What a job was counted to."""

    job: CountJob
    tables: Tables


def find_known(
    installation: Installation, material: Material, job: CountJob, method: Tables
) -> Known | None:
    """The count of the month whose files differ least from a job's; None where too many do.

    `method` holds the job's own tables of METHOD. What the earlier count was made of and came to
    must still be in the store as it was.
    """
    with installation.ledger.begin() as connection:
        found = calculations.of_month(connection, material.month)
    known = {
        tuple(each.tables[name] for name in NEEDED): each
        for each in found
        if each.tables.keys() >= {*NEEDED}
    }
    most = min(MOST_CHANGED, job.rows // SHARE_CHANGED)
    alike = _alike(installation, method, known.values())
    nearest = sorted(_by_distance(installation, material, alike), key=lambda near: near[0])
    for changed, sources, made in nearest:
        if changed <= most and _has_files(installation, material, sources):
            return Known(_with_files(job, sources), _counted(installation, made))
    return None


def _alike(
    installation: Installation, method: Tables, known: Iterable[Calculation]
) -> Iterator[Calculation]:
    """Those that were counted by the same rules, code and units, as far as they are whole."""
    verify, read = installation.objects.verify, installation.read_kept
    for made in known:
        names = made.tables
        if all(
            verify(names[model.__name__]) and read(names[model.__name__]).equals(method[model])
            for model in METHOD
        ) and all(map(verify, (names[name] for name in NEEDED))):
            yield made


def _by_distance(
    installation: Installation, material: Material, known: Iterable[Calculation]
) -> Iterator[tuple[int, pl.DataFrame, Calculation]]:
    """Each with its sources, and the registrations of branches that sent it something else."""
    for made in known:
        sources = installation.read_table(made, Sources)
        activity = installation.read_table(made, Activity)
        gone, come = (
            some.filter(pl.col("kind").is_in([kind.value for kind in SENT]))
            .join(others, on="rows", how="anti")["branch"]
            .unique()
            for some, others in ((sources, material.sources), (material.sources, sources))
        )
        changed = sum(
            int(rows.filter(pl.col("branch").is_in(branches.implode()))["unique"].sum())
            for rows, branches in ((activity, gone), (material.rows, come))
        )
        yield changed, sources, made


def _has_files(installation: Installation, material: Material, sources: pl.DataFrame) -> bool:
    """Whether the files that only it was made of are still as they were: they are taken away."""
    gone = sources.join(material.sources, on="rows", how="anti")["rows"]
    return all(map(installation.objects.verify, gone))


def _with_files(job: CountJob, sources: pl.DataFrame) -> CountJob:
    registrations, employers = (tuple(sources.filter(kind=kind.value)["rows"]) for kind in SENT)
    return replace(job, registrations=registrations, employers=employers)


def _counted(installation: Installation, made: Calculation) -> Tables:
    """Its tables of persons, cards and employer units; heads of projects are not of these."""
    tables: Tables = {model: installation.read_table(made, model) for model in COUNTED}
    return tables | {Counts: tables[Counts].filter(pl.col("segment").is_in([*SEGMENTS, TOTAL]))}

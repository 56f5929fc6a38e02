"""Decides what a month's edition publishes: every number with its status, hidden ones empty."""

from collections.abc import Callable
from typing import Any

from flows.calculation import Inputs, kept
from flows.comparison import PREVIOUS
from flows.edges.ledger import Lease
from flows.installation import Installation
from flows.recipes import PUBLISHING, code_digest, digest_of
from schemas.calculated import Calculated, Sources, Stages, Tables
from schemas.coverage import (
    Changes,
    Counts,
    Members,
    Overlaps,
    SharedRegistrations,
    Territories,
)
from schemas.edition import Calculation
from schemas.employers import EmployerCounts
from schemas.figures import Figures
from schemas.month import Month
from schemas.observations import Observations
from schemas.projects import ProjectCounts
from transforms.hiding import Published, to_hidden_cells
from transforms.observations import to_observations
from transforms.publication import Publication, to_cells


def publish_numbers(
    installation: Installation, inputs: Inputs, made: Calculation, lease: Lease
) -> Calculation:
    """The month's tables with its Observations: hidden is whatever would disclose a small number.

    What earlier editions of the month have shown is known, and taken into account. DataError when
    nothing that could still be hidden would help.
    """
    earlier = [each.calculation for each in inputs.past.released]
    published = kept(
        installation,
        lease,
        digest_of(
            dict(made.tables), [dict(each.tables) for each in earlier], code_digest(PUBLISHING)
        ),
        lambda: _observations(installation, inputs.month, made, earlier),
    )
    return made.with_tables(published.tables)


def _observations(
    installation: Installation, month: Month, made: Calculation, earlier: list[Calculation]
) -> Tables:
    calculated = read_calculated(installation, made)
    now = _publication(installation, made, calculated)
    published = [
        Published(
            _publication(installation, each, read_calculated(installation, each)),
            installation.read_table(each, Observations),
        )
        for each in earlier
    ]
    hidden = to_hidden_cells(now, published)
    return {Observations: to_observations(month, calculated, now.cells, hidden)}


def _publication(
    installation: Installation, made: Calculation, calculated: Calculated
) -> Publication:
    name = made.tables.get(PREVIOUS)
    previous = None if name is None else installation.read_frame(name, Observations)
    return Publication(
        cells=to_cells(calculated, previous),
        territories=calculated.territories,
        members=calculated.members,
        previous=previous,
    )


def read_calculated(installation: Installation, made: Calculation) -> Calculated:
    """What was counted, from the store."""
    return to_calculated(lambda model: installation.read_table(made, model))


def to_calculated(read: Callable[[type[Any]], Any]) -> Calculated:
    """What was counted; `read` gives the table of a contract."""
    return Calculated(
        sources=read(Sources),
        stages=read(Stages),
        territories=read(Territories),
        members=read(Members),
        counts=read(Counts),
        overlaps=read(Overlaps),
        changes=read(Changes),
        shared=read(SharedRegistrations),
        employers=read(EmployerCounts),
        projects=read(ProjectCounts),
        figures=read(Figures),
    )

"""Publishes what a random country delivers, as the project does, from its rows on."""

from dataclasses import dataclass, replace

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.calculated import Calculated, Sources, Stages
from schemas.columns import empty
from schemas.coverage import Changes
from schemas.errors import DataError
from schemas.exports import Kind
from schemas.projects import Projects
from schemas.rules import GRACE_MONTHS
from tests.attacker import Release
from tests.countries import Country, Delivery
from transforms.changes import to_active_places, to_changes
from transforms.contracts import validated
from transforms.coverage import add_up, to_activity, to_counts, to_project_counts
from transforms.employer_counts import to_employer_counts, to_registered_workers
from transforms.figures import to_figures
from transforms.hiding import Published, to_hidden_cells
from transforms.observations import to_observations
from transforms.overlaps import to_overlaps
from transforms.person_sets import to_person_sets
from transforms.project_counts import to_project_state_counts
from transforms.publication import Publication, to_cells
from transforms.rules import is_open_project
from transforms.shared_registrations import add_up_shared, to_shared_cards, to_shared_persons
from transforms.territories import to_holders, to_members, to_territories, to_units


@dataclass(frozen=True)
class History:
    """The editions of a country that were published, and how many were refused."""

    releases: tuple[Release, ...]
    refused: int


def publish(country: Country) -> History:
    """Each delivery after the other; what would disclose a number is not published."""
    releases: list[Release] = []
    published: list[tuple[Delivery, Publication]] = []
    refused = 0
    for delivery in country.deliveries:
        months = [str(earlier.month) for earlier, _ in published]
        last = _last(months, str(delivery.month + -1))
        previous = None if last is None else releases[last].observations
        before = None if last is None else published[last][0]
        calculated = to_calculated(country, delivery, before)
        publication = Publication(
            to_cells(calculated, previous),
            calculated.territories,
            calculated.members,
            previous,
        )
        earlier = [
            Published(edition, release.observations)
            for (sent, edition), release in zip(published, releases, strict=True)
            if sent.month == delivery.month
        ]
        try:
            hidden = to_hidden_cells(publication, earlier)
        except DataError as error:
            if not str(error).startswith("Disclosure control") or not earlier:
                raise
            refused += 1
            continue
        observations = to_observations(delivery.month, calculated, publication.cells, hidden)
        releases.append(Release(observations, publication.cells, last))
        published.append((delivery, publication))
    return History(tuple(releases), refused)


def _last(months: list[str], month: str) -> int | None:
    """Where a month stands last."""
    return max((place for place, one in enumerate(months) if one == month), default=None)


def to_calculated(country: Country, delivery: Delivery, before: Delivery | None) -> Calculated:
    """What is counted of a delivery, against the month before as it was published."""
    territories = to_territories(country.branches, country.branch_areas)
    members = to_members(country.branches, country.branch_areas)
    rows, received = delivery.registrations, delivery.received
    frames: list[pl.DataFrame] = [rows, delivery.employers, delivery.projects]
    pairs = pl.concat(frame.select("branch", "area") for frame in frames).unique()
    units = to_units(pairs.sort("branch", "area"), territories, country.branches)
    holders = to_holders(country.branches)
    persons = to_person_sets(rows, units, GRACE_MONTHS)
    running = delivery.projects.filter(is_open_project(delivery.month))
    counts = add_up(
        [to_counts(persons, units), to_project_counts(validated(running, Projects), units)]
    )
    calculated = Calculated(
        sources=_sources(received),
        territories=territories,
        members=members,
        counts=counts,
        overlaps=to_overlaps(persons, units),
        changes=validated(empty(Changes), Changes),
        stages=to_stages(delivery),
        shared=add_up_shared([to_shared_persons(rows, holders), to_shared_cards(rows, holders)]),
        employers=to_employer_counts(
            delivery.employers,
            to_registered_workers(rows.lazy(), GRACE_MONTHS),
            holders,
            GRACE_MONTHS,
        ),
        projects=to_project_state_counts(delivery.projects, units, delivery.month),
        figures=to_figures(
            delivery.month, counts, territories, members, received, received, country.workforce
        ),
    )
    if before is None:
        return calculated
    now, then = (
        to_active_places(side.registrations.lazy(), GRACE_MONTHS).collect()
        for side in (delivery, before)
    )
    return replace(calculated, changes=to_changes(now, then, territories, territories))


def to_stages(delivery: Delivery) -> DataFrame[Stages]:
    """Rows of each branch at each stage of the funnel; some are lost at each."""
    unique = pl.col("unique")
    stages = to_activity(delivery.registrations, GRACE_MONTHS).select(
        "branch",
        received=unique + unique // 7 + 3,
        readable=unique + unique // 7 + 1,
        valid=unique + unique // 9,
        unique=unique,
        active="active",
    )
    return validated(stages, Stages)


def _sources(received: tuple[str, ...]) -> DataFrame[Sources]:
    rows = [
        {"branch": branch, "kind": kind.value, "export": f"{branch} {kind}", "rows": ""}
        for branch in received
        for kind in Kind
    ]
    return pl.DataFrame(rows).sort("branch", "kind").pipe(validated, Sources)

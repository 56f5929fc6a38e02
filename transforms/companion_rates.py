"""The sheets of rates and of what they lack: coverage, targets, potential, months.

A sheet has just the numbers that the bulletin shows; where a page has only an excerpt of a ranked
table, it has all rows, as the edition's file of figures has.
"""

from collections.abc import Iterator
from typing import Literal

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import AreaRow, BranchRow, PotentialRow
from schemas.companion import Cell
from transforms import (
    columns,
    disclosure,
    headings,
    potential_sentences,
    table_notes,
    target_sentences,
    wording,
)
from transforms.companion_cells import Told, cell, rate_cells, taken_off, to_sheet
from transforms.language import say
from transforms.ranking import Ranked, by_potential, by_rate

GROUPS: tuple[Literal["formal", "informal", "total"], ...] = ("formal", "informal", "total")
RANKED = len(columns.PLACE) + 1
"""Place, code and name, before the numbers of a ranked row."""


def _placed(
    item: Ranked[AreaRow] | Ranked[BranchRow] | Ranked[PotentialRow], *cells: Cell
) -> tuple[Cell, ...]:
    return (item.place, item.row.code, item.row.name, *cells)


def coverage(bulletin: Bulletin) -> Iterator[Told]:
    """Coverage of formal, informal and all workers."""
    rates = {name: getattr(bulletin, name) for name in GROUPS}
    rows = tuple(
        (say(headings.GROUPS[name]), *rate_cells(rate), cell(disclosure.uncovered(rate)))
        for name, rate in rates.items()
    )
    notes = (wording.denominators(rates.values()),)
    yield to_sheet(bulletin, "coverage", rows, totals=1), notes


def branches(bulletin: Bulletin) -> Iterator[Told]:
    """Every branch in rank; one that has not reported has no numbers."""
    rows = tuple(
        _placed(
            item,
            *(
                rate_cells(item.row.coverage)
                if item.row.is_received
                else (say(headings.WAITING), None, None)
            ),
        )
        for item in by_rate(bulletin.branches)
    )
    notes = (wording.denominators(row.coverage for row in bulletin.branches),)
    yield to_sheet(bulletin, "branches", rows, RANKED), notes


def areas(bulletin: Bulletin) -> Iterator[Told]:
    """Every area in rank, of several also the persons counted twice, and the unit's own line."""
    rows = tuple(
        _placed(item, *rate_cells(item.row.coverage), cell(item.row.gap_persons))
        for item in by_rate(bulletin.areas)
    )
    total = bulletin.total
    uncovered = cell(disclosure.uncovered(total))
    several = say(headings.SEVERAL_AREAS)
    between = (None, None, several, taken_off(bulletin.overlap_persons), *(None,) * 3)
    closing: tuple[tuple[Cell, ...], ...] = (
        *((between,) if len(rows) > 1 else ()),
        (None, None, wording.unit_name(bulletin), *rate_cells(total), uncovered),
    )
    sources = wording.denominators(row.coverage for row in bulletin.areas)
    if rows:
        sheet = to_sheet(bulletin, "areas", (*rows, *closing), RANKED, len(closing))
        yield sheet, (sources, table_notes.shared_areas(bulletin))


def target(bulletin: Bulletin) -> Iterator[Told]:
    """How far the target for total coverage is, where the page tells it."""
    aim = bulletin.target
    if aim is None or aim.outlook is None:
        return
    row: tuple[Cell, ...] = (
        headings.tile("total"),
        cell(bulletin.total.percent),
        aim.percent,
        aim.month,
        *(fact.value for fact in target_sentences.target_facts(bulletin)),
        say(target_sentences.STATUSES[aim.outlook.status]),
    )
    told = (target_sentences.path(bulletin), target_sentences.pace(bulletin))
    notes = (*told, target_sentences.source(bulletin))
    yield to_sheet(bulletin, "target", (row,)), notes


def other_targets(bulletin: Bulletin) -> Iterator[Told]:
    """The targets for other indicators."""
    rows = tuple(
        (
            say(row.name),
            cell(row.rate.percent),
            row.percent,
            row.month,
            cell(row.gap),
            say(target_sentences.OTHER_STATUSES[row.status]),
        )
        for row in bulletin.other_targets
    )
    notes = (wording.denominators(row.rate for row in bulletin.other_targets),)
    yield to_sheet(bulletin, "targets", rows), notes


def potential(bulletin: Bulletin) -> Iterator[Told]:
    """Every area by its workers without cover, with what the target asks of it."""
    if not potential_sentences.has_rows(bulletin):
        return
    fields = columns.potential_columns(bulletin)
    rows = tuple(
        _placed(item, *(cell(getattr(item.row, field)) for field in fields))
        for item in by_potential(bulletin.potential)
    )
    notes = (potential_sentences.note(bulletin),)
    yield to_sheet(bulletin, "potential", rows, RANKED), notes


def comparison(bulletin: Bulletin) -> Iterator[Told]:
    """Against last month and the same month last year; points stand only beside persons."""
    rows = tuple(
        (
            change.month,
            cell(change.persons),
            cell(change.points if change.persons.is_shown else change.persons),
        )
        for change in bulletin.changes
    )
    yield to_sheet(bulletin, "comparison", rows), ()


def series(bulletin: Bulletin) -> Iterator[Told]:
    """The months of the line chart; a month without a point has an empty cell."""
    points = bulletin.series
    has_path = columns.has_path(bulletin)
    rows = tuple(
        (
            point.month,
            point.percent,
            *((point.path_percent,) if has_path else ()),
            say(headings.EARLIER) if point.is_history else None,
        )
        for point in points
    )
    if any(point.percent is not None for point in points):
        yield to_sheet(bulletin, "series", rows), (table_notes.series_note(bulletin),)

"""The sheets of rates and of what they lack: coverage, targets, potential, months.

A sheet has just the numbers that the bulletin shows; where a page has only an excerpt of a ranked
table, it has all rows, as the edition's file of figures has.
"""

from collections.abc import Iterator
from typing import Literal

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import AreaRow, BranchRow, PotentialRow
from schemas.companion import Cell, Column, Sheet
from transforms import (
    disclosure,
    headings,
    potential_sentences,
    table_notes,
    target_sentences,
    wording,
)
from transforms.companion_cells import Told, cell, rate_cells, taken_off
from transforms.ranking import Ranked, by_potential, by_rate

GROUPS: tuple[Literal["formal", "informal", "total"], ...] = ("formal", "informal", "total")
RANKED = len(headings.PLACE) + 1
"""Place, code and name, before the numbers of a ranked row."""


def _placed(
    item: Ranked[AreaRow] | Ranked[BranchRow] | Ranked[PotentialRow], *cells: Cell
) -> tuple[Cell, ...]:
    return (item.place, item.row.code, item.row.name, *cells)


def coverage(bulletin: Bulletin) -> Iterator[Told]:
    """Coverage of formal, informal and all workers."""
    rates = {name: getattr(bulletin, name) for name in GROUPS}
    rows = tuple(
        (headings.GROUPS[name], *rate_cells(rate), cell(disclosure.uncovered(rate)))
        for name, rate in rates.items()
    )
    title = headings.caption(bulletin, "coverage")
    notes = (wording.denominators(rates.values()),)
    yield Sheet("Cakupan", title, headings.COVERAGE, rows, totals=1), notes


def branches(bulletin: Bulletin) -> Iterator[Told]:
    """Every branch in rank; one that has not reported has no numbers."""
    rows = tuple(
        _placed(
            item,
            *(
                rate_cells(item.row.coverage)
                if item.row.is_received
                else (headings.WAITING, None, None)
            ),
        )
        for item in by_rate(bulletin.branches)
    )
    title = headings.caption(bulletin, "branches")
    notes = (wording.denominators(row.coverage for row in bulletin.branches),)
    yield Sheet("Kantor cabang", title, headings.BRANCHES, rows, RANKED), notes


def areas(bulletin: Bulletin) -> Iterator[Told]:
    """Every area in rank, persons of several areas taken off, and the unit's own line."""
    rows = tuple(
        _placed(item, *rate_cells(item.row.coverage), cell(item.row.gap_persons))
        for item in by_rate(bulletin.areas)
    )
    total = bulletin.total
    uncovered = cell(disclosure.uncovered(total))
    closing: tuple[tuple[Cell, ...], ...] = (
        (None, None, headings.SEVERAL_AREAS, taken_off(bulletin.overlap_persons), *(None,) * 3),
        (None, None, wording.unit_name(bulletin), *rate_cells(total), uncovered),
    )
    title = headings.caption(bulletin, "areas")
    sheet = Sheet(
        "Kabupaten dan kota", title, headings.AREAS, (*rows, *closing), RANKED, len(closing)
    )
    sources = wording.denominators(row.coverage for row in bulletin.areas)
    if rows:
        yield sheet, (sources, table_notes.shared_areas(bulletin))


def target(bulletin: Bulletin) -> Iterator[Told]:
    """How far the target for total coverage is, where the page tells it."""
    aim, facts = bulletin.target, target_sentences.target_facts(bulletin)
    if aim is None or aim.outlook is None:
        return
    points = "persen poin"
    columns = (
        *headings.TARGETS[:4],
        *(
            Column(
                f"{fact.label} ({fact.unit})",
                "points" if fact.unit == points else "count",
                unit=fact.unit,
            )
            for fact in facts
        ),
        headings.TARGETS[-1],
    )
    row: tuple[Cell, ...] = (
        headings.TILES["total"],
        cell(bulletin.total.percent),
        aim.percent,
        aim.month,
        *(fact.value for fact in facts),
        target_sentences.STATUSES[aim.outlook.status],
    )
    told = (target_sentences.path(bulletin), target_sentences.pace(bulletin))
    notes = (*told, target_sentences.source(bulletin))
    yield Sheet("Target", headings.caption(bulletin, "target"), columns, (row,)), notes


def other_targets(bulletin: Bulletin) -> Iterator[Told]:
    """The targets for other indicators."""
    rows = tuple(
        (
            row.name,
            cell(row.rate.percent),
            row.percent,
            row.month,
            cell(row.gap),
            target_sentences.OTHER_STATUSES[row.status],
        )
        for row in bulletin.other_targets
    )
    title = headings.caption(bulletin, "targets")
    notes = (wording.denominators(row.rate for row in bulletin.other_targets),)
    yield Sheet("Target indikator lain", title, headings.TARGETS, rows), notes


def potential(bulletin: Bulletin) -> Iterator[Told]:
    """Every area by its workers without cover, with what the target asks of it."""
    if not potential_sentences.has_rows(bulletin):
        return
    fields = headings.potential_columns(bulletin)
    rows = tuple(
        _placed(item, *(cell(getattr(item.row, field)) for field in fields))
        for item in by_potential(bulletin.potential)
    )
    title = headings.caption(bulletin, "potential")
    yield (
        Sheet("Potensi", title, headings.potential(bulletin), rows, RANKED),
        (potential_sentences.note(bulletin),),
    )


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
    title = headings.caption(bulletin, "comparison")
    yield Sheet("Perbandingan", title, headings.COMPARISON, rows), ()


def series(bulletin: Bulletin) -> Iterator[Told]:
    """The months of the line chart; a month without a point has an empty cell."""
    points = bulletin.series
    has_path = any(point.path_percent is not None for point in points)
    rows = tuple(
        (
            point.month,
            point.percent,
            *((point.path_percent,) if has_path else ()),
            headings.EARLIER if point.is_history else None,
        )
        for point in points
    )
    columns = headings.SERIES if has_path else (*headings.SERIES[:2], headings.SERIES[3])
    if any(point.percent is not None for point in points):
        title = headings.caption(bulletin, "series")
        yield Sheet("Deret bulan", title, columns, rows), (table_notes.series_note(bulletin),)

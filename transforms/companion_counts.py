"""The sheets of counted persons, employers, projects and rows."""

from collections.abc import Iterator

from schemas.bulletin import Bulletin
from schemas.companion import Cell
from schemas.thresholds import MIN_PERSONS
from transforms import columns, data_quality, table_notes, wording
from transforms.companion_cells import Told, cell, rate_cells, taken_off, to_sheet
from transforms.headings import Breakdown
from transforms.language import say

BREAKDOWNS: tuple[Breakdown, ...] = ("scale", "size", "report")


def segments(bulletin: Bulletin) -> Iterator[Told]:
    """Persons by segment in both views."""
    is_compared = columns.is_compared(bulletin)
    rows = tuple(
        (
            say(wording.SEGMENTS[row.segment]),
            *((cell(row.previous_persons),) if is_compared else ()),
            cell(row.persons),
            *((cell(row.change_persons),) if is_compared else ()),
            cell(row.held_persons),
        )
        for row in bulletin.segments
    )
    yield to_sheet(bulletin, "segments", rows, totals=1), (say(table_notes.SEGMENTS),)


def overlaps(bulletin: Bulletin) -> Iterator[Told]:
    """Persons who have several of a kind, in both views; what nobody has is left out."""
    rows = tuple(
        (say(wording.OVERLAPS[row.kind]), cell(row.persons), cell(row.held_persons))
        for row in table_notes.told_overlaps(bulletin)
    )
    if bulletin.segments:
        yield to_sheet(bulletin, "overlaps", rows), ()


def bridge(bulletin: Bulletin) -> Iterator[Told]:
    """From the persons held to those of the area view, in one row that adds up."""
    if bulletin.bridge is None or not bulletin.segments:
        return
    steps = bulletin.bridge
    row = (
        cell(steps.held),
        taken_off(steps.outside),
        cell(steps.inside),
        cell(steps.of_others),
        cell(steps.area),
    )
    yield to_sheet(bulletin, "bridge", (row,), labels=0), ()


def changes(bulletin: Bulletin) -> Iterator[Told]:
    """How persons came, above 0, and went, below 0; each row adds up from left to right."""
    if bulletin.change_table is None:
        return
    rows = tuple(
        (
            say(wording.SEGMENTS[row.segment]),
            cell(row.before),
            cell(row.joined),
            cell(row.moved_in),
            None if row.segment_in is None else cell(row.segment_in),
            taken_off(row.left),
            taken_off(row.moved_out),
            None if row.segment_out is None else taken_off(row.segment_out),
            cell(row.now),
        )
        for row in bulletin.change_table.rows
    )
    notes = (table_notes.changes_note(bulletin),)
    yield to_sheet(bulletin, "changes", rows, totals=1), notes


def programmes(bulletin: Bulletin) -> Iterator[Told]:
    """Persons with each programme by segment, and its rate."""
    rows = tuple(
        (
            say(wording.PROGRAMMES[row.programme]),
            cell(row.pu_persons),
            cell(row.pmi_persons),
            cell(row.bpu_persons),
            cell(row.jakon_persons),
            *rate_cells(row.coverage),
        )
        for row in bulletin.programmes
    )
    notes = (wording.denominators(row.coverage for row in bulletin.programmes),)
    yield to_sheet(bulletin, "programmes", rows), notes


def employers(bulletin: Bulletin) -> Iterator[Told]:
    """Employer units by scale, by size and by report, each with all of them."""
    for breakdown in BREAKDOWNS:
        rows = tuple(
            (
                say(wording.EMPLOYERS[row.code]),
                cell(row.active),
                cell(row.active_workers),
                cell(row.in_arrears),
                cell(row.in_arrears_workers),
            )
            for row in bulletin.employer_rows
            if row.breakdown in (breakdown, "all")
        )
        notes = (table_notes.employer_rows(bulletin),)
        yield to_sheet(bulletin, breakdown, rows, totals=1), notes


def projects(bulletin: Bulletin) -> Iterator[Told]:
    """Projects before, in and after their time."""
    rows = tuple(
        (say(wording.PROJECT_STATES[row.state]), cell(row.projects), cell(row.workers))
        for row in bulletin.project_rows
    )
    yield to_sheet(bulletin, "projects", rows), (say(table_notes.PROJECTS),)


def funnel(bulletin: Bulletin) -> Iterator[Told]:
    """Rows from arrival to the figures, and why they grew fewer."""
    rows = tuple(
        (step.name, cell(step.rows), _lost(step), step.reasons or None)
        for step in data_quality.steps(bulletin)
    )
    yield to_sheet(bulletin, "funnel", rows), ()


def _lost(step: data_quality.Step) -> Cell:
    """Rows that a step lost as a number, or as a text where the page does not count them out."""
    if step.loss is None:
        return None
    rows = step.loss.value
    is_few = rows is not None and 0 < rows < MIN_PERSONS
    return data_quality.lost(step) if is_few else cell(step.loss)

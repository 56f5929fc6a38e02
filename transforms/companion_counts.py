"""The sheets of counted persons, employers, projects and rows."""

from collections.abc import Iterator

from schemas.bulletin import Bulletin
from schemas.companion import Cell, Sheet
from schemas.thresholds import MIN_PERSONS
from transforms import data_quality, headings, table_notes, wording
from transforms.companion_cells import Told, cell, rate_cells, taken_off

EMPLOYER_SHEETS: dict[headings.Breakdown, str] = {
    "scale": "Skala usaha",
    "size": "Ukuran pemberi kerja",
    "report": "Laporan pemberi kerja",
}


def segments(bulletin: Bulletin) -> Iterator[Told]:
    """Persons by segment in both views."""
    is_compared = headings.is_compared(bulletin)
    rows = tuple(
        (
            wording.SEGMENTS[row.segment],
            *((cell(row.previous_persons),) if is_compared else ()),
            cell(row.persons),
            *((cell(row.change_persons),) if is_compared else ()),
            cell(row.held_persons),
        )
        for row in bulletin.segments
    )
    title = headings.caption(bulletin, "segments")
    sheet = Sheet("Segmen", title, headings.segments(bulletin), rows, totals=1)
    yield sheet, (table_notes.SEGMENTS,)


def overlaps(bulletin: Bulletin) -> Iterator[Told]:
    """Persons who have several of a kind, in both views; what nobody has is left out."""
    rows = tuple(
        (wording.OVERLAPS[row.kind], cell(row.persons), cell(row.held_persons))
        for row in table_notes.told_overlaps(bulletin)
    )
    title = headings.caption(bulletin, "overlaps")
    if bulletin.segments:
        yield Sheet("Lebih dari satu", title, headings.OVERLAPS, rows), ()


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
    title = headings.caption(bulletin, "bridge")
    yield Sheet("Jembatan pandangan", title, headings.BRIDGE, (row,), labels=0), ()


def changes(bulletin: Bulletin) -> Iterator[Told]:
    """How persons came, above 0, and went, below 0; each row adds up from left to right."""
    if bulletin.change_table is None:
        return
    rows = tuple(
        (
            wording.SEGMENTS[row.segment],
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
    title = headings.caption(bulletin, "changes")
    sheet = Sheet("Masuk dan keluar", title, headings.changes(bulletin), rows, totals=1)
    yield sheet, (table_notes.changes_note(bulletin),)


def programmes(bulletin: Bulletin) -> Iterator[Told]:
    """Persons with each programme by segment, and its rate."""
    rows = tuple(
        (
            wording.PROGRAMMES[row.programme],
            cell(row.pu_persons),
            cell(row.pmi_persons),
            cell(row.bpu_persons),
            cell(row.jakon_persons),
            *rate_cells(row.coverage),
        )
        for row in bulletin.programmes
    )
    title = headings.caption(bulletin, "programmes")
    notes = (wording.denominators(row.coverage for row in bulletin.programmes),)
    yield Sheet("Program", title, headings.PROGRAMMES, rows), notes


def employers(bulletin: Bulletin) -> Iterator[Told]:
    """Employer units by scale, by size and by report, each with all of them."""
    for breakdown, name in EMPLOYER_SHEETS.items():
        rows = tuple(
            (
                wording.EMPLOYERS[row.code],
                cell(row.active),
                cell(row.active_workers),
                cell(row.in_arrears),
                cell(row.in_arrears_workers),
            )
            for row in bulletin.employer_rows
            if row.breakdown in (breakdown, "all")
        )
        title = headings.caption(bulletin, breakdown)
        sheet = Sheet(name, title, headings.employers(breakdown), rows, totals=1)
        yield sheet, (table_notes.employer_rows(bulletin),)


def projects(bulletin: Bulletin) -> Iterator[Told]:
    """Projects before, in and after their time."""
    rows = tuple(
        (wording.PROJECT_STATES[row.state], cell(row.projects), cell(row.workers))
        for row in bulletin.project_rows
    )
    title = headings.caption(bulletin, "projects")
    yield Sheet("Proyek", title, headings.PROJECTS, rows), (table_notes.PROJECTS,)


def funnel(bulletin: Bulletin) -> Iterator[Told]:
    """Rows from arrival to the figures, and why they grew fewer."""
    rows = tuple(
        (step.name, cell(step.rows), _lost(step), step.reasons or None)
        for step in data_quality.steps(bulletin)
    )
    yield Sheet("Mutu data", headings.caption(bulletin, "funnel"), headings.FUNNEL, rows), ()


def _lost(step: data_quality.Step) -> Cell:
    """Rows that a step lost as a number, or as a text where the page does not count them out."""
    if step.loss is None:
        return None
    rows = step.loss.value
    is_few = rows is not None and 0 < rows < MIN_PERSONS
    return data_quality.lost(step) if is_few else cell(step.loss)

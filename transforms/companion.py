"""Makes of a bulletin the workbook for those who calculate on: its tables as typed cells.

Nothing stands in it that the bulletin does not say, and no number that it does not show.
"""

from collections.abc import Callable, Iterator

from schemas.bulletin import Bulletin
from schemas.companion import Cell, Column, Companion, Sheet
from transforms import (
    change_sentences,
    columns,
    companion_counts,
    companion_rates,
    companion_revision,
    data_quality,
    definitions,
    headings,
    headlines,
    notes,
    table_notes,
    target_sentences,
    wording,
)
from transforms.companion_cells import Told, cell
from transforms.language import marked, say

NOTES = marked("Catatan")
"""The name of the last sheet, and of what is noted of no table."""
SUMMARY_COLUMNS = (
    Column(marked("Hal"), "text"),
    Column(marked("Isi"), "mixed"),
    Column(marked("Keterangan"), "text"),
)
NOTES_COLUMNS = (SUMMARY_COLUMNS[0], SUMMARY_COLUMNS[2])
STATES = {True: marked("Angka sementara (*)"), False: marked("Angka tetap")}
"""Whether the figures wait for a branch."""
TABLES: tuple[Callable[[Bulletin], Iterator[Told]], ...] = (
    companion_revision.revision,
    companion_rates.coverage,
    companion_rates.comparison,
    companion_rates.branches,
    companion_rates.areas,
    companion_rates.target,
    companion_rates.other_targets,
    companion_rates.potential,
    companion_counts.segments,
    companion_counts.overlaps,
    companion_counts.bridge,
    companion_counts.changes,
    companion_counts.programmes,
    companion_counts.employers,
    companion_counts.projects,
    companion_rates.series,
    companion_counts.funnel,
)
"""What makes the sheets of tables, in their order."""
WITHOUT_DATA = (companion_revision.revision, companion_rates.series)
"""Those of a unit without data."""


def to_companion(bulletin: Bulletin) -> Companion:
    """The workbook beside a bulletin: summary, each table that has rows, notes."""
    told = list(tables(bulletin))
    sheets = (_summary(bulletin), *(sheet for sheet, _ in told), _notes(bulletin, told))
    return Companion(wording.title(bulletin), bulletin.published, sheets)


def tables(bulletin: Bulletin) -> Iterator[Told]:
    """Each table that has rows, with its notes."""
    for make in TABLES if bulletin.is_received else WITHOUT_DATA:
        yield from (item for item in make(bulletin) if item[0].rows)


def _summary(bulletin: Bulletin) -> Sheet:
    made = say("Asal"), wording.provenance(bulletin), None
    rows = (*_issue(bulletin), *_headline(bulletin), made)
    return Sheet(say("Ringkasan"), wording.title(bulletin), columns.said(SUMMARY_COLUMNS), rows)


def _issue(bulletin: Bulletin) -> Iterator[tuple[Cell, Cell, Cell]]:
    """Whose bulletin it is, of which month and edition, and how far it is to be trusted."""
    yield say("Terbitan"), say(wording.SERIES), wording.AGENCY
    yield say("Unit kerja"), wording.unit_name(bulletin), wording.parent(bulletin) or None
    yield say("Bulan"), bulletin.month, None
    yield say("Nomor"), wording.issue(bulletin), None
    yield say("Edisi"), wording.edition(bulletin), None
    if bulletin.is_received:
        yield say("Sifat angka"), say(STATES[bulletin.is_preliminary]), None
    if bulletin.level != "branch":
        yield say("Kelengkapan"), wording.completeness(bulletin), None


def _headline(bulletin: Bulletin) -> Iterator[tuple[Cell, Cell, Cell]]:
    """The headline and its figures, or why there are none."""
    yield say("Hasil"), headlines.headline(bulletin), None
    if not bulletin.is_received:
        yield say("Sebab"), notes.waiting(bulletin), None
        return
    total, formal, mark = bulletin.total, bulletin.formal, wording.star(bulletin)
    names = {name: f"{headings.tile(name)}{mark}" for name in headings.TILES}
    employers = headings.tile("employers") + wording.held_star(bulletin, "pemberi_kerja")
    yield names["persons"], cell(total.numerator), change_sentences.growth(bulletin)
    yield names["total"], cell(total.percent), table_notes.parts(total, say("pekerja"))
    yield names["formal"], cell(formal.percent), table_notes.parts(formal, say("pekerja formal"))
    yield employers, cell(bulletin.employers), table_notes.employers_note(bulletin)
    yield say("Sumber penyebut"), wording.sources((total, formal, bulletin.informal)), None


def _notes(bulletin: Bulletin, told: list[Told]) -> Sheet:
    rows = (
        *_limits(bulletin),
        *((sheet.name, note) for sheet, notes in told for note in notes if note),
        *_definitions(bulletin),
    )
    title = say("Catatan, tanda, konsep, dan definisi")
    return Sheet(say(NOTES), title, columns.said(NOTES_COLUMNS), rows)


def _limits(bulletin: Bulletin) -> Iterator[tuple[Cell, Cell]]:
    """What limits the figures."""
    for note in notes.notes(bulletin):
        yield say(NOTES), note
    yield from _absent(bulletin) if bulletin.is_received else _remedies(bulletin)


def _remedies(bulletin: Bulletin) -> Iterator[tuple[Cell, Cell]]:
    """What a unit without data does, and which files are not in use."""
    for step in notes.remedies(bulletin):
        yield say("Yang perlu dilakukan"), step
    if bulletin.level != "branch":
        yield say("Berkas yang belum dipakai"), f"{data_quality.lacks(bulletin)}."


def _absent(bulletin: Bulletin) -> Iterator[tuple[Cell, Cell]]:
    """What stands for tables that are left out, and what is to be known of the exports."""
    if not target_sentences.target_facts(bulletin):
        yield say("Target"), target_sentences.gap(bulletin)
    if not bulletin.employer_rows:
        yield say(NOTES), headings.absent("employers")
    if not bulletin.project_rows:
        yield say(NOTES), headings.absent("projects")
    for line in data_quality.lines(bulletin):
        yield line.label, f"{line.text}."


def _definitions(bulletin: Bulletin) -> Iterator[tuple[Cell, Cell]]:
    """Every definition of the bulletin's page, the meaning of signs among them."""
    for column in definitions.columns(bulletin.grace_months):
        for definition in column:
            yield definition.term, definition.text.replace("`", "")

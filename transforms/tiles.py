"""The four figures on top of a bulletin, with their change since last month where it is shown."""

from dataclasses import dataclass
from typing import Literal

from schemas.bulletin import Bulletin, Change
from schemas.bulletin_rows import Figure
from schemas.exports import Kind
from transforms import numerals, sentences, table_notes, wording
from transforms.headings import tile
from transforms.language import say
from transforms.numerals import revised


@dataclass(frozen=True)
class Tile:
    """One figure, what became of it since last month, and what it rests on."""

    label: str
    value: str
    direction: Literal["up", "down", ""]
    change: str
    note: str


def tiles(bulletin: Bulletin) -> tuple[Tile, ...]:
    """Persons, coverage, coverage of formal workers, employers."""
    star = wording.star(bulletin)
    latest = sentences.change_of(bulletin, 1)
    persons = latest.persons if latest else None
    points = latest.points if latest else None
    formal = _formal_persons(bulletin)
    return (
        Tile(
            tile("persons"),
            f"{revised(numerals.count, bulletin.total.numerator)}{star}",
            _direction(persons),
            *_grown(bulletin, persons),
        ),
        Tile(
            tile("total"),
            f"{revised(numerals.percent, bulletin.total.percent)}{star}",
            _direction(points),
            _moved(latest),
            table_notes.parts(bulletin.total, say("pekerja")),
        ),
        Tile(
            tile("formal"),
            f"{revised(numerals.percent, bulletin.formal.percent)}{star}",
            _direction(formal),
            _gained(formal),
            table_notes.parts(bulletin.formal, say("pekerja")),
        ),
        Tile(
            tile("employers"),
            f"{revised(numerals.count, bulletin.employers)}"
            f"{wording.held_star(bulletin, Kind.PEMBERI_KERJA)}",
            "",
            "",
            table_notes.employers_note(bulletin),
        ),
    )


def _formal_persons(bulletin: Bulletin) -> Figure | None:
    """The change of those who are paid a wage, where they are the formal workers covered."""
    return next(
        (
            row.change_persons
            for row in bulletin.segments
            if row.segment == "PU" and row.persons.value == bulletin.formal.numerator.value
        ),
        None,
    )


def _direction(change: Figure | None) -> Literal["up", "down", ""]:
    if change is None or not change.is_shown or not change.value:
        return ""
    return "up" if change.value > 0 else "down"


def _grown(bulletin: Bulletin, persons: Figure | None) -> tuple[str, str]:
    """The change of persons as a change, or a note why there is none."""
    told = sentences.growth(bulletin)
    return (told, "") if persons is not None and persons.is_shown else ("", told)


def _moved(latest: Change | None) -> str:
    """The shown change of the rate; the month stands beside the change of persons."""
    if latest is None or not latest.points.is_shown:
        return ""
    if not latest.points.value:
        return sentences.movement(latest)
    return say("{points} persen poin", points=numerals.points(latest.points))


def _gained(change: Figure | None) -> str:
    if change is None or not change.is_shown:
        return ""
    if not change.value:
        return say("tidak berubah")
    return say("{change} peserta", change=numerals.change(change))

"""Whether a bulletin carries the sign of a revised number, so that it must be explained."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure
from transforms.numerals import REVISED


def is_on(text: str) -> bool:
    """Whether a number as it is printed has it."""
    return text.endswith(REVISED)


def on_top(bulletin: Bulletin) -> bool:
    """Whether the headline or one of the four figures has it, which is all that a mail shows."""
    total, formal = bulletin.total, bulletin.formal
    shown = (total.percent, total.numerator, formal.percent, bulletin.employers)
    return bulletin.is_received and any(figure.is_revised for figure in shown)


def anywhere(bulletin: Bulletin) -> bool:
    """Whether any number has it, in a table of the page or of the CSV in it."""
    return bulletin.is_received and any(figure.is_revised for figure in _figures(bulletin))


def _figures(value: object) -> Iterator[Figure]:
    """Every figure that a bulletin or a part of it holds."""
    match value:
        case Figure():
            yield value
        case tuple():
            for item in value:
                yield from _figures(item)
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from _figures(getattr(value, field.name))

"""Tables of a bulletin as sheets of its workbook, and figures as their typed cells."""

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, Rate
from schemas.companion import Cell, Revised, Sheet
from transforms import headings, numerals
from transforms.columns import to_columns
from transforms.language import say

Told = tuple[Sheet, tuple[str, ...]]
"""A sheet, and the notes under its table; a note may be empty."""


def to_sheet(
    bulletin: Bulletin,
    table: headings.Table,
    rows: tuple[tuple[Cell, ...], ...],
    labels: int = 1,
    totals: int = 0,
) -> Sheet:
    """A table as the sheet that has its name, caption and columns."""
    return Sheet(
        name=say(headings.SHEETS[table]),
        title=headings.caption(bulletin, table),
        columns=to_columns(bulletin, table),
        rows=rows,
        labels=labels,
        totals=totals,
    )


def cell(figure: Figure) -> Cell:
    """A figure's number, or the sign that the page has for it."""
    return _number(figure, 1)


def taken_off(figure: Figure) -> Cell:
    """A figure that is taken off a sum, below 0, or its sign."""
    return _number(figure, -1)


def rate_cells(rate: Rate) -> tuple[Cell, ...]:
    """A rate after its parts."""
    return (cell(rate.numerator), cell(rate.denominator), cell(rate.percent))


def _number(figure: Figure, factor: int) -> Cell:
    if figure.value is None:
        return numerals.unshown(figure)
    number = figure.value * factor
    return Revised(number) if figure.is_revised else number

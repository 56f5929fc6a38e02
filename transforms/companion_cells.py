"""Tables of a bulletin as sheets of its workbook, and figures as their typed cells."""

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, Rate
from schemas.companion import Cell, Sheet
from transforms import disclosure, headings, numerals
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
    return numerals.unshown(figure) or figure.value


def taken_off(figure: Figure) -> Cell:
    """A figure that is taken off a sum, below 0, or its sign."""
    return numerals.unshown(figure) or -disclosure.whole(figure)


def rate_cells(rate: Rate) -> tuple[Cell, ...]:
    """A rate after its parts."""
    return (cell(rate.numerator), cell(rate.denominator), cell(rate.percent))

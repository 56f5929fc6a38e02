"""What goes with a bulletin for those who calculate: a workbook of typed cells, and a CSV."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from schemas.month import Month

ColumnKind = Literal[
    "text", "count", "change", "percent", "points", "month", "figure", "difference", "mixed"
]
"""change and points: written with their sign; percent: 21.54 is 21,54 %; figure: whole numbers
count and decimals are percent; difference: they are change and points; mixed: texts or figures.
What is figure or difference counts what the sheet's units say of its row."""


@dataclass(frozen=True)
class Revised:
    """A count or a rate that the edition before showed otherwise; written with the sign of that."""

    number: int | Decimal


Cell = str | int | Decimal | Month | Revised | None
"""A text, a count, a rate or points, a month, or nothing. A figure that is not shown is a text."""


@dataclass(frozen=True)
class Column:
    """One column of a table, as its page and its sheet call it."""

    heading: str
    """A line break stands where the page breaks it."""
    kind: ColumnKind = "count"
    group: str = ""
    """What stands over several columns."""
    is_silent: bool = False
    """True where the page leaves the heading out."""
    unit: str = ""
    """What its numbers count, where it is not what the kind suggests."""

    @property
    def name(self) -> str:
        """The heading in one line, with its group."""
        return " ".join(f"{self.group}: {self.heading}".removeprefix(": ").split())


@dataclass(frozen=True)
class Sheet:
    """One sheet: a title, headings, and rows of as many cells."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    labels: int = 1
    """How many columns at the beginning say whose a row is, and stay in sight."""
    totals: int = 0
    """How many rows at the end are not of the same kind as the others, and stay below them."""
    units: tuple[str, ...] = ()
    """What each row counts, where a column has counts and rates; empty for a rate."""


@dataclass(frozen=True)
class Companion:
    """The workbook beside one bulletin."""

    title: str
    published: date
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Attachment:
    """A file within the PDF of one bulletin."""

    name: str
    description: str
    published: date
    text: str

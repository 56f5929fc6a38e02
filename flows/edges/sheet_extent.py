"""How far a sheet reaches, found in its markup piece by piece without parsing it."""

import re
from dataclasses import dataclass

import polars as pl

from schemas.errors import ExportError

MOST_ROWS, MOST_COLUMNS = 1_048_576, 200
MOST_PLACES = 64 * 1024 * 1024
"""Rows times columns that a worker has memory for: 64 columns in the longest sheet."""
FEW_PLACES = 4 * 1024 * 1024
MOST_SPARSE = 8
"""Places to a cell, where there are more than few places: tables are filled."""
LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
REFERENCE = r"\br\s*=\s*[\"']([A-Za-z]+)([0-9]+)[\"']"
"""A cell's name for itself: the letters of its column and the number of its row."""
ROW_NUMBER = r"\br\s*=\s*[\"']([0-9]+)[\"']"
FAR_TOO_LONG = 12
"""Digits; numbers are cut to so many, for a parser may wrap longer ones round to small ones."""
IS_HIDDEN = r"\bhidden\s*=\s*[\"'](?:1|true)[\"'][^>/]*>$"
"""A hidden row that is not empty."""


@dataclass(frozen=True)
class Extent:
    """How far a sheet reaches, as far as it has been scanned; never less than it does."""

    rows: int = 0
    referred: int = 0
    """Columns up to the last one that a cell names."""
    counted: int = 0
    """Most cells in a row among those that name no column, but follow each other."""
    cells: int = 0

    @property
    def columns(self) -> int:
        """Columns, those of unnamed cells among them."""
        return self.referred + self.counted

    def refuse_large(self) -> None:
        """Refuse what no worker has memory for."""
        is_large = self.rows > MOST_ROWS or self.columns > MOST_COLUMNS
        if is_large or self.rows * self.columns > MOST_PLACES:
            raise ExportError("E108", rows=self.rows, columns=self.columns)

    def refuse_sparse(self) -> None:
        """Refuse few cells that are far apart."""
        if self.rows * self.columns > max(FEW_PLACES, MOST_SPARSE * self.cells):
            raise ExportError("E108", rows=self.rows, columns=self.columns)


def claimed(head: bytes) -> Extent:
    """The range that a sheet says of itself, if it does."""
    claim = re.search(rb"\bdimension\s[^>]*[:\"']([A-Za-z]+)([0-9]{1,18})[\"']", head)
    if claim is None:
        return Extent()
    return Extent(rows=int(claim[2]), referred=column_number(claim[1].decode()))


def grown(extent: Extent, text: pl.Series, prefix: str) -> tuple[Extent, pl.Series]:
    """The extent with a further piece, and the piece's hidden rows.

    Rows and cells nearly always come in order, so only references beyond all earlier ones are
    picked out; in the first piece that is each of them.
    """
    tags = picked(text, rf"<{prefix}row\b[^>]*>")
    following = pl.int_range(extent.rows + 1, extent.rows + 1 + len(tags), eager=True)
    numbers = _numbers(tags.str.extract(ROW_NUMBER)).fill_null(following)
    rows = max([extent.rows, *_most(numbers)])
    named = rf"<{prefix}c\s[^>]*?\br\s*=\s*[\"']"
    beyond = f"{_above(_letters(extent.referred), LETTERS)}[0-9]+|[A-Z]+{_above(str(rows), DIGITS)}"
    far = picked(text, rf"(?i){named}(?:{beyond})[\"']")
    letters, digits = far.str.extract(REFERENCE, 1), far.str.extract(REFERENCE, 2)
    columns = [column_number(name) for name in letters.unique().drop_nulls()]
    cells = count(text, rf"<{prefix}c[\s/>]")
    is_named = cells == text.item().count(f'<{prefix}c r="') or cells == count(text, named)
    counted = 0 if is_named else _longest_row(text, prefix)
    return Extent(
        rows=max([rows, *_most(_numbers(digits))]),
        referred=max([extent.referred, *columns]),
        counted=max(extent.counted, counted),
        cells=extent.cells + cells,
    ), numbers.filter(tags.str.contains(IS_HIDDEN))


def _numbers(digits: pl.Series) -> pl.Series:
    """The numbers that digits stand for, or at least 10 to the eleventh."""
    return digits.str.strip_chars_start("0").str.head(FAR_TOO_LONG).cast(pl.Int64, strict=False)


def _most(numbers: pl.Series) -> list[int]:
    """The greatest number, if there is any."""
    return numbers.drop_nulls().sort().tail(1).to_list()


def picked(text: pl.Series, pattern: str) -> pl.Series:
    """All that fits the pattern."""
    return text.str.extract_all(pattern).explode().drop_nulls()


def count(text: pl.Series, pattern: str) -> int:
    """How often the pattern fits."""
    return int(text.str.count_matches(pattern).item())


def _longest_row(text: pl.Series, prefix: str) -> int:
    """Most cells in one row of a piece."""
    rows = text.str.split(f"<{prefix}row").explode()
    return max(_most(rows.str.count_matches(rf"<{prefix}c[\s/>]")))


def column_number(letters: str) -> int:
    """A column's number, from 1; any that is far too large for more than four letters."""
    number = 0
    for letter in letters[:5].upper():
        number = number * len(LETTERS) + LETTERS.index(letter) + 1
    return number


def _letters(column: int) -> str:
    """The letters of a column's number; none for 0."""
    if column == 0:
        return ""
    return _letters((column - 1) // len(LETTERS)) + LETTERS[(column - 1) % len(LETTERS)]


def _above(word: str, alphabet: str) -> str:
    """A pattern of all words that are longer, or as long and greater."""
    ways = [f"[{alphabet}]{{{len(word) + 1},}}"]
    for place, sign in enumerate(word):
        greater = alphabet[alphabet.index(sign) + 1 :]
        if greater:
            ways.append(f"{word[:place]}[{greater}][{alphabet}]{{{len(word) - place - 1}}}")
    return f"(?:{'|'.join(ways)})"

"""What the markup of one sheet says before anything parses it: its range, formulas, merged cells.

The markup is looked at in large pieces, in which things are counted or picked out by pattern: no
cell becomes an object of its own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from flows.edges.markup import pieces
from flows.edges.sheet_extent import REFERENCE, Extent, claimed, column_number, count, grown, picked
from schemas.errors import ExportError

MERGED = r"\bref\s*=\s*[\"']([A-Za-z]+)([0-9]{1,18}):([A-Za-z]+)([0-9]{1,18})[\"']"
IS_TEXT = r"^<[^>]*\bt\s*=\s*[\"']str[\"']"
RANGE = ("first_place", "first_row", "last_place", "last_row")
NO_MERGES = pl.DataFrame(schema=dict.fromkeys(RANGE, pl.Int64))
NO_ERRORS = pl.DataFrame(schema={"row": pl.Int64, "place": pl.Int64, "text": pl.String})


@dataclass(frozen=True)
class Oddities:
    """What is special about the cells of a sheet, or of a piece of one."""

    formulas: int
    """Formula cells with a stored value."""
    valueless: int
    """Formula cells without one."""
    hidden: pl.Series
    """Hidden rows, from 1."""
    merges: pl.DataFrame
    """Merged ranges: first and last row, from 1, and first and last place, from 0."""
    errors: pl.DataFrame
    """Cells that hold an error: row, place, text (such as #N/A)."""


@dataclass(frozen=True)
class SheetScan:
    """One sheet of a workbook."""

    name: str
    extent: Extent
    oddities: Oddities = field(repr=False)


def scan_sheet(name: str, head: bytes, chunks: Iterable[bytes]) -> SheetScan:
    """Scan a sheet whose first bytes are `head`.

    ExportError: E105 no sheet, E108 its range is too large or nearly empty, E132 forbidden XML.
    """
    opening = re.search(rb"<((?:\w+:)?)worksheet\b", head)
    if opening is None:
        raise ExportError("E105")
    prefix = opening[1].decode()
    claimed(head).refuse_large()
    extent, found = Extent(), []
    for piece in pieces(chunks, f"<{prefix}row"):
        text = pl.Series("piece", [piece])
        extent, hidden = grown(extent, text, prefix)
        extent.refuse_large()
        found.append(_oddities(text, hidden, prefix))
    extent.refuse_sparse()
    return SheetScan(name, extent, _joined(found))


def _oddities(text: pl.Series, hidden: pl.Series, prefix: str) -> Oddities:
    """What is special in a piece; patterns are tried only where their first signs are found."""
    piece: str = text.item()
    has_formulas, has_merges = f"<{prefix}f" in piece, f"<{prefix}mergeCell " in piece
    has_errors = 't="e"' in piece or "t='e'" in piece
    valueless = _valueless(text, prefix) if has_formulas else 0
    formulas = count(text, rf"<{prefix}f[\s/>]") if has_formulas else 0
    merge = rf"<{prefix}mergeCell\s[^>]*>"
    error = rf"(?s)<{prefix}c\s[^>]*\bt=[\"']e[\"'][^>]*>.*?</{prefix}c>"
    return Oddities(
        formulas=formulas - valueless,
        valueless=valueless,
        hidden=hidden,
        merges=_ranges(picked(text, merge)) if has_merges else NO_MERGES,
        errors=_errors(picked(text, error)) if has_errors else NO_ERRORS,
    )


def _valueless(text: pl.Series, prefix: str) -> int:
    """Formula cells without a stored value; an empty text is a value."""
    formula = rf"<{prefix}f(?:\s[^>]*)?(?:/>|>[^<]*</{prefix}f>)"
    nothing = rf"</{prefix}c>|<{prefix}v\s*/>|<{prefix}v>\s*</{prefix}v>"
    found = picked(text, rf"<{prefix}c\b[^>]*>\s*{formula}\s*(?:{nothing})")
    return len(found) - int(found.str.contains(IS_TEXT).sum())


def _errors(cells: pl.Series) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row": cells.str.extract(REFERENCE, 2).cast(pl.Int64, strict=False),
            "place": _places(cells.str.extract(REFERENCE, 1)),
            "text": cells.str.extract(r"v>([^<]*)<", 1),
        }
    ).drop_nulls()


def _ranges(merges: pl.Series) -> pl.DataFrame:
    parts = [merges.str.extract(MERGED, place) for place in (1, 2, 3, 4)]
    return pl.DataFrame(
        {
            name: _places(part) if name.endswith("place") else part.cast(pl.Int64)
            for name, part in zip(RANGE, parts, strict=True)
        }
    ).drop_nulls()


def _joined(found: list[Oddities]) -> Oddities:
    return Oddities(
        formulas=sum(part.formulas for part in found),
        valueless=sum(part.valueless for part in found),
        hidden=pl.concat([part.hidden for part in found]),
        merges=pl.concat([part.merges for part in found]),
        errors=pl.concat([part.errors for part in found]),
    )


def _places(letters: pl.Series) -> pl.Series:
    """Places of columns, from 0, by their letters."""
    names = letters.drop_nulls().unique()
    places = pl.Series([column_number(name) - 1 for name in names], dtype=pl.Int64)
    return letters.replace_strict(names, places, default=None, return_dtype=pl.Int64)

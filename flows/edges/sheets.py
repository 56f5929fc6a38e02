"""Reads the one matching sheet of a workbook, new or old, into text cells."""

from collections import Counter
from collections.abc import Collection

import fastexcel
import polars as pl

from flows.edges.archives import ZIP
from flows.edges.content import parsed, refuse_other
from flows.edges.old_workbooks import COMPOUND, PROTECTED, scan_old_workbook
from flows.edges.sheet_choice import Heading, find_heading, load_sheets
from flows.edges.typed_tables import (
    AMOUNTS,
    DATES,
    IDENTIFIERS,
    MONTHS,
    TypedTable,
    as_sent,
    to_typed_cells,
)
from flows.edges.workbook_scan import WorkbookScan, scan_workbook
from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from schemas.reading import AsSent
from transforms.cells import Cells
from transforms.layout import note_heading, to_positions

WORKBOOK = "an Excel workbook"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} 00:00:00$"
"""How a date is read as text. With another hour it is none: a clock was moved across midnight."""


def to_sheet_cells(
    data: bytes, kind: Kind, profile: Profile, cap: int, *, is_old: bool = False
) -> Cells:
    """The cells of a workbook, .xls if it is old; ExportError when it can't be taken as a whole."""
    findings: Counter[str] = Counter()
    table = _to_table(data, kind, profile, cap, findings, is_old=is_old)
    return to_typed_cells(table, kind, profile, findings)


def sheet_rows_as_sent(
    data: bytes, kind: Kind, profile: Profile, cap: int, wanted: Collection[int], *, is_old: bool
) -> AsSent:
    """Chosen rows of a workbook, with all their cells."""
    table = _to_table(data, kind, profile, cap, Counter(), is_old=is_old)
    return as_sent(table, kind, profile, wanted)


def _to_table(
    data: bytes, kind: Kind, profile: Profile, cap: int, findings: Counter[str], *, is_old: bool
) -> TypedTable:
    scan = _scan(data, cap, is_old=is_old)
    book = parsed(lambda: fastexcel.read_excel(data))
    heading = find_heading(load_sheets(book, scan, profile), scan, kind, profile)
    places = to_positions(list(heading.names), heading.line, kind)
    oddities = heading.sheet.oddities
    if oddities.valueless:
        raise ExportError("E127", cells=oddities.valueless)
    _refuse_merged(heading)
    note_heading(list(heading.cells), list(heading.names), heading.line, findings)
    rows = heading.sheet.text.with_row_index("row", offset=1).slice(heading.line)
    findings["N318"] += int(rows["row"].is_in(oddities.hidden.implode()).sum())
    findings["N319"] += oddities.formulas
    findings["N324"] += is_old
    findings["N327"] += scan.links
    numbers, days = _types(book, heading, dict(zip(COLUMNS[kind], places, strict=True)))
    return TypedTable(
        headings=heading.cells,
        names=heading.names,
        line=heading.line,
        text=rows,
        numbers=numbers,
        days=days,
        is_merged=_is_merged(heading, rows["row"]),
    )


def _scan(data: bytes, cap: int, *, is_old: bool) -> WorkbookScan:
    """What can be known of the workbook without parsing it."""
    if data.startswith(COMPOUND) and PROTECTED in data:
        raise ExportError("E104")
    refuse_other(data, COMPOUND if is_old else ZIP, WORKBOOK)
    return scan_old_workbook(data) if is_old else scan_workbook(data, cap)


def _refuse_merged(heading: Heading) -> None:
    """A heading that is merged across columns hides those behind it, or says not which it is."""
    line, shift = heading.line, heading.sheet.first_place
    across = heading.sheet.oddities.merges.filter(
        (pl.col("first_row") <= line)
        & (pl.col("last_row") >= line)
        & (pl.col("first_place") < pl.col("last_place"))
    )
    hidden: dict[str, None] = {}
    for first, last in across.select("first_place", "last_place").unique().sort(pl.all()).rows():
        first_name, *names = heading.names[max(first - shift, 0) : last + 1 - shift] or ("",)
        hidden |= dict.fromkeys([name for name in names if name] or filter(None, [first_name]))
    if hidden:
        raise ExportError(
            "E112", columns=", ".join(hidden), found=len(heading.names), line=heading.line
        )


def _covers(place: int) -> pl.Expr:
    """Whether a merged range has cells of the column."""
    return (pl.col("first_place") <= place) & (pl.col("last_place") >= place)


def _is_merged(heading: Heading, rows: pl.Series) -> pl.Series:
    """Whether each row has a canonical cell within a merged range.

    Ranges may be many and long, so only their ends are looked at: a row is in as many as have
    begun and not ended.
    """
    first = heading.sheet.first_place
    places = [place + first for place, name in enumerate(heading.names) if name]
    merges = heading.sheet.oddities.merges.filter(pl.any_horizontal(map(_covers, places)))
    ends = pl.concat(
        [
            merges.select(row="first_row", change=pl.lit(1, pl.Int64)),
            merges.select(row=pl.col("last_row") + 1, change=pl.lit(-1, pl.Int64)),
        ]
    )
    changes = ends.group_by("row").agg(pl.col("change").sum()).sort("row")
    open_ranges = changes.select("row", ranges=pl.col("change").cum_sum())
    joined = rows.cast(pl.Int64).to_frame("row").join_asof(open_ranges, on="row")
    return joined["ranges"].fill_null(0) > 0


def _types(
    book: fastexcel.ExcelReader, heading: Heading, places: dict[str, int]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Which identifiers and amounts are numbers, and the days of cells that are dates.

    A text is never read as a truth value, nor as a time; a number is read as either.
    """
    dtypes: dict[str | int, fastexcel.DType] = {}
    for column, place in places.items():
        if column in (*IDENTIFIERS, *AMOUNTS):
            dtypes[f"__UNNAMED__{place}"] = "boolean"
        elif column in (*DATES, *MONTHS):
            dtypes[f"__UNNAMED__{place}"] = "datetime"
    typed = parsed(
        lambda: book.load_sheet(
            heading.sheet.name,
            header_row=None,
            skip_rows=0,
            use_columns=[str(name) for name in dtypes],
            dtypes=dtypes,
        ).to_polars()
    ).slice(heading.line)
    text = heading.sheet.text.slice(heading.line)
    numbers, days = {}, {}
    for column, place in places.items():
        if dtypes.get(f"__UNNAMED__{place}") == "boolean":
            numbers[column] = typed[f"__UNNAMED__{place}"].is_not_null()
        elif f"__UNNAMED__{place}" in dtypes:
            is_day = text[str(place)].str.contains(DAY).fill_null(value=False)
            days[column] = typed[f"__UNNAMED__{place}"].dt.date().set(~is_day, None)
    return pl.DataFrame(numbers), pl.DataFrame(days)

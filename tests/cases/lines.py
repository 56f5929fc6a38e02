"""Lines of a text export: ragged, cut, blank, ended in other ways; totals in it and beside it."""

from collections.abc import Callable
from typing import Any

from schemas.exports import COLUMNS, Declared, Kind
from tests.cases.case import (
    PLACE,
    ROWS,
    Case,
    Taken,
    clean_bytes,
    good_rows,
    joined,
    line_of,
    lines,
    refused,
    with_line,
)

COLUMN_NAMES = COLUMNS[Kind.PESERTA]
LAST = good_rows()[-1]
WAGES = sum(int(row["UPAH"]) for row in good_rows())


def _unended(last: str) -> bytes:
    """No line end at the end, where the column stands last."""
    columns = [*(name for name in COLUMN_NAMES if name != last), last]
    rows = [{name: row[name] for name in columns} for row in good_rows()]
    text = [",".join(columns), *(",".join(row.values()) for row in rows)]
    return "\n".join(text).encode()


def _numbered(heading_sign: bytes) -> bytes:
    """A first column of no use, and a heading with a separator of its own."""
    heading = b"NO," + lines()[0]
    rows = [b"%d,%s" % (place, line) for place, line in enumerate(lines()[1:], start=1)]
    return joined([heading.replace(b",", heading_sign), *rows])


def _ragged(name: str, code: str, change: Callable[[bytes], bytes]) -> Case:
    return Case(
        name,
        lambda: with_line(PLACE, change(lines()[line_of(PLACE) - 1])),
        Taken(rejects=((line_of(PLACE), None, code),), lost=(PLACE,)),
    )


def _declared(name: str, total: str, declared: int, read: int, **said: Any) -> Case:
    job = {"declared": Declared(**said)}
    return refused(name, clean_bytes, "E128", job, total=total, declared=declared, read=read)


def _wages(start: int, end: int) -> int:
    return sum(int(row["UPAH"]) for row in good_rows()[start:end])


def _total_row(wages: int, word: str = "JUMLAH") -> bytes:
    return f"{word}{',' * (len(COLUMN_NAMES) - 1)}{wages}\n".encode()


CASES = (
    _ragged("too-few-fields", "Q217", lambda line: line.rpartition(b",")[0]),
    _ragged("too-many-fields", "Q218", lambda line: line.replace(b"KDR", b"Kediri, Kota")),
    Case("numbered-rows", lambda: _numbered(b","), Taken({"N315": 1})),
    Case(
        "numbered-rows-under-semicolons",
        lambda: _numbered(b";"),
        Taken(
            {"N311": 1, "N315": 1},
            rejects=tuple((line_of(place), None, "Q217") for place in range(ROWS)),
            lost=tuple(range(ROWS)),
        ),
    ),
    refused("cut-in-the-last-line", lambda: clean_bytes()[:-40], "E116"),
    Case(
        "no-end-after-the-wage",
        lambda: _unended("UPAH"),
        Taken({"N326": 1}, changed={ROWS - 1: {"wage_rupiah": None}}),
    ),
    Case("no-end-after-the-nik", lambda: _unended("NIK"), Taken()),
    Case("no-end-after-the-card", lambda: _unended("KPJ"), Taken()),
    Case("no-end-after-a-flag", lambda: _unended("JKP"), Taken()),
    Case("no-end-after-the-month", lambda: _unended("BLTH_IURAN_TERAKHIR"), Taken()),
    Case(
        "no-end-after-the-employer",
        lambda: _unended("NPP"),
        Taken(rejects=((line_of(ROWS - 1), None, "Q217"),), lost=(ROWS - 1,)),
    ),
    Case("old-mac-line-ends", lambda: clean_bytes().replace(b"\n", b"\r"), Taken({"N316": 1})),
    Case("windows-line-ends", lambda: clean_bytes().replace(b"\n", b"\r\n"), Taken()),
    Case(
        "line-ends-of-both-kinds",
        lambda: joined(lines()[:90], b"\r\n") + joined(lines()[90:], b"\n"),
        Taken(),
    ),
    Case(
        "blank-lines",
        lambda: joined([*lines()[:50], b"", b" ", b"," * 17, *lines()[50:], b""]),
        Taken({"N308": 4}),
    ),
    Case("end-of-file-sign", lambda: clean_bytes() + b"\x1a", Taken({"N317": 1})),
    _declared("declared-rows-differ", "baris", ROWS + 1, ROWS, rows=ROWS + 1),
    _declared("declared-persons-differ", "orang", ROWS - 1, ROWS, persons=ROWS - 1),
    _declared("declared-wages-differ", "upah", WAGES + 1, WAGES, wage_rupiah=WAGES + 1),
    Case(
        "declared-totals-agree",
        clean_bytes,
        Taken(),
        {"declared": Declared(rows=ROWS, persons=ROWS, wage_rupiah=WAGES)},
    ),
    Case(
        "total-agrees",
        lambda: clean_bytes() + _total_row(WAGES),
        Taken({"N322": 1}),
    ),
    Case(
        "totals-of-parts-and-all",
        lambda: (
            joined(lines()[:101])
            + _total_row(_wages(0, 100), "Sub Total")
            + joined(lines()[101:])
            + _total_row(_wages(100, ROWS), "Sub Total")
            + _total_row(WAGES, "JUMLAH SELURUHNYA")
        ),
        Taken({"N322": 3}),
    ),
    Case(
        "total-and-signature",
        lambda: (
            clean_bytes()
            + _total_row(WAGES)
            + b'"Kediri, 30 November 2021"\nKepala Kantor Cabang\nBudi\n'
        ),
        Taken({"N322": 4}),
    ),
    Case(
        "total-disagrees",
        lambda: clean_bytes() + _total_row(WAGES - 1),
        Taken(rejects=((line_of(ROWS), "UPAH", "Q219"),), received=ROWS + 1),
    ),
)

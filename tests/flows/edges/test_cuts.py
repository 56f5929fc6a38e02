"""Files that are cut short: refused, or read as far as they go and never silently otherwise."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from flows.edges.archives import gunzipped
from flows.edges.sheets import to_sheet_cells
from schemas.errors import ExportError
from schemas.exports import COLUMNS, Declared, Kind, Profile
from schemas.reading import ReadJob
from tests.builders import csv_bytes, job
from tests.cases.case import clean_bytes, good_rows, line_of, lines
from tests.cases.sheets import workbook
from transforms.acceptance import Accepted, accept
from transforms.cells import Cells, to_cells

EMPTIED = {"UPAH": "wage_rupiah", "TGL_LAHIR": "age_years"}
"""Cells that are not needed, and so are emptied where they may be cut."""
WITHIN_A_CELL = 5
"""Bytes from one cut of a short file to the next."""
Typed = dict[int, dict[str, Any]]


class Reader:
    """Reads bytes as far as to typed rows; equal cells are sorted only once."""

    def __init__(self, asked: ReadJob) -> None:
        self._asked = asked
        self._known: dict[tuple[str, str], Accepted | str] = {}

    def read(self, data: bytes) -> Accepted | str:
        """What becomes of the bytes: the E code when they are refused."""
        try:
            cells = to_cells(data, self._asked.kind, self._asked.profile)
        except ExportError as error:
            return error.code
        key = (cells.frame.write_csv(), repr((cells.unreadable.rows(), cells.findings)))
        if key not in self._known:
            self._known[key] = self._sorted(cells)
        return self._known[key]

    def _sorted(self, cells: Cells) -> Accepted | str:
        try:
            return accept(cells, self._asked)
        except ExportError as error:
            return error.code

    def whole(self, data: bytes) -> Typed:
        """What the whole file is read to."""
        accepted = self.read(data)
        assert isinstance(accepted, Accepted)
        assert accepted.rejects.is_empty()
        return by_line(accepted)


def by_line(accepted: Accepted) -> Typed:
    """The typed rows under their lines."""
    return {row.pop("row"): row for row in accepted.rows.to_dicts()}


def check_cut(part: bytes, accepted: Accepted, whole: Typed, last: str) -> None:
    """Whole lines are read as ever; of a line without its end, at most one cell is emptied."""
    ended = part.count(b"\n")
    open_line = ended + 1 if part.rpartition(b"\n")[2] else 0
    rows, rejected = by_line(accepted), set(accepted.rejects["row"])
    assert rejected <= {open_line}
    assert {*rows, *rejected} == {*range(2, ended + 1), open_line} - {0}
    assert accepted.received == len(rows) + len(rejected)
    if last in EMPTIED and open_line in rows:
        assert dict(accepted.findings)["N326"] == 1
        assert rows[open_line][EMPTIED[last]] is None
        whole = whole | {open_line: whole[open_line] | {EMPTIED[last]: None}}
    assert {line: whole[line] for line in rows} == rows


def test_an_export_cut_at_any_byte_is_refused_or_read_as_far_as_it_goes(stride: int) -> None:
    """A file that ends with a whole line is whole: only declared totals could tell more."""
    data, reader = clean_bytes(), Reader(job())
    whole, outcomes = reader.whole(data), set()
    first, last = (len(b"\n".join(lines()[: line_of(place)])) for place in (3, 197))
    for end in (*range(first), *range(first, last, stride), *range(last, len(data))):
        outcome = reader.read(data[:end])
        if isinstance(outcome, str):
            outcomes.add(outcome)
        else:
            check_cut(data[:end], outcome, whole, "UPAH")
    assert outcomes == {"E101", "E102", "E111", "E112", "E116"}


def with_last(kind: Kind, last: str) -> bytes:
    """A few rows where the column stands last."""
    columns = [*(name for name in COLUMNS[kind] if name != last), last]
    rows = [",".join(row[name] for name in columns) for row in good_rows(kind)[:4]]
    return "\n".join([",".join(columns), *rows, ""]).encode()


@pytest.mark.parametrize(
    ("kind", "last"), [(kind, column) for kind in Kind for column in COLUMNS[kind]]
)
def test_whatever_stands_last_is_never_believed_when_it_may_be_cut(kind: Kind, last: str) -> None:
    data, reader = with_last(kind, last), Reader(job(kind))
    whole = reader.whole(data)
    for end in range(data.rindex(b",") + 1, len(data)):
        outcome = reader.read(data[:end])
        if not isinstance(outcome, str):
            check_cut(data[:end], outcome, whole, last)


def test_totals_declared_beside_the_export_tell_every_cut(stride: int) -> None:
    rows = good_rows()[:3]
    data, wages = csv_bytes(rows), sum(int(row["UPAH"]) for row in rows)
    reader = Reader(job(declared=Declared(rows=3, persons=3, wage_rupiah=wages)))
    assert isinstance(reader.read(data), Accepted)
    outcomes = {
        reader.read(data[:end]) for end in range(0, len(data) - 1, min(stride, WITHIN_A_CELL))
    }
    assert {type(outcome) for outcome in outcomes} == {str}
    assert "E128" in outcomes


def quoted(data: bytes) -> bytes:
    """Every field in quotation marks."""
    fields = data.decode().replace(",", '","').splitlines()
    return "".join(f'"{line}"\n' for line in fields).encode()


@pytest.mark.parametrize(
    "dress",
    [
        quoted,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b",", b";"),
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.decode().encode("utf-8-sig"),
    ],
    ids=["quoted", "windows", "semicolons", "utf-16", "marked"],
)
def test_other_dress_cut_at_any_byte_is_no_different(
    dress: Callable[[bytes], bytes], stride: int
) -> None:
    plain, reader = csv_bytes(good_rows()[:3]), Reader(job())
    data, whole = dress(plain), reader.whole(plain)
    lengths = set()
    ends_of_lines = {place + 1 for place, byte in enumerate(data) if byte == ord("\n")}
    for end in sorted({*range(0, len(data), min(stride, WITHIN_A_CELL)), *ends_of_lines}):
        outcome = reader.read(data[:end])
        if isinstance(outcome, str):
            continue
        rows = by_line(outcome)
        lengths.add(len(rows))
        for line, row in rows.items():
            if dict(outcome.findings).get("N326") and line == max(rows):
                assert row == whole[line] | {"wage_rupiah": None}
            else:
                assert row == whole[line]
    assert lengths >= {1, 2, 3}


PACKED: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "gzip": (gzip.compress(clean_bytes(), mtime=0), lambda part: gunzipped(part, 10**6)),
    "workbook": (
        workbook(rows=good_rows()[:3]),
        lambda part: to_sheet_cells(part, Kind.PESERTA, Profile(), 10**8),
    ),
}


@pytest.mark.parametrize("form", PACKED)
def test_a_packed_export_cut_at_any_byte_is_refused(form: str) -> None:
    packed, unpack = PACKED[form]
    for end in range(len(packed)):
        with pytest.raises(ExportError) as caught:
            unpack(packed[:end])
        assert caught.value.code in {"E101", "E103", "E105", "E135"}

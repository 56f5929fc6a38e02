"""What a fixture is: the bytes that a branch sends, and exactly what must become of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.exports import COLUMNS, Kind
from tests.builders import csv_bytes, export_row

ROWS = 200
"""So that one bad row is far below the 5 % from which a file is held or refused."""
PLACE = 7
"""Which of the good rows a fixture changes, where it changes one."""
BRANCH, NEIGHBOUR = "KDR", "SDA"

Row = dict[str, str]
Reject = tuple[int, str | None, str]
"""Line, column and code."""


@dataclass(frozen=True)
class Refused:
    """The file is refused; the fields are those of the sentence that matter here."""

    code: str
    fields: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """The file is taken: its typed rows are those of the clean file, less what is lost."""

    findings: dict[str, int] = field(default_factory=dict)
    """Everything that is noticed, and how often."""
    rejects: tuple[Reject, ...] = ()
    lost: tuple[int, ...] = ()
    """Places of the good rows that do not come through."""
    received: int = ROWS
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Typed columns that differ from the clean file's, by the place of the good row."""


@dataclass(frozen=True)
class Case:
    """One file and its outcome; `job` says how it is read where that is not the usual."""

    name: str
    data: Callable[[], bytes]
    expected: Refused | Taken
    job: dict[str, Any] = field(default_factory=dict)
    """Changes to tests.builders.job."""

    @property
    def kind(self) -> Kind:
        """The kind of export."""
        kind: Kind = self.job.get("kind", Kind.PESERTA)
        return kind


def registration(number: int, branch: str = BRANCH) -> Row:
    """The good row at a place: no two share a person or a card, and nothing is to be noticed."""
    day, month, year = 13 + number % 16, 1 + number % 12, 60 + number % 40
    is_woman, is_paid = number % 3 == 0, number % 20 != 19
    born = day + 40 * is_woman
    alone: Row = {} if is_paid else {"NPP": "", "KODE_DIVISI": "", "JP": "T", "JKP": "T"}
    return (
        export_row()
        | {
            "KODE_KANTOR": branch,
            "KPJ": str(21_000_000_001 + number),
            "NIK": f"357101{born:02}{month:02}{year:02}{number + 1:04}",
            "TGL_LAHIR": f"19{year}-{month:02}-{day:02}",
            "JENIS_KELAMIN": "P" if is_woman else "L",
            "SEGMEN": "PU" if is_paid else "BPU",
            "KODE_WILAYAH_KERJA": "3506" if number % 4 == 0 else "3571",
            "STATUS": "NONAKTIF" if number % 25 == 24 else "AKTIF",
            "BLTH_IURAN_TERAKHIR": "202111" if number % 2 else "202110",
            "UPAH": str(2_000_000 + 1_357 * number),
        }
        | alone
    )


def good_rows(kind: Kind = Kind.PESERTA, branch: str = BRANCH) -> list[Row]:
    """The clean file's rows."""
    if kind is Kind.PESERTA:
        return [registration(number, branch) for number in range(ROWS)]
    key = "NPP" if kind is Kind.PEMBERI_KERJA else "NOMOR_PROYEK"
    first = int(export_row(kind)[key])
    return [
        export_row(
            kind, KODE_KANTOR=branch, **{key: str(first + number)}, JUMLAH_TK=str(5 + number)
        )
        for number in range(ROWS)
    ]


def clean_bytes(kind: Kind = Kind.PESERTA, branch: str = BRANCH) -> bytes:
    """The clean file."""
    return csv_bytes(good_rows(kind, branch), kind)


def line_of(place: int) -> int:
    """The line of a good row below one heading."""
    return place + 2


def with_cells(changes: dict[int, Row], kind: Kind = Kind.PESERTA) -> list[Row]:
    """The good rows with other cells at some places."""
    rows = good_rows(kind)
    for place, cells in changes.items():
        rows[place] |= cells
    return rows


def with_column(name: str, texts: Sequence[str]) -> list[Row]:
    """The good rows with a further column, whose texts are used in turn."""
    return [row | {name: texts[place % len(texts)]} for place, row in enumerate(good_rows())]


def each(column: str, spell: Callable[[str], str], kind: Kind = Kind.PESERTA) -> list[Row]:
    """The good rows with all cells of a column written in another way."""
    return [row | {column: spell(row[column])} for row in good_rows(kind)]


def bad_cell(  # what is sent, and what is said of it
    name: str,
    code: str,
    column: str,
    text: str,
    kind: Kind = Kind.PESERTA,
    cells: Row | None = None,
    **job: Any,
) -> Case:
    """One cell breaks one rule: its row is left out and named, the others stay as they were."""
    rows = with_cells({PLACE: {column: text} | (cells or {})}, kind)
    expected = Taken(rejects=((line_of(PLACE), column, code),), lost=(PLACE,))
    return Case(name, lambda: csv_bytes(rows, kind), expected, job | {"kind": kind})


def other_cell(
    name: str, column: str, spell: Callable[[str], str], *findings: str, **job: Any
) -> Case:
    """One cell is written in another way and read to the same value."""
    text = spell(good_rows()[PLACE][column])
    rows = with_cells({PLACE: {column: text}})
    expected = Taken(findings=dict.fromkeys(findings, 1))
    return Case(name, lambda: csv_bytes(rows), expected, job)


def refused(
    name: str,
    data: Callable[[], bytes],
    code: str,
    job: dict[str, Any] | None = None,
    **fields: Any,
) -> Case:
    """A file that is refused as a whole."""
    return Case(name, data, Refused(code, fields), job or {})


def lines() -> list[bytes]:
    """The clean file's lines without their ends, the heading first."""
    return clean_bytes().splitlines()


def joined(parts: Sequence[bytes], end: bytes = b"\n") -> bytes:
    """Lines as a file."""
    return b"".join(part + end for part in parts)


def with_line(place: int, line: bytes) -> bytes:
    """The clean file with another line in a good row's place."""
    parts = lines()
    parts[line_of(place) - 1] = line
    return joined(parts)


HEADING = ",".join(COLUMNS[Kind.PESERTA]).encode()

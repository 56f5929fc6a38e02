"""How a text export is built: separators, headings, quotes, and how large its parts may be."""

from collections.abc import Callable

from schemas.exports import COLUMNS, Kind, Profile
from tests.builders import csv_bytes
from tests.cases.case import (
    HEADING,
    PLACE,
    ROWS,
    Case,
    Taken,
    good_rows,
    joined,
    line_of,
    lines,
    refused,
    with_column,
)

COLUMN_NAMES = COLUMNS[Kind.PESERTA]
LAST = good_rows()[-1]
WAGES = sum(int(row["UPAH"]) for row in good_rows())


def _separated(sign: str) -> Callable[[], bytes]:
    return lambda: csv_bytes(good_rows(), delimiter=sign)


def _headed(**headings: str) -> bytes:
    """The clean file under other headings."""
    names = [headings.get(name, name) for name in COLUMN_NAMES]
    return joined([",".join(names).encode(), *lines()[1:]])


def _titled(count: int) -> bytes:
    return joined([*[b"DAFTAR PESERTA KANTOR CABANG"] * count, *lines()])


def _named(texts: list[str]) -> bytes:
    return csv_bytes(with_column("NAMA", texts))


def _bare_name(text: bytes) -> bytes:
    """A name written into a line as it stands, whatever it does to it."""
    parts = _named(["Siti"]).splitlines()
    parts[line_of(PLACE) - 1] = parts[line_of(PLACE) - 1].replace(b"Siti", text)
    return joined(parts)


def _reordered() -> bytes:
    names = list(reversed(COLUMN_NAMES))
    rows = [",".join(row[name] for name in names) for row in good_rows()]
    return joined([",".join(names).encode(), *(row.encode() for row in rows)])


def _without(column: str) -> bytes:
    names = [name for name in COLUMN_NAMES if name != column]
    rows = [",".join(row[name] for name in names) for row in good_rows()]
    return joined([",".join(names).encode(), *(row.encode() for row in rows)])


def _open_quote(name: str, data: bytes) -> Case:
    return refused(name, lambda: data, "E115", line=line_of(PLACE))


def _notes() -> list[bytes]:
    return [b"CATATAN", b"lihat lampiran", *[b""] * (ROWS - 1)]


CASES = (
    Case("semicolons", _separated(";"), Taken({"N311": 1})),
    Case("tabs", _separated("\t"), Taken({"N311": 1})),
    Case("bars", _separated("|"), Taken({"N311": 1})),
    refused("carets", _separated("^"), "E111"),
    refused(
        "other-separator-than-set", _separated(";"), "E112", {"profile": Profile(delimiter=",")}
    ),
    Case("separator-line", lambda: b"sep=;\n" + _separated(";")(), Taken({"N311": 1, "N312": 1})),
    Case("titles-above", lambda: _titled(3), Taken({"N313": 1})),
    Case("heading-in-line-20", lambda: _titled(19), Taken({"N313": 1})),
    refused("heading-in-line-21", lambda: _titled(20), "E111"),
    Case(
        "heading-where-the-profile-says",
        lambda: _titled(30),
        Taken({"N313": 1}),
        {"profile": Profile(header_row=31)},
    ),
    Case("line-break-in-a-quoted-name", lambda: _named(["Siti\nRahma", "Adi"]), Taken({"N315": 1})),
    _open_quote("open-quote", _bare_name(b'"Siti')),
    _open_quote("inch-mark", _bare_name(b'pipa 12" baru')),
    _open_quote("quotes-after-backslashes", _bare_name(b'"Toko \\"Maju\\""')),
    refused("heading-twice", lambda: _headed(NPP="KPJ"), "E113", column="KPJ"),
    Case(
        "heading-again-below",
        lambda: joined([*lines()[:51], HEADING, *lines()[51:101], HEADING, *lines()[101:]]),
        Taken({"N314": 2}),
    ),
    refused("no-nik-column", lambda: _without("NIK"), "E112", columns="NIK", line=1),
    Case(
        "columns-of-no-use",
        lambda: csv_bytes([row | {"NAMA": "Siti", "NAMA IBU": "Ani"} for row in good_rows()]),
        Taken({"N315": 2}),
    ),
    Case(
        "headings-spelt-otherwise",
        lambda: _headed(NIK=" nik\u00a0", TGL_LAHIR="Tgl. Lahir", KODE_DIVISI="kode  divisi"),
        Taken({"N310": 3}),
    ),
    Case(
        "headings-by-profile",
        lambda: _headed(KPJ="Nomor Kartu"),
        Taken({"N310": 1}),
        {"profile": Profile(headers={"Nomor Kartu": "KPJ"})},
    ),
    Case("columns-in-another-order", _reordered, Taken()),
    refused("no-heading", lambda: joined(lines()[1:]), "E112"),
    Case(
        "name-of-5-kb",
        lambda: _bare_name(b"S" * 5_000),
        Taken({"N315": 1}, rejects=((line_of(PLACE), None, "Q215"),), lost=(PLACE,)),
    ),
    refused("name-of-50-mb", lambda: _bare_name(b"S" * 50_000_000), "E115", line=line_of(PLACE)),
    refused(
        "quoted-name-of-2-mb",
        lambda: _named(["Siti\n" * 400_000, *["Adi"] * (ROWS - 1)]),
        "E115",
        line=2,
    ),
    refused(
        "million-columns",
        lambda: joined([HEADING + b",X" * (1_000_000 - len(COLUMN_NAMES)), *lines()[1:]]),
        "E114",
        found=1_000_000,
    ),
    refused("empty", lambda: b"", "E101"),
    refused("blank-lines-only", lambda: b"\n \n\r\n", "E101"),
    refused("headings-only", lambda: HEADING + b"\n", "E102"),
    refused("headings-and-blank-lines", lambda: HEADING + b"\n\n,,,\n", "E102"),
    Case(
        "notes-to-the-right",
        lambda: joined([line + b",," + note for line, note in zip(lines(), _notes(), strict=True)]),
        Taken({"N315": 2}),
    ),
)

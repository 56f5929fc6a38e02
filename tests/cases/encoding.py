"""How a file's letters are encoded: marks, UTF-16, Windows code pages, bytes that are no text."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from schemas.exports import Profile
from tests.builders import csv_bytes
from tests.cases.case import (
    HEADING,
    PLACE,
    Case,
    Row,
    Taken,
    bad_cell,
    clean_bytes,
    joined,
    line_of,
    lines,
    other_cell,
    refused,
    with_cells,
    with_column,
    with_line,
)

WESTERN = Profile(encoding="cp1252")
NAMES = ["José Müller", "Siti"]
ODD_LINE: tuple[int, None, str] = (line_of(PLACE), None, "Q216")


def _text() -> str:
    return clean_bytes().decode()


def _named(texts: list[str], encoding: str = "utf-8") -> bytes:
    return csv_bytes(with_column("NAMA", texts), encoding=encoding)


def _name_at_place(text: str) -> list[Row]:
    rows = with_column("NAMA", ["Siti"])
    rows[PLACE]["NAMA"] = text
    return rows


def _two_encodings() -> bytes:
    rows = _named(["Siti"]).splitlines()
    rows[3] = rows[3].replace(b"Siti", "José".encode())
    rows[5] = rows[5].replace(b"Siti", "José".encode("cp1252"))
    return joined(rows)


def _mixed_utf_16() -> bytes:
    half = len(_text()) // 2
    return _text()[:half].encode("utf-16-le") + _text()[half:].encode("utf-16-be")


def _cut_pair() -> bytes:
    """The high half of a surrogate pair stands alone at the end."""
    return BOM_UTF16_LE + _text().encode("utf-16-le") + b"\x3d\xd8"


def _joined_files() -> bytes:
    parts = lines()
    return BOM_UTF8 + joined(parts[:101]) + BOM_UTF8 + HEADING + b"\n" + joined(parts[101:])


CASES = (
    Case("mark-at-the-start", lambda: BOM_UTF8 + clean_bytes(), Taken({"N301": 1})),
    Case("files-joined-with-their-marks", _joined_files, Taken({"N301": 2, "N314": 1})),
    Case(
        "mark-before-a-row",
        lambda: with_line(PLACE, BOM_UTF8 + lines()[line_of(PLACE) - 1]),
        Taken(rejects=(ODD_LINE,), lost=(PLACE,)),
    ),
    Case(
        "utf-16-little-end-first",
        lambda: BOM_UTF16_LE + _text().encode("utf-16-le"),
        Taken({"N302": 1}),
    ),
    Case(
        "utf-16-big-end-first",
        lambda: BOM_UTF16_BE + _text().encode("utf-16-be"),
        Taken({"N302": 1}),
    ),
    Case(
        "utf-16-little-end-first-unmarked",
        lambda: _text().encode("utf-16-le"),
        Taken({"N302": 1}),
    ),
    Case("utf-16-big-end-first-unmarked", lambda: _text().encode("utf-16-be"), Taken({"N302": 1})),
    refused("utf-16-of-both-ends", _mixed_utf_16, "E109"),
    refused("utf-16-with-half-a-letter", _cut_pair, "E110"),
    Case(
        "western-by-profile",
        lambda: _named(NAMES, "cp1252"),
        Taken({"N315": 1}),
        {"profile": WESTERN},
    ),
    refused(
        "western-without-profile",
        lambda: _named(NAMES, "cp1252"),
        "E110",
        byte=_named(NAMES, "cp1252").index(b"\xe9"),
    ),
    refused(
        "two-encodings", _two_encodings, "E110", byte=_two_encodings().index("é".encode("cp1252"))
    ),
    Case(
        "replacement-sign-in-a-name",
        lambda: csv_bytes(_name_at_place("Jos\ufffd")),
        Taken({"N315": 1}, rejects=(ODD_LINE,), lost=(PLACE,)),
    ),
    Case(
        "replacement-sign-in-a-code",
        lambda: csv_bytes(with_cells({PLACE: {"NPP": "1507\ufffd955"}})),
        Taken(rejects=(ODD_LINE,), lost=(PLACE,)),
    ),
    Case("encoded-twice", lambda: _named(["JosÃ©"]), Taken({"N315": 1})),
    refused(
        "nul-bytes",
        lambda: clean_bytes().replace(b"AKTIF", b"AKT\0F", 1),
        "E133",
        byte=clean_bytes().index(b"AKTIF") + 3,
    ),
    Case(
        "bell-in-a-name",
        lambda: csv_bytes(_name_at_place("Siti\x07")),
        Taken({"N315": 1}, rejects=(ODD_LINE,), lost=(PLACE,)),
    ),
    Case(
        "bell-in-a-code",
        lambda: csv_bytes(with_cells({PLACE: {"NPP": "1507\x070955"}})),
        Taken(rejects=(ODD_LINE,), lost=(PLACE,)),
    ),
    Case(
        "tab-in-a-quoted-name",
        lambda: csv_bytes(_name_at_place("Siti\tRahma, ST")),
        Taken({"N315": 1}),
    ),
    other_cell(
        "zero-width-space-in-a-code", "NIK", lambda nik: f"{nik[:6]}\u200b{nik[6:]}", "N304"
    ),
    other_cell("direction-mark-in-a-code", "NIK", lambda nik: f"\u200e{nik}", "N304"),
    other_cell("right-to-left-override-in-a-code", "KPJ", lambda kpj: f"\u202e{kpj}", "N304"),
    other_cell("soft-hyphen-in-a-code", "KPJ", lambda kpj: f"{kpj[:3]}\u00ad{kpj[3:]}", "N304"),
    other_cell("mark-in-a-code", "NIK", lambda nik: f"{nik[:6]}\ufeff{nik[6:]}", "N304"),
    bad_cell("zero-width-space-for-a-digit", "Q201", "NIK", "357101170885\u200b001"),
)

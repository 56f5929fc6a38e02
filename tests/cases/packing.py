"""How a file is packed: by its name one thing, by its first bytes another; cut, damaged, nested."""

import gzip
import zipfile
from functools import partial
from typing import Any

from schemas.exports import Format, Kind
from schemas.month import Month
from tests.builders import csv_bytes
from tests.cases.case import (
    NEIGHBOUR,
    PLACE,
    ROWS,
    Case,
    Taken,
    clean_bytes,
    good_rows,
    line_of,
    refused,
    with_cells,
)
from tests.cases.sheets import (
    COLUMN_NAMES,
    SHEET,
    archive,
    protected_workbook,
    rewritten,
    with_wrong_sum,
    workbook,
)
from tests.old_workbook import Cell, OldSheet, old_workbook

HALF = ROWS // 2
PAGE = b"<html><body><table><tr><th>NIK</th></tr><tr><td>1</td></tr></table></body></html>\n"
TABLE = b"\r\n<TABLE border=1><tr><td>NIK</td></tr></TABLE>"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
DECLARED = b'standalone="yes"?>'
LINKS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><externalLink xmlns='
    b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook><sheetNames>'
    b'<sheetName val="Upah"/></sheetNames></externalBook></externalLink>'
)


def _packed() -> bytes:
    return gzip.compress(clean_bytes(), mtime=0)


def _zip(**members: bytes) -> bytes:
    return archive({f"{name}.csv": data for name, data in members.items()})


def _with_doctype(member: str) -> bytes:
    declared = DECLARED + DOCTYPE
    return rewritten(workbook(), {member: lambda xml: xml.replace(DECLARED, declared, 1)})


def _macros() -> bytes:
    return rewritten(workbook(), added={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100})


def _macro_type() -> bytes:
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = {"[Content_Types].xml": lambda xml: xml.replace(plain, macros)}
    return rewritten(workbook(), types)


def _foreign_rows(count: int) -> list[dict[str, str]]:
    return with_cells({place: {"KODE_KANTOR": NEIGHBOUR} for place in range(count)})


def _named(form: Format, name: str, data: bytes, code: str, **fields: Any) -> Case:
    """A file with an ending that promises something else, or that is broken."""
    return refused(name, lambda: data, code, {"format": form}, **fields)


def _not_csv(name: str, data: bytes, found: str) -> Case:
    return _named("csv", name, data, "E103", expected="CSV", found=found)


def _not_a_workbook(form: Format, name: str, data: bytes, found: str) -> Case:
    return _named(form, name, data, "E103", expected="an Excel workbook", found=found)


def _old_rows() -> list[list[Cell]]:
    """Headings and as many good rows as a small old workbook holds."""
    rows: list[list[Cell]] = [[row[name] or None for name in COLUMN_NAMES] for row in good_rows()]
    return [list(COLUMN_NAMES), *rows[:HALF]]


CASES = (
    _not_csv("workbook-named-csv", workbook(), "a zip archive or workbook"),
    _not_csv("zip-named-csv", _zip(a=clean_bytes()), "a zip archive or workbook"),
    _not_csv("gzip-named-csv", _packed(), "a gzip archive"),
    _not_csv("page-named-csv", PAGE, "an HTML page"),
    _not_csv("table-named-csv", TABLE, "an HTML page"),
    _not_csv("pdf-named-csv", b"%PDF-1.7\n", "a PDF"),
    _not_a_workbook("xlsx", "text-named-xlsx", clean_bytes(), "text"),
    _not_a_workbook("xlsx", "page-named-xlsx", PAGE, "an HTML page"),
    _not_a_workbook("xls", "page-named-xls", TABLE, "an HTML page"),
    Case("gzip", _packed, Taken(), {"format": "csv.gz"}),
    _named("csv.gz", "gzip-cut", _packed()[:-9], "E135"),
    refused(
        "gzip-that-expands-too-far",
        _packed,
        "E107",
        {"format": "csv.gz", "cap": 20_000},
        cap=20_000,
    ),
    Case("zip", lambda: _zip(isi=clean_bytes()), Taken({"N321": 1}), {"format": "zip"}),
    _named("zip", "zip-of-two", _zip(a=clean_bytes(), b=b"x"), "E130", members=2),
    _named("zip", "zip-of-none", archive({}), "E130", members=0),
    _named("zip", "zip-in-a-zip", archive({"a.zip": _zip(a=clean_bytes())}), "E130"),
    _named("zip", "zip-that-climbs", archive({"../../a.csv": clean_bytes()}), "E143"),
    _named("zip", "zip-with-an-absolute-name", archive({"/etc/cron.d/a.csv": b"x"}), "E143"),
    _named("zip", "zip-cut", _zip(a=clean_bytes())[:-30], "E105"),
    _named("zip", "zip-with-a-wrong-sum", with_wrong_sum(_zip(a=clean_bytes()), "a.csv"), "E105"),
    _named(
        "zip",
        "stored-zip-with-a-changed-byte",
        archive({"a.csv": clean_bytes()}, zipfile.ZIP_STORED).replace(b"AKTIF", b"AKTUF", 1),
        "E105",
    ),
    _named("xlsx", "workbook-cut", workbook()[:5_000], "E105"),
    _named("xlsx", "workbook-with-a-wrong-sum", with_wrong_sum(workbook(), SHEET), "E105"),
    _named("xlsx", "workbook-without-sheets", archive({"[Content_Types].xml": b"<a/>"}), "E105"),
    _named("xlsx", "protected-workbook", protected_workbook(), "E104"),
    _named("xls", "protected-workbook-named-xls", protected_workbook(), "E104"),
    _named("xlsx", "entities-in-a-sheet", _with_doctype(SHEET), "E132"),
    _named("xlsx", "entities-in-the-workbook", _with_doctype("xl/workbook.xml"), "E132"),
    _named("xlsx", "entities-in-the-texts", _with_doctype("xl/sharedStrings.xml"), "E132"),
    _named("xlsx", "macros", _macros(), "E131"),
    _named("xlsx", "macros-by-content-type", _macro_type(), "E131"),
    Case(
        "links-to-other-workbooks",
        lambda: rewritten(workbook(), added={"xl/externalLinks/externalLink1.xml": LINKS}),
        Taken({"N327": 1}),
        {"format": "xlsx"},
    ),
    Case(
        "old-workbook",
        lambda: old_workbook(OldSheet("Peserta", _old_rows())),
        Taken({"N324": 1}, received=HALF, lost=tuple(range(HALF, ROWS))),
        {"format": "xls"},
    ),
    Case(
        "old-workbook-with-old-rows-on-a-hidden-sheet",
        lambda: old_workbook(
            OldSheet("Peserta", _old_rows()), OldSheet("Lama", _old_rows()[:3], is_hidden=True)
        ),
        Taken({"N324": 1}, received=HALF, lost=tuple(range(HALF, ROWS))),
        {"format": "xls"},
    ),
    refused(
        "old-workbook-with-a-password",
        lambda: old_workbook(OldSheet("Peserta", _old_rows()), is_locked=True),
        "E104",
        {"format": "xls"},
    ),
    refused(
        "larger-than-allowed",
        clean_bytes,
        "E106",
        {"cap": len(clean_bytes()) - 1},
        cap=len(clean_bytes()) - 1,
    ),
    Case("just-as-large-as-allowed", clean_bytes, Taken(), {"cap": len(clean_bytes())}),
    refused("another-month", clean_bytes, "E118", {"month": Month(2021, 12)}, found="2021-11"),
    refused("another-branch", lambda: csv_bytes(_foreign_rows(101)), "E119"),
    Case(
        "some-rows-of-another-branch",
        lambda: csv_bytes(_foreign_rows(PLACE)),
        Taken(
            rejects=tuple((line_of(place), "KODE_KANTOR", "Q212") for place in range(PLACE)),
            lost=tuple(range(PLACE)),
        ),
    ),
    *(Case(f"clean-{kind}", partial(clean_bytes, kind), Taken(), {"kind": kind}) for kind in Kind),
)

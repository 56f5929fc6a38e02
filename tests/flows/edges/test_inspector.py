"""A file is described, tried under its profile and a better one, and never quoted."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.edges.inspector import InspectionJob, inspect_export
from flows.edges.objects import Objects
from flows.edges.reader import read_export
from schemas.errors import ExportError
from schemas.exports import Profile
from schemas.inspection import Inspection
from schemas.month import Month
from schemas.reading import ReadJob
from tests.builders import csv_bytes, job
from tests.shapes import (
    INDONESIAN,
    exports,
    indonesian_text,
    old_spreadsheet,
    packed_text,
    restyled,
    spreadsheet,
    western_text,
    workbook,
    zipped_text,
)

DEFAULT = Profile()
Shape = Callable[[], tuple[bytes, dict[str, Any]]]


def stored(folder: Path, data: bytes, **changes: Any) -> ReadJob:
    name = Objects(str(folder)).put(data, ".csv")
    return job(name=name, root=str(folder), **changes)


def inspected(folder: Path, data: bytes, *, has_month: bool = True, **changes: Any) -> Inspection:
    return inspect_export(InspectionJob(stored(folder, data, **changes), has_month=has_month))


def typed_rows(read: ReadJob) -> pl.DataFrame:
    url = Objects(read.root).url(read_export(read).rows)
    return pl.read_parquet(url).drop("row")


@pytest.mark.parametrize("shape", [indonesian_text, western_text, packed_text, spreadsheet])
def test_the_suggested_profile_reads_the_same_as_the_clean_file(
    shape: Shape, tmp_path: Path
) -> None:
    data, changes = shape()
    changes.pop("profile", None)
    found = inspected(tmp_path, data, **changes)
    clean = stored(tmp_path, csv_bytes(exports()))
    suggested = stored(tmp_path, data, **changes, profile=found.suggested)
    assert typed_rows(suggested).equals(typed_rows(clean))
    assert (found.then.received, found.then.accepted) == (12, 11)
    assert found.then.rules == (("Q229", 1),)


def test_a_fitting_profile_is_kept(tmp_path: Path) -> None:
    data, changes = indonesian_text()
    found = inspected(tmp_path, data, **changes)
    assert found.suggested == changes["profile"]
    assert found.doubts == ()
    assert found.now == found.then


def test_a_wrong_profile_is_cured(tmp_path: Path) -> None:
    data, _ = indonesian_text()
    wrong = Profile(delimiter="|", dates=("yyyymmdd",), months="yyyy-mm", header_row=7)
    found = inspected(tmp_path, data, profile=wrong)
    assert found.now.fault is not None
    assert found.then.accepted == 11
    assert found.suggested == replace(INDONESIAN, headers={}, delimiter=";", header_row=1)


@pytest.mark.parametrize(
    ("data", "encoding", "has_bom"),
    [
        (csv_bytes(exports()).decode().encode("utf-16"), "utf-16", True),
        (csv_bytes(exports()).decode().encode("utf-16-le"), "utf-16", False),
    ],
)
def test_utf_16_is_told(data: bytes, encoding: str, *, has_bom: bool, tmp_path: Path) -> None:
    found = inspected(tmp_path, data)
    assert (found.shape.encoding, found.shape.has_bom) == (encoding, has_bom)
    assert (found.shape.packing, found.shape.line_ends) == ("text", "LF")
    assert found.suggested.encoding == "utf-8"


def test_the_shape_of_a_workbook(tmp_path: Path) -> None:
    found = inspected(tmp_path, workbook(exports()), format="xlsx")
    assert found.shape.packing == "an Excel workbook"
    assert (found.shape.sheet, found.shape.line) == ("Peserta", 4)
    assert ("TGL_LAHIR", "tgl lahir") in found.shape.columns
    assert found.suggested == DEFAULT


def test_the_packing_of_an_old_workbook_and_of_an_archive(tmp_path: Path) -> None:
    for shape, packing in (
        (old_spreadsheet, "an old Excel workbook"),
        (zipped_text, "a zip archive"),
        (packed_text, "a gzip archive"),
    ):
        data, changes = shape()
        assert inspected(tmp_path, data, **changes).shape.packing == packing


def test_a_wrong_separator_is_named_where_headings_are_missing_too(tmp_path: Path) -> None:
    data = csv_bytes(exports()).replace(b",UPAH", b",GAJI")
    found = inspected(tmp_path, data, profile=Profile(delimiter=";", header_row=1))
    assert (found.shape.delimiter, found.shape.missing) == (",", ("UPAH",))
    assert found.suggested == Profile(delimiter=",", header_row=1)
    assert found.then.fault is not None
    assert found.then.fault.fields["columns"] == "UPAH"


def test_an_encoding_is_named_where_headings_are_missing_too(tmp_path: Path) -> None:
    data, _ = western_text()
    found = inspected(tmp_path, data.replace(b"UPAH", b"GAJI"))
    assert found.shape.missing == ("UPAH",)
    assert found.suggested.encoding == "cp1252"
    assert ["encoding" in doubt for doubt in found.doubts] == [True]


def test_an_encoding_is_never_taken_for_proved(tmp_path: Path) -> None:
    data, _ = western_text()
    found = inspected(tmp_path, data)
    assert found.suggested.encoding == "cp1252"
    assert ["encoding" in doubt for doubt in found.doubts] == [True]


def test_valid_utf_8_is_utf_8_whatever_the_profile_says(tmp_path: Path) -> None:
    data = csv_bytes([row | {"NAMA": "José"} for row in exports()])
    found = inspected(tmp_path, data, profile=Profile(encoding="cp1252"))
    assert found.shape.encoding == "utf-8"
    assert found.suggested.encoding == "utf-8"


def test_unknown_headings_are_shown_where_a_column_is_missing(tmp_path: Path) -> None:
    rows = [row | {"NAMA": "SITI"} for row in exports()]
    data = csv_bytes(rows).replace(b",UPAH", b",GAJI 3571011708850001")
    found = inspected(tmp_path, data)
    assert found.month == Month(2021, 11)
    assert found.now.fault is not None
    assert found.now.fault.code == "E112"
    assert found.suggested == DEFAULT
    assert found.shape.missing == ("UPAH",)
    assert found.shape.unknown == ("GAJI 9999999999999999", "NAMA")
    assert found.problems == ()


def test_a_first_row_of_data_is_not_shown_as_headings(tmp_path: Path) -> None:
    data = csv_bytes([row | {"NAMA": "SITI"} for row in exports()])
    found = inspected(tmp_path, data.split(b"\n", 1)[1])
    shape = found.shape
    assert (shape.delimiter, shape.line, shape.missing, shape.unknown) == (",", 0, (), ())
    assert "SITI" not in repr(found)


def test_the_month_is_the_one_that_the_rows_say(tmp_path: Path) -> None:
    found = inspected(tmp_path, csv_bytes(exports()), has_month=False, month=Month(1999, 1))
    assert found.month == Month(2021, 11)
    assert found.now.accepted == 11


def test_a_month_that_nothing_says_is_asked_for(tmp_path: Path) -> None:
    data = csv_bytes([row | {"PERIODE": "?"} for row in exports()])
    with pytest.raises(ExportError) as caught:
        inspected(tmp_path, data, has_month=False)
    assert caught.value.code == "E122"
    assert caught.value.fields == {"fault": "neither its name nor its rows say the month"}


def test_the_first_problems_are_masked(tmp_path: Path) -> None:
    rows = exports()
    rows[1] |= {"NIK": "3571-0117/0885"}
    rows[2] |= {"UPAH": "lima juta\u202e", "SEGMEN": "ÀB-１"}
    found = inspected(tmp_path, csv_bytes(rows))
    told = [(item.row, item.column, item.code, item.masked) for item in found.problems]
    assert (3, "NIK", "Q201", "9999-9999/9999") in told
    assert (4, "SEGMEN", "Q222", "AA-9") in told
    assert (4, "UPAH", "Q209", "AAAA AAAA·") in told
    assert (5, "KODE_WILAYAH_KERJA", "Q229", "9999") in told


def test_problems_are_those_under_the_better_profile(tmp_path: Path) -> None:
    data = csv_bytes(restyled(exports(), INDONESIAN), delimiter=";")
    found = inspected(tmp_path, data)
    assert found.now.fault is not None
    assert [item.code for item in found.problems] == ["Q229"]


def test_at_most_ten_problems_are_shown(tmp_path: Path) -> None:
    found = inspected(tmp_path, csv_bytes([row | {"STATUS": "X"} for row in exports()]))
    assert len(found.problems) == 10


@pytest.mark.parametrize(
    ("data", "form", "code", "packing"),
    [
        (b"", "csv", "E101", "text"),
        (b"\x1f\x8b\x08\x00", "csv.gz", "E135", "a gzip archive"),
        (b"PK\x03\x04 no workbook", "xlsx", "E105", "a zip archive"),
        (workbook(exports())[:3000], "xlsx", "E105", "an Excel workbook"),
        (workbook(exports()), "csv", "E103", "an Excel workbook"),
        (b"<html><table></table></html>", "xlsx", "E103", "an HTML page"),
        (b"a;b\n1;2\n", "csv", "E111", "text"),
    ],
)
def test_a_file_that_nobody_can_read_is_told_with_its_fault(
    data: bytes, form: str, code: str, packing: str, tmp_path: Path
) -> None:
    found = inspected(tmp_path, data, format=form)
    assert found.now.fault is not None
    assert found.now.fault.code == code
    assert found.shape.packing == packing
    assert (found.styles, found.problems) == ((), ())


def test_nothing_of_a_row_is_quoted(tmp_path: Path) -> None:
    rows = [row | {"NAMA": "SITI CONTOH"} for row in exports()]
    rows[1] |= {"NIK": "35710117088500"}
    said = repr(inspected(tmp_path, csv_bytes(rows)))
    for row in rows:
        for cell in (row["NIK"], row["KPJ"], row["NPP"], row["UPAH"], row["NAMA"]):
            assert cell not in said

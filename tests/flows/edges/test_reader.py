"""Archived exports of all shapes through the reader, on a real object store."""

import gzip
import io
import logging
import pickle
import re
import subprocess
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows.edges.objects import Objects
from flows.edges.reader import read_export, send_back
from schemas.errors import DataError, ExportError
from schemas.exports import Kind
from schemas.reading import AsSentJob, Reading, ReadJob, Summary
from tests.builders import csv_bytes, export_row, export_rows, job
from tests.shapes import (
    exports,
    indonesian_text,
    old_spreadsheet,
    packed_text,
    spreadsheet,
    typed_table,
    western_text,
    workbook,
    zipped_text,
)

MARKER = "3571015502900077"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(store: Path, data: bytes, **changes: Any) -> Reading:
    """Archive the bytes and read them."""
    name = Objects(str(store)).put(data, ".csv")
    return read_export(job(**{"name": name, "root": str(store), **changes}))


def stored(store: Path, name: str) -> pl.DataFrame:
    """A Parquet object."""
    return pl.read_parquet(io.BytesIO(Objects(str(store)).read(name)))


STYLES = [
    indonesian_text,
    western_text,
    packed_text,
    zipped_text,
    spreadsheet,
    old_spreadsheet,
    typed_table,
]


@pytest.mark.parametrize("style", STYLES)
def test_every_style_gives_the_same_typed_rows(
    style: Callable[[], tuple[bytes, dict[str, Any]]], tmp_path: Path
) -> None:
    clean = read(tmp_path, csv_bytes(exports()))
    data, changes = style()
    reading = read(tmp_path, data, **changes)
    rows, expected = stored(tmp_path, reading.rows), stored(tmp_path, clean.rows)
    assert rows.drop("row").equals(expected.drop("row"))
    assert rows.height == 11
    assert reading.losses == clean.losses == (("valid", "Q229", 1),)
    assert (reading.received, reading.readable, reading.valid, reading.unique) == (12, 12, 11, 11)
    assert dict(reading.findings)["N331"] == 1


def test_rows_of_a_workbook_keep_their_numbers(tmp_path: Path) -> None:
    reading = read(tmp_path, workbook(exports()), format="xlsx")
    assert stored(tmp_path, reading.rejects).rows() == [(8, "KODE_WILAYAH_KERJA", "Q229")]
    findings = dict(reading.findings)
    assert (findings["N308"], findings["N313"], findings["N322"]) == (1, 1, 1)


def test_niks_that_a_workbook_keeps_as_numbers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="E137 12 NIK"):
        read(tmp_path, workbook(exports(), nik_as_number=True), format="xlsx")


def test_what_an_archive_and_an_old_format_are_is_told(tmp_path: Path) -> None:
    for style, code in ((zipped_text, "N321"), (old_spreadsheet, "N324")):
        data, changes = style()
        assert dict(read(tmp_path, data, **changes).findings)[code] == 1


@pytest.mark.parametrize("kind", Kind)
def test_a_nil_report_has_no_rows(kind: Kind, tmp_path: Path) -> None:
    reading = read(tmp_path, b"nihil = true\n", format="nil", kind=kind)
    assert stored(tmp_path, reading.rows).is_empty()
    assert stored(tmp_path, reading.rejects).is_empty()
    assert (reading.received, reading.unique, reading.losses, reading.findings) == (0, 0, (), ())
    assert reading.summary == Summary()


def test_pairs_and_summary_are_handed_on(tmp_path: Path) -> None:
    reading = read(tmp_path, csv_bytes([*export_rows(3), export_row(KPJ="1", STATUS="?")]))
    assert ("Q202", "Q224", 1) in reading.pairs
    assert (reading.summary.lines, reading.summary.niks) == (5, 4)


@pytest.mark.parametrize("style", STYLES)
def test_rows_are_sent_back_as_they_came(
    style: Callable[[], tuple[bytes, dict[str, Any]]], tmp_path: Path
) -> None:
    data, changes = style()
    name = Objects(str(tmp_path)).put(data, ".csv")
    asked = job(name=name, root=str(tmp_path), **changes)
    rejects = stored(tmp_path, read_export(asked).rejects)
    (row,) = rejects["row"].to_list()
    sent = send_back(AsSentJob(asked, (row,)))
    assert list(sent.rows) == [row]
    cells = dict(zip(sent.columns, sent.rows[row], strict=True))
    assert cells["KODE_WILAYAH_KERJA"] == "3599"
    assert cells["KPJ"] == exports()[3]["KPJ"]
    assert len(sent.headings) == len(sent.columns)


def test_nothing_is_sent_back_of_a_nil_report(tmp_path: Path) -> None:
    name = Objects(str(tmp_path)).put(b"nihil = true\n", ".toml")
    asked = job(name=name, root=str(tmp_path), format="nil")
    assert send_back(AsSentJob(asked, ())).rows == {}


def test_rejects_hold_rows_columns_and_codes_only(tmp_path: Path) -> None:
    rows = [*export_rows(3), export_row(KPJ="1", NIK=MARKER, STATUS=MARKER)]
    reading = read(tmp_path, csv_bytes(rows) + b"1,2\n")
    rejects = stored(tmp_path, reading.rejects)
    assert rejects.rows() == [(5, "KPJ", "Q202"), (5, "STATUS", "Q224"), (6, None, "Q217")]
    assert reading.losses == (("readable", "Q217", 1), ("valid", "Q202", 1))


def damage(data: bytes) -> dict[str, tuple[bytes, dict[str, Any]]]:
    """Ways in which a file that holds the marker can't be taken."""
    quoted = data.replace(MARKER.encode(), b'"' + MARKER.encode())
    return {
        "E103": (data, {"format": "xlsx"}),
        "E104": (OLD + "EncryptedPackage".encode("utf-16-le") + data, {"format": "xls"}),
        "E105": (b"PK\x03\x04" + data, {"format": "xlsx"}),
        "E106": (data, {"cap": 100}),
        "E107": (gzip.compress(data), {"format": "csv.gz", "cap": len(data) - 1}),
        "E110": (data.replace(MARKER.encode(), MARKER.encode() + b"\xe9"), {}),
        "E115": (quoted, {}),
        "E116": (data[:-9], {}),
        "E119": (data, {"branch": "SBY"}),
        "E135": (gzip.compress(data)[:-9], {"format": "csv.gz"}),
    }


@pytest.mark.parametrize("code", damage(b""))
def test_no_error_tells_an_identifier(
    code: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data, changes = damage(csv_bytes([export_row(NIK=MARKER)]))[code]
    with caplog.at_level(logging.DEBUG), pytest.raises(ExportError) as caught:
        read(tmp_path, data, **changes)
    error = caught.value
    assert error.code == code
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, again.fields) == (error.code, error.fields)
    text = "".join(traceback.format_exception(error)) + repr(error.args) + str(error)
    assert MARKER not in text + caplog.text + repr(again)
    assert error.__context__ is error.__cause__ is None


def test_an_error_of_our_own_tells_no_identifier_either(tmp_path: Path) -> None:
    broken: ReadJob = job(areas=(MARKER, 5), key=b"")
    name = Objects(str(tmp_path)).put(csv_bytes([export_row(NIK=MARKER)]), ".csv")
    with pytest.raises(DataError, match=r"Reading an export failed: \w+ at .*\.py:\d+") as caught:
        read_export(replace(broken, name=name, root=str(tmp_path)))
    root = Path(__file__).parents[3]
    ours = {path.name for top in ("flows", "transforms") for path in (root / top).rglob("*.py")}
    places = re.findall(r"(\w+\.py):\d+", str(caught.value))
    assert len(places) > 1
    assert set(places) <= ours
    assert MARKER not in "".join(traceback.format_exception(caught.value))
    assert "secret" not in repr(job(key=b"secret"))


def test_the_bytes_do_not_depend_on_threads_order_or_hash_seed(tmp_path: Path) -> None:
    """The same file read by processes with other settings, and with its rows in another order."""
    rows = [
        row | {"NIK": f"357101170885{n % 990 + 1:04d}"} for n, row in enumerate(export_rows(999))
    ]
    data = csv_bytes(rows)
    names = {read(tmp_path, data).rows}
    task = (
        "import sys, pickle; from flows.edges.reader import read_export;"
        "print(read_export(pickle.loads(sys.stdin.buffer.read())).rows)"
    )
    name = Objects(str(tmp_path)).put(data, ".csv")
    for threads, seed in (("1", "1"), ("4", "2")):
        made = subprocess.run(
            [sys.executable, "-c", task],
            input=pickle.dumps(job(name=name, root=str(tmp_path))),
            env={"POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            check=True,
        )
        names.add(made.stdout.decode().strip())
    assert len(names) == 1
    turned = stored(tmp_path, read(tmp_path, csv_bytes(rows[::-1])).rows)
    assert_frame_equal(
        turned.drop("row"), stored(tmp_path, names.pop()).drop("row"), check_row_order=False
    )


def test_an_export_without_a_valid_row_still_gives_objects(tmp_path: Path) -> None:
    reading = read(tmp_path, csv_bytes([export_row(NIK="")]))
    assert stored(tmp_path, reading.rows).height == reading.unique == 0

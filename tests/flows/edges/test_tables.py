"""Parquet tables: typed and untyped columns, and files that can't be taken."""

import io
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from flows.edges.tables import table_rows_as_sent, to_table_cells
from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from tests.builders import export_row
from transforms.cells import Cells

KIND = Kind.PROYEK_JAKON
CAP = 10_000_000
ROW = export_row(KIND)


def parquet(**columns: Any) -> bytes:
    """Two good rows with other or further columns; None takes a column out."""
    kept = {name: cells for name, cells in columns.items() if cells is not None}
    good = {name: [cell] * 2 for name, cell in ROW.items() if name not in columns}
    buffer = io.BytesIO()
    pl.DataFrame(good | kept).write_parquet(buffer)
    return buffer.getvalue()


def read(data: bytes, cap: int = CAP, **profile: Any) -> Cells:
    """The cells of a table of projects."""
    return to_table_cells(data, KIND, Profile(**profile), cap)


def test_text_columns_are_taken_as_they_are_and_others_dropped() -> None:
    cells = read(parquet(CATATAN=["a", "b"], KUNCI=[[1], [2]]))
    assert cells.frame.columns == ["row", *COLUMNS[KIND]]
    assert cells.frame.rows() == [(1, *ROW.values()), (2, *ROW.values())]
    assert (cells.findings["N315"], cells.lines) == (2, 2)


@pytest.mark.parametrize(
    ("column", "typed", "told"),
    [
        ("NILAI_KONTRAK", [1.5, None], ["1,5", None]),
        ("NILAI_KONTRAK", pl.Series(["1.50", "2"]).cast(pl.Decimal(9, 2)), ["1,50", "2,00"]),
        ("JUMLAH_TK", [12, -3], ["12", "-3"]),
        ("JUMLAH_TK", [12.0, float("nan")], ["12", "NaN"]),
        ("NOMOR_PROYEK", [3571011708850001, 5], ["3571011708850001", "5"]),
        ("NOMOR_PROYEK", [3571011708850001.0, 5.0], ["3571011708850001.0", "5"]),
        ("KODE_KANTOR", pl.Series(["KDR", None], dtype=pl.Categorical), ["KDR", None]),
        ("KODE_KANTOR", [b"KDR", None], ["KDR", None]),
        ("KODE_KANTOR", [True, False], ["Y", "T"]),
        ("MULAI", [date(2021, 10, 1), None], ["01/10/2021", None]),
        ("MULAI", pl.Series([date(2021, 10, 1), None]).cast(pl.Datetime), ["01/10/2021", None]),
        ("PERIODE", [date(2021, 11, 1), date(2021, 11, 30)], ["11-2021", "11-2021"]),
        ("PERIODE", [202111, 202112], ["202111", "202112"]),
    ],
)
def test_typed_columns_are_told_in_the_branchs_style(
    column: str, typed: Any, told: list[str | None]
) -> None:
    cells = read(parquet(**{column: typed}), dates=("dd/mm/yyyy",), months="mm-yyyy", decimal=",")
    assert cells.frame[column].to_list() == told
    is_day = pl.Series(typed).dtype in (pl.Date, pl.Datetime)
    assert cells.findings["N309"] == (sum(cell is not None for cell in told) if is_day else 0)


def test_a_moment_of_the_day_is_no_date() -> None:
    hours = pl.Series([datetime(2021, 9, 30, 17, tzinfo=UTC)] * 2)
    cells = read(parquet(MULAI=hours, SELESAI=hours.dt.replace_time_zone(None)))
    for column in ("MULAI", "SELESAI"):
        assert cells.frame[column].str.starts_with("2021-09-30 17:00").all()
    assert cells.findings["N309"] == 0


def test_a_total_row_and_an_empty_one_are_left_out() -> None:
    columns = {name: [cell, None, None] for name, cell in ROW.items()}
    columns["PERIODE"][2], columns["JUMLAH_TK"][2] = "TOTAL", ROW["JUMLAH_TK"]
    cells = read(parquet(**columns))
    assert cells.frame["row"].to_list() == [1]
    assert (cells.findings["N308"], cells.findings["N322"]) == (1, 1)


def broken(data: bytes) -> bytes:
    """The table with other bytes in its pages."""
    return data[:8] + bytes(40) + data[48:]


@pytest.mark.parametrize(
    ("data", "cap", "code"),
    [
        (b"", CAP, "E101"),
        (parquet(**{name: [] for name in ROW}), CAP, "E102"),
        (b"a;b\n1;2\n", CAP, "E103"),
        (parquet()[:-20], CAP, "E105"),
        (broken(parquet()), CAP, "E105"),
        (parquet(KODE_KANTOR=[b"\xff", None]), CAP, "E105"),
        (parquet(KODE_KANTOR=[["KDR"], None]), CAP, "E105"),
        (parquet(), 50, "E107"),
        (parquet(MULAI=None), CAP, "E112"),
        (parquet(mulai=["a", "b"]), CAP, "E113"),
        (parquet(**{f"X{number}": [1, 2] for number in range(200)}), CAP, "E114"),
    ],
)
def test_a_table_that_can_not_be_taken(data: bytes, cap: int, code: str) -> None:
    with pytest.raises(ExportError) as caught:
        read(data, cap)
    assert caught.value.code == code
    assert str(caught.value)
    assert caught.value.__context__ is None


def test_more_rows_than_a_worker_holds_are_refused_unread() -> None:
    """Nine million rows of one repeated value are a file of some kilobytes."""
    buffer = io.BytesIO()
    ones = pl.repeat(1, n=9_000_000, dtype=pl.Int8, eager=True)
    pl.DataFrame(dict.fromkeys(ROW, ones)).write_parquet(buffer)
    assert len(buffer.getvalue()) < 200_000
    with pytest.raises(ExportError) as caught:
        read(buffer.getvalue())
    assert caught.value.code == "E108"
    assert caught.value.fields["rows"] == 9_000_000


def test_rows_are_sent_back_with_all_columns() -> None:
    data = parquet(MULAI=[date(2021, 10, 1)] * 2, CATATAN=["a", "b"], KUNCI=[[1], [2]])
    sent = table_rows_as_sent(data, KIND, Profile(dates=("dd/mm/yyyy",)), CAP, (2,))
    cells = dict(zip(sent.headings, sent.rows[2], strict=True))
    assert cells == ROW | {"MULAI": "01/10/2021", "CATATAN": "b", "KUNCI": ""}
    assert set(sent.columns) == {*COLUMNS[KIND], ""}

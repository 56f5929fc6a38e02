"""Tiny valid exports and frames: a test names only the columns that it is about."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import pandera.polars as pa
import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import column_types
from schemas.employers import Employers
from schemas.exports import COLUMNS, Kind, Profile
from schemas.good_rows import GOOD_ROWS
from schemas.month import Month
from schemas.projects import Projects
from schemas.reading import ReadJob
from schemas.registrations import Registrations

KEY = b"key of the tests, thirty-two bytes"[:32]
NOVEMBER = Month(2021, 11)
AREAS = ("3506", "3571")

Model = TypeVar("Model", bound=pa.DataFrameModel)


def job(kind: Kind = Kind.PESERTA, **changes: Any) -> ReadJob:
    """A job for branch KDR in November 2021."""
    usual = ReadJob(
        name="",
        root="",
        kind=kind,
        branch="KDR",
        month=NOVEMBER,
        format="csv",
        profile=Profile(),
        key=KEY,
        areas=AREAS,
    )
    return replace(usual, **changes)


def export_row(kind: Kind = Kind.PESERTA, **cells: str) -> dict[str, str]:
    """A row that keeps every rule, with other cells where named."""
    assert set(cells) <= set(COLUMNS[kind])
    return GOOD_ROWS[kind] | cells


def export_rows(count: int, kind: Kind = Kind.PESERTA, **cells: str) -> list[dict[str, str]]:
    """Different rows that keep every rule."""
    key = {Kind.PESERTA: "KPJ", Kind.PEMBERI_KERJA: "NPP", Kind.PROYEK_JAKON: "NOMOR_PROYEK"}[kind]
    first = int(GOOD_ROWS[kind][key])
    return [export_row(kind, **{key: str(first + number)}, **cells) for number in range(count)]


def csv_bytes(
    rows: Sequence[dict[str, str]],
    kind: Kind = Kind.PESERTA,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> bytes:
    """The rows as a text export under canonical headings; further columns come last."""
    columns = list(dict.fromkeys([*COLUMNS[kind], *(name for row in rows for name in row)]))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def registrations(**columns: Iterable[Any]) -> DataFrame[Registrations]:
    """Active PU registrations of different persons in Kota Kediri, unless said otherwise."""
    usual = {
        "person": None,
        "card": None,
        "employer": 1,
        "branch": "KDR",
        "area": "3571",
        "segment": "PU",
        "sex": "L",
        "age_years": 36,
        "has_jkk": True,
        "has_jkm": True,
        "has_jht": True,
        "has_jp": False,
        "has_jkp": False,
        "is_declared_active": True,
        "unpaid_months": 0,
        "wage_rupiah": 2_085_925,
    }
    return _frame(Registrations, usual, columns)


def employers(**columns: Iterable[Any]) -> DataFrame[Employers]:
    """Different active small employer units in Kota Kediri, unless said otherwise."""
    usual = {
        "employer": None,
        "branch": "KDR",
        "area": "3571",
        "scale": "KECIL",
        "is_declared_active": True,
        "reported_workers": 39,
        "unpaid_months": 0,
    }
    return _frame(Employers, usual, columns)


def projects(**columns: Iterable[Any]) -> DataFrame[Projects]:
    """Different projects in Kota Kediri that are open in November 2021, unless said otherwise."""
    usual = {
        "project": None,
        "branch": "KDR",
        "area": "3571",
        "contract_rupiah": 250_000_000,
        "workers": 12,
        "start_date": date(2021, 10, 1),
        "end_date": date(2022, 1, 31),
    }
    return _frame(Projects, usual, columns)


def _frame(
    model: type[Model], usual: dict[str, Any], columns: dict[str, Iterable[Any]]
) -> DataFrame[Model]:
    """A column named None in `usual` counts up from 1."""
    named = {name: list(cells) for name, cells in columns.items()}
    height = max((len(cells) for cells in named.values()), default=1)
    numbers = list(range(1, height + 1))
    filled = {
        name: numbers if cell is None else [cell] * height
        for name, cell in {"row": None, **usual}.items()
    }
    return model.validate(pl.DataFrame(filled | named, schema=column_types(model)))

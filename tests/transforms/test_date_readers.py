"""Days and months: what each cell is read to, and under which code it is not taken."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from schemas.exports import Profile
from schemas.month import Month
from transforms.date_readers import read_births, read_payments, read_periods, read_project_days
from transforms.parsing import by_spelling
from transforms.spelling import ReadColumn

NOVEMBER = Month(2021, 11)
ISO, DAY_FIRST = Profile(), Profile(dates=("dd/mm/yyyy",))
MIXED = Profile(dates=("dd-mm-yyyy", "dd-mon-yy", "serial"))


def births(*cells: str | None, profile: Profile = ISO) -> ReadColumn:
    """Days of birth."""
    column = pl.Series("x", cells, dtype=pl.String)
    return by_spelling(read_births, profile=profile, month=NOVEMBER)(column)


@pytest.mark.parametrize(
    ("profile", "cell", "age", "fault"),
    [
        (ISO, "1985-08-17", 36, None),
        (ISO, "1985-11-30", 36, None),
        (ISO, "1985-12-01", 35, None),
        (ISO, "2021-11-30", 0, None),
        (ISO, "2021-12-01", None, "Q208"),
        (ISO, "1871-11-01", 150, None),
        (ISO, "1870-11-30", None, "Q208"),
        (ISO, "1985-02-30", None, "Q206"),
        (ISO, "1900-01-00", None, "Q206"),
        (ISO, "2528-08-17", None, "Q206"),
        (ISO, "1405-11-30", None, "Q206"),
        (ISO, "1985-08-16T17:00:00Z", None, "Q206"),
        (ISO, "17 Agustus", None, "Q206"),
        (ISO, "17/08/1985", None, "Q207"),
        (ISO, "17-Agt-1985", None, "Q207"),
        (ISO, "31276", None, "Q207"),
        (ISO, "8/17/1985", None, "Q206"),
        (ISO, "0000-00-00", None, "Q205"),
        (ISO, "-", None, "Q205"),
        (DAY_FIRST, "17/8/1985", 36, None),
        (DAY_FIRST, "5/6/1985", 36, None),
        (DAY_FIRST, "17-08-1985", None, "Q207"),
        (DAY_FIRST, "17/08/85", None, "Q206"),
        (MIXED, "17-08-1985", 36, None),
        (MIXED, "17-Ags-85", 36, None),
        (MIXED, "31276", 36, None),
        (MIXED, "1985-08-17", None, "Q207"),
        (MIXED, "30-Nov-21", 0, None),
        (MIXED, "1-Des-21", 99, None),
    ],
)
def test_births(profile: Profile, cell: str, age: int | None, fault: str | None) -> None:
    found = births(cell, profile=profile)
    assert (found.values[0][0], found.fault[0]) == (age, fault)


def test_a_birth_is_told_like_in_a_nik() -> None:
    assert births("1985-08-17", "2003-01-02").values[1].to_list() == [170885, 20103]


def test_serials_are_counted() -> None:
    found = births("31276", "31276", "17-08-1985", profile=MIXED)
    assert found.findings == {"N309": 2}


@pytest.mark.parametrize(
    ("profile", "cells", "is_disproved"),
    [
        (DAY_FIRST, ["08/17/1985", "05/06/1985", "05/06/1985"], True),
        (DAY_FIRST, ["08/17/1985", "17/08/1985"], False),
        (DAY_FIRST, ["08/17/1985", "08/18/1985", "17/08/1985"], True),
        (ISO, ["08/17/1985", "1985-08-17", "1985-08-01"], False),
        (ISO, ["17/08/1985", "18/08/1985", "1985-08-17"], True),
        (ISO, ["besok", "lusa", "1985-08-17"], False),
    ],
)
def test_days_that_prove_another_style_speak_against_the_profile(
    profile: Profile, cells: list[str], *, is_disproved: bool
) -> None:
    assert (births(*cells, profile=profile).balance < 0) is is_disproved


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("01-JAN-71", date(2071, 1, 1)),
        ("31-DES-71", date(1971, 12, 31)),
        ("31-OKT-22", date(2022, 10, 31)),
    ],
)
def test_a_project_may_lie_ahead(cell: str, expected: date) -> None:
    read = by_spelling(read_project_days, name="day", profile=MIXED, month=NOVEMBER)
    assert read(pl.Series("x", [cell])).values[0].to_list() == [expected]


@pytest.mark.parametrize(
    ("style", "cell", "fault"),
    [
        ("yyyymm", "202111", None),
        ("yyyymm", "202110", "Q208"),
        ("yyyymm", "202113", "Q206"),
        ("yyyymm", "Nov 21", "Q206"),
        ("yyyymm", "11-2021", "Q207"),
        ("yyyymm", "000000", "Q205"),
        ("mon-yyyy", "November 2021", None),
        ("mon-yyyy", "Nop-2021", None),
        ("mon-yyyy", "202111", "Q207"),
        ("mm/yyyy", "11/2021", None),
    ],
)
def test_the_period_is_the_reports_month(style: Any, cell: str, fault: str | None) -> None:
    read = by_spelling(read_periods, profile=Profile(months=style), month=NOVEMBER)
    assert read(pl.Series("x", [cell])).fault[0] == fault


def test_a_column_of_months_in_another_style_speaks_against_the_profile() -> None:
    read = by_spelling(read_periods, profile=ISO, month=NOVEMBER)
    assert read(pl.Series("x", ["11-2021", "11-2021", "202111"])).balance == -1


@pytest.mark.parametrize(
    ("cell", "unpaid", "is_overdue"),
    [("202112", 0, False), ("202109", 2, False), ("202108", 3, True), ("-", None, None)],
)
def test_payments_are_told_as_unpaid_months(
    cell: str, unpaid: int | None, *, is_overdue: bool | None
) -> None:
    read = by_spelling(read_payments, profile=ISO, month=NOVEMBER, grace_months=3)
    values = read(pl.Series("x", [cell])).values
    assert [series[0] for series in values] == [unpaid, is_overdue]

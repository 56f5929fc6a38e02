"""What a branch's text means, style by style."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from schemas.exports import Profile
from transforms.dialect import (
    MONTH_NUMBERS,
    dates,
    is_fraction,
    months,
    tidied,
    tidied_codes,
    tidied_dates,
    tidied_numbers,
    whole_numbers,
)

NOVEMBER = 2021 * 12 + 10
INDONESIAN = Profile(decimal=",", thousands=".")
ENGLISH = Profile(decimal=".", thousands=",")


def read(expression: Callable[[str, Profile], pl.Expr], text: str | None, profile: Profile) -> Any:
    """One cell through one expression."""
    cell = pl.DataFrame({"x": [text]}, schema={"x": pl.String})
    return cell.select(expression("x", profile)).item()


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        ("dd/mm/yyyy", "05/11/2021", date(2021, 11, 5)),
        ("dd/mm/yyyy", "5/1/2021", date(2021, 1, 5)),
        ("dd/mm/yyyy", "05/11/21", None),
        ("dd/mm/yyyy", "05-11-2021", None),
        ("dd/mm/yyyy", "31/02/2021", None),
        ("dd/mm/yyyy", "11/13/2021", None),
        ("dd-mm-yyyy", "05-11-2021", date(2021, 11, 5)),
        ("yyyy-mm-dd", "2021-11-05", date(2021, 11, 5)),
        ("yyyy-mm-dd", "2021-11-05 00:00:00", None),
        ("yyyymmdd", "20211105", date(2021, 11, 5)),
        ("yyyymmdd", "2021115", None),
        ("yyyymmdd", "45688", None),
        ("dd-mon-yyyy", "22-SEP-2023", date(2023, 9, 22)),
        ("dd-mon-yyyy", "3 AGUSTUS 2021", date(2021, 8, 3)),
        ("dd-mon-yyyy", "3/MEI/2021", date(2021, 5, 3)),
        ("dd-mon-yyyy", "06-SEP-23", None),
        ("dd-mon-yyyy", "31-FEB-2021", None),
        ("dd-mon-yyyy", "22-09-2023", None),
        ("dd-mon-yyyy", "22-SEX-2023", None),
        ("dd-mon-yy", "06-SEP-23", date(2023, 9, 6)),
        ("dd-mon-yy", "06-SEP-2023", None),
        ("serial", "45688", date(2025, 1, 31)),
        ("serial", "31276", date(1985, 8, 17)),
        ("serial", "60", None),
        ("serial", "31276.5", None),
        ("serial", "999999", None),
        ("yyyy-mm-dd", "2564-11-05", None),
        ("yyyy-mm-dd", "1443-03-30", None),
        ("dd/mm/yyyy", "12/31/2021", None),
        ("yyyy-mm-dd", "２021-11-05", None),
        ("yyyy-mm-dd", None, None),
    ],
)
def test_dates_are_read_in_the_branchs_style_only(
    style: Any, text: str | None, expected: date | None
) -> None:
    assert read(dates, text, Profile(dates=(style,))) == expected


@pytest.mark.parametrize(
    ("latest", "text", "expected"),
    [
        (date(2021, 11, 30), "30-NOV-21", date(2021, 11, 30)),
        (date(2021, 11, 30), "01-DES-21", date(1921, 12, 1)),
        (date(2021, 11, 30), "17-AGU-45", date(1945, 8, 17)),
        (date(2021, 11, 30), "17-AUG-85", date(1985, 8, 17)),
        (date(2071, 11, 30), "01-JAN-70", date(2070, 1, 1)),
        (date(2071, 11, 30), "31-DES-71", date(1971, 12, 31)),
    ],
)
def test_two_digits_of_a_year_are_of_the_last_hundred_years(
    latest: date, text: str, expected: date
) -> None:
    cell = pl.DataFrame({"x": [text]})
    assert cell.select(dates("x", Profile(dates=("dd-mon-yy",)), latest)).item() == expected


def test_a_branch_may_use_several_date_styles() -> None:
    profile = Profile(dates=("dd-mm-yyyy", "dd-mon-yyyy", "dd-mon-yy"))
    cells = pl.DataFrame({"x": ["22-09-2023", "22-SEP-2023", "22-SEP-23", "22/09/2023"]})
    day = date(2023, 9, 22)
    assert cells.select(dates("x", profile))["x"].to_list() == [day, day, day, None]


@pytest.mark.parametrize("name", MONTH_NUMBERS)
def test_each_name_of_a_month_is_read_whole(name: str) -> None:
    number = int(MONTH_NUMBERS[name])
    assert read(dates, f"5-{name}-2021", Profile(dates=("dd-mon-yyyy",))) == date(2021, number, 5)
    assert read(months, f"{name} 2021", Profile(months="mon-yyyy")) == 2021 * 12 + number - 1


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        ("yyyymm", "202111", NOVEMBER),
        ("yyyymm", "202113", None),
        ("yyyymm", "202100", None),
        ("yyyymm", "20211", None),
        ("yyyy-mm", "2021-11", NOVEMBER),
        ("yyyy-mm", "202111", None),
        ("mm-yyyy", "11-2021", NOVEMBER),
        ("mm/yyyy", "11/2021", NOVEMBER),
        ("mm/yyyy", "11-2021", None),
        ("mon-yyyy", "NOV-2021", NOVEMBER),
        ("mon-yyyy", "NOPEMBER 2021", NOVEMBER),
        ("mon-yyyy", "NOV-21", None),
        ("mon-yyyy", "NOW-2021", None),
        ("yyyymm", "112021", None),
        ("yyyymm", "256411", None),
    ],
)
def test_months_are_read_in_the_branchs_style_only(
    style: Any, text: str, expected: int | None
) -> None:
    assert read(months, text, Profile(months=style)) == expected


@pytest.mark.parametrize(
    ("profile", "text", "expected"),
    [
        (Profile(), "1234567", 1234567),
        (Profile(), "1234567.00", 1234567),
        (Profile(), "1,234,567", None),
        (Profile(), "1.234.567", None),
        (INDONESIAN, "1.234.567,00", 1234567),
        (INDONESIAN, "1.234", 1234),
        (INDONESIAN, "1234567", 1234567),
        (INDONESIAN, "1.23", None),
        (INDONESIAN, "12.34.567", None),
        (INDONESIAN, "1,234,567.00", None),
        (ENGLISH, "1,234,567.89", 1234567),
        (ENGLISH, "1.234", None),
        (Profile(), "1.234", None),
        (Profile(), "1.2345", 1),
        (Profile(), "1234.567", 1234),
        (INDONESIAN, "1,234", None),
        (Profile(), "-5", -5),
        (Profile(), "NaN", None),
        (Profile(), "inf", None),
        (Profile(), "1e5", None),
        (Profile(), "+5", None),
        (Profile(), "", None),
        (Profile(), "9" * 19, None),
    ],
)
def test_numbers_are_read_in_the_branchs_style_only(
    profile: Profile, text: str, expected: int | None
) -> None:
    assert read(whole_numbers, text, profile) == expected


@pytest.mark.parametrize(("text", "expected"), [("2", False), ("2,00", False), ("2,50", True)])
def test_a_fraction_is_noticed(text: str, *, expected: bool) -> None:
    assert read(is_fraction, text, INDONESIAN) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3571011708850001", "3571011708850001"),
        ("'3571011708850001", "3571011708850001"),
        ("35.7101-170885 0001", "3571011708850001"),
        ("\u00a03571011708850001\u200b", "3571011708850001"),
        ("３５７１011708850001", "3571011708850001"),
        ("٣٥٧١011708850001", "3571011708850001"),
        ("3,57101E+15", "3,57101E+15"),
        ("3571011708850001.0", "3571011708850001.0"),
        ("15070955.0", "15070955.0"),
        ("35.71", "3571"),
        ("35.10", "3510"),
        ("jn500106", "JN500106"),
        ("19e36-992", "19E36992"),
        ("  ", ""),
        (None, None),
    ],
)
def test_codes_lose_what_is_not_theirs(text: str | None, expected: str | None) -> None:
    cells = pl.Series("x", [text, "1"], dtype=pl.String)
    assert tidied_codes(tidied(cells)).to_list() == [expected, "1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AKTIF", "AKTIF"),
        (" aktif ", "AKTIF"),
        ("non\u00a0 aktif", "NON AKTIF"),
        ("ak\u200btif", "AKTIF"),
        ("?", "?"),
    ],
)
def test_text_is_told_in_capitals(text: str, expected: str) -> None:
    assert tidied(pl.Series("x", [text])).to_list() == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rp 1.234.567,-", "1.234.567"),
        ("rp.500", "500"),
        (" 5 ", "5"),
        ("(1.000)", "-1.000"),
        ("Rp -", None),
        ("nihil", None),
        ("0", "0"),
    ],
)
def test_amounts_lose_their_dress(text: str, expected: str | None) -> None:
    assert tidied_numbers(pl.Series("x", [text])).to_list() == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0000-00-00", None), ("00/00/0000", None), ("-", None), (" 202111", "202111"), ("?", "?")],
)
def test_a_date_of_zeros_is_no_date(text: str, expected: str | None) -> None:
    assert tidied_dates(pl.Series("x", [text])).to_list() == [expected]

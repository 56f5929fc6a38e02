"""What a branch's text means, style by style."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from schemas.exports import Profile
from transforms.dialect import (
    STATUS_WORDS,
    dates,
    flags,
    is_fraction,
    months,
    tidied_dates,
    tidied_identifiers,
    tidied_numbers,
    tidied_words,
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
        ("yyyy-mm-dd", "２021-11-05", None),
        ("yyyy-mm-dd", None, None),
    ],
)
def test_dates_are_read_in_the_branchs_style_only(
    style: Any, text: str | None, expected: date | None
) -> None:
    assert read(dates, text, Profile(dates=(style,))) == expected


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
    [("Y", True), ("YA", True), ("1", True), ("T", False), ("TIDAK", False), ("0", False)],
)
def test_flags_come_from_a_table(text: str, *, expected: bool) -> None:
    assert pl.DataFrame({"x": [text, "X"]}).select(flags("x"))["x"].to_list() == [expected, None]


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
        ("jn500106", "JN500106"),
        ("-", None),
        ("null", None),
        ("  ", None),
        (None, None),
    ],
)
def test_identifiers_lose_what_is_not_theirs(text: str | None, expected: str | None) -> None:
    cells = pl.Series("x", [text, "1"], dtype=pl.String)
    assert tidied_identifiers(cells).to_list() == [expected, "1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AKTIF", "AKTIF"),
        (" aktif ", "AKTIF"),
        ("non\u00a0 aktif", "NON AKTIF"),
        ("n/a", None),
        ("?", "?"),
    ],
)
def test_words_are_told_in_capitals(text: str, expected: str | None) -> None:
    assert tidied_words(pl.Series("x", [text]), tuple(STATUS_WORDS)).to_list() == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Rp 1.234.567,-", "1.234.567"), ("rp.500", "500"), (" 5 ", "5"), ("nihil", None), ("0", "0")],
)
def test_amounts_lose_their_dress(text: str, expected: str | None) -> None:
    assert tidied_numbers(pl.Series("x", [text])).to_list() == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0000-00-00", None), ("00/00/0000", None), ("-", None), (" 202111", "202111"), ("?", "?")],
)
def test_a_date_of_zeros_is_no_date(text: str, expected: str | None) -> None:
    assert tidied_dates(pl.Series("x", [text])).to_list() == [expected]

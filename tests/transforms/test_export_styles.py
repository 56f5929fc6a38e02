"""What is written in a branch's style is read back as what it was."""

from dataclasses import replace
from datetime import date
from typing import get_args

import polars as pl
import pytest

from schemas.exports import DateStyle, MonthStyle, Profile
from schemas.month import Month
from transforms.dialect import dates, months
from transforms.export_styles import IMPOSSIBLE_DATES, date_texts, month_text

DAYS = [date(1950, 1, 31), date(1985, 8, 17), date(2000, 2, 29), date(2021, 5, 1), None]


@pytest.mark.parametrize("style", get_args(DateStyle))
def test_days_come_back(style: DateStyle) -> None:
    profile = Profile(dates=(style,))
    texts = date_texts(pl.Series("x", DAYS), profile).to_frame("x")
    assert texts.select(dates("x", profile, date(2021, 11, 30)))["x"].to_list() == DAYS


@pytest.mark.parametrize("style", get_args(DateStyle))
def test_an_impossible_day_is_none_in_any_style(style: DateStyle) -> None:
    cell = pl.DataFrame({"x": [IMPOSSIBLE_DATES[style]]})
    assert cell.select(dates("x", Profile(dates=get_args(DateStyle)))).item() is None


@pytest.mark.parametrize("style", get_args(MonthStyle))
@pytest.mark.parametrize("number", range(1, 13))
def test_months_come_back(style: MonthStyle, number: int) -> None:
    profile = replace(Profile(), months=style)
    cell = pl.DataFrame({"x": [month_text(Month(2021, number), profile)]})
    assert cell.select(months("x", profile)).item() == 2021 * 12 + number - 1

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.month import Month

MONTHS = st.builds(Month, st.integers(1900, 2198), st.integers(1, 12))


@pytest.mark.parametrize("text", ["2021-11", "202111"])
def test_a_month_is_read_and_written(text: str) -> None:
    assert str(Month.parse(text)) == "2021-11"


@pytest.mark.parametrize(
    "text", ["2021-13", "9999-12", "2021-00", "21-11", "2021-1", "1/2021", "", "２０２１11"]
)
def test_what_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


@given(st.builds(Month, st.integers(2000, 2100), st.integers(1, 12)), st.integers(-600, 600))
def test_adding_and_subtracting_agree(month: Month, months: int) -> None:
    assert (month + months) - month == months


@given(MONTHS)
def test_a_month_ends_the_day_before_the_next(month: Month) -> None:
    assert ((month + 1).first_day - month.last_day).days == 1
    assert Month.from_date(month.last_day) == month


def test_the_month_of_a_moment_is_the_one_in_jakarta() -> None:
    assert Month.at(datetime(2021, 11, 30, 16, 59, tzinfo=UTC)) == Month(2021, 11)
    assert Month.at(datetime(2021, 11, 30, 17, 0, tzinfo=UTC)) == Month(2021, 12)

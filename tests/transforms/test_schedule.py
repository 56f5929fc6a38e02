"""Which months are looked after and when each is prepared, at any moment of any time zone."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.edition import EditionState
from schemas.exports import Kind
from schemas.month import JAKARTA, Month
from schemas.schedule import Situation, Why
from transforms.calendar import is_working_day, working_day_after
from transforms.schedule import to_open_months, to_unattended, why_prepare

ZONES = [
    ZoneInfo(name)
    for name in (
        "Asia/Jakarta",
        "UTC",
        "America/New_York",  # with summer time
        "Europe/Berlin",
        "Australia/Lord_Howe",  # with half an hour of it
        "Pacific/Kiritimati",  # a day ahead
    )
]
MOMENTS = st.datetimes(
    datetime.fromisoformat("2020-01-01"),
    datetime.fromisoformat("2032-12-31"),
    timezones=st.sampled_from(ZONES),
)
MONTHS = st.builds(Month, st.integers(2020, 2031), st.integers(1, 12))
EXPORTS = [(branch, kind) for branch in ("BTU", "KDR") for kind in Kind]
SOME = st.frozensets(st.sampled_from(EXPORTS))
NOVEMBER, CUTOFF = Month(2021, 11), date(2021, 12, 3)


def situation(
    arrived: Collection[tuple[str, Kind]],
    edition: EditionState | None = None,
    *,
    has_news: bool = False,
) -> Situation:
    return Situation(edition, frozenset(EXPORTS), frozenset(arrived), has_news)


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2021-12-01T00:00+07:00", "2021-11"),
        ("2021-11-30T23:59:59.999999+07:00", "2021-10"),
        ("2021-11-30T17:00+00:00", "2021-11"),
        ("2021-11-30T16:59+00:00", "2021-10"),
        ("2021-11-30T12:00-05:00", "2021-11"),
        ("2024-02-29T23:59+07:00", "2024-01"),
        ("2024-03-01T00:00+07:00", "2024-02"),
        ("2022-01-01T00:00+07:00", "2021-12"),
    ],
)
def test_a_month_is_over_at_midnight_in_jakarta(moment: str, month: str) -> None:
    assert to_open_months(datetime.fromisoformat(moment), ()) == (Month.parse(month),)


@given(MOMENTS, st.sampled_from(ZONES), st.sets(MONTHS))
def test_the_zone_in_which_a_moment_is_told_changes_nothing(
    moment: datetime, zone: ZoneInfo, known: set[Month]
) -> None:
    elsewhere = moment.astimezone(UTC).astimezone(zone)
    assert to_open_months(moment, known) == to_open_months(elsewhere, known)
    some = situation(EXPORTS[:2])
    cutoff = moment.astimezone(JAKARTA).date()
    assert why_prepare(some, moment, cutoff) == why_prepare(some, elsewhere, cutoff)


@given(MOMENTS, st.sets(MONTHS, min_size=1))
def test_open_months_follow_the_newest_edition_without_a_gap(
    moment: datetime, known: set[Month]
) -> None:
    found = to_open_months(moment, known)
    last = Month.at(moment) + -1
    newest = max((month for month in known if month <= last), default=last + -1)
    assert found == tuple(newest + later for later in range(1, last - newest + 1))


def test_a_month_that_was_made_before_its_end_closes_none_before_it() -> None:
    moment = datetime(2021, 12, 20, 6, tzinfo=JAKARTA)
    assert to_open_months(moment, [NOVEMBER + -1, NOVEMBER + 1]) == (NOVEMBER,)


@given(MOMENTS, st.lists(st.integers(0, 90), min_size=1, max_size=30))
def test_days_that_were_missed_or_came_twice_lose_no_month(
    start: datetime, pauses: list[int]
) -> None:
    """Whatever days a machine was off, each month is open once until it has its edition."""
    moment, made = start, [Month.at(start) + -2]
    for pause in pauses:
        moment += timedelta(days=pause)
        made += to_open_months(moment, made)
        assert to_open_months(moment, made) == ()
        assert not set(made).intersection(to_open_months(moment - timedelta(days=40), made))
    assert made == [made[0] + later for later in range(len(made))]
    assert made[-1] == Month.at(moment) + -1


@given(MONTHS, st.integers(1, 5), SOME, MOMENTS)
def test_a_month_waits_for_what_is_missing_until_its_cut_off(
    month: Month, number: int, arrived: frozenset[tuple[str, Kind]], moment: datetime
) -> None:
    cutoff = working_day_after(month, number)
    assert is_working_day(cutoff)
    why = why_prepare(situation(arrived), moment, cutoff)
    if not arrived:
        assert why is None
    elif arrived == set(EXPORTS):
        assert why is Why.COMPLETE
    else:
        is_due = moment.astimezone(JAKARTA).date() >= cutoff
        assert why is (Why.CUT_OFF if is_due else None)
    later = why_prepare(situation(arrived), moment + timedelta(days=1), cutoff)
    assert why in (None, later)


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ("2021-12-02T23:59:59+07:00", None),
        ("2021-12-03T00:00+07:00", Why.CUT_OFF),
        ("2021-12-02T17:00+00:00", Why.CUT_OFF),
        ("2022-03-01T06:00+07:00", Why.CUT_OFF),
    ],
)
def test_the_cut_off_begins_with_its_day_in_jakarta(moment: str, why: Why | None) -> None:
    assert why_prepare(situation(EXPORTS[:1]), datetime.fromisoformat(moment), CUTOFF) is why


@given(MOMENTS, SOME, st.booleans())
def test_what_is_released_is_never_prepared_and_what_is_prepared_only_for_news(
    moment: datetime, arrived: frozenset[tuple[str, Kind]], has_news: bool
) -> None:
    released = situation(arrived, "released", has_news=has_news)
    prepared = situation(arrived, "prepared", has_news=has_news)
    assert why_prepare(released, moment, CUTOFF) is None
    assert why_prepare(prepared, moment, CUTOFF) is (Why.NEWS if has_news else None)


def test_what_came_for_no_expected_branch_makes_no_month() -> None:
    after = datetime(2021, 12, 20, tzinfo=UTC)
    assert why_prepare(situation([("XYZ", Kind.PESERTA)]), after, CUTOFF) is None


def test_older_months_with_files_and_without_edition_are_named() -> None:
    lying = [NOVEMBER + -3, NOVEMBER + -2, NOVEMBER + -1, NOVEMBER, NOVEMBER + 1]
    named = to_unattended(lying, [NOVEMBER + -2], [NOVEMBER + -1, NOVEMBER])
    assert named == (NOVEMBER + -3,)
    assert to_unattended(lying, [NOVEMBER + 1], []) == tuple(lying[:4])

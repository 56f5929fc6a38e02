"""What is exchanged where some files are others, against all rows counted anew."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.edges.counter import count_cards, count_employers, count_persons
from flows.edges.recounter import recount_cards, recount_employers, recount_persons
from schemas.calculated import Tables
from schemas.counting import CountJob, RecountJob
from schemas.errors import DataError
from tests.drawn_rows import EMPLOYERS, PAIRS, ROWS, Row, ranges, stored
from transforms.sums import add_up_tables, exchange

COUNT = (count_persons, count_cards, count_employers)
RECOUNT = (recount_persons, recount_cards, recount_employers)
LINE = st.tuples(ROWS, EMPLOYERS)


def counted(job: CountJob) -> Tables:
    """All tables of a job."""
    return add_up_tables([count(job) for count in COUNT])


def recounted(known: Tables, before: CountJob, now: CountJob, number: int, at_once: int) -> Tables:
    """The same from what is known of another job, in so many ranges."""
    halves = (ranges(job, number, at_once) for job in (before, now))
    jobs = [RecountJob(*both) for both in zip(*halves, strict=True)]
    made = [recount(job) for recount in RECOUNT for job in jobs]
    return exchange(known, [one.gone for one in made], [one.come for one in made])


@settings(max_examples=12)
@given(LINE, LINE, st.sampled_from([1, 2]), st.sampled_from([1, 100]))
def test_files_that_give_way_leave_what_all_rows_come_to(
    old: tuple[list[Row], list[Row]], new: tuple[list[Row], list[Row]], number: int, at_once: int
) -> None:
    with stored(old, new) as [before, now]:
        found = recounted(counted(before), before, now, number, at_once)
        for model, table in counted(now).items():
            assert found[model].equals(table), model.__name__


@given(ROWS.filter(bool), EMPLOYERS, st.booleans())
def test_a_row_that_comes_or_goes_leaves_what_all_rows_come_to(
    rows: list[Row], units: list[Row], comes: bool
) -> None:
    with stored((rows, units), (rows[1:], units[1:])) as jobs:
        before, now = jobs[::-1] if comes else jobs
        found = recounted(counted(before), before, now, 1, 100)
        for model, table in counted(now).items():
            assert found[model].equals(table), model.__name__


@given(LINE)
def test_the_same_files_have_nothing_to_exchange(line: tuple[list[Row], list[Row]]) -> None:
    with stored(line) as [job]:
        for recount in RECOUNT:
            made = recount(RecountJob(job, job))
            assert not made.gone
            assert not made.come


def test_what_was_not_counted_cannot_go() -> None:
    row = {
        "person": 1,
        "card": 1,
        "pair": PAIRS[0],
        "employer": None,
        **dict.fromkeys(("age_years", "unpaid_months")),
        **dict.fromkeys(("has_jht", "is_declared_active"), True),
        "segment": "PU",
        "sex": "L",
    }
    with stored(([row], []), ([], [])) as [before, now]:
        nobody = counted(now)
        with pytest.raises(DataError, match="broke its contract"):
            recounted(nobody, before, now, 1, 100)

"""Projects and their heads by state, against the same count in plain Python."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any, cast

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.typing.polars import DataFrame

from schemas.month import Month
from schemas.projects import Projects
from tests.builders import NOVEMBER, projects
from tests.registers import KANWILS, SERVED, units
from transforms.coverage import to_project_counts
from transforms.project_counts import to_project_state_counts
from transforms.rules import is_open_project, project_state

PAIRS = [*SERVED, ("KDR", "3504"), ("JKP", "3571")]
UNITS = units(*PAIRS)
Row = dict[str, Any]


def key_of(row: Row) -> tuple[str, int]:
    """Branch and project, of which an export has one row."""
    return row["pair"][0], row["project"]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "project": st.sampled_from([1, 2, 3, 2**64 - 1]),
            "pair": st.sampled_from(PAIRS),
            "workers": st.sampled_from([0, 1, 12, 10_000_000]),
            "start_date": st.dates(date(2021, 9, 28), date(2021, 12, 3)),
            "days": st.integers(0, 70),
        }
    ),
    min_size=1,
    max_size=12,
    unique_by=key_of,
)


def as_frame(rows: list[Row]) -> DataFrame[Projects]:
    """Drawn rows as projects."""
    return projects(
        project=[row["project"] for row in rows],
        branch=[row["pair"][0] for row in rows],
        area=[row["pair"][1] for row in rows],
        workers=[row["workers"] for row in rows],
        start_date=[row["start_date"] for row in rows],
        end_date=[row["start_date"] + timedelta(row["days"]) for row in rows],
    )


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [
        (date(2021, 9, 1), date(2021, 10, 31), "ended"),
        (date(2021, 9, 1), date(2021, 11, 1), "running"),
        (date(2021, 9, 1), date(2022, 1, 1), "running"),
        (date(2021, 11, 15), date(2021, 11, 15), "running"),
        (date(2021, 11, 30), date(2022, 1, 1), "running"),
        (date(2021, 12, 1), date(2022, 1, 1), "ahead"),
    ],
)
def test_a_project_is_ahead_runs_or_has_ended(start: date, end: date, state: str) -> None:
    row = projects(start_date=[start], end_date=[end])
    assert row.select(project_state(Month(2021, 11))).item() == state


def test_a_project_of_two_branches_counts_at_each_so_that_levels_add_up() -> None:
    rows = projects(project=[7, 7], branch=["KDR", "SBY"], workers=[12, 30])
    found = to_project_state_counts(rows, units(), NOVEMBER)
    assert found.rows() == [
        ("branch", "KDR", "running", 1, 12),
        ("branch", "SBY", "running", 1, 30),
        ("kanwil", "JATIM", "running", 2, 42),
        ("national", "ID", "running", 2, 42),
    ]


def test_heads_are_more_than_32_bits_hold() -> None:
    rows = projects(workers=[10_000_000] * 300)
    found = to_project_state_counts(rows, units(), NOVEMBER)
    assert found.filter(code="ID")["workers"].to_list() == [3_000_000_000]


@given(ROWS, st.randoms(use_true_random=False))
def test_projects_are_exact_in_any_order(rows: list[Row], random: Any) -> None:
    expected: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        branch = row["pair"][0]
        first, last = row["start_date"], row["start_date"] + timedelta(row["days"])
        state = "ahead" if first > date(2021, 11, 30) else "running"
        if last < date(2021, 11, 1):
            state = "ended"
        for unit in (("branch", branch), ("kanwil", KANWILS[branch]), ("national", "ID")):
            expected[*unit, state][0] += 1
            expected[*unit, state][1] += row["workers"]
    shuffled = as_frame(random.sample(rows, len(rows)))
    found = list(to_project_state_counts(shuffled, UNITS, NOVEMBER).iter_rows())
    assert found == sorted((*key, *sums) for key, sums in expected.items())


@given(ROWS)
def test_workers_of_running_projects_are_the_jakon_persons_held(rows: list[Row]) -> None:
    frame = as_frame(rows)
    is_open = cast(DataFrame[Projects], frame.filter(is_open_project(NOVEMBER)))
    heads = to_project_counts(is_open, UNITS).filter(view="held", programme="_T")
    running = to_project_state_counts(frame, UNITS, NOVEMBER).filter(pl.col("state") == "running")
    assert heads.select("level", "code", "persons").rows() == (
        running.select("level", "code", "workers").rows()
    )

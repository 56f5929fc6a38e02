"""Employer units by state and breakdown, against the same count in plain Python."""

from collections import defaultdict
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.typing.polars import DataFrame

from schemas.columns import column_types
from schemas.employers import SCALES, SIZES, EmployerCounts, RegisteredWorkers
from tests.builders import employers, registrations
from tests.registers import KANWILS, SERVED, holders
from transforms.employer_counts import to_employer_counts, to_registered_workers

PAIRS = [*SERVED, ("KDR", "3504"), ("JKP", "3571")]
BREAKDOWNS = ("scale", "size", "report")
Row = dict[str, Any]
Found = dict[tuple[str, ...], tuple[int, int]]


def key_of(row: Row) -> tuple[str, int]:
    """Branch and employer unit, of which an export has one row."""
    return row["pair"][0], row["employer"]


EMPLOYERS = st.lists(
    st.fixed_dictionaries(
        {
            "employer": st.sampled_from([1, 2, 2**64 - 1]),
            "pair": st.sampled_from(PAIRS),
            "scale": st.sampled_from(SCALES),
            "is_declared_active": st.booleans(),
            "reported_workers": st.sampled_from([0, 1, 4, 5, 6, 20]),
            "unpaid_months": st.sampled_from([None, 0, 2, 3]),
        }
    ),
    min_size=1,
    max_size=12,
    unique_by=key_of,
)
REGISTERED = st.dictionaries(
    st.tuples(st.sampled_from(sorted(KANWILS)), st.sampled_from([1, 2, 3, 2**64 - 1])),
    st.sampled_from([1, 4, 5, 19, 20, 100]),
)
REGISTRATIONS = st.lists(
    st.fixed_dictionaries(
        {
            "pair": st.sampled_from(PAIRS),
            "employer": st.sampled_from([None, 1, 2]),
            "segment": st.sampled_from(["PU", "PMI", "BPU"]),
            "is_declared_active": st.booleans(),
            "unpaid_months": st.sampled_from([None, 0, 2, 3]),
        }
    ),
    min_size=1,
    max_size=30,
)


def as_columns(rows: list[Row]) -> dict[str, list[Any]]:
    """Drawn rows as columns."""
    columns = {name: [row[name] for row in rows] for name in rows[0] if name != "pair"}
    branches, areas = ([row["pair"][place] for row in rows] for place in (0, 1))
    return {**columns, "branch": branches, "area": areas}


def registered(workers: dict[tuple[str, int], int]) -> DataFrame[RegisteredWorkers]:
    """Registered workers by branch and employer unit."""
    rows = [(*key, number) for key, number in workers.items()]
    types = column_types(RegisteredWorkers)
    return RegisteredWorkers.validate(pl.DataFrame(rows, schema=types, orient="row"))


def by_breakdown(counts: DataFrame[EmployerCounts], **unit: str) -> Found:
    """Employer units and registered workers of one unit, by state and what is not _T."""
    chosen = counts.filter(**unit).select("state", *BREAKDOWNS, "employers", "registered_workers")
    return {
        tuple(name for name in row[:4] if name != "_T"): (row[4], row[5])
        for row in chosen.iter_rows()
    }


def counted(
    level: str,
    code: str,
    workers: dict[tuple[str, int], int] | None = None,
    /,
    **columns: list[object],
) -> Found:
    """Employer units of one unit that were built of these columns."""
    counts = to_employer_counts(employers(**columns), registered(workers or {}), holders(), 3)
    return by_breakdown(counts, level=level, code=code)


def test_active_and_in_arrears_are_told_apart_and_the_inactive_left_out() -> None:
    found = counted(
        "branch", "KDR",
        employer=[1, 2, 3, 4], unpaid_months=[2, 3, None, 0],
        is_declared_active=[True, True, True, False],
    )  # fmt: skip
    assert (found["active",], found["in_arrears",]) == ((2, 0), (1, 0))
    assert (found["active", "KECIL"], found["in_arrears", "KECIL"]) == ((2, 0), (1, 0))


def test_an_employer_of_two_branches_counts_once_above_them() -> None:
    workers = {("KDR", 1): 3, ("SBY", 1): 4, ("JKP", 1): 100}
    columns: dict[str, list[object]] = {
        "employer": [1, 1], "branch": ["KDR", "SBY"], "scale": ["KECIL", "BESAR"],
        "unpaid_months": [5, 0], "reported_workers": [7, 2],
    }  # fmt: skip
    assert counted("branch", "KDR", workers, **columns) == {
        ("in_arrears",): (1, 3),
        ("in_arrears", "KECIL"): (1, 3),
        ("in_arrears", "N1T4"): (1, 3),
        ("in_arrears", "more"): (1, 3),
    }
    assert counted("kanwil", "JATIM", workers, **columns) == {
        ("active",): (1, 7),
        ("active", "BESAR"): (1, 7),
        ("active", "N5T19"): (1, 7),
        ("active", "equal"): (1, 7),
    }
    assert counted("national", "ID", workers, **columns) == {
        ("active",): (1, 107),
        ("active", "BESAR"): (1, 107),
        ("active", "N_GE100"): (1, 107),
        ("active", "fewer"): (1, 107),
    }


@pytest.mark.parametrize(
    ("workers", "size"),
    [
        (0, "N0"),
        (1, "N1T4"),
        (4, "N1T4"),
        (5, "N5T19"),
        (19, "N5T19"),
        (20, "N20T99"),
        (99, "N20T99"),
        (100, "N_GE100"),
    ],
)
def test_a_size_begins_at_its_bound(workers: int, size: str) -> None:
    found = counted("branch", "KDR", {("KDR", 1): workers} if workers else {}, employer=[1])
    assert found["active", size] == (1, workers)


@pytest.mark.parametrize(
    ("reported", "workers", "report"),
    [
        (0, 0, "none"),
        (0, 5, "none"),
        (4, 5, "fewer"),
        (5, 5, "equal"),
        (6, 5, "more"),
        (1, 0, "more"),
    ],
)
def test_a_report_stands_beside_registered_workers(
    reported: int, workers: int, report: str
) -> None:
    held = {("KDR", 1): workers} if workers else {}
    found = counted("branch", "KDR", held, employer=[1], reported_workers=[reported])
    assert found["active", report] == (1, workers)


def test_workers_of_an_employer_that_nobody_reports_do_not_count() -> None:
    assert counted("branch", "KDR", {("KDR", 2): 9}, employer=[1])["active",] == (1, 0)


def test_without_exports_nothing_counts() -> None:
    nobody = employers(employer=[])
    assert to_employer_counts(nobody, registered({}), holders(), 3).is_empty()
    assert to_employer_counts(nobody, registered({}), holders()[:0], 3).is_empty()


@given(EMPLOYERS, REGISTERED, st.randoms(use_true_random=False))
def test_employers_are_exact_in_any_order(
    rows: list[Row], workers: dict[tuple[str, int], int], random: Any
) -> None:
    frame = employers(**as_columns(random.sample(rows, len(rows))))
    counts = to_employer_counts(frame, registered(workers), holders(), 3)
    expected = counted_one_by_one(rows, workers)
    assert list(counts.iter_rows()) == sorted((*key, *sums) for key, sums in expected.items())


@given(EMPLOYERS, REGISTERED)
def test_each_breakdown_adds_up_to_its_state(
    rows: list[Row], workers: dict[tuple[str, int], int]
) -> None:
    counts = to_employer_counts(employers(**as_columns(rows)), registered(workers), holders(), 3)
    keys = ["level", "code", "state"]
    parts = [pl.col(name) != "_T" for name in BREAKDOWNS]
    whole = counts.filter(~pl.any_horizontal(parts)).drop(BREAKDOWNS)
    for is_part in parts:
        summed = counts.filter(is_part).group_by(keys).agg(pl.col(whole.columns[3:]).sum())
        assert summed.sort(keys).equals(whole)


@given(REGISTRATIONS, st.randoms(use_true_random=False))
def test_registered_workers_are_the_active_rows_of_an_employer(
    rows: list[Row], random: Any
) -> None:
    expected: dict[tuple[str, int], int] = defaultdict(int)
    for row in rows:
        if is_active(row) and row["employer"] is not None:
            expected[row["pair"][0], row["employer"]] += 1
    shuffled = registrations(**as_columns(random.sample(rows, len(rows))))
    found = to_registered_workers(shuffled.lazy(), 3)
    assert list(found.iter_rows()) == sorted((*key, number) for key, number in expected.items())


def is_active(row: Row) -> bool:
    """The rule once more, in plain Python."""
    return bool(row["is_declared_active"]) and (row["unpaid_months"] or 0) < 3


def counted_one_by_one(rows: list[Row], workers: dict[tuple[str, int], int]) -> Found:
    """Employer units and registered workers by unit, state and one breakdown at most."""
    here: dict[tuple[str, str], dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    branches: dict[tuple[str, str], set[str]] = defaultdict(set)
    for branch, kanwil in KANWILS.items():
        for unit in (("branch", branch), ("kanwil", kanwil), ("national", "ID")):
            branches[unit].add(branch)
            for row in rows:
                if row["pair"][0] == branch and row["is_declared_active"]:
                    here[unit][row["employer"]].append(row)
    found: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for unit, units_of_employers in here.items():
        for employer, theirs in units_of_employers.items():
            number = sum(workers.get((branch, employer), 0) for branch in branches[unit])
            state = "active" if any(map(is_active, theirs)) else "in_arrears"
            scale = min((row["scale"] for row in theirs), key=SCALES.index)
            size = SIZES[sum(number >= bound for bound in (1, 5, 20, 100))]
            report = report_of(max(row["reported_workers"] for row in theirs), number)
            for names in (
                ("_T", "_T", "_T"),
                (scale, "_T", "_T"),
                ("_T", size, "_T"),
                ("_T", "_T", report),
            ):
                sums = found[*unit, state, *names]
                sums[0] += 1
                sums[1] += number
    return {key: (number, heads) for key, (number, heads) in found.items()}


def report_of(reported: int, number: int) -> str:
    """What an employer unit reports beside its registered workers."""
    if reported == 0:
        return "none"
    return ("equal", "more", "fewer")[(reported > number) - (reported < number)]

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.typing.polars import DataFrame

from schemas.coverage import SharedRegistrations
from tests.builders import registrations
from tests.registers import KANWILS, holders
from transforms.person_sets import bucket_bounds
from transforms.shared_registrations import (
    add_up_shared,
    to_shared_cards,
    to_shared_findings,
    to_shared_persons,
)

Row = tuple[int, int, int | None, str]
"""Person, card, employer, branch."""


def frame(*rows: Row) -> pl.DataFrame:
    """Registrations of these rows."""
    return registrations(
        person=[row[0] for row in rows],
        card=[row[1] for row in rows],
        employer=[row[2] for row in rows],
        branch=[row[3] for row in rows],
    )


def shared_of(*rows: Row, rows_per_bucket: int = 100) -> DataFrame[SharedRegistrations]:
    """All that is shared of these rows, by as many buckets as asked for."""
    every, held = frame(*rows), holders()
    bounds = list(bucket_bounds(len(rows), rows_per_bucket))

    def bucket(key: str, first: int, last: int) -> pl.DataFrame:
        return every.filter(
            pl.col(key).is_between(pl.lit(first, pl.UInt64), pl.lit(last, pl.UInt64))
        )

    return add_up_shared(
        [
            *(to_shared_persons(bucket("person", *bound), held) for bound in bounds),
            *(to_shared_cards(bucket("card", *bound), held) for bound in bounds),
        ]
    )


def of(found: DataFrame[SharedRegistrations], level: str, code: str) -> tuple[int, int, int]:
    """Shared registrations, disputed registrations and shared persons of one unit."""
    rows = found.filter(level=level, code=code).drop("level", "code").rows()
    return rows[0] if rows else (0, 0, 0)


def test_nothing_is_shared_inside_one_branch() -> None:
    found = shared_of((1, 1, 1, "KDR"), (1, 2, 1, "KDR"), (1, 1, 2, "KDR"), (2, 1, 3, "KDR"))
    assert found.is_empty()


def test_a_registration_at_two_branches_is_shared_and_so_is_its_person() -> None:
    found = shared_of((1, 7, 3, "KDR"), (1, 7, 3, "SBY"), (2, 8, 3, "SBY"))
    assert of(found, "branch", "KDR") == of(found, "branch", "SBY") == (1, 0, 1)


def test_a_card_of_another_employer_is_not_a_shared_registration() -> None:
    found = shared_of((1, 7, 3, "KDR"), (1, 7, 4, "SBY"))
    assert of(found, "branch", "KDR") == (0, 0, 1)


@pytest.mark.parametrize(("employer", "shared"), [(None, 1), (3, 0)])
def test_without_an_employer_the_card_alone_is_compared(employer: int | None, shared: int) -> None:
    found = shared_of((1, 7, None, "KDR"), (1, 7, employer, "SBY"))
    assert of(found, "branch", "KDR") == (shared, 0, 1)


def test_a_card_under_two_nik_is_disputed_at_both_branches() -> None:
    found = shared_of((1, 7, 3, "KDR"), (2, 7, 4, "SBY"), (2, 7, 5, "SBY"))
    assert of(found, "branch", "KDR") == (0, 1, 0)
    assert of(found, "branch", "SBY") == (0, 2, 0)


def test_a_registration_may_be_shared_and_disputed() -> None:
    found = shared_of((1, 7, 3, "KDR"), (2, 7, 3, "SBY"))
    assert of(found, "branch", "KDR") == (1, 1, 0)


def test_two_nik_inside_one_branch_are_its_own_matter() -> None:
    found = shared_of((1, 7, 3, "KDR"), (2, 7, 4, "KDR"), (1, 7, 5, "SBY"))
    assert of(found, "branch", "KDR") == (0, 1, 1)  # NIK 2 against SBY's NIK 1
    assert of(found, "branch", "SBY") == (0, 1, 1)


def test_a_person_at_three_branches_counts_once_in_each_unit() -> None:
    found = shared_of((1, 1, 1, "KDR"), (1, 2, 2, "SBY"), (1, 3, 3, "JKP"), (2, 4, 4, "JKP"))
    for branch in KANWILS:
        assert of(found, "branch", branch) == (0, 0, 1)
    assert of(found, "kanwil", "JATIM") == of(found, "kanwil", "DKI") == (0, 0, 1)
    assert of(found, "national", "ID") == (0, 0, 1)


def test_findings_of_a_branch_name_only_what_is_there() -> None:
    found = shared_of((1, 7, 3, "KDR"), (1, 7, 3, "SBY"), (2, 9, 1, "SBY"), (3, 9, 2, "JKP"))
    assert to_shared_findings(found) == {
        "JKP": (("N341", 1),),
        "KDR": (("N340", 1), ("N342", 1)),
        "SBY": (("N340", 1), ("N341", 1), ("N342", 1)),
    }


def test_no_registrations_have_no_overlaps() -> None:
    assert to_shared_cards(frame()[:0], holders()).is_empty()
    assert to_shared_persons(frame()[:0], holders()).is_empty()


ROWS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 2**63, 2**64 - 1]),
        st.sampled_from([0, 5, 2**63, 2**64 - 1]),
        st.sampled_from([None, 1, 2]),
        st.sampled_from(sorted(KANWILS)),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda row: row[1:],
)


def counted_one_by_one(rows: list[Row], branches: set[str]) -> tuple[int, int, int]:
    """The same counts, row by row against all others, in plain Python."""
    held = [row for row in rows if row[3] in branches]
    others = {row: [other for other in rows if other[3] != row[3]] for row in held}
    return (
        sum(any(row[1:3] == other[1:3] for other in others[row]) for row in held),
        sum(
            any(row[1] == other[1] and row[0] != other[0] for other in others[row]) for row in held
        ),
        len({row[0] for row in held if any(row[0] == other[0] for other in others[row])}),
    )


@given(ROWS, st.randoms(use_true_random=False), st.sampled_from([1, 3, 100]))
def test_overlaps_are_exact_in_any_order_and_in_any_buckets(
    rows: list[Any], random: Any, rows_per_bucket: int
) -> None:
    shuffled = random.sample(rows, len(rows))
    found = shared_of(*shuffled, rows_per_bucket=rows_per_bucket)
    expected = {("branch", branch): {branch} for branch in KANWILS}
    expected |= {("kanwil", "JATIM"): {"KDR", "SBY"}, ("national", "ID"): set(KANWILS)}
    for unit, branches in expected.items():
        assert of(found, *unit) == counted_one_by_one(rows, branches)

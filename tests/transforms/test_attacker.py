"""A reader of all that random countries publish works out no number that is hidden."""

from dataclasses import dataclass, replace
from functools import cache

import pytest

from tests.attacker import Known, Rule, falsehoods, to_known, worked_out
from tests.attacker_levels import all_rules, allow_zeros
from tests.attacker_rules import to_register
from tests.countries import random_country
from tests.country_months import publish
from tests.greedy import hide_greedily, hide_until_safe, only_small_hidden
from transforms.territories import to_territories

COMPARED = (101, 102)
"""Seeds of countries that are also protected by hand, which takes long."""


@dataclass(frozen=True)
class Reading:
    """What a reader knows of one country."""

    seed: int
    known: Known
    rules: list[Rule]
    refused: int

    def is_open(self, is_shown: list[bool]) -> bool:
        """Whether he works a number out when these are shown."""
        known = replace(self.known, is_shown=is_shown)
        return next(worked_out(known, self.rules), None) is not None

    def names(self) -> list[str]:
        """The hidden numbers that he works out."""
        found = set(worked_out(self.known, self.rules))
        return sorted(
            f"seed {self.seed}, edition {number}: {' '.join(name)}"
            for number, places in enumerate(self.known.places)
            for name, place in places.items()
            if place in found
        )


@cache
def read(seed: int) -> Reading:
    country = random_country(seed)
    history = publish(country)
    territories = to_territories(country.branches, country.branch_areas)
    known = to_known(history.releases)
    allow_zeros(known, history.releases)
    register = to_register(country.branches, territories)
    return Reading(seed, known, all_rules(register, history.releases, known), history.refused)


def hand_made(counts: list[int], shown: list[bool]) -> Known:
    return Known(counts, [5] * len(counts), [1] * len(counts), shown, [])


TOTALS = [Rule("sum", ((0, 1.0), (1, 1.0), (2, 1.0), (3, -1.0)))]


@pytest.mark.parametrize(
    ("counts", "shown", "expected"),
    [
        ([3, 20, 30, 53], [False, True, True, True], [0]),
        ([3, 20, 30, 53], [False, False, True, True], []),
        ([3, 2, 30, 35], [False, False, True, True], [0, 1]),
        ([3, 4, 30, 37], [False, False, True, True], []),
        ([3, 2, 30, 35], [False, False, False, True], []),
        ([3, 20, 30, 53], [True] * 4, []),
    ],
    ids=["alone", "with another", "two small", "wide enough", "with a third", "all shown"],
)
def test_a_sum_tells_its_only_hidden_part(
    counts: list[int], shown: list[bool], expected: list[int]
) -> None:
    known = hand_made(counts, shown)
    assert falsehoods(known, TOTALS) == []
    assert sorted(worked_out(known, TOTALS)) == expected


def test_a_bound_tells_a_number_as_a_sum_does() -> None:
    known = hand_made([3, 20, 30, 53], [False, False, True, True])
    rules = [*TOTALS, Rule("at most", ((0, 1.0),), 0.0, 4.0)]
    assert sorted(worked_out(known, rules)) == [0, 1]


def test_the_truth_is_held_against_what_he_believes() -> None:
    known = hand_made([3, 20, 31, 53], [False, False, True, True])
    assert falsehoods(known, TOTALS) == ["sum"]
    known.lowest[0] = 4
    assert falsehoods(known, []) == ["hidden, but less than thought possible"]


def test_no_hidden_number_of_a_random_country_is_worked_out(seed_of_country: int) -> None:
    reading = read(seed_of_country)
    assert falsehoods(reading.known, reading.rules) == []
    assert reading.names() == []


def test_hiding_by_hand_leaves_a_country_open(seed_of_country: int) -> None:
    reading = read(seed_of_country)
    assert reading.is_open(hide_greedily(reading.known, reading.rules))


def test_without_further_cells_a_country_is_open(seed_of_country: int) -> None:
    reading = read(seed_of_country)
    assert reading.is_open(only_small_hidden(reading.known))


def test_no_more_is_hidden_than_by_hand_until_it_holds() -> None:
    readings = [read(seed) for seed in COMPARED]
    ours = sum(hidden(reading, reading.known.is_shown) for reading in readings)
    by_hand = sum(
        hidden(reading, hide_until_safe(reading.known, reading.rules)) for reading in readings
    )
    assert ours <= by_hand


def hidden(reading: Reading, is_shown: list[bool]) -> int:
    """How many numbers that are not 0 are hidden."""
    return sum(
        bool(truth) and not shown
        for truth, shown in zip(reading.known.truth, is_shown, strict=True)
    )

"""Persons keep their numbers, NIK never meet, and there is room for a nation."""

import polars as pl
import pytest

from schemas.errors import SettingsError
from schemas.simulation import AreaMargins, BranchMonth, BranchPlan, Shares, Simulation
from tests.simulations import NOVEMBER, OCTOBER
from transforms.population import (
    Cell,
    Group,
    Population,
    coprime,
    share_of,
    to_persons,
    to_population,
)

MONTHS = (OCTOBER, NOVEMBER, NOVEMBER + 1)


def population(*areas: dict[str, AreaMargins], leave: float = 0.0) -> Population:
    """The people of branch AAA with these margins in October and the months after it."""
    months = MONTHS[: len(areas)]
    margins = {month: BranchMonth(each) for month, each in zip(months, areas, strict=True)}
    plan = BranchPlan("AAA", margins, shares=Shares(leave=leave))
    return to_population(Simulation(1, months, (plan,)))


def niks(people: Population, area: str, group: Group = Group.PU, month: int = 0) -> list[int]:
    persons = to_persons(people, Cell("AAA", area, group), MONTHS[month])
    return persons["NIK"].to_list()


def test_nik_differ_for_half_a_million_persons() -> None:
    people = population({"9171": AreaMargins(pu=300_000), "3171": AreaMargins(bpu=200_000)})
    assert len({*niks(people, "9171"), *niks(people, "3171", Group.BPU)}) == 500_000


def test_there_are_nik_for_sixty_million_persons_and_no_more_than_exist() -> None:
    areas = {"3506": AreaMargins(pu=30_000_000), "3571": AreaMargins(pu=30_000_000)}
    assert population(areas, areas, leave=0.02).windows
    with pytest.raises(SettingsError, match="lower the margins"):
        population({"3506": AreaMargins(pu=400_000_000)})


@pytest.mark.parametrize(
    ("now", "later", "leave", "left", "joined"),
    [(100, 110, 0.05, 5, 15), (100, 100, 0.0, 0, 0), (100, 60, 0.05, 40, 0), (0, 9, 0.5, 0, 9)],
)
def test_leavers_and_newcomers(now: int, later: int, leave: float, left: int, joined: int) -> None:
    people = population({"3506": AreaMargins(pu=now)}, {"3506": AreaMargins(pu=later)}, leave=leave)
    before, after = (set(niks(people, "3506", month=month)) for month in (0, 1))
    assert (len(before), len(after)) == (now, later)
    assert (len(before - after), len(after - before)) == (left, joined)


def test_nobody_who_left_comes_back() -> None:
    people = population(*({"3506": AreaMargins(pu=persons)} for persons in (100, 60, 90)))
    first, second, third = (set(niks(people, "3506", month=month)) for month in (0, 1, 2))
    assert first & third == second


def test_most_persons_were_first_registered_where_they_work() -> None:
    codes = pl.Series(niks(population({"3506": AreaMargins(pu=6_000)}), "3506"))
    assert 4_900 < ((codes // 10**12) == 3506).sum() < 5_200


@pytest.mark.parametrize(
    ("share", "persons", "expected"), [(0.5, 3, 2), (0.1, 4, 0), (0.29, 50, 15)]
)
def test_shares_are_rounded_half_up_in_decimal(share: float, persons: int, expected: int) -> None:
    assert share_of(share, persons) == expected


@pytest.mark.parametrize("modulus", [0, 1, 2, 97, 1000])
def test_a_coprime_multiplier_permutes(modulus: int) -> None:
    multiplier = coprime(7, "test", modulus)
    assert len({multiplier * place % modulus for place in range(modulus)}) == modulus

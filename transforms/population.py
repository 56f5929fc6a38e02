"""Who is where in which month: simulated persons as windows over one line of person numbers.

Every cell (a branch's group of persons in an area) owns a stretch of the line. A month is a window
on it: leavers go at the front, newcomers come at the end, so both months' margins are exact and
most persons stay. A person number and its cell decide the NIK; no set of used numbers is kept.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from functools import cache
from itertools import pairwise

import polars as pl

from schemas.errors import SettingsError
from schemas.month import Month
from schemas.simulation import BranchMonth, BranchPlan, Shares, Simulation
from transforms.regions import areas, districts, province_of

OLDEST_YEARS, YOUNGEST_YEARS = 64, 16
"""Ages between which persons are born, before the first month of the simulation."""
SERIALS = 9999
PRIME = 2**31 - 1
"""Modulus of the draws: larger than any person number, so no two persons draw the same."""


class Group(Enum):
    """Why a person is in a branch's export."""

    PU = auto()
    PMI = auto()
    BPU = auto()
    ELSEWHERE = auto()
    NONAKTIF = auto()
    LAPSED = auto()
    FAULTY = auto()


@dataclass(frozen=True)
class Cell:
    """A branch's persons of one group in one area; the area is empty for groups of the branch."""

    branch: str
    area: str
    group: Group


@dataclass(frozen=True)
class Window:
    """A cell's persons in one month."""

    base: int
    """First person number that the cell owns."""
    first: int
    """First person number of the month."""
    persons: int
    seats: int
    """Persons of the cell's smallest month: places that are always taken."""


@dataclass(frozen=True)
class Population:
    """All persons of a simulation."""

    seed: int
    births: pl.Series
    """Every possible birth date, in order."""
    birth_digits: pl.Series
    """What each birth date adds to a man's NIK as a number."""
    windows: Mapping[Cell, Mapping[Month, Window]]


def to_population(simulation: Simulation) -> Population:
    """Lay out every cell's windows; SettingsError when there are more persons than NIK tails."""
    first = simulation.months[0].first_day
    births = pl.date_range(
        date(first.year - OLDEST_YEARS, first.month, 1),
        date(first.year - YOUNGEST_YEARS, first.month, 1),
        closed="left",
        eager=True,
    )
    windows: dict[Cell, Mapping[Month, Window]] = {}
    base = 0
    for plan in simulation.branches:
        counts = [_counts(plan, plan.months.get(month)) for month in simulation.months]
        for cell in dict.fromkeys(cell for month in counts for cell in month):
            persons = [month.get(cell, 0) for month in counts]
            firsts, end = _firsts(persons, plan.shares.leave, base)
            seats = min((number for number in persons if number), default=0)
            windows[cell] = {
                month: Window(base, first, number, seats)
                for month, first, number in zip(simulation.months, firsts, persons, strict=True)
            }
            base = end
    if base > len(births) * 2 * SERIALS:
        raise SettingsError(
            f"The simulation needs {base} persons, more than the {len(births) * 2 * SERIALS} that "
            "different NIK exist for; lower the margins or simulate fewer months at once."
        )
    digits = births.dt.strftime("%d%m%y").cast(pl.Int64) * 10**4
    return Population(simulation.seed, births, digits, windows)


def to_persons(population: Population, cell: Cell, month: Month) -> pl.DataFrame:
    """One row per person of a cell, in random order: person, seat, NIK, birth (index), is_woman."""
    window = population.windows[cell][month]
    seed, births = population.seed, population.births
    tails = len(births) * 2 * SERIALS
    own, far = _own_districts(cell.area), _far_districts(province_of(cell.area))
    place = draw(seed, "place")
    person = pl.col("person")
    return (
        pl.select(person=pl.int_range(window.first, window.first + window.persons, dtype=pl.Int64))
        .sort(draw(seed, "rank"))
        .with_columns(
            seat=(person - window.base)
            * coprime(seed, "seat", window.seats)
            % max(window.seats, 1),
            tail=(person * coprime(seed, "tail", tails) + number(seed, "tail start", tails))
            % tails,
            place=pl.when(draw(seed, "moved") % 6 > 0)
            .then(pl.lit(own).gather(place % len(own)))
            .otherwise(pl.lit(far).gather(place % len(far))),
        )
        .with_columns(
            birth=pl.col("tail") // (2 * SERIALS), is_woman=pl.col("tail") // SERIALS % 2 == 1
        )
        .select(
            "person",
            "seat",
            "birth",
            "is_woman",
            NIK=pl.col("place") * 10**10
            + pl.lit(population.birth_digits).gather("birth")
            + pl.col("is_woman").cast(pl.Int64) * (40 * 10**8)
            + pl.col("tail") % SERIALS
            + 1,
        )
    )


def share_of(share: float, persons: int) -> int:
    """A share of whole persons, rounded half up."""
    return int(Decimal(str(share)) * persons + Decimal("0.5"))


def number(seed: int, purpose: str, limit: int) -> int:
    """A number from 0 below the limit that only seed and purpose decide."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{purpose}".encode()).digest()) % limit


def coprime(seed: int, purpose: str, modulus: int) -> int:
    """A multiplier that permutes 0…modulus-1: it has no common factor with the modulus."""
    multiplier = 1 + number(seed, purpose, max(modulus, 1))
    while math.gcd(multiplier, max(modulus, 1)) > 1:
        multiplier += 1
    return multiplier


def draw(seed: int, purpose: str) -> pl.Expr:
    """A number from 0 below 2³¹-1 for each person, the same in every month."""
    multiplier = 1 + number(seed, purpose, PRIME - 1)
    return (pl.col("person") * multiplier + number(seed, f"{purpose} start", PRIME)) % PRIME


def _counts(plan: BranchPlan, margins: BranchMonth | None) -> dict[Cell, int]:
    if margins is None:
        return {}
    counts = {}
    for area, margin in margins.areas.items():
        counts[Cell(plan.code, area, Group.PU)] = margins.main_pu_persons(area)
        counts[Cell(plan.code, area, Group.PMI)] = margin.pmi
        counts[Cell(plan.code, area, Group.BPU)] = margin.bpu
    for area, persons in margins.elsewhere.items():
        counts[Cell(plan.code, area, Group.ELSEWHERE)] = persons
    for group, share in _branch_groups(plan.shares).items():
        counts[Cell(plan.code, "", group)] = share_of(share, margins.pu_persons)
    return counts


def _branch_groups(shares: Shares) -> dict[Group, float]:
    return {
        Group.NONAKTIF: shares.nonaktif,
        Group.LAPSED: shares.lapsed,
        Group.FAULTY: shares.faulty,
    }


def _firsts(persons: list[int], leave: float, base: int) -> tuple[list[int], int]:
    firsts = [base]
    for now, later in pairwise(persons):
        firsts.append(firsts[-1] + max(share_of(leave, now), now - later))
    ends = [first + number for first, number in zip(firsts, persons, strict=True)]
    return firsts, max(ends)


def _own_districts(area: str) -> pl.Series:
    """Kecamatan in which five of six persons of an area were first registered."""
    codes = districts(area) or tuple(districts(each)[0] for each in areas())
    return pl.Series([int(code) for code in codes], dtype=pl.Int64)


@cache
def _far_districts(province: str) -> pl.Series:
    """Kecamatan in which the others were: all of the province, and one of every area there is."""
    near = [code for area in areas() if province_of(area) == province for code in districts(area)]
    return pl.Series([int(code) for code in (*near, *(districts(a)[0] for a in areas()))])

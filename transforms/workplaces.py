"""Simulated employer units: who they are, month after month, and who works where.

Unit sizes fall off like 1/rank, so a few are large and most are small. A person keeps his seat, and
a seat its unit, for as long as both exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

import polars as pl

from schemas.month import Month
from schemas.simulation import BranchMonth, BranchPlan, EmployerMargins
from transforms.population import coprime, number

SCALES = ("BESAR", "MENENGAH", "KECIL", "MIKRO")
LATE_SCALES = ("MIKRO", "KECIL", "MIKRO", "MENENGAH")
"""Scales of units in arrears or closed, in turn."""
NUMBERS = 10**8
"""Different NPP of eight digits."""
FLATTENING = 4
"""Ranks cut off the head of the size curve; the largest unit has some 4 % of the workers."""


@dataclass(frozen=True)
class Workplaces:
    """A branch's employer units in one month."""

    units: pl.DataFrame
    """A row per unit, active first: unit (index), NPP, KODE_DIVISI, SKALA, KODE_WILAYAH, state."""
    active: int
    arrears: int
    seats: Mapping[str, pl.Series]
    """For each served area: the unit of every seat."""


@dataclass(frozen=True)
class _Unit:
    area: str
    scale: str
    state: str
    rank: int
    """Place among the branch's units of the same area, scale and state."""


def to_workplaces(
    plan: BranchPlan, month: Month, seats: Mapping[str, int], *, seed: int, first_number: int
) -> Workplaces:
    """The units of a branch in a month; `seats` says how many PU seats each area has."""
    ever = _units_ever(plan)
    margins = plan.months[month]
    counts = _counts(margins)
    there = [place for place, unit in enumerate(ever) if unit.rank < counts.get(_key(unit), 0)]
    index = {place: position for position, place in enumerate(there)}
    numbers = [_npp(unit, place, first_number, seed) for place, unit in enumerate(ever)]
    units = pl.DataFrame(
        [(i, *numbers[p], ever[p].scale, ever[p].area, ever[p].state) for p, i in index.items()],
        schema={
            "unit": pl.Int64,
            "NPP": pl.String,
            "KODE_DIVISI": pl.String,
            "SKALA": pl.String,
            "KODE_WILAYAH": pl.String,
            "state": pl.String,
        },
        orient="row",
    )
    return Workplaces(
        units,
        margins.employers.active,
        margins.employers.arrears,
        {area: _seats(ever, index, area, places) for area, places in seats.items()},
    )


def allot(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Divide a whole number in proportion to the weights, by largest remainders."""
    whole = max(sum(weights.values()), 1)
    parts = {key: total * weight // whole for key, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda key: -(total * weights[key] % whole))
    for key in by_remainder[: total - sum(parts.values())]:
        parts[key] += 1
    return parts


def divide(total: int, parts: int) -> list[int]:
    """Divide a whole number into parts that fall off like 1/rank; the sum is exact."""
    ends = list(accumulate(10**9 // (rank + FLATTENING) for rank in range(parts)))
    cuts = [0, *(total * end // ends[-1] for end in ends)]
    return [end - start for start, end in pairwise(cuts)]


def _counts(margins: BranchMonth) -> dict[tuple[str, str, str], int]:
    """Units by state, area and scale; active ones lie where the PU persons work."""
    persons = {area: margins.main_pu_persons(area) for area in margins.areas}
    counts = {}
    for scale in SCALES:
        for area, units in allot(_of_scale(margins.employers, scale), persons).items():
            counts["active", area, scale] = units
    late = {"arrears": margins.employers.arrears, "nonaktif": margins.employers.nonaktif}
    for state, total in late.items():
        for area, units in allot(total, persons).items():
            for turn, scale in enumerate(LATE_SCALES):
                share = len(range(turn, units, len(LATE_SCALES)))
                counts[state, area, scale] = counts.get((state, area, scale), 0) + share
    return counts


def _of_scale(employers: EmployerMargins, scale: str) -> int:
    return {
        "BESAR": employers.besar,
        "MENENGAH": employers.menengah,
        "KECIL": employers.kecil,
        "MIKRO": employers.mikro,
    }[scale]


def _key(unit: _Unit) -> tuple[str, str, str]:
    return unit.state, unit.area, unit.scale


def _units_ever(plan: BranchPlan) -> list[_Unit]:
    """Every unit that exists in some month, in an order that no month changes."""
    most: dict[tuple[str, str, str], int] = {}
    for margins in plan.months.values():
        for key, units in _counts(margins).items():
            most[key] = max(most.get(key, 0), units)
    states = ("active", "arrears", "nonaktif")
    ordered = sorted(most, key=lambda key: (states.index(key[0]), key[1], SCALES.index(key[2])))
    return [
        _Unit(area, scale, state, rank)
        for state, area, scale in ordered
        for rank in range(most[state, area, scale])
    ]


def _npp(unit: _Unit, place: int, first_number: int, seed: int) -> tuple[str, str]:
    """NPP and division; large employers have two divisions under one NPP."""
    division = unit.rank % 2 if unit.scale == "BESAR" else 0
    unique = first_number + place - division
    scattered = unique * coprime(seed, "npp", NUMBERS) + number(seed, "npp start", NUMBERS)
    return f"{scattered % NUMBERS:08d}", f"{division:03d}"


def _seats(ever: list[_Unit], index: Mapping[int, int], area: str, seats: int) -> pl.Series:
    """The unit of each seat; seats of a unit that is not there yet go to one that is."""
    local = [p for p, unit in enumerate(ever) if unit.state == "active" and unit.area == area]
    there = [place for place in local if place in index]
    there = there or [p for p in index if ever[p].state == "active"]
    units: list[int] = []
    for rank, (place, size) in enumerate(zip(local, divide(seats, len(local)), strict=True)):
        units += [index[place if place in index else there[rank % len(there)]]] * size
    if not local:
        units = [index[there[seat % len(there)]] for seat in range(seats)]
    return pl.Series(units, dtype=pl.Int64)

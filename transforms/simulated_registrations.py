"""A branch's simulated registrations in one month, as numbers."""

from collections.abc import Iterator
from enum import IntEnum

import polars as pl

from schemas.month import Month
from schemas.simulation import BranchPlan
from transforms.population import (
    Cell,
    Group,
    Population,
    coprime,
    draw,
    number,
    share_of,
    to_persons,
)
from transforms.workplaces import Workplaces

CARDS = 10**11
"""Different KPJ of eleven digits."""
SLOTS = 8
"""Cards that one person may have."""
WAGES, INCOMES = 5000, 40
"""Steps of the wages of PU, and of the incomes that the others declare."""
NO_MONTH = 24
"""Stands for a last paid month that is not known; smaller numbers are unpaid months."""
NO_UNIT = pl.lit(None, pl.Int64)
COLUMNS = (
    "person", "NIK", "birth", "is_woman", "kpj", "unit", "segment", "area", "jht", "jp", "jkp",
    "is_aktif", "unpaid", "wage", "fault",
)  # fmt: skip


class Fault(IntEnum):
    """What is wrong with a faulty row; the faults take turns."""

    NIK_OF_15_DIGITS = 0
    NIK_OF_30_FEBRUARY = 1
    NIK_OF_DAY_00 = 2
    IMPOSSIBLE_BIRTH_DATE = 3
    PU_WITHOUT_NPP = 4
    BPU_WITH_JP = 5
    NEGATIVE_WAGE = 6
    UNKNOWN_SEGMENT = 7


def to_registration_rows(
    population: Population, plan: BranchPlan, month: Month, places: Workplaces
) -> pl.DataFrame:
    """One row per line of the export, by card number.

    person, NIK, birth, is_woman as in `to_persons`; kpj; unit (null without an employer); segment,
    area; jht, jp, jkp; is_aktif; unpaid (months, or NO_MONTH); wage (its step); fault (or null).
    """
    employed = _employed(population, plan, month, places)
    duplicates = share_of(plan.shares.duplicates, plan.months[month].pu_persons)
    rows = [
        *employed.values(),
        *_second_rows(employed, plan, month, places, population.seed),
        *_without_employer(population, plan, month),
        *_elsewhere(population, plan, month, places),
        *_inactive(population, plan, month, places),
        *_faulty(population, plan, month, places),
        pl.concat(employed.values()).head(duplicates),
    ]
    return (
        pl.concat(rows)
        .with_columns(_card(population.seed), _wage(population.seed), _unpaid(population.seed))
        .select(COLUMNS)
        .sort("kpj")
    )


def _employed(
    population: Population, plan: BranchPlan, month: Month, places: Workplaces
) -> dict[str, pl.DataFrame]:
    """The main rows of PU persons by area; programmes go to the first in random order."""
    shares = plan.shares
    rows = {}
    for area in plan.months[month].areas:
        persons = to_persons(population, Cell(plan.code, area, Group.PU), month)
        place = pl.int_range(pl.len())
        rows[area] = _rows(
            persons,
            area,
            "PU",
            unit=pl.lit(places.seats[area]).gather("seat"),
            jht=place < share_of(shares.jht_pu, persons.height),
            jp=place < share_of(shares.jp, persons.height),
            jkp=place < share_of(shares.jkp, persons.height),
        )
    return rows


def _second_rows(
    employed: dict[str, pl.DataFrame], plan: BranchPlan, month: Month, places: Workplaces, seed: int
) -> Iterator[pl.DataFrame]:
    """Further rows of PU persons: cards, employers, segments and areas beside the main one."""
    shares = plan.shares
    for rows in employed.values():
        cards = share_of(shares.second_kpj, rows.height)
        employers = share_of(shares.second_employer, rows.height)
        segments = share_of(shares.second_segment, rows.height)
        yield rows.head(cards).with_columns(slot=1)
        other = 1 + draw(seed, "employer") % max(places.active - 1, 1)
        yield rows.slice(cards, employers).with_columns(
            slot=2, unit=(pl.col("unit") + other) % max(places.active, 1)
        )
        yield rows.slice(cards + employers, segments).with_columns(
            slot=3, segment=pl.lit("BPU"), unit=NO_UNIT, jp=False, jkp=False
        )
    taken = dict.fromkeys(employed, 0)
    for shared in plan.months[month].shared:
        taken[shared.main] += shared.persons
        seats = places.seats[shared.second]
        yield (
            employed[shared.main]
            .reverse()
            .slice(taken[shared.main] - shared.persons, shared.persons)
            .with_columns(
                slot=4,
                area=pl.lit(shared.second),
                unit=pl.lit(seats).gather(pl.col("seat") % len(seats)),
            )
        )


def _without_employer(
    population: Population, plan: BranchPlan, month: Month
) -> Iterator[pl.DataFrame]:
    for area in plan.months[month].areas:
        for group in (Group.PMI, Group.BPU):
            persons = to_persons(population, Cell(plan.code, area, group), month)
            share = plan.shares.jht_bpu if group is Group.BPU else 0
            has_jht = pl.int_range(pl.len()) < share_of(share, persons.height)
            yield _rows(persons, area, group.name, unit=NO_UNIT, jht=has_jht)


def _elsewhere(
    population: Population, plan: BranchPlan, month: Month, places: Workplaces
) -> Iterator[pl.DataFrame]:
    """Workers outside the branch's areas, employed by its active units."""
    for area in plan.months[month].elsewhere:
        persons = to_persons(population, Cell(plan.code, area, Group.ELSEWHERE), month)
        yield _rows(persons, area, "PU", unit=pl.col("seat") % max(places.active, 1))


def _inactive(
    population: Population, plan: BranchPlan, month: Month, places: Workplaces
) -> Iterator[pl.DataFrame]:
    """Persons without an active registration; those who lapsed work for units in arrears."""
    area = _largest_area(plan, month)
    late = max(places.arrears, 1)
    first_late = places.active if places.arrears else 0
    units = {
        Group.NONAKTIF: draw(population.seed, "employer") % max(places.units.height, 1),
        Group.LAPSED: first_late + draw(population.seed, "employer") % late,
    }
    for group, unit in units.items():
        persons = to_persons(population, Cell(plan.code, "", group), month)
        is_aktif = pl.lit(group is Group.LAPSED)
        yield _rows(persons, area, "PU", unit=unit, is_aktif=is_aktif).with_columns(
            is_inactive=True
        )


def _faulty(
    population: Population, plan: BranchPlan, month: Month, places: Workplaces
) -> Iterator[pl.DataFrame]:
    persons = to_persons(population, Cell(plan.code, "", Group.FAULTY), month)
    fault = pl.col("fault")
    unit = draw(population.seed, "employer") % max(places.active, 1)
    rows = _rows(persons, _largest_area(plan, month), "PU", unit=unit)
    yield rows.with_columns(fault=pl.int_range(pl.len()) % len(Fault)).with_columns(
        segment=pl.when(fault == Fault.BPU_WITH_JP)
        .then(pl.lit("BPU"))
        .when(fault == Fault.UNKNOWN_SEGMENT)
        .then(pl.lit("XX"))
        .otherwise("segment"),
        unit=pl.when(~fault.is_in([Fault.PU_WITHOUT_NPP, Fault.BPU_WITH_JP])).then("unit"),
        jp=fault == Fault.BPU_WITH_JP,
    )


def _largest_area(plan: BranchPlan, month: Month) -> str:
    areas = plan.months[month].areas
    return max(areas, key=lambda area: areas[area].pu)


def _rows(
    persons: pl.DataFrame, area: str, segment: str, *, unit: pl.Expr, **columns: pl.Expr
) -> pl.DataFrame:
    """Active rows without voluntary programmes, unless the columns say otherwise."""
    no, yes = pl.lit(value=False), pl.lit(value=True)
    usual = {"jht": no, "jp": no, "jkp": no, "is_aktif": yes, "is_inactive": no}
    return persons.with_columns(
        slot=pl.lit(0),
        segment=pl.lit(segment),
        area=pl.lit(area),
        unit=unit.cast(pl.Int64),
        fault=pl.lit(None, pl.Int64),
        **usual | columns,
    )


def _card(seed: int) -> pl.Expr:
    card = pl.col("person") * SLOTS + pl.col("slot")
    scattered = card * coprime(seed, "kpj", 3 * 10**9) + number(seed, "kpj start", CARDS)
    return (scattered % CARDS).alias("kpj")


def _wage(seed: int) -> pl.Expr:
    step = draw(seed, "wage")
    declares = pl.col("segment") == "BPU"
    return pl.when(declares).then(WAGES + step % INCOMES).otherwise(step % WAGES).alias("wage")


def _unpaid(seed: int) -> pl.Expr:
    """Mostly the month itself; a few not known; 3 and more only for inactive persons."""
    turn = draw(seed, "unpaid")
    recent = turn % 4000
    return (
        pl.when("is_inactive")
        .then(pl.when("is_aktif").then(3 + turn % 9).otherwise(4 + turn % 20))
        .when(recent == 0)
        .then(NO_MONTH)
        .when(recent < 200)
        .then(2)
        .when(recent < 600)
        .then(1)
        .otherwise(0)
        .alias("unpaid")
    )

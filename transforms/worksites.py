"""Simulated construction projects: exact head-counts per area."""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from schemas.month import Month
from schemas.simulation import BranchPlan
from transforms.population import coprime, number
from transforms.workplaces import divide

NUMBERS = 10**13
"""Different project numbers of thirteen digits."""
AREA_NUMBERS, ENDED = 10**5, 5 * 10**4
"""Numbers that an area has, and where those of ended projects begin."""
RUNNING_DAYS, REMAINING_DAYS = 400, 500
RUPIAH_A_WORKER = 14_750_000


def to_worksites(
    plan: BranchPlan, month: Month, months: tuple[Month, ...], *, seed: int, first_number: int
) -> pl.DataFrame:
    """One row per project: NOMOR_PROYEK, KODE_WILAYAH, NILAI_KONTRAK, JUMLAH_TK, MULAI, SELESAI.

    A project runs through all months of the simulation, or ended before the first of them.
    """
    return pl.DataFrame(
        list(_projects(plan, month, months, seed, first_number)),
        schema={
            "NOMOR_PROYEK": pl.String,
            "KODE_WILAYAH": pl.String,
            "NILAI_KONTRAK": pl.Int64,
            "JUMLAH_TK": pl.Int64,
            "MULAI": pl.Date,
            "SELESAI": pl.Date,
        },
        orient="row",
    ).sort("NOMOR_PROYEK")


def _projects(
    plan: BranchPlan, month: Month, months: tuple[Month, ...], seed: int, first_number: int
) -> Iterator[tuple[str, str, int, int, date, date]]:
    for area, margins in plan.months[month].areas.items():
        first = first_number + int(area) * AREA_NUMBERS
        spare = margins.project_workers - margins.projects
        for place, more in enumerate(divide(spare, margins.projects), start=first):
            running = timedelta(number(seed, f"running {place}", RUNNING_DAYS))
            remaining = timedelta(number(seed, f"remaining {place}", REMAINING_DAYS))
            start, end = months[0].first_day - running, months[-1].last_day + remaining
            yield (*_contract(place, area, 1 + more, seed), start, end)
        for rank in range(margins.ended_projects):
            end = months[0].first_day - timedelta(1 + 9 * rank)
            start = end - timedelta(RUNNING_DAYS)
            yield (*_contract(first + ENDED + rank, area, 5 + 3 * rank, seed), start, end)


def _contract(place: int, area: str, workers: int, seed: int) -> tuple[str, str, int, int]:
    scattered = place * coprime(seed, "project", NUMBERS) + number(seed, "project start", NUMBERS)
    worth = workers * RUPIAH_A_WORKER + number(seed, f"worth {place}", RUPIAH_A_WORKER)
    return f"{scattered % NUMBERS:013d}", area, worth, workers

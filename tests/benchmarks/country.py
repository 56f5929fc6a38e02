"""A simulated country, from a few branches up to the nation: reference data and raw exports.

Branches are as unequal at every size, so that a share of the nation is like the whole. One in a
hundred registrations is of a person of the branch before, so branches share persons.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from math import exp
from pathlib import Path
from statistics import NormalDist

import polars as pl

from flows.edges.export_files import write_export
from flows.edges.workers import Workers
from schemas.exports import Kind, Profile
from schemas.month import Month
from schemas.reference import NATIONAL
from schemas.simulation import (
    AreaMargins,
    BranchMonth,
    BranchPlan,
    EmployerMargins,
    Shares,
    Simulation,
    Style,
)
from transforms.population import Cell, Group, Population, coprime, to_persons, to_population
from transforms.regions import area_name, areas, province_of
from transforms.simulate import to_exports

NATION, KANWILS = 325, 11
"""Branches and Kanwil of the nation; a smaller country is a share of it."""
SPREAD = 0.7
"""Of the logarithms of the branches' sizes: the largest has some six times the mean."""
ROWS_PER_PERSON = 1.073
"""Second cards, leavers and faulty rows are among a branch's rows."""
GUESTS_PER_MILLE = 10
"""Of the rows: their person is registered at the branch before, too."""
GROWTH_PERCENT = 1
"""Of each branch's persons from one month to the next."""
SECONDS = 600.0
"""Time limit of writing one branch's exports."""
MONTHS = (Month(2021, 10), Month(2021, 11))
PROFILE = Profile(
    delimiter=";", decimal=",", thousands=".", dates=("dd/mm/yyyy",), months="mm/yyyy"
)
SHARES = Shares(
    jht_pu=0.983,
    jht_bpu=0.14,
    jp=0.792,
    jkp=0.704,
    second_kpj=0.011,
    second_employer=0.006,
    second_segment=0.004,
    nonaktif=0.045,
    lapsed=0.012,
    faulty=0.002,
    duplicates=0.001,
    leave=0.012,
)


@dataclass(frozen=True)
class Country:
    """So many branches with about so many rows of `peserta` each month."""

    branches: int
    rows: int
    months: tuple[Month, ...] = MONTHS[1:]

    def served(self) -> list[tuple[str, ...]]:
        """The areas of each branch; neighbours in the list are neighbours on the map."""
        whole = len(areas())
        bounds = [place * whole // NATION for place in range(self.branches + 1)]
        return [areas()[start:end] for start, end in pairwise(bounds)]

    def persons(self) -> list[int]:
        """The persons of each branch: lognormal, whatever their number, and always the same."""
        step = coprime(1, "branches", self.branches)
        order = [place * step % self.branches for place in range(self.branches)]
        sizes = [exp(SPREAD * NormalDist().inv_cdf((x + 0.5) / self.branches)) for x in order]
        return [int(self.rows / ROWS_PER_PERSON * size / sum(sizes)) for size in sizes]


SCALES = {
    "small": [Country(4, 200_000)],
    "usual": [Country(32, 6_000_000)],
    "national": [Country(32, 6_000_000), Country(325, 60_000_000)],
}


def chosen_scale() -> tuple[str, list[Country]]:
    """The scale that the command line, or else $SCALE, names, and its countries."""
    scale = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SCALE", "usual")
    if scale not in SCALES:
        raise SystemExit(f"Expected a scale of {', '.join(SCALES)}; found {scale}.")
    return scale, SCALES[scale]


def code_of(place: int) -> str:
    """The code of a branch."""
    return f"B{place:03d}"


def make_country(home: Path, country: Country) -> int:
    """Fill a home's `reference` and `inbox`; the rows of `peserta` that were written."""
    write_reference(home / "reference", country)
    processes = os.cpu_count() or 1
    with Workers(processes=processes) as workers, ThreadPoolExecutor(processes) as callers:
        tasks = [(home / "inbox", country, place) for place in range(country.branches)]
        return sum(
            callers.map(lambda task: workers.call(_write_branch, task, timeout=SECONDS), tasks)
        )


def write_branch(
    inbox: Path, country: Country, place: int, months: Sequence[Month] = (), more: int = 0
) -> int:
    """Write one branch's exports of some months, by default all; its rows of `peserta`.

    With `more` persons than the country says, as a branch does that sends its file again.
    """
    simulation = to_simulation(country, {place: more})
    plan, people = simulation.branches[place], to_population(simulation)
    written = 0
    for month in months or country.months:
        exports = to_exports(simulation, people, plan, month)
        if place:
            before = simulation.branches[place - 1]
            exports[Kind.PESERTA] = _with_guests(exports[Kind.PESERTA], people, before, month)
        for kind, export in exports.items():
            rows = write_export(inbox, export, plan, kind, month)
            written += rows if kind is Kind.PESERTA else 0
    return written


def _write_branch(task: tuple[Path, Country, int]) -> int:
    return write_branch(*task)


def to_simulation(country: Country, more: dict[int, int] | None = None) -> Simulation:
    """What the branches' exports are made from; some branches have `more` persons."""
    plans = tuple(
        _plan(country, place, own, persons + (more or {}).get(place, 0))
        for place, (own, persons) in enumerate(
            zip(country.served(), country.persons(), strict=True)
        )
    )
    return Simulation(1, country.months, plans)


def _plan(country: Country, place: int, own: tuple[str, ...], persons: int) -> BranchPlan:
    months = {}
    for number, month in enumerate(country.months):
        grown = persons * (100 + GROWTH_PERCENT * number) // 100
        margins = AreaMargins(
            pu=grown * 90 // 100 // len(own),
            pmi=grown // 100 // len(own),
            bpu=grown * 9 // 100 // len(own),
            projects=40,
            project_workers=2_000,
            ended_projects=4,
        )
        employers = EmployerMargins(
            besar=max(grown // 3_000, 2),
            menengah=max(grown // 750, 4),
            kecil=max(grown // 190, 8),
            mikro=max(grown // 60, 16),
            arrears=grown // 1_000,
            nonaktif=grown // 400,
        )
        months[month] = BranchMonth(dict.fromkeys(own, margins), employers)
    style = Style(PROFILE, line_end="\r\n", has_bom=True)
    return BranchPlan(code_of(place), months, style, SHARES)


def _with_guests(
    export: pl.DataFrame, people: Population, before: BranchPlan, month: Month
) -> pl.DataFrame:
    """The export whose first PU rows are of persons of the branch before."""
    area = next(iter(before.months[month].areas))
    guests = (
        to_persons(people, Cell(before.code, area, Group.PU), month)
        .head(export.height * GUESTS_PER_MILLE // 1000)
        .select(
            pl.col("NIK").cast(pl.String),
            TGL_LAHIR=pl.lit(people.births.dt.strftime("%d/%m/%Y")).gather("birth"),
            JENIS_KELAMIN=pl.when("is_woman").then(pl.lit("P")).otherwise(pl.lit("L")),
        )
    )
    is_host = (export["SEGMEN"] == "PU") & (export["STATUS"] == "AKTIF")
    is_right = (export["NIK"].str.len_bytes() == 16) & export["KPJ"].is_unique()
    hosts = export.filter(is_host & is_right)
    changed = hosts.head(guests.height).with_columns(guests.head(hosts.height))
    return pl.concat(
        [changed, hosts.slice(guests.height), export.join(hosts, on="KPJ", how="anti")]
    )


def write_reference(folder: Path, country: Country) -> None:
    """Register, denominators, targets, recipients and profiles of the country."""
    folder.mkdir(parents=True)
    for name, rows in _tables(country).items():
        frame = pl.DataFrame(rows)
        if name != "history":
            frame = frame.with_columns(valid_from=pl.lit("2020-01-01"), valid_to=pl.lit(""))
        frame.write_csv(folder / f"{name}.csv")
    style = 'delimiter = ";"\ndecimal = ","\nthousands = "."\ndates = "dd/mm/yyyy"\n'
    profiles = (
        f'[{code_of(place)}]\n{style}months = "mm/yyyy"\n' for place in range(country.branches)
    )
    (folder / "profiles.toml").write_text("\n".join(profiles), encoding="utf-8")


def _tables(country: Country) -> dict[str, list[dict[str, object]]]:
    served, persons = country.served(), country.persons()
    provinces = sorted({province_of(area) for area in areas()})
    kanwils = [
        f"K{provinces.index(province_of(own[0])) * KANWILS // len(provinces):02d}" for own in served
    ]
    codes = [code_of(place) for place in range(country.branches)]
    units = [("branch", code) for code in codes]
    units += [("kanwil", kanwil) for kanwil in sorted(set(kanwils))] + [("national", NATIONAL)]
    return {
        "branches": [
            {"branch": code, "name": area_name(own[0]).replace("Kab. ", ""), "kanwil": kanwil,
             "city": area_name(own[0]), "active": "true"}
            for code, own, kanwil in zip(codes, served, kanwils, strict=True)
        ],
        "branch_areas": [
            {"branch": code, "area": area}
            for code, own in zip(codes, served, strict=True)
            for area in own
        ],
        "kanwil": [
            {"kanwil": kanwil, "name": f"Wilayah {kanwil[1:]}", "city": "Jakarta"}
            for kanwil in sorted(set(kanwils))
        ],
        "workforce": list(_workforce(served, persons)),
        "targets": [
            {"level": level, "code": code, "indicator": "total_coverage", "target_month": "2022-12",
             "percent": "40.00", "source": "Simulasi"}
            for level, code in units
        ],
        "recipients": [
            {"level": level, "code": code, "address": f"{code.lower()}@cakupan.example",
             "name": f"Kepala {code}", "language": "id"}
            for level, code in units
        ],
        "history": [
            {"level": level, "code": code, "month": f"2020-{number:02d}",
             "indicator": "total_coverage", "numerator": 100_000 + 500 * number,
             "denominator": 500_000, "source": "Simulasi"}
            for level, code in units
            for number in (11, 12)
        ],
    }  # fmt: skip


def _workforce(
    served: Sequence[tuple[str, ...]], persons: Sequence[int]
) -> Iterator[dict[str, object]]:
    """Four times as many workers as there are persons, half of them formal."""
    for own, number in zip(served, persons, strict=True):
        workers = max(4 * number // len(own), 60)
        for area in own:
            for measure, part in (("all", workers), ("formal", workers // 2),
                                  ("informal", workers - workers // 2)):  # fmt: skip
                yield {
                    "area": area,
                    "code_system": "kemendagri",
                    "round": "Sakernas Agustus 2021",
                    "measure": measure,
                    "persons": part,
                    "source": "Simulasi",
                }

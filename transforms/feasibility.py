"""Whether margins can be simulated exactly; says what contradicts what before a file is written."""

import re
from collections.abc import Iterator

from schemas.errors import SettingsError
from schemas.month import Month
from schemas.simulation import BranchMonth, BranchPlan, Shares, Simulation
from transforms.regions import is_area
from transforms.workplaces import NUMBERS

CODE = re.compile(r"[A-Z0-9-]{2,32}")


def check_simulation(simulation: Simulation) -> Simulation:
    """The simulation itself; SettingsError lists every contradiction in it."""
    faults = list(_faults(simulation))
    if faults:
        raise SettingsError("The simulation contradicts itself: " + "; ".join(faults) + ".")
    return simulation


def _faults(simulation: Simulation) -> Iterator[str]:
    months, branches = simulation.months, simulation.branches
    if not months or list(months) != sorted(set(months)):
        yield "months must be given, each once and in order"
    if not branches:
        yield "at least one branch must be given"
    served = {a for plan in branches for margins in plan.months.values() for a in margins.areas}
    units = NUMBERS // max(len(branches), 1)
    for plan in branches:
        yield from _plan_faults(plan, months)
        for month, margins in plan.months.items():
            where = f"{plan.code} {month}"
            yield from (f"{where}: {fault}" for fault in _area_faults(margins, served))
            yield from (f"{where}: {fault}" for fault in _shared_faults(margins))
            yield from (
                f"{where}: {fault}" for fault in _employer_faults(margins, plan.shares, units)
            )


def _plan_faults(plan: BranchPlan, months: tuple[Month, ...]) -> Iterator[str]:
    shares = plan.shares
    if not CODE.fullmatch(plan.code):
        yield f"{plan.code!r} is not a branch code of capitals, digits and hyphens"
    if not plan.months.keys() <= set(months):
        yield f"{plan.code}: it has a month that the simulation does not list"
    if not shares.jkp <= shares.jp <= shares.jht_pu:
        yield f"{plan.code}: jkp may be at most jp, and jp at most jht_pu"
    if shares.second_kpj + shares.second_employer + shares.second_segment > 1:
        yield f"{plan.code}: the shares of second rows add up to more than 1"


def _area_faults(margins: BranchMonth, served: set[str]) -> Iterator[str]:
    if not margins.areas:
        yield "at least one area must be given"
    for area in (*margins.areas, *margins.elsewhere):
        if not is_area(area):
            yield f"{area} is not a kabupaten/kota in Kemendagri's register"
    for area in margins.elsewhere:
        if area in served:
            yield f"{area} in elsewhere is served by a branch of the simulation"
    for area, margin in margins.areas.items():
        if margin.project_workers < margin.projects or (
            margin.project_workers and not margin.projects
        ):
            yield f"{area}: every project has a worker, and every project worker a project"


def _shared_faults(margins: BranchMonth) -> Iterator[str]:
    for shared in margins.shared:
        if shared.main == shared.second or not {shared.main, shared.second} <= margins.areas.keys():
            yield "shared persons need two different areas of the branch"
            return
    for area in margins.areas:
        main = margins.main_pu_persons(area)
        going = sum(shared.persons for shared in margins.shared if shared.main == area)
        coming = any(shared.persons for shared in margins.shared if shared.second == area)
        if main < going or (coming and not main):
            yield f"{area}: pu is too small for the shared persons"


def _employer_faults(margins: BranchMonth, shares: Shares, units: int) -> Iterator[str]:
    employers = margins.employers
    needed = 2 if shares.second_employer else 1
    has_workers = margins.pu_persons or any(margins.elsewhere.values())
    if has_workers and employers.active < needed:
        yield f"PU persons need at least {needed} active employers"
    if employers.active + employers.arrears + employers.nonaktif > units:
        yield f"a branch has at most {units} employers"

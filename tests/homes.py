"""Whole installations for tests: the example, whole or scaled down, in a folder of its own."""

import os
import subprocess
import tomllib
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from flows.edges.export_files import write_exports
from schemas.month import Month
from schemas.simulation import Simulation
from tests.commands import WIDE, start
from tests.references import EXAMPLE, copy_reference
from transforms.feasibility import check_simulation
from transforms.margins import to_simulation

SURROUNDINGS = {**WIDE, "CAKUPAN_SETTLE_SECONDS": "0", "CAKUPAN_WORKERS": "1"}
"""A wide terminal, no wait for files that were written just now, and few processes to start."""
OCTOBER, NOVEMBER = Month(2021, 10), Month(2021, 11)


def example(*months: Month, divisor: int = 1, branches: Collection[str] = ()) -> Simulation:
    """The example's simulation of some months and branches, with all its margins divided."""
    document = tomllib.loads((EXAMPLE / "simulation.toml").read_text("utf-8"))
    for branch in set(document["branches"]).difference(branches or document["branches"]):
        del document["branches"][branch]
    for branch in document["branches"].values():
        branch["months"] = _divided(branch["months"], divisor)
    whole = check_simulation(to_simulation(document))
    return replace(whole, months=months or whole.months)


def span_of_months(count: int, divisor: int, branches: Collection[str]) -> Simulation:
    """So many months up to November 2021, of which the earlier ones repeat October's margins."""
    whole = example(OCTOBER, NOVEMBER, divisor=divisor, branches=branches)
    months = tuple(NOVEMBER + -offset for offset in reversed(range(count)))
    plans = tuple(
        replace(
            plan,
            months={month: plan.months.get(month, plan.months[OCTOBER]) for month in months},
        )
        for plan in whole.branches
    )
    return check_simulation(replace(whole, months=months, branches=plans))


def with_more_persons(simulation: Simulation, more: int) -> Simulation:
    """The same, but that so many more PU persons worked in Kediri's regency in October."""
    kediri = next(plan for plan in simulation.branches if plan.code == "KDR")
    october = kediri.months[OCTOBER]
    regency = october.areas["3506"]
    areas = {**october.areas, "3506": replace(regency, pu=regency.pu + more)}
    changed = replace(kediri, months={**kediri.months, OCTOBER: replace(october, areas=areas)})
    branches = tuple(changed if plan is kediri else plan for plan in simulation.branches)
    return replace(simulation, branches=branches)


def _divided(margins: Any, divisor: int) -> Any:
    if isinstance(margins, dict):
        return {name: _divided(value, divisor) for name, value in margins.items()}
    if isinstance(margins, list):
        return [_divided(value, divisor) for value in margins]
    return -(-margins // divisor) if isinstance(margins, int) else margins


def make_home(folder: Path, simulation: Simulation) -> Path:
    """A folder with the simulation's exports in its inbox and the reference data they need."""
    copy_reference(folder / "reference", {plan.code for plan in simulation.branches})
    write_exports(simulation, folder / "inbox", report=lambda name, rows: None)
    return folder


def cakupan(home: Path, *arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line in a process group of its own; `code` is run before it."""
    return start(arguments, {**os.environ, "CAKUPAN_HOME": str(home), **SURROUNDINGS}, code)


def release(home: Path, *options: str, without: str = "-") -> subprocess.CompletedProcess[str]:
    """Approve November's edition and release it, to all recipients `without` a unit's."""
    approved = cakupan(home, "approve", "2021-11", "--by", "Rina")
    assert approved.returncode == 0, approved.stderr
    register = (home / "reference/recipients.csv").read_text("utf-8").splitlines()[1:]
    count = sum(f",{without}," not in row for row in register)
    return cakupan(home, "release", "2021-11", "--confirm", str(count), *options)


def outputs(home: Path) -> dict[str, bytes]:
    """Every file below output/, by its path."""
    folder = home / "output"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

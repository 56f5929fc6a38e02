"""Measures disclosure control of a national system: seconds, cells hidden, memory.

Areas, branches, provinces, Kanwil and the nation have the persons of each segment by sex, age
group and programme. Larger units count a person once, so their surplus is no published cell.
Run: python tests/benchmarks/bench_protection.py [areas] [branches]
"""

import resource
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))

from transforms.protection import (  # after the path
    FREE,
    HIDDEN,
    SHOWN,
    UNBOUNDED,
    System,
    protect,
)

PROVINCES = 38
KANWILS = 11
SEGMENT_SHARES = (0.62, 0.004, 0.376)
SEX_SHARES = (0.6, 0.4)
AGE_SHARES = (0.12, 0.29, 0.27, 0.2, 0.09, 0.02, 0.01)
PROGRAMME_SHARES = (1.0, 1.0, 0.8, 0.5, 0.4)
MEDIAN_PERSONS = 6_000
SURPLUS = 0.004
"""Of the persons of smaller units, so many stand in more than one of them."""
LEAST_PERSONS = 5
MEBIBYTE = 1024

Cells = NDArray[np.int64]


class Nation:
    """Cells and relations of a nation as they are put together, units from below."""

    def __init__(self, seed: int) -> None:
        """Nothing yet."""
        self.random = np.random.default_rng(seed)
        self.values: list[int] = []
        self.is_slack: list[bool] = []
        self.rows: list[list[tuple[int, int]]] = []
        self.surpluses: list[Cells] = []

    def cell(self, value: int, *, is_slack: bool = False) -> int:
        """A new cell's place."""
        self.values.append(value)
        self.is_slack.append(is_slack)
        return len(self.values) - 1

    def relation(self, whole: int, parts: list[int], surplus: int | None = None) -> None:
        """The parts add up to the whole, or to the whole and a surplus that isn't published."""
        self.rows.append([(whole, -1), *((part, 1) for part in parts)])
        if surplus is not None:
            self.rows[-1].append((self.cell(surplus, is_slack=True), -1))

    def unit(self, counts: Cells) -> Cells:
        """Cells of persons by segment (the last: any) and breakdown (the first: none)."""
        cells = np.array([[self.cell(int(count)) for count in line] for line in counts])
        for column in cells.T.tolist():
            self.relation(column[-1], column[:-1])
        for line in cells.tolist():
            self.relation(line[0], line[1:3])
            self.relation(line[0], line[3:10])
            for programme in line[10:]:
                others = self.values[line[0]] - self.values[programme]
                self.relation(line[0], [programme, self.cell(others, is_slack=True)])
        return cells

    def area(self) -> Cells:
        """A unit with persons of its own."""
        persons = int(self.random.lognormal(np.log(MEDIAN_PERSONS), 1.4))
        segments = self.random.multinomial(persons, SEGMENT_SHARES)
        lines = [
            [
                count,
                *self.random.multinomial(count, SEX_SHARES),
                *self.random.multinomial(count, AGE_SHARES),
                *(self.random.binomial(count, share) for share in PROGRAMME_SHARES),
            ]
            for count in segments
        ]
        return self.unit(np.array([*lines, np.sum(lines, axis=0)]))

    def above(self, parts: list[Cells]) -> Cells:
        """A unit of smaller ones, whose persons count once."""
        added = np.sum([self.counts(part) for part in parts], axis=0)
        surplus = self.surplus(added) if len(parts) > 1 else np.zeros_like(added)
        self.surpluses.append(surplus)
        cells = self.unit(added - surplus)
        self.link(cells, parts)
        return cells

    def top(self, areas: list[Cells]) -> Cells:
        """The nation, in which whoever counts twice in a smaller unit counts once."""
        added = np.sum([self.counts(area) for area in areas], axis=0)
        cells = self.unit(added - np.sum(self.surpluses, axis=0))
        self.link(cells, areas)
        return cells

    def counts(self, cells: Cells) -> Cells:
        """Values of cells."""
        return np.array([[self.values[cell] for cell in line] for line in cells])

    def surplus(self, added: Cells) -> Cells:
        """What is counted more than once, so that the rest still adds up within the unit."""
        lines = []
        for line in added[:-1]:
            total = int(self.random.binomial(line[0], SURPLUS))
            sexes = self.random.multivariate_hypergeometric(line[1:3], total)
            ages = self.random.multivariate_hypergeometric(line[3:10], total)
            lines.append([total, *sexes, *ages, *np.minimum(line[10:], total)])
        return np.array([*lines, np.sum(lines, axis=0)])

    def link(self, cells: Cells, parts: list[Cells]) -> None:
        """Cells of smaller units add up to the unit's own and their surplus."""
        for place, whole in np.ndenumerate(cells):
            below = [int(part[place]) for part in parts]
            surplus = sum(self.values[cell] for cell in below) - self.values[whole]
            self.relation(int(whole), below, surplus if len(parts) > 1 else None)

    def system(self) -> System:
        """As `protect` takes it."""
        values = np.array(self.values)
        is_slack = np.array(self.is_slack)
        return System(
            values=values,
            least=np.where(is_slack | (values == 0), 0, 1),
            most=np.full(len(values), UNBOUNDED),
            widths=np.where(is_slack, 0, LEAST_PERSONS),
            costs=np.where(is_slack, 0.0, 1 + np.log1p(values)),
            states=np.select(
                [is_slack, values == 0, values < LEAST_PERSONS], [HIDDEN, SHOWN, HIDDEN], FREE
            ).astype(np.int8),
            rows=np.repeat(np.arange(len(self.rows)), [len(row) for row in self.rows]),
            columns=np.array([cell for row in self.rows for cell, _ in row]),
            coefficients=np.array([sign for row in self.rows for _, sign in row], float),
        )


def divided(units: list[Cells], groups: int) -> list[list[Cells]]:
    """Neighbouring units in so many groups, none of them empty."""
    starts = sorted({place * len(units) // groups for place in range(groups)})
    return [units[start:end] for start, end in pairwise([*starts, len(units)])]


def nation(areas: int, branches: int, seed: int = 11) -> System:
    """All cells of a nation of so many areas and branches."""
    whole = Nation(seed)
    below = [whole.area() for _ in range(areas)]
    offices = [whole.above(parts) for parts in divided(below, branches)]
    provinces = [whole.above(parts) for parts in divided(below, PROVINCES)]
    kanwils = [whole.above(parts) for parts in divided(offices, KANWILS)]
    top = whole.top(below)
    whole.link(top, provinces)
    whole.link(top, kanwils)
    return whole.system()


def main() -> None:
    """Protect a nation; print what it took and what it hides."""
    areas, branches = (int(text) for text in (*sys.argv[1:], "514", "325")[:2])
    system = nation(areas, branches)
    start = time.perf_counter()
    protection = protect(system)
    seconds = time.perf_counter() - start
    is_cell = system.widths > 0
    is_primary = is_cell & (system.states == HIDDEN)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBIBYTE
    print(  # noqa: T201  # a script
        f"protection: {len(system.values):,} cells, {is_cell.sum():,} of them published, "
        f"{system.rows.max() + 1:,} relations: {seconds:.1f} s, {memory:,} MiB; "
        f"{is_primary.sum() / is_cell.sum():.1%} are too small, "
        f"{protection.is_hidden[is_cell].mean():.1%} are hidden, "
        f"{len(protection.unprotected)} can't be protected"
    )


if __name__ == "__main__":
    main()

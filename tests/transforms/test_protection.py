"""No hidden cell can be worked out: an attacker who knows everything that is shown tries."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from transforms.protection import FREE, HIDDEN, NOWHERE, SHOWN, System, protect
from transforms.relations import UNBOUNDED

LEAST_PERSONS = 5
SEEDS = range(8)

Flags = NDArray[np.bool_]


def table(*sizes: int, seed: int, mean: float = 12.0) -> System:
    """A random table of so many dimensions with all its margins."""
    random = np.random.default_rng(seed)
    inner = random.poisson(mean * random.lognormal(0, 1, sizes))
    for axis in range(len(sizes)):
        inner = np.concatenate((inner, inner.sum(axis, keepdims=True)), axis)
    places = np.arange(inner.size).reshape(inner.shape)
    wholes = [
        line
        for axis in range(len(sizes))
        for line in np.moveaxis(places, axis, -1).reshape(-1, sizes[axis] + 1)
    ]
    return system(
        inner.ravel(), [[(line[-1], -1), *((c, 1) for c in line[:-1])] for line in wholes]
    )


def hierarchy(seed: int) -> System:
    """Areas by segment and sex, in branches and a nation whose persons count once."""
    random = np.random.default_rng(seed)
    areas = random.poisson(random.lognormal(1.5, 1, (7, 3, 2)))
    parts = [areas[:3], areas[3:6], areas[6:]]
    repeated = [random.binomial(part.min(0), 0.3) for part in parts]
    branches = np.array([part.sum(0) - less for part, less in zip(parts, repeated, strict=True)])
    units = np.concatenate((areas, branches, branches.sum(0, keepdims=True)))
    for axis in (1, 2):
        units = np.concatenate((units, units.sum(axis, keepdims=True)), axis)
    surpluses = {}
    places = np.arange(units.size).reshape(units.shape)
    rows = [
        [(line[-1], -1), *((cell, 1) for cell in line[:-1])]
        for axis in (1, 2)
        for line in np.moveaxis(places, axis, -1).reshape(-1, units.shape[axis])
    ]
    below = [
        *((7 + number, part) for number, part in enumerate(np.split(np.arange(7), [3, 6]))),
        (10, np.arange(7, 10)),
    ]
    for whole, part in below:
        for place in np.ndindex(units.shape[1:]):
            surpluses[len(rows)] = units[part][(slice(None), *place)].sum() - units[whole][place]
            rows.append([(places[whole][place], -1), *((places[p][place], 1) for p in part)])
    return system(units.ravel(), rows, surpluses)


def system(
    values: NDArray[np.int64],
    rows: list[list[tuple[int, int]]],
    surpluses: Mapping[int, int] = MappingProxyType({}),
) -> System:
    """A system as it is protected: zeros are shown, 1-4 hidden. Surpluses of rows are not known."""
    falls = np.array([surpluses.get(row, 0) for row in range(len(rows))])
    return System(
        values=values,
        least=np.minimum(values, 1),
        widths=np.full(len(values), LEAST_PERSONS),
        costs=1 + np.log1p(values),
        states=np.select([values == 0, values < LEAST_PERSONS], [SHOWN, HIDDEN], FREE).astype(
            np.int8
        ),
        rows=np.repeat(np.arange(len(rows)), [len(row) for row in rows]),
        columns=np.array([cell for row in rows for cell, _ in row]),
        coefficients=np.array([sign for row in rows for _, sign in row], float),
        falls=falls,
        rises=np.where([row in surpluses for row in range(len(rows))], UNBOUNDED, 0),
    )


def broken(attacked: System, is_hidden: Flags) -> list[int]:
    """Hidden cells that the attacker, who knows all that is shown, knows to less than their width.

    An interval without an end is wide enough.
    """
    sums = csr_array((attacked.coefficients, (attacked.rows, attacked.columns))).tocsc()
    unknown = np.flatnonzero(is_hidden)
    rest = sums[:, unknown] @ attacked.values[unknown]
    bounds = np.stack((attacked.least, np.full(len(attacked.values), UNBOUNDED)), 1)[unknown]
    known = {
        "A_ub": vstack((sums[:, unknown], -sums[:, unknown])),
        "b_ub": np.concatenate((rest + attacked.rises, attacked.falls - rest)),
    }
    found = []
    for place in np.flatnonzero(attacked.widths[unknown]):
        target = np.arange(len(unknown)) == place
        ends = [linprog(sign * target, **known, bounds=bounds).fun for sign in (1, -1)]
        if -ends[1] - ends[0] < attacked.widths[unknown[place]] - 1e-6:
            found.append(int(unknown[place]))
    return found


def greedily_hidden(plain: System) -> Flags:
    """Baseline: as long as an equality has one hidden cell, its cheapest free one is hidden too."""
    is_hidden: Flags = plain.states == HIDDEN
    changed = True
    while changed:
        changed = False
        for row in range(plain.rows.max() + 1):
            cells = plain.columns[plain.rows == row]
            free = cells[(plain.states[cells] == FREE) & ~is_hidden[cells]]
            if is_hidden[cells].sum() == 1 and len(free):
                is_hidden[free[np.argmin(plain.costs[free])]] = changed = True
    return is_hidden


CASES: dict[str, Callable[..., System]] = {
    "2-D": functools.partial(table, 5, 6),
    "small": functools.partial(table, 3, 3, mean=4.0),
    "3-D": functools.partial(table, 4, 3, 3),
    "hierarchy": hierarchy,
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("case", CASES)
def test_an_attacker_leaves_every_hidden_cell_its_interval(case: str, seed: int) -> None:
    plain = CASES[case](seed=seed)
    protection = protect(plain)
    assert not (protection.is_hidden & (plain.states == SHOWN)).any()
    assert (protection.is_hidden | (plain.states != HIDDEN)).all()
    assert broken(plain, protection.is_hidden) == []
    assert protection.unprotected.tolist() == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("case", CASES)
def test_neighbourhoods_leave_it_its_interval_too(case: str, seed: int) -> None:
    plain = CASES[case](seed=seed)
    places = np.arange(len(plain.values))
    scopes = tuple(
        np.where(places % 7, np.random.default_rng(seed).permutation(places) // size, NOWHERE)
        for size in (len(places) // 6, len(places) // 2)
    )
    protection = protect(replace(plain, scopes=scopes))
    assert broken(plain, protection.is_hidden) == []
    assert protection.unprotected.tolist() == []


@pytest.mark.parametrize("case", CASES)
def test_without_further_hidden_cells_the_attacker_succeeds(case: str) -> None:
    plain = CASES[case](seed=0)
    assert broken(plain, plain.states == HIDDEN)


def greedily_protected(plain: System) -> Flags:
    """The baseline until it holds: beside a cell that is broken the next cheapest is hidden."""
    is_hidden = greedily_hidden(plain)
    while found := broken(plain, is_hidden):
        for cell in found:
            rows = plain.rows[plain.columns == cell]
            cells = np.unique(plain.columns[np.isin(plain.rows, rows)])
            free = cells[(plain.states[cells] == FREE) & ~is_hidden[cells]]
            if len(free):
                is_hidden[free[np.argmin(plain.costs[free])]] = True
    return is_hidden


def test_it_hides_no_more_than_a_greedy_choice_that_holds() -> None:
    plains = [CASES["small"](seed=seed) for seed in range(4)]
    published = sum((plain.widths > 0).sum() for plain in plains)
    hidden, greedy = (
        sum((choice(plain) & (plain.widths > 0)).sum() for plain in plains) / published
        for choice in (lambda plain: protect(plain).is_hidden, greedily_protected)
    )
    assert hidden <= greedy
    assert any(broken(plain, greedily_hidden(plain)) for plain in plains[:3])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("case", CASES)
def test_what_shown_cells_give_away_is_told_and_nothing_else(case: str, seed: int) -> None:
    plain = CASES[case](seed=seed)
    random = np.random.default_rng(seed)
    is_shown = (plain.states == FREE) & (random.random(len(plain.values)) < 0.6)
    known = replace(plain, states=np.where(is_shown, SHOWN, plain.states).astype(np.int8))
    protection = protect(known)
    assert broken(known, protection.is_hidden) == protection.unprotected.tolist()


def test_a_cell_may_owe_its_interval_to_both_directions() -> None:
    values = np.array([4, 96, 100])
    plain = system(values, [[(2, -1), (0, 1), (1, 1)], [(0, 1)]], {1: 3})
    bounded = replace(plain, states=np.array([HIDDEN, FREE, SHOWN], np.int8))
    protection = protect(replace(bounded, rises=np.array([0, 2])))
    assert protection.is_hidden.tolist() == [True, True, False]
    assert protection.unprotected.tolist() == []
    assert protect(replace(bounded, rises=np.array([0, 1]))).unprotected.tolist() == [0]


@pytest.mark.parametrize(("reach", "is_tied"), [(30, True), (70, False)])
def test_a_sum_that_may_move_far_may_not_move_further(reach: int, is_tied: bool) -> None:
    plain = system(np.array([4, 100]), [[(0, 1), (1, -1)]], {0: reach})
    wide = replace(plain, widths=np.array([60, 5]), rises=np.array([reach]))
    assert protect(wide).is_hidden.tolist() == [True, is_tied]


@pytest.mark.parametrize("case", CASES)
def test_equal_systems_get_equal_answers(case: str) -> None:
    first, second = (protect(CASES[case](seed=3)) for _ in range(2))
    assert first.is_hidden.tolist() == second.is_hidden.tolist()

"""Which cells to hide so that no hidden cell can be worked out from what is shown.

Hidden cells that could still be worked out are moved together, each by its width, at the least
cost; the free cells that move with them are hidden as well. What a cell has been moved by, up and
down, it can never be known more closely than, whatever else is hidden later.

A large system is settled in small neighbourhoods first, all cells outside standing still, then in
wider ones: a movement that needs no other cells is a movement of the whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.movements import NOTHING, Movements, Numbers, Places, Sums

FREE, SHOWN, HIDDEN = 0, 1, 2
NOWHERE = -1
REFINED = 2
"""How often a movement is made to move fewer cells."""
WORK = 500_000
"""Cells that may be moved over again: small systems are solved in many parts, large ones in few."""
MOST_PARTS = 64
"""Cells that are close to each other are moved in different parts, and so balance each other."""
PATIENCE = 2
"""Cells that can't be moved together are tried again, some down and some up, until so often none
is moved."""


@dataclass(frozen=True)
class System:
    """Cells, and what every reader knows of sums of them."""

    values: NDArray[np.int64]
    least: NDArray[np.int64]
    """The smallest value that a reader holds possible when the cell is hidden."""
    widths: NDArray[np.int64]
    """A hidden cell's interval must be at least so wide; 0 if it needs none."""
    costs: NDArray[np.float64]
    """Of hiding a free cell."""
    states: NDArray[np.int8]
    """FREE: may be hidden; SHOWN: known to everyone for good; HIDDEN."""
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    coefficients: NDArray[np.float64]
    """Three of a length, in order of rows: in each row, coefficient times value is added up."""
    falls: NDArray[np.int64]
    """By how much less each row may add up to for all that a reader knows; 0 where he knows it."""
    rises: NDArray[np.int64]
    """By how much more."""
    scopes: tuple[NDArray[np.int64], ...] = ()
    """Each tells every cell's neighbourhood, or NOWHERE; from narrow ones to wide ones."""


@dataclass(frozen=True)
class Protection:
    """Which cells are hidden, and which of them can be worked out all the same."""

    is_hidden: NDArray[np.bool_]
    unprotected: NDArray[np.int64]


class _Search:
    """What is hidden by now, and how far each cell has been moved up and down."""

    def __init__(self, system: System) -> None:
        """Nothing has moved yet."""
        size = len(system.values)
        self.system = system
        self.is_hidden = system.states == HIDDEN
        self.widths = system.widths.astype(float)
        self.up, self.down = np.zeros(size), np.zeros(size)
        self.unprotected: list[int] = []
        self.is_final = not (system.states == FREE).any()
        """Nothing is left to be hidden, so a movement that falls short costs nothing either."""

    def missing(self) -> Numbers:
        """How much each hidden cell's interval lacks; 0 for cells that can't be protected."""
        lacking = np.where(self.is_hidden, self.widths - self.up - self.down, 0.0)
        lacking[self.unprotected] = 0.0
        return np.where(lacking > NOTHING, lacking, 0.0)

    def settle(self, is_moving: NDArray[np.bool_], parts: int, *, is_last: bool = False) -> None:
        """Move cells that wait among these: in parts, then what is left, at last one by one.

        What can't be moved stays as it is; in the last neighbourhood it is unprotected.
        """
        if not self.missing()[is_moving].any():
            return
        some = _Neighbourhood(self.system, is_moving)
        is_new = np.ones(len(some.cells), dtype=bool)
        while (waiting := some.waiting(self, is_new)).size:
            wishes = waiting[waiting % parts == waiting[0] % parts]
            self._move(some, wishes, np.ones(wishes.size), 0 if self.is_final else REFINED)
            is_new[wishes] = False
        patience, random = PATIENCE, np.random.default_rng(0)
        while patience and (waiting := some.waiting(self)).size:
            self._move(some, waiting, random.choice([-1.0, 1.0], waiting.size), 0)
            left = np.intersect1d(waiting, some.waiting(self)).size
            patience = PATIENCE if left < waiting.size else patience - 1
        if is_last:
            while (waiting := some.waiting(self)).size:
                self._move_alone(some, int(waiting[0]))

    def _move(self, some: "_Neighbourhood", wishes: Places, signs: Numbers, refined: int) -> None:
        """Move cells as far up (1) or down (-1) as their intervals still lack; hide what moves.

        For those that can't be moved so far nothing is hidden.
        """
        cells = some.cells[wishes]
        so_far = np.where(signs > 0, self.up[cells], self.down[cells])
        amounts = signs * (self.missing()[cells] + so_far)
        while wishes.size:
            moved = self._moved(some, wishes, amounts, refined)
            is_reached = np.abs(moved[wishes]) >= np.abs(amounts) - NOTHING
            if is_reached.all() or self.is_final:
                self._hide(some, moved)
                return
            wishes, amounts = wishes[is_reached], amounts[is_reached]

    def _move_alone(self, some: "_Neighbourhood", wish: int) -> None:
        """One cell as far as it goes; nothing is hidden for its sake if that is too little."""
        before = self.is_hidden.copy(), self.up.copy(), self.down.copy()
        cell = int(some.cells[wish])
        for direction in (1, -1):
            if lacking := self.missing()[cell]:
                amount = lacking + (self.up if direction > 0 else self.down)[cell]
                self._hide(some, self._moved(some, np.array([wish]), direction * amount, 0))
        if self.missing()[cell]:
            self.is_hidden, self.up, self.down = before
            self.unprotected.append(cell)

    def _moved(
        self, some: "_Neighbourhood", wishes: Places, amounts: Numbers | float, refined: int
    ) -> Numbers:
        costs = np.where(self.is_hidden, 0.0, self.system.costs)[some.cells]
        return some.movements.cheapest(wishes, np.atleast_1d(amounts), costs, refined=refined)

    def _hide(self, some: "_Neighbourhood", moved: Numbers) -> None:
        """Whatever moves is hidden, and known no more closely than it moves."""
        self.is_hidden[some.cells[moved != 0]] = True
        self.up[some.cells] = np.maximum(self.up[some.cells], moved)
        self.down[some.cells] = np.maximum(self.down[some.cells], -moved)


class _Neighbourhood:
    """Some cells, and the movements in which only they take part."""

    def __init__(self, system: System, is_moving: NDArray[np.bool_]) -> None:
        """Number the cells and the rows in which they are anew."""
        self.cells = np.flatnonzero(is_moving)
        place = np.full(len(system.values), -1)
        place[self.cells] = np.arange(len(self.cells))
        is_here = is_moving[system.columns]
        rows, places = np.unique(system.rows[is_here], return_inverse=True)
        self.movements = Movements(
            (system.least - system.values)[self.cells].astype(float),
            Sums(
                places,
                place[system.columns[is_here]],
                system.coefficients[is_here],
                -system.falls[rows].astype(float),
                system.rises[rows].astype(float),
            ),
        )

    def waiting(self, search: _Search, among: NDArray[np.bool_] | bool = True) -> Places:
        """Cells that may still be worked out."""
        return np.flatnonzero((search.missing()[self.cells] > 0) & among)


def protect(system: System) -> Protection:
    """Hide free cells, cheap ones rather, until a reader can't work out any hidden one.

    Cells that are SHOWN may make that impossible: what stays known too closely is `unprotected`.
    """
    search = _Search(system)
    everywhere = system.states != SHOWN
    parts = min(MOST_PARTS, 1 + WORK // (1 + int(np.count_nonzero(everywhere))))
    parts = 1 if search.is_final else parts
    for scope in system.scopes:
        for is_moving in _neighbourhoods(system, scope):
            search.settle(is_moving, parts)
    if system.scopes and not search.is_final:
        search.settle(everywhere & search.is_hidden, 1)
    search.settle(everywhere, 1 if system.scopes else parts, is_last=True)
    return Protection(search.is_hidden, np.sort(np.array(search.unprotected, dtype=np.int64)))


def _neighbourhoods(system: System, scope: NDArray[np.int64]) -> Iterator[NDArray[np.bool_]]:
    """The cells of each neighbourhood that are not shown."""
    for name in np.unique(scope[scope != NOWHERE]):
        yield (scope == name) & (system.states != SHOWN)

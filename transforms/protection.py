"""Which cells to hide so that no hidden cell can be worked out from what is shown.

Hidden cells that could still be worked out are moved together, each by its width, at the least
cost; the free cells that move with them are hidden as well. A cell that a movement has moved by
its width can never be known more closely, whatever else is hidden later.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.movements import NOTHING, Movements, Numbers, Places

FREE, SHOWN, HIDDEN = 0, 1, 2
UNBOUNDED = 2**40
REFINED = 2
"""How often a movement is made to move fewer cells."""
WORK = 200_000
"""Cells that may be moved over again: small systems are solved in many parts, large ones in few."""
MOST_PARTS = 64
"""Cells that are close to each other are moved in different parts, and so balance each other."""


@dataclass(frozen=True)
class System:
    """Cells, and the linear equalities between them that every reader knows."""

    values: NDArray[np.int64]
    least: NDArray[np.int64]
    """The smallest value that a reader holds possible when the cell is hidden."""
    most: NDArray[np.int64]
    """The largest such value, or UNBOUNDED."""
    widths: NDArray[np.int64]
    """A hidden cell's interval must be at least so wide; 0 if it needs none, as a slack."""
    costs: NDArray[np.float64]
    """Of hiding a free cell."""
    states: NDArray[np.int8]
    """FREE: may be hidden; SHOWN: known to everyone for good; HIDDEN."""
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    coefficients: NDArray[np.float64]
    """Three of a length: in each row, coefficient times value adds up to 0."""


@dataclass(frozen=True)
class Protection:
    """Which cells are hidden, and which of them can be worked out all the same."""

    is_hidden: NDArray[np.bool_]
    unprotected: NDArray[np.int64]


class _Search:
    """The cells that are not shown, and how far they are known to be able to move."""

    def __init__(self, system: System) -> None:
        """Number these cells anew, and leave the others out of the equalities."""
        self.cells = np.flatnonzero(system.states != SHOWN)
        place = np.full(len(system.values), -1)
        place[self.cells] = np.arange(len(self.cells))
        is_here = place[system.columns] >= 0
        self.movements = Movements(
            (system.least - system.values)[self.cells].astype(float),
            (system.most - system.values)[self.cells].astype(float),
            (
                system.rows[is_here],
                place[system.columns[is_here]],
                system.coefficients[is_here],
            ),
        )
        self.widths = system.widths[self.cells].astype(float)
        self.costs = system.costs[self.cells]
        self.is_hidden = system.states[self.cells] == HIDDEN
        self.is_settled = self.widths == 0
        """Needs no interval, has it, or can't have it."""

    def waiting(self) -> Places:
        """Hidden cells that may still be worked out."""
        return np.flatnonzero(self.is_hidden & ~self.is_settled)

    def move_together(self, wishes: Places, refined: int) -> None:
        """Move all of these up by their widths; one that can't be moved so far is left alone."""
        moved = self._moved(wishes, self.widths[wishes], refined)
        reached = wishes[moved[wishes] >= self.widths[wishes] - NOTHING]
        if reached.size < wishes.size:
            moved = self._moved(reached, self.widths[reached], refined)
        self._hide(moved)

    def move_alone(self, cell: int) -> bool:
        """Move one cell as far up and down as need be; whether both together are its width.

        If they are not, nothing more is hidden for its sake.
        """
        before = self.is_hidden.copy(), self.is_settled.copy()
        wish, missing = np.array([cell]), self.widths[cell]
        for direction in (1.0, -1.0):
            if missing > NOTHING:
                moved = self._moved(wish, np.array([direction * missing]))
                missing -= abs(moved[cell])
                self._hide(moved)
        if missing > NOTHING:
            self.is_hidden, self.is_settled = before
        self.is_settled[cell] = True
        return bool(missing <= NOTHING)

    def _moved(self, wishes: Places, amounts: Numbers, refined: int = 0) -> Numbers:
        costs = np.where(self.is_hidden, 0.0, self.costs)
        return self.movements.cheapest(wishes, amounts, costs, refined=refined)

    def _hide(self, moved: Numbers) -> None:
        """Whatever moves is hidden, and settled if it moves by its width."""
        self.is_hidden |= moved != 0
        self.is_settled |= np.abs(moved) >= self.widths - NOTHING


def protect(system: System) -> Protection:
    """Hide free cells, cheap ones rather, until a reader can't work out any hidden one.

    Cells that are SHOWN may make that impossible: what stays known too closely is `unprotected`.
    """
    search = _Search(system)
    parts = int(np.clip(WORK // max(1, len(search.cells)), 1, MOST_PARTS))
    unprotected = []
    while (waiting := search.waiting()).size:
        wishes = waiting[waiting % parts == waiting[0] % parts]
        search.move_together(wishes, REFINED)
        for cell in wishes:
            if not search.is_settled[cell] and not search.move_alone(int(cell)):
                unprotected.append(cell)
    is_hidden = np.zeros(len(system.values), dtype=bool)
    is_hidden[search.cells] = search.is_hidden
    return Protection(is_hidden, np.sort(search.cells[np.array(unprotected, dtype=np.int64)]))

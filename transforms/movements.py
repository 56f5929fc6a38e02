"""Finds the cheapest movement of cells that leaves everything that is shown as it is.

A movement adds to each cell that is not shown, so that no cell and no sum leaves its bounds: a
reader can't tell the true values from the moved ones.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

PRIZE = 1_000.0
"""How much dearer it is to miss a wish by one than to move the dearest cell by one."""
IDLE = 0.01
"""What moving a number costs that is hidden anyway: little, but no two movements are tied."""
GOLDEN = 0.6180339887
"""Its multiples spread evenly over an interval: so costs differ, and the answer is one."""
WIDE = 20.0
"""A sum that may move so far both ways is left out until a movement takes it too far."""
FAR = 1e8
"""Bounds from here on are none."""
NOTHING = 1e-6
"""Movements below this are rounding."""
OPTIONS: dict[str, bool | int | str] = {
    "output_flag": False,
    "threads": 1,
    "solver": "simplex",
    "presolve": "off",
}
DUAL, PRIMAL = 1, 4
"""HiGHS's names of its simplexes: from rest, and on from a movement when only costs change."""


@dataclass(frozen=True)
class Sums:
    """Sums of cells, and how far they may move: not at all where every reader knows them."""

    rows: Places
    cells: Places
    coefficients: Numbers
    """Three of a length, in order of rows: in each row, coefficient times cell is added up."""
    lowest: Numbers
    """How far each row may move down: 0 or less."""
    highest: Numbers
    """How far up: 0 or more."""


class Movements:
    """The linear programmes over some cells and sums; only what is wished for changes.

    Columns are how far each cell moves up, then how far each moves down. Every programme starts
    from rest; what it owes to those before it are the sums that are held.
    """

    def __init__(self, lowest: Numbers, sums: Sums) -> None:
        """How far each cell may move down: 0 or less."""
        self._sums = sums
        self._size = len(lowest)
        self._columns = np.arange(2 * self._size, dtype=np.int32)
        self._jitter = np.arange(self._size) * GOLDEN % 1
        self._reach = np.concatenate(
            [np.full(self._size, highspy.kHighsInf), np.maximum(-lowest, 0)]
        )
        self._solver = highspy.Highs()
        for name, value in OPTIONS.items():
            self._solver.setOptionValue(name, value)
        self._solver.addVars(2 * self._size, np.zeros(2 * self._size), self._reach)
        self._is_held = np.zeros(len(sums.lowest), dtype=bool)
        self._hold(np.minimum(-sums.lowest, sums.highest) < WIDE)

    def cheapest(
        self, wishes: Places, amounts: Numbers, costs: Numbers, *, refined: int = 0
    ) -> Numbers:
        """How each cell moves so that each wished one moves by its amount, or comes nearest to it.

        An amount below 0 is a wish downwards; `costs` are those of moving each cell by one.
        `refined` times the dearer a cell is made the less it has moved: so fewer cells move.
        """
        costs = costs * (1 + self._jitter / 1_000) + IDLE * (0.5 + self._jitter)
        wished = np.where(amounts > 0, wishes, wishes + self._size)
        reach = self._reach.copy()
        reach[wished] = np.minimum(reach[wished], np.abs(amounts))
        reach[np.where(amounts > 0, wishes + self._size, wishes)] = 0
        self._solver.changeColsBounds(len(reach), self._columns, np.zeros(len(reach)), reach)
        # Not all equally dear: where wishes exclude each other, some are fulfilled wholly.
        spread = 1 + np.arange(len(wishes)) * GOLDEN % 1
        prizes = PRIZE * max(1.0, costs.max(initial=1.0)) * spread
        moved = self._solved(costs, wished, prizes)
        self._solver.setOptionValue("simplex_strategy", PRIMAL)
        for _ in range(refined):
            moved = self._solved(costs / (np.abs(moved) + 0.25), wished, prizes)
        self._solver.setOptionValue("simplex_strategy", DUAL)
        self._solver.clearSolver()
        return moved

    def _solved(self, costs: Numbers, wished: Places, prizes: Numbers) -> Numbers:
        """The cheapest movement that takes no sum too far."""
        prices = np.tile(costs, 2)
        prices[wished] = -prizes
        self._solver.changeColsCost(len(prices), self._columns, prices)
        while True:
            moved = self._run()
            sums = self._sums
            moves = np.bincount(
                sums.rows, sums.coefficients * moved[sums.cells], len(self._is_held)
            )
            is_too_far = (moves < sums.lowest - NOTHING) | (moves > sums.highest + NOTHING)
            if not (is_new := is_too_far & ~self._is_held).any():
                return moved
            self._hold(is_new)

    def _run(self) -> Numbers:
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            status = self._solver.modelStatusToString(self._solver.getModelStatus())
            raise RuntimeError(f"the linear programme of disclosure control ended as {status}")
        solution = np.array(self._solver.getSolution().col_value)
        moved = solution[: self._size] - solution[self._size :]
        return np.where(np.abs(moved) < NOTHING, 0.0, moved)

    def _hold(self, is_new: NDArray[np.bool_]) -> None:
        """Take these sums into the programme."""
        sums, names = self._sums, np.flatnonzero(is_new)
        is_here = is_new[sums.rows]
        cells, coefficients = sums.cells[is_here], sums.coefficients[is_here]
        self._solver.addRows(
            len(names),
            -_endless(-sums.lowest[names]),
            _endless(sums.highest[names]),
            2 * len(cells),
            2 * np.searchsorted(sums.rows[is_here], names).astype(np.int32),
            np.stack([cells, cells + self._size], 1).ravel().astype(np.int32),
            np.stack([coefficients, -coefficients], 1).ravel(),
        )
        self._is_held |= is_new


def _endless(bounds: Numbers) -> Numbers:
    return np.where(bounds < FAR, bounds, highspy.kHighsInf)

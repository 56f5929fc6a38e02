"""Finds the cheapest movement of cells that leaves everything that is shown as it is.

A movement adds to each cell that is not shown, so that every equality still holds and no cell
leaves its bounds: a reader can't tell the true values from the moved ones.
"""

import highspy
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

SHORTFALL = 1_000.0
"""How much dearer it is to miss a wish by one than to move the dearest cell by one."""
IDLE = 0.01
"""What moving a number costs that is hidden anyway: little, but no two movements are tied."""
GOLDEN = 0.6180339887
"""Its multiples spread evenly over an interval: so costs differ, and the answer is one."""
FAR = 1e8
"""Bounds from here on are none."""
NOTHING = 1e-6
"""Movements below this are rounding."""
OPTIONS: dict[str, bool | int | str] = {"output_flag": False, "threads": 1, "solver": "simplex"}


PRIMAL = 4
"""HiGHS's name of the simplex that goes on from a movement when only costs have changed."""


class Movements:
    """The linear programmes over some cells and equalities; only what is wished for changes."""

    def __init__(
        self, lowest: Numbers, highest: Numbers, equalities: tuple[Places, Places, Numbers]
    ) -> None:
        """How far each cell may move down (0 or less) and up; rows, cells and coefficients."""
        self._lowest, self._highest = np.minimum(lowest, 0), np.maximum(highest, 0)
        rows, self._cells, self._coefficients = equalities
        names, self._rows = np.unique(rows, return_inverse=True)
        self._height = len(names)
        self._jitter = np.arange(len(lowest)) * GOLDEN % 1

    def cheapest(
        self, wishes: Places, amounts: Numbers, costs: Numbers, *, refined: int = 0
    ) -> Numbers:
        """How each cell moves so that each wished one moves by its amount, or comes nearest to it.

        An amount below 0 is a wish downwards; `costs` are those of moving each cell by one.
        `refined` times the dearer a cell is made the less it has moved: so fewer cells move.
        """
        costs = costs * (1 + self._jitter / 1_000) + IDLE * (0.5 + self._jitter)
        solver = self._solver(wishes, amounts, costs)
        moved = self._solved(solver)
        for _ in range(refined):
            weighted = costs / (np.abs(moved) + 0.25)
            count = 2 * len(costs)
            solver.changeColsCost(count, np.arange(count, dtype=np.int32), np.tile(weighted, 2))
            solver.setOptionValue("simplex_strategy", PRIMAL)
            moved = self._solved(solver)
        return moved

    def _solver(self, wishes: Places, amounts: Numbers, costs: Numbers) -> highspy.Highs:
        """Columns: how far each cell moves up, how far down, how far each wish is missed."""
        cells, asked = len(costs), len(wishes)
        sign, asking = np.sign(amounts), np.arange(asked)
        wish_rows = self._height + asking
        rows = np.concatenate([self._rows, self._rows, wish_rows, wish_rows, wish_rows])
        columns = np.concatenate(
            [self._cells, self._cells + cells, wishes, wishes + cells, asking + 2 * cells]
        )
        values = np.concatenate(
            [self._coefficients, -self._coefficients, sign, -sign, np.ones(asked)]
        )
        order = np.lexsort((rows, columns))
        none, endless = np.zeros(self._height), np.full(asked, highspy.kHighsInf)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = 2 * cells + asked, self._height + asked
        # Not all equally dear: where wishes exclude each other, some are fulfilled wholly.
        dearest = SHORTFALL * max(1.0, costs.max(initial=1.0)) * (1 + asking * GOLDEN % 1)
        programme.col_cost_ = np.concatenate([costs, costs, dearest])
        programme.col_lower_ = np.zeros(2 * cells + asked)
        programme.col_upper_ = np.concatenate(
            [
                np.where(self._highest < FAR, self._highest, highspy.kHighsInf),
                np.where(self._lowest > -FAR, -self._lowest, highspy.kHighsInf),
                np.abs(amounts),
            ]
        )
        programme.row_lower_ = np.concatenate([none, np.abs(amounts)])
        programme.row_upper_ = np.concatenate([none, endless])
        matrix = programme.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kColwise
        starts = np.arange(2 * cells + asked + 1)
        matrix.start_ = np.searchsorted(columns[order], starts)
        matrix.index_, matrix.value_ = rows[order], values[order]
        solver = highspy.Highs()
        for name, value in OPTIONS.items():
            solver.setOptionValue(name, value)
        solver.passModel(programme)
        return solver

    def _solved(self, solver: highspy.Highs) -> Numbers:
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            status = solver.modelStatusToString(solver.getModelStatus())
            raise RuntimeError(f"the linear programme of disclosure control ended as {status}")
        solution = np.array(solver.getSolution().col_value)
        cells = len(self._lowest)
        moved = solution[:cells] - solution[cells : 2 * cells]
        return np.where(np.abs(moved) < NOTHING, 0.0, moved)

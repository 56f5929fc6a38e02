"""A reader who knows all that was published, and works out how little a hidden number can be.

What he knows is one linear programme over all editions: see `tests.attacker_rules`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from pandera.typing.polars import DataFrame

from schemas.coverage import NOT_APPLICABLE
from schemas.observations import DIMENSIONS, Cells, Observations

TOLERANCE = 1e-6
FAR = 1e5
"""He looks no further away than this from the truth: no cell needs to be so uncertain."""

NEAR, ROUNDS = 2, 12
"""At first he tries to move many numbers at once, each by so many times its least."""

Name = tuple[str, ...]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Release:
    """One edition as it was published, and the truth behind it.

    Of the truth he is told which counts are those of an earlier edition, and about how many
    employers count once above branches that several report. `before` is the place, among all
    releases, of the edition of the month before that its changes are against.
    """

    observations: DataFrame[Observations]
    truth: DataFrame[Cells]
    before: int | None = None

    @property
    def month(self) -> str:
        """The month that it is of."""
        return str(self.observations["month"].first())


@dataclass(frozen=True)
class Rule:
    """What he knows of some numbers: the sum of their multiples lies within bounds."""

    name: str
    terms: tuple[tuple[int, float], ...]
    low: float = 0.0
    high: float = 0.0


@dataclass
class Known:
    """Every number that is published anywhere, once for all editions in which it is the same."""

    truth: list[int]
    least: list[int]
    lowest: list[int]
    is_shown: list[bool]
    places: list[dict[Name, int]]
    """For each release, where the number of a name is."""

    def find(self, release: int, view: str, unit: tuple[str, str], indicator: str,
             **codes: str) -> int | None:  # fmt: skip
        """Where a number of a release is; None if it has no such number."""
        others = [codes.get(name, NOT_APPLICABLE) for name in DIMENSIONS[4:]]
        return self.places[release].get((view, *unit, indicator, *others))


def to_known(releases: Iterable[Release]) -> Known:
    """The numbers of all releases; a number that is shown once is known in all."""
    known = Known([], [], [], [], [])
    same: dict[tuple[str, int, Name], int] = {}
    for release in releases:
        cells = release.truth.join(
            release.observations, on=DIMENSIONS, how="left", validate="1:1", maintain_order="left"
        ).select(*DIMENSIONS, "count", "least", "numerator")
        places: dict[Name, int] = {}
        for row in cells.iter_rows():
            name, (count, least, shown) = row[:-3], row[-3:]
            place = same.setdefault((release.month, count, name), len(known.truth))
            if place == len(known.truth):
                known.truth.append(count)
                known.least.append(least)
                known.lowest.append(1)
                known.is_shown.append(False)
            known.is_shown[place] |= shown is not None
            places[name] = place
        known.places.append(places)
    return known


def falsehoods(known: Known, rules: Iterable[Rule]) -> list[str]:
    """Rules that the truth breaks, which he should not believe."""
    found = [
        rule.name
        for rule in rules
        if not rule.low - TOLERANCE
        <= sum(known.truth[place] * multiple for place, multiple in rule.terms)
        <= rule.high + TOLERANCE
    ]
    small = [
        "hidden, but less than thought possible"
        for truth, lowest, is_shown in zip(known.truth, known.lowest, known.is_shown, strict=True)
        if not is_shown and truth < lowest
    ]
    return found + small


def worked_out(known: Known, rules: Iterable[Rule]) -> Iterator[int]:
    """The hidden numbers that he knows to less than their least, of those that are not 0."""
    for component in _components(known, _open_rules(known, rules)):
        yield from _Attack(known, *component).run()


def _open_rules(known: Known, rules: Iterable[Rule]) -> list[Rule]:
    """The different rules of hidden numbers alone, what is shown being subtracted."""
    kept: dict[tuple[object, ...], Rule] = {}
    for rule in rules:
        multiples: dict[int, float] = {}
        shown = 0.0
        for place, multiple in rule.terms:
            if known.is_shown[place]:
                shown += known.truth[place] * multiple
            else:
                multiples[place] = multiples.get(place, 0.0) + multiple
        terms = tuple(sorted((place, one) for place, one in multiples.items() if one))
        if terms:
            key = (terms, rule.low - shown, rule.high - shown)
            kept.setdefault(key, Rule(rule.name, *key))
    return list(kept.values())


def _components(known: Known, rules: list[Rule]) -> Iterator[tuple[NDArray[np.int64], list[Rule]]]:
    """Hidden numbers that rules tie to each other, with these rules."""
    above = list(range(len(known.truth)))

    def top(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    for rule in rules:
        for place, _ in rule.terms:
            above[top(place)] = top(rule.terms[0][0])
    tied: dict[int, list[Rule]] = {}
    for rule in rules:
        tied.setdefault(top(rule.terms[0][0]), []).append(rule)
    for some in tied.values():
        places = {place for rule in some for place, _ in rule.terms}
        yield np.array(sorted(places), dtype=np.int64), some


class _Attack:
    """One linear programme, solved again and again for another number, each from the last basis."""

    def __init__(self, known: Known, cells: NDArray[np.int64], rules: list[Rule]) -> None:
        self.cells = cells
        self.truth = np.array(known.truth, dtype=float)[cells]
        self.least = np.array(known.least, dtype=float)[cells]
        self.lowest = np.array(known.lowest, dtype=float)[cells]
        self.low, self.high = self.truth.copy(), self.truth.copy()
        self.solver = _solver()
        place = {int(cell): number for number, cell in enumerate(cells)}
        starts = np.cumsum([0, *(len(rule.terms) for rule in rules)])
        self.solver.passModel(
            len(cells), len(rules), int(starts[-1]), int(highspy.MatrixFormat.kRowwise),
            int(highspy.ObjSense.kMaximize), 0.0, np.zeros(len(cells)),
            self.lowest, self.truth + FAR,
            np.array([rule.low for rule in rules]), np.array([rule.high for rule in rules]),
            starts[:-1].astype(np.int32),
            np.array([place[cell] for rule in rules for cell, _ in rule.terms], dtype=np.int32),
            np.array([multiple for rule in rules for _, multiple in rule.terms]),
            np.zeros(len(cells), dtype=np.int32),
        )  # fmt: skip

    def run(self) -> Iterator[int]:
        """Which numbers stay within less than their least, whatever he tries."""
        self._near(NEAR * self.least)
        random = np.random.default_rng(0)
        for _ in range(ROUNDS):
            if self._is_short().any():
                self._try(self._is_short() * random.choice([-1.0, 1.0], len(self.cells)))
        self._near(np.full(len(self.cells), FAR))
        for number in np.flatnonzero(self._is_short()):
            for sign in (1.0, -1.0):
                if self._is_short()[number]:
                    self._try(sign * (np.arange(len(self.cells)) == number))
            if self._is_short()[number]:
                yield int(self.cells[number])

    def _near(self, reach: Numbers) -> None:
        """Look no further from the truth than this."""
        size = len(self.cells)
        self.solver.changeColsBounds(
            size,
            np.arange(size, dtype=np.int32),
            np.maximum(self.lowest, self.truth - reach),
            self.truth + reach,
        )

    def _is_short(self) -> NDArray[np.bool_]:
        is_short: NDArray[np.bool_] = self.high - self.low < self.least - TOLERANCE
        return is_short & (self.truth > 0)

    def _try(self, gains: Numbers) -> None:
        """The possible numbers of greatest gain; every number may be what it is in these."""
        size = len(self.cells)
        self.solver.changeColsCost(size, np.arange(size, dtype=np.int32), gains.astype(float))
        self.solver.run()
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise AssertionError(f"expected a solution, for the truth is one; found {status}")
        possible = np.array(self.solver.getSolution().col_value)
        self.low = np.minimum(self.low, possible)
        self.high = np.maximum(self.high, possible)


def _solver() -> highspy.Highs:
    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("solver", "simplex"),
        ("presolve", "off"),
        ("random_seed", 0),
    ):
        solver.setOptionValue(option, value)
    return solver

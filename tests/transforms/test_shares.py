"""What each cause gives adds up to the difference, and is told only where nothing small is."""

from collections.abc import Sequence

import polars as pl

from schemas.coverage import NOT_APPLICABLE, Territories
from schemas.observations import DIMENSIONS
from schemas.revision import Cause
from tests.observations import Row, observed, rate
from transforms.differences import to_differences
from transforms.shares import Counted, to_shares

KDR, BTU, KANWIL = ("branch", "KDR"), ("branch", "BTU"), ("kanwil", "JATIM")
AREAS = {KDR: ["3571", "3506"], BTU: ["3579"], KANWIL: ["3571", "3506", "3579"]}
Unit = tuple[str, str]
States = dict[Unit, Sequence[int]]
"""Persons covered in each unit, before and after each step."""


def territories() -> pl.DataFrame:
    rows = [(*unit, area) for unit, areas in AREAS.items() for area in areas]
    frame = pl.DataFrame(rows, schema=["level", "code", "area"], orient="row")
    return Territories.validate(frame.sort("level", "code", "area"))


def shares(
    states: States, causes: Sequence[Cause], hidden: Sequence[Unit] = (), workers: int = 1000
) -> pl.DataFrame:
    """The shares of the total coverage of units that were counted so, step by step."""
    ends = [
        Counted(
            observed(
                *(
                    _published(unit, counts[place], unit in hidden)
                    for unit, counts in states.items()
                )
            ),
            _counts(states, place, workers),
            territories(),
        )
        for place in (0, -1)
    ]
    steps = [
        (cause, _counts(states, place, workers)) for place, cause in enumerate(causes, start=1)
    ]
    differences = to_differences(ends[1].observations, ends[0].observations)
    return to_shares(differences, *ends, steps)


def _published(unit: Unit, count: int, is_hidden: bool) -> Row:
    level, code = unit
    if is_hidden:
        return rate("total_coverage", None, 1000, level=level, code=code, status="Q")
    return rate("total_coverage", count, 1000, level=level, code=code)


def _counts(states: States, place: int, workers: int) -> pl.DataFrame:
    rows = [
        dict.fromkeys(DIMENSIONS, NOT_APPLICABLE)
        | {"view": "area", "level": level, "code": code, "indicator": "total_coverage"}
        | {"count": counts[place], "least": 5, "denominator": workers}
        for (level, code), counts in states.items()
    ]
    return pl.DataFrame(rows)


def told(found: pl.DataFrame, unit: Unit) -> dict[str, int | None]:
    return dict(found.filter(level=unit[0], code=unit[1]).select("cause", "difference").rows())

"""Finds the number that somebody asks for among what an edition publishes."""

from typing import Any

import polars as pl

from flows.installation import Installation
from schemas.coverage import NOT_APPLICABLE, TOTAL
from schemas.edition import Edition
from schemas.errors import UsageError
from schemas.observations import DIMENSIONS, Observations
from schemas.question import Question

MOST_CODES = 30
"""Codes that an error lists."""


def find_asked(installation: Installation, edition: Edition, question: Question) -> dict[str, Any]:
    """The observation that is asked for; UsageError, with the codes there are, if there is none."""
    observations = installation.read_table(edition.calculation, Observations)
    unit = observations.filter(level=question.level, code=question.code)
    if unit.is_empty():
        codes = observations.filter(level=question.level)["code"].unique().sort().to_list()
        raise UsageError(
            f"{edition.label} has no {question.level} {question.code}; it has {listed(codes)}."
        )
    found = unit.filter(indicator=question.indicator, view=question.view)
    if found.is_empty():
        known = unit.select("view", "indicator").unique().sort("indicator", "view")
        names = [f"{indicator} ({view})" for view, indicator in known.iter_rows()]
        raise UsageError(
            f"{question.level} {question.code} has no {question.indicator} in the view "
            f"{question.view}; it has {listed(names)}."
        )
    for name in DIMENSIONS[4:]:
        wanted = question.breakdown.get(name)
        codes = [wanted] if wanted else [TOTAL, NOT_APPLICABLE]
        chosen = found.filter(pl.col(name).is_in(codes))
        if chosen.is_empty():
            raise UsageError(
                f"Name {name} of {question.indicator}: "
                f"{listed(found[name].unique().sort().to_list())}."
            )
        found = chosen
    return found.row(0, named=True)


def listed(codes: list[str]) -> str:
    """The first of some codes, and how many more there are."""
    shown = ", ".join(codes[:MOST_CODES])
    return f"{shown} and {len(codes) - MOST_CODES} more" if len(codes) > MOST_CODES else shown

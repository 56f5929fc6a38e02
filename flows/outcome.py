"""Carries an error past Prefect, whose database and result store would keep its text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from schemas.errors import RenderError

Result = TypeVar("Result")


@dataclass(frozen=True)
class Caught:
    """An error that ended some work, held in memory only."""

    error: Exception

    def __repr__(self) -> str:
        """The kind of error, never its text."""
        return f"Caught({type(self.error).__name__})"


def attempt(work: Callable[[], Result]) -> Result | Caught:
    """The result of some work, or the error that ended it."""
    try:
        return work()
    except Exception as error:  # raised again by `told`, outside Prefect
        return Caught(error)


def told(outcome: Result | Caught) -> Result:
    """The result, or the error raised again."""
    if isinstance(outcome, Caught):
        raise outcome.error
    return outcome


def all_told(outcomes: Sequence[Result | Caught]) -> list[Result]:
    """The results; several RenderErrors are raised as one that tells them all."""
    faults = [one.error for one in outcomes if isinstance(one, Caught)]
    if len(faults) > 1 and all(isinstance(fault, RenderError) for fault in faults):
        raise RenderError("\n".join(map(str, faults))) from faults[0]
    return [told(outcome) for outcome in outcomes]

"""Carries results and errors past Prefect.

It looks for its own futures and states in all that a flow or task returns, field by field, and its
database and result store would keep an error's text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from schemas.errors import RenderError

Result = TypeVar("Result")
Held = TypeVar("Held", covariant=True)


class Done(Generic[Held]):
    """What some work came to; no dataclass, so that nobody looks into it."""

    __match_args__ = ("result",)

    def __init__(self, result: Held) -> None:
        """Hold it."""
        self.result = result


@dataclass(frozen=True)
class Caught:
    """An error that ended some work, held in memory only."""

    error: Exception

    def __repr__(self) -> str:
        """The kind of error, never its text."""
        return f"Caught({type(self.error).__name__})"


Outcome = Done[Result] | Caught


def attempt(work: Callable[[], Result]) -> Outcome[Result]:
    """The result of some work, or the error that ended it."""
    try:
        return Done(work())
    except Exception as error:  # raised again by `told`, outside Prefect
        return Caught(error)


def told(outcome: Outcome[Result]) -> Result:
    """The result, or the error raised again."""
    if isinstance(outcome, Caught):
        raise outcome.error
    return outcome.result


def rendered(outcomes: Sequence[Outcome[Result]]) -> list[Result | RenderError]:
    """What was rendered, and why other pages were not; any other error is raised again."""
    return [_kept(outcome) for outcome in outcomes]


def some(found: list[Result | RenderError]) -> list[Result | RenderError]:
    """What was rendered, where anything was.

    Else the fault is not one of single pages: all are raised as one.
    """
    faults = [each for each in found if isinstance(each, RenderError)]
    if faults and len(faults) == len(found):
        raise RenderError("\n".join(map(str, faults))) from faults[0]
    return found


def _kept(outcome: Outcome[Result]) -> Result | RenderError:
    if isinstance(outcome, Caught) and isinstance(outcome.error, RenderError):
        return outcome.error
    return told(outcome)

"""What becomes of a unit's rows on their way from the exports to the figures."""

from dataclasses import dataclass
from typing import Literal

Step = Literal["readable", "valid", "unique", "active"]


@dataclass(frozen=True)
class Loss:
    """Rows lost at one step of the funnel, by rule; `text` is the rule in Indonesian."""

    step: Step
    code: str
    text: str
    rows: int


@dataclass(frozen=True)
class Funnel:
    """Rows of peserta exports from arrival to the figures; each step's loss has its reasons."""

    received: int
    readable: int
    valid: int
    unique: int
    active: int
    losses: tuple[Loss, ...]

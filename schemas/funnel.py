"""What becomes of a unit's files and rows on their way from the exports to the figures."""

from dataclasses import dataclass
from typing import Literal

from schemas.bulletin_rows import Figure
from schemas.submission import Fault

Step = Literal["readable", "valid", "unique", "active"]
Lack = Literal["missing", "refused", "held", "unread"]
"""missing: has not come; refused: can't be taken; held: waits for head office; unread: came, but
head office could not read it yet."""


@dataclass(frozen=True)
class Loss:
    """Rows lost at one step of the funnel, by the rule's code."""

    step: Step
    code: str
    rows: int


@dataclass(frozen=True)
class Funnel:
    """Rows of peserta exports from arrival to the figures; each step's loss has its reasons."""

    received: Figure
    readable: Figure
    valid: Figure
    unique: Figure
    active: Figure
    losses: tuple[Loss, ...]
    """Empty where one of the numbers is not shown."""


@dataclass(frozen=True)
class Remark:
    """What was noticed while rows and files were taken, by its code, and how often."""

    code: str
    count: int


@dataclass(frozen=True)
class Usage:
    """Rows of a kind of export, and how many of them are used."""

    kind: str
    received: int
    used: int


@dataclass(frozen=True)
class Missing:
    """An export that counts for nothing in this edition, and why."""

    kind: str
    branch: str
    """Name of the branch."""
    lack: Lack
    fault: Fault | None
    """What is wrong with the file; None where nothing is, and for head office's own readers."""

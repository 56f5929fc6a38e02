"""What the schedule sees of a month, and what it answers each time that it looks after all."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from schemas.arrivals import Arrival, Export
from schemas.edition import EditionState
from schemas.errors import CakupanError, HeldError
from schemas.exports import Kind
from schemas.month import Month
from schemas.report import BranchState, MonthStatus


class Why(StrEnum):
    """Why a month is prepared."""

    COMPLETE = "complete"
    """All expected exports have come."""
    CUT_OFF = "cut-off"
    """Nobody is waited for any longer."""
    NEWS = "news"
    """Other files count now than its prepared edition was made from."""


@dataclass(frozen=True)
class Situation:
    """Where a month stands when it is decided whether it is prepared."""

    edition: EditionState | None
    """State of its newest edition; None where it has none."""
    expected: frozenset[Export]
    arrived: frozenset[Export]
    """Exports of which a file counts."""
    has_news: bool = False
    """Other files count now than its newest edition was made from."""


@dataclass(frozen=True)
class Tended:
    """One month that was looked after."""

    arrived: tuple[Arrival, ...]
    """What came into the ledger."""
    why: Why | None
    """Why it was prepared; None where it was not."""
    cutoff: date
    """The day from which nobody is waited for."""
    status: MonthStatus
    """Where it stands now."""
    obstacle: CakupanError | None = None
    """What stopped it."""

    @property
    def month(self) -> Month:
        """The month."""
        return self.status.month

    @property
    def stops_later(self) -> bool:
        """Whether the months after it wait for it: it was stopped, and is not published."""
        return self.obstacle is not None and self.status.state not in ("released", "withdrawn")

    @property
    def lacking(self) -> tuple[tuple[str, Kind, BranchState], ...]:
        """The exports that do not count, with their branch and state."""
        return tuple(
            (line.branch.code, export.kind, export.state)
            for line in self.status.lines
            for export in line.branch.exports
            if export.state is not BranchState.READY
        )

    @property
    def is_complete(self) -> bool:
        """Whether it has an edition to which nothing is to be added."""
        is_late = any(line.branch.is_late for line in self.status.lines)
        lacks = self.obstacle or self.lacking or self.status.withheld or is_late
        return bool(self.status.edition) and not lacks


@dataclass(frozen=True)
class TickReport:
    """What one look after all months did, and what it asks for."""

    scheduled: datetime
    """The moment for which it was planned."""
    months: tuple[Tended, ...]
    unattended: tuple[Month, ...]
    """Months without an edition before these, of which files lie in the inbox."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing has come, and nothing was prepared."""
        return not any(tended.arrived or tended.why or tended.obstacle for tended in self.months)

    @property
    def exit_code(self) -> int:
        """That of what stopped it, else 3 where a month is not complete."""
        stopped = [tended.obstacle.exit_code for tended in self.months if tended.obstacle]
        is_complete = all(tended.is_complete for tended in self.months)
        return max(stopped, default=0 if is_complete else HeldError.exit_code)

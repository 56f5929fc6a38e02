"""Making past months again: what is asked for, what is foreseen of each month, and what came of it.

A plan is made against all that was known at one moment, so carrying it out another day makes what
it foresaw; where something else has happened meanwhile, the month is left and a new plan is due.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from schemas.edition import EditionState
from schemas.errors import UsageError
from schemas.month import Month
from schemas.revision import Reason, SaidReason

BackfillMode = Literal["missing", "failed", "all"]
"""missing: months without an edition; failed: what a plan or a page failed at; all: every month."""
MonthState = Literal["planned", "done", "failed"]

MOST_MONTHS = 240
"""A longer span is a slip of the pen."""


@dataclass(frozen=True)
class BackfillOrder:
    """Which months are to be made again, and from what."""

    first: Month
    last: Month
    mode: BackfillMode = "all"
    reason: SaidReason | None = None
    """Why editions are revised, where the reason that is found is not it."""
    as_known_on: date | None = None
    """Exports and reference data as they were known at the end of this day in Jakarta."""

    def __post_init__(self) -> None:
        """Refuse a span that holds no month, or too many; UsageError."""
        if not 0 <= self.last - self.first < MOST_MONTHS:
            raise UsageError(
                f"Expected the first and the last of at most {MOST_MONTHS} months; found "
                f"{self.first} and {self.last}."
            )

    @property
    def months(self) -> tuple[Month, ...]:
        """Every month of the span, the oldest first."""
        return tuple(self.first + offset for offset in range(self.last - self.first + 1))


@dataclass(frozen=True)
class Foresight:
    """What would become of one month."""

    edition: str = ""
    """The edition that there would be; empty where none can be made."""
    now: str = ""
    """The edition that there is; empty where there is none."""
    state: EditionState | None = None
    """Of that one."""
    is_new: bool = False
    """Whether a bulletin would say something else, or be there for the first time."""
    tries: int = 0
    """Withheld bulletins of a released edition that would be tried again."""
    reason: Reason | None = None
    """Why a released edition would be replaced."""
    figures: int = 0
    """Published numbers that would be others, or new."""
    bulletins: int = 0
    """Bulletins that would say something else, or be new."""
    content: str = ""
    """SHA-256 over what all bulletins would say."""
    expected: int = 0
    """Exports that the month's branches owe."""
    archived: int = 0
    """Exports of these that are in the archive."""
    late: int = 0
    """Exports of these that do not count yet and would."""
    waiting: tuple[str, ...] = ()
    """Exports that are there and would not count, such as `KDR peserta held`."""
    dependents: tuple[str, ...] = ()
    """Later months whose charts or comparisons show figures that would be replaced."""
    fault: str = ""
    """Why nothing can be made."""

    @property
    def mark(self) -> tuple[str, str, str]:
        """By what it is known whether the month would still become the same."""
        return self.edition, self.content, self.fault


@dataclass(frozen=True)
class BackfillMonth:
    """One month of a plan."""

    month: Month
    foreseen: Foresight
    state: MonthState = "planned"
    edition: str = ""
    """The edition that there was when it was done."""
    why: str = ""
    """Why it failed."""


@dataclass(frozen=True)
class Backfill:
    """A plan, and how far it is."""

    id: int
    at: datetime
    by: str
    order: BackfillOrder
    known_at: datetime
    """Nothing that came later is used."""
    months: tuple[BackfillMonth, ...] = ()
    """Those of the span that the mode chose."""
    to_rebuild: tuple[Month, ...] = field(default=())
    """Months whose charts or comparisons show what has been replaced since."""

    @property
    def is_done(self) -> bool:
        """Whether every month of it is made."""
        return all(month.state == "done" for month in self.months)

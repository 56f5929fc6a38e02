"""What of branches' raw exports is to be removed when their retention has ended, and what was."""

from dataclasses import dataclass
from datetime import date, datetime

from schemas.month import Month


@dataclass(frozen=True)
class Tombstone:
    """One object that was removed because its retention had ended."""

    object: str
    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class RawUse:
    """A month in which a branch sent an object, as an export or as the control file beside one."""

    object: str
    month: Month
    last_day: date
    """At head office, when it came the last time."""


@dataclass(frozen=True)
class MonthPurge:
    """What would be removed of a month, or why nothing of it may be yet."""

    month: Month
    objects: tuple[str, ...]
    size: int
    """Bytes that are stored of them."""
    kept: int
    """Files that stay: they came later, or another month needs them."""
    obstacle: str
    """Why all of them stay; mostly empty."""


@dataclass(frozen=True)
class PurgePlan:
    """What a purge would remove; nothing is done yet."""

    before: date
    months: tuple[MonthPurge, ...]
    """Those that were over by then and have raw files left, the oldest first."""
    lying: int
    """Files of the months that lose some that still lie in the inbox, whatever the store holds."""

    @property
    def files(self) -> int:
        """How many objects would be removed."""
        return sum(len(month.objects) for month in self.months)

    @property
    def size(self) -> int:
        """Bytes that are stored of them."""
        return sum(month.size for month in self.months)


@dataclass(frozen=True)
class PurgeOrder:
    """A person's word that a plan is right."""

    files: int
    """How many he has seen in it."""
    by: str
    why: str


@dataclass(frozen=True)
class PurgeReport:
    """What was removed."""

    plan: PurgePlan
    workbooks: int
    """Correction workbooks that went as well, since they hold rows as they were sent."""

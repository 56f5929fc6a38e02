"""What a check of the ledger looks at, and what it finds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from schemas.bulletin import Level
from schemas.delivery import DeliveryState, Mode
from schemas.edition import Edition, Verdict

KEPT = 100
"""So many flaws of one kind are told one by one; the others are counted."""


@dataclass(frozen=True)
class Flaw:
    """One thing in the ledger or the store that can't be so."""

    where: str
    """A month, branch, edition or table; never a person or an address."""
    what: str
    advice: str


@dataclass(frozen=True)
class Checked:
    """One kind of check: how much was looked at, and what is wrong."""

    kind: str
    count: int
    """How many things were looked at."""
    flaws: tuple[Flaw, ...]
    """The first of them."""
    found: int
    """How many flaws there are."""

    @classmethod
    def of(cls, kind: str, count: int, flaws: Iterable[Flaw]) -> "Checked":
        """Count all flaws and keep the first."""
        left: Iterator[Flaw] = iter(flaws)
        kept = tuple(islice(left, KEPT))
        return cls(kind, count, kept, len(kept) + sum(1 for _ in left))


@dataclass(frozen=True)
class LedgerReport:
    """All that was checked."""

    checked: tuple[Checked, ...]
    is_whole: bool
    """Whether everything could be looked at."""

    @property
    def is_well(self) -> bool:
        """Whether nothing was found."""
        return not any(one.found for one in self.checked)


@dataclass(frozen=True)
class EditionRecord:
    """An edition with all that persons have decided of it."""

    edition: Edition
    released_at: datetime | None
    verdicts: tuple[Verdict, ...]
    """The oldest first."""
    released_by: str
    """Who ordered its first mails; empty for an edition that is not released, or from before."""


@dataclass(frozen=True)
class MailRecord:
    """A delivery with what it hangs on."""

    id: int
    month: str
    """Of its edition; of a watch's mail, which has none, that of its day."""
    edition: int
    edition_state: str
    """Empty where it is of no edition."""
    is_held: bool
    """Whether somebody is at work on its month, or on what a watch found."""
    mode: Mode
    is_of_edition: bool
    """Whether its edition has a bulletin of its unit."""
    level: Level
    code: str
    recipient: str
    purpose: str
    message_id: str
    state: DeliveryState
    attempts: int
    due_at: datetime | None
    ended_at: datetime | None

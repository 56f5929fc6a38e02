"""What is known of a month at a moment, and what of it waits for a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from schemas.month import Month
from schemas.report import Finding


@dataclass(frozen=True)
class Holder:
    """Who took a month to work on it, and has not given it back."""

    owner: str
    is_alive: bool
    renewed: datetime
    """When he last said that he lives."""


@dataclass(frozen=True)
class WatchedMonth:
    """How far a month is."""

    month: Month
    edition: str
    """Its newest one's name; empty when there is none."""
    standing: str
    """Of that edition: prepared, approved, released or withdrawn."""
    published: date
    """The day that the edition is dated; without one, the day that it would be."""
    cutoff: date
    """The working day from which the schedule waits for nobody."""
    holder: Holder | None
    mails: tuple[str, ...]
    """What its mails ask somebody to do."""
    requests: tuple[str, ...]
    """What its branches' exports ask somebody to do."""
    obstacle: str = ""
    """Why its mails and exports could not be looked at; mostly empty."""

    @property
    def is_released(self) -> bool:
        """Whether its newest edition is out, and stands."""
        return self.standing == "released"


@dataclass(frozen=True)
class WatchReport:
    """What was found at a moment."""

    at: datetime
    installation: tuple[Finding, ...]
    """Of what all months need."""
    months: tuple[Finding, ...]
    """Of the months, the oldest first."""

    @property
    def findings(self) -> Iterator[Finding]:
        """All of them."""
        yield from self.installation
        yield from self.months

    @property
    def waiting(self) -> tuple[Finding, ...]:
        """Those that wait for a person."""
        return tuple(finding for finding in self.findings if not finding.is_well)

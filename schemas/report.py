"""What commands report: counts, states and safe sentences, never a value of a row."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.arrivals import Arrival
from schemas.exports import Kind
from schemas.month import Month


class BranchState(StrEnum):
    """Where a branch's month stands."""

    READY = "ready"
    RECEIVED = "received"
    """Its peserta export is archived and waits for a run."""
    MISSING = "missing"
    """Its peserta export has not come."""
    LATE = "late"
    """Its peserta export came when the month was published, and waits for a revision."""
    HELD = "held"
    """Its peserta export is not plausible and waits for a person's decision."""
    REJECTED = "rejected"
    """Its peserta export can't be taken."""


@dataclass(frozen=True)
class ExportReport:
    """What became of one expected export."""

    kind: Kind
    state: BranchState
    digest: str
    """First hex digits of the file's hash; empty when it is missing."""
    received: int = 0
    accepted: int = 0
    rejections: tuple[tuple[str, int, int], ...] = ()
    """Code, rows of which it is the first broken rule, and all rows that broke it."""
    findings: tuple[tuple[str, int], ...] = ()
    """Code and count of what was noticed while rows were taken."""
    fault: str = ""
    """Why the file was rejected or is held, in one sentence for each reason."""
    pairs: tuple[tuple[str, str, int], ...] = ()
    """Two different codes and the rows that broke both."""
    notes: tuple[str, ...] = ()
    """What else is to be said of the files that came, in one sentence each."""
    arrivals: tuple[Arrival, ...] = ()
    """All files that came for it, the first first."""

    @property
    def is_late(self) -> bool:
        """A file of it came when the month was published, and waits for a revision."""
        return bool(self.arrivals) and self.arrivals[-1].is_late

    @property
    def rejected(self) -> int:
        """Rows that were left out."""
        return self.received - self.accepted


@dataclass(frozen=True)
class BranchReport:
    """One expected branch: its exports, in the order of the kinds."""

    code: str
    name: str
    exports: tuple[ExportReport, ...]

    @property
    def state(self) -> BranchState:
        """The state of the branch is that of its peserta export."""
        return next(export.state for export in self.exports if export.kind is Kind.PESERTA)

    @property
    def missing(self) -> tuple[Kind, ...]:
        """The kinds of export that are not in."""
        return tuple(e.kind for e in self.exports if e.state is BranchState.MISSING)


@dataclass(frozen=True)
class FigureReport:
    """One headline figure of one unit, as it stands in the edition."""

    level: str
    code: str
    indicator: str
    numerator: int | None
    denominator: int | None
    percent: str | None


@dataclass(frozen=True)
class RunReport:
    """One run of one month."""

    month: Month
    edition: str
    """The edition's name, with its number."""
    is_new: bool
    """False: the run found nothing to do."""
    rules_proved: int
    branches: tuple[BranchReport, ...]
    strangers: tuple[str, ...]
    """What lay in the inbox and is of no expected branch, by a safe name, and why."""
    bulletins: int
    folder: str
    figures: tuple[FigureReport, ...]

    @property
    def is_complete(self) -> bool:
        """True when every expected branch is ready."""
        return all(branch.state is BranchState.READY for branch in self.branches)


@dataclass(frozen=True)
class BranchLine:
    """One branch of the grid: its exports, its bulletin and its mail."""

    branch: BranchReport
    bulletin: str
    mail: str


@dataclass(frozen=True)
class MonthStatus:
    """One month's grid."""

    month: Month
    edition: str
    """The newest edition's name; empty when there is none."""
    state: str
    lines: tuple[BranchLine, ...]
    strangers: tuple[str, ...]
    """What the last run found in the inbox and is of no expected branch."""
    advice: tuple[str, ...]

    @property
    def headline(self) -> str:
        """The edition and its state in words."""
        return f"edition {self.edition} is {self.state}" if self.edition else "no edition yet"


@dataclass(frozen=True)
class ReleaseReport:
    """What a release did; `states` adds up to the mails that were planned."""

    edition: str
    captured: int
    """Mails written by this very call."""
    states: dict[str, int]
    unaddressed: tuple[str, ...]
    """Units whose bulletin has no recipient."""
    folder: str


@dataclass(frozen=True)
class Finding:
    """One thing that was examined."""

    subject: str
    is_well: bool
    sentence: str

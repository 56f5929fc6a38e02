"""What commands report: counts, states and safe sentences, never a value of a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from schemas.arrivals import Acceptance, Arrival, Notice
from schemas.delivery import DeliveryState
from schemas.edition import Translations, Withheld
from schemas.errors import PASSING_FAULTS
from schemas.exports import Kind
from schemas.month import Month
from schemas.revision import Ground, SaidReason
from schemas.submission import Remark


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


class Fate(StrEnum):
    """What became of one arrival of a file."""

    COUNTS = "counts"
    WAITING = "waiting"
    """The next run reads it."""
    HELD = "held"
    REFUSED = "refused"
    REPLACED = "replaced"
    REPEATED = "repeated"
    """The same bytes came again, and what became of them stands there."""
    LATE = "late"
    """It came when the month was published, and waits for a revision."""


FATES_IN_FORCE = {
    BranchState.READY: Fate.COUNTS,
    BranchState.RECEIVED: Fate.WAITING,
    BranchState.HELD: Fate.HELD,
    BranchState.REJECTED: Fate.REFUSED,
}
"""What becomes of the file in force, by the state of its export; missing and late have none."""


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
    reasons: tuple[Remark, ...] = ()
    """Why the file was rejected or is held."""
    pairs: tuple[tuple[str, str, int], ...] = ()
    """Two different codes and the rows that broke both."""
    notes: tuple[Remark, ...] = ()
    """What else is to be told of the files that came."""
    acceptance: Acceptance | None = None
    """A person's decision that this very file counts."""
    arrivals: tuple[Arrival, ...] = ()
    """All files that came for it, the first first."""

    @property
    def is_late(self) -> bool:
        """A file of it came when the month was published, and waits for a revision."""
        return bool(self.arrivals) and self.arrivals[-1].is_late

    @property
    def is_passing(self) -> bool:
        """The file could not be taken this time, and it is not the branch's fault."""
        codes = {reason.code for reason in self.reasons}
        return bool(codes) and codes <= PASSING_FAULTS

    @property
    def is_nil(self) -> bool:
        """What is in force is a nil report."""
        in_force = [arrival for arrival in self.arrivals if not arrival.is_late]
        return bool(in_force) and in_force[-1].submission.format == "nil"

    @property
    def fates(self) -> tuple[Fate, ...]:
        """What became of each arrival; at most one is in force, and the late ones lie after it."""
        in_force = [place for place, arrival in enumerate(self.arrivals) if not arrival.is_late]
        return tuple(
            self._fate(place, place in in_force[-1:]) for place in range(len(self.arrivals))
        )

    def _fate(self, place: int, is_in_force: bool) -> Fate:
        if is_in_force:
            return Fate.WAITING if self.is_passing else FATES_IN_FORCE[self.state]
        later = {arrival.submission.id for arrival in self.arrivals[place + 1 :]}
        if not later:
            return Fate.LATE
        is_repeated = self.arrivals[place].submission.id in later
        return Fate.REPEATED if is_repeated else Fate.REPLACED

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
        return self.export(Kind.PESERTA).state

    @property
    def missing(self) -> tuple[Kind, ...]:
        """The kinds of export that are not in."""
        return tuple(e.kind for e in self.exports if e.state is BranchState.MISSING)

    @property
    def is_late(self) -> bool:
        """A file of it waits for a revision."""
        return any(export.is_late for export in self.exports)

    def export(self, kind: Kind) -> ExportReport:
        """Its export of a kind."""
        return next(export for export in self.exports if export.kind is kind)


@dataclass(frozen=True)
class FigureReport:
    """One headline figure of one unit, as the edition publishes it."""

    level: str
    code: str
    indicator: str
    numerator: int | None
    denominator: int | None
    percent: str | None
    obs_status: str
    """SDMX code: A, P preliminary, Q hidden for disclosure control, O not known."""


@dataclass(frozen=True)
class RunReport:
    """One run of one month."""

    month: Month
    edition: str
    """The edition's name, with its number."""
    ground: Ground | None
    """Why it takes the place of an earlier one; None for a first edition."""
    is_new: bool
    """False: the run found nothing to do."""
    is_released: bool
    """It is out, and stands."""
    rules_proved: int
    branches: tuple[BranchReport, ...]
    strangers: tuple[Notice, ...]
    """What lay in the inbox and is of no expected branch, and why it was not taken."""
    bulletins: int
    withheld: tuple[Withheld, ...]
    """Bulletins whose pages had a fault."""
    unkept: SaidReason | None
    """A person's word why the month is revised, where nothing is."""
    awaited: Translations
    """Bulletins that come only with the next edition."""
    dropped: Translations
    """Bulletins that the edition before had, and this one has no longer."""
    folder: str
    figures: tuple[FigureReport, ...]
    removed_workbooks: int
    """Correction workbooks that were removed: their file was replaced, or is clean by now."""

    @property
    def is_complete(self) -> bool:
        """True when every expected branch is ready and every bulletin is there."""
        is_ready = all(branch.state is BranchState.READY for branch in self.branches)
        return is_ready and not self.withheld


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
    strangers: tuple[Notice, ...]
    """What the last run found in the inbox and is of no expected branch."""
    withheld: tuple[Withheld, ...]
    """Bulletins that the edition lacks."""
    requests: tuple[str, ...]
    """What somebody is asked to do for single exports, the most pressing first."""
    mails: Mapping[str, Mapping[DeliveryState, int]]
    """How many mails of each released edition are in which state."""
    advice: tuple[str, ...]
    """What comes next for the month."""

    @property
    def headline(self) -> str:
        """The edition and its state in words."""
        return f"edition {self.edition} is {self.state}" if self.edition else "no edition yet"


@dataclass(frozen=True)
class Finding:
    """One thing that was examined."""

    subject: str
    is_well: bool
    sentence: str

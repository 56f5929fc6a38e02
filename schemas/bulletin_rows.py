"""The figures of a bulletin, and the rows of its tables."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from schemas.month import Month


class Mark(StrEnum):
    """Why a figure looks as it does."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    """Held back for disclosure control; printed as x."""
    UNKNOWN = "unknown"
    """Not available; printed as … with a note."""


@dataclass(frozen=True)
class Figure:
    """One number of a bulletin: persons, employers or percent, or why there is none."""

    value: int | Decimal | None
    mark: Mark = Mark.SHOWN
    was: "Figure | None" = None
    """What the edition before showed in its place; None where that is the same, or in a first."""

    @property
    def is_shown(self) -> bool:
        """True when there is a number to print."""
        return self.mark is Mark.SHOWN

    @property
    def is_revised(self) -> bool:
        """True of a number where the edition before showed another one, or none."""
        return self.is_shown and self.was is not None

    @property
    def earlier(self) -> "Figure":
        """What the edition before showed."""
        return self if self.was is None else self.was


@dataclass(frozen=True)
class Rate:
    """A rate that never stands without its two parts; percent has two decimals, half up."""

    indicator: str
    percent: Figure
    numerator: Figure
    denominator: Figure
    source: str
    """Where the denominator comes from, with its survey round; empty when there is none."""


@dataclass(frozen=True)
class AreaRow:
    """One kabupaten/kota that the bulletin's unit serves, area view."""

    code: str
    name: str
    coverage: Rate
    gap_persons: Figure
    """Workers who are not covered yet (never below 0)."""


@dataclass(frozen=True)
class SegmentRow:
    """Persons of one segment (project workers for Jakon), area view and branch view."""

    segment: Literal["PU", "PMI", "BPU", "JAKON", "ALL"]
    persons: Figure
    previous_persons: Figure
    change_persons: Figure
    held_persons: Figure
    """What the unit's branches hold, wherever the persons work."""


@dataclass(frozen=True)
class ProgrammeRow:
    """Persons with one programme by segment, area view, and its rate."""

    programme: Literal["JKK", "JKM", "JHT", "JP", "JKP"]
    pu_persons: Figure
    pmi_persons: Figure
    bpu_persons: Figure
    jakon_persons: Figure
    coverage: Rate


@dataclass(frozen=True)
class EmployerRow:
    """Employer units that the unit's branches hold: of one scale, size or report, or all of them.

    In arrears: status AKTIF but with unpaid months at or over the grace months; no part of active.
    """

    breakdown: Literal["scale", "size", "report", "all"]
    code: str
    """The scale, the class of registered workers, or what is reported beside them."""
    active: Figure
    active_workers: Figure
    """Active registrations at these employers."""
    in_arrears: Figure
    in_arrears_workers: Figure


@dataclass(frozen=True)
class ProjectRow:
    """Construction projects that the unit's branches hold: before, in or after their time."""

    state: Literal["ahead", "running", "ended"]
    projects: Figure
    workers: Figure
    """As the projects report them."""


@dataclass(frozen=True)
class BranchRow:
    """One branch in a Kanwil's or the national bulletin."""

    code: str
    name: str
    is_received: bool
    coverage: Rate


@dataclass(frozen=True)
class OverlapRow:
    """Persons who have several of a kind in the unit, area view and branch view."""

    kind: Literal[
        "registrations", "employers", "segments", "branches", "areas", "provinces", "kanwils"
    ]
    persons: Figure
    held_persons: Figure


@dataclass(frozen=True)
class Shared:
    """What the unit's branches hold that another branch holds too, active or not."""

    persons: Figure
    registrations: Figure
    """The same card at the same employer."""
    disputed: Figure
    """The same card under another NIK."""


@dataclass(frozen=True)
class SharedArea:
    """An area that the unit serves and a branch outside the unit serves too."""

    name: str
    branches: tuple[str, ...]
    """Names of those branches."""


@dataclass(frozen=True)
class Neighbour:
    """A branch outside the unit that serves some of its areas and has not reported wholly."""

    branch: str
    """Name of the branch."""
    areas: tuple[str, ...]
    """Names of the areas that it shares with the unit."""
    kind: Literal["peserta", "proyek_jakon"]
    """The first export that it lacks."""


@dataclass(frozen=True)
class ViewBridge:
    """From the persons that the unit's branches hold to those who work in its areas.

    held - outside = inside; inside + of_others = area. Persons only, no project workers.
    """

    held: Figure
    outside: Figure
    """Held by the unit's branches, working only outside its areas."""
    inside: Figure
    of_others: Figure
    """Working in the unit's areas, held only by other branches."""
    area: Figure


@dataclass(frozen=True)
class ChangeRow:
    """From last month's persons of a segment to this month's, area view; no project workers."""

    segment: Literal["PU", "PMI", "BPU", "ALL"]
    before: Figure
    joined: Figure
    """Active nowhere the month before."""
    moved_in: Figure
    """Active outside the unit the month before."""
    segment_in: Figure | None
    """In another segment the month before; None for all segments together."""
    left: Figure
    moved_out: Figure
    segment_out: Figure | None
    now: Figure


@dataclass(frozen=True)
class ChangeTable:
    """How the persons of each segment came and went since last month."""

    rows: tuple[ChangeRow, ...]
    is_split_provisional: bool
    """True while a branch somewhere has not reported: who joined may yet turn out to have moved."""


@dataclass(frozen=True)
class PotentialRow:
    """Workers of one area who are not covered yet, and what the unit's target asks of it.

    The last three are unknown without a target.
    """

    code: str
    name: str
    formal: Figure
    informal: Figure
    total: Figure
    gap: Figure
    """Persons that the area lacks to the unit's target rate."""
    share: Figure
    """Percent of the sum of all areas' gaps."""
    monthly: Figure
    """Net growth a month that closes the gap in time; the whole gap once the time is over."""


@dataclass(frozen=True)
class TargetRow:
    """A rate other than total coverage that is to be reached."""

    name: str
    """Indonesian name of the indicator."""
    rate: Rate
    percent: Decimal
    month: Month
    gap: Figure
    """Persons; unknown where the rate is not whole."""
    status: Literal["reached", "open", "missed", "unknown"]
    """missed: the month is over and the rate not reached."""

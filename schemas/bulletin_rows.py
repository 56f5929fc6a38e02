"""The figures of a bulletin, and the rows of its tables."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal


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

    @property
    def is_shown(self) -> bool:
        """True when there is a number to print."""
        return self.mark is Mark.SHOWN


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
    """Employer units of one scale that the unit's branches hold."""

    scale: Literal["BESAR", "MENENGAH", "KECIL", "MIKRO", "ALL"]
    active: Figure
    in_arrears: Figure
    """Status AKTIF but with unpaid months at or over the grace months; not part of `active`."""


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

"""All that a bulletin may show; a template receives one frozen `Bulletin` and nothing else."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from schemas.bulletin_rows import (
    AreaRow,
    BranchRow,
    ChangeTable,
    EmployerRow,
    Figure,
    Neighbour,
    OverlapRow,
    PotentialRow,
    ProgrammeRow,
    ProjectRow,
    Rate,
    SegmentRow,
    Shared,
    SharedArea,
    TargetRow,
    ViewBridge,
)
from schemas.definitions import Language
from schemas.funnel import Funnel, Missing, Remark, Usage
from schemas.month import Month
from schemas.revision import Revision

Level = Literal["branch", "kanwil", "national"]


def edition_label(month: Month, number: int) -> str:
    """The name of a month's edition: `2021-11`, then `2021-11 (R1)`."""
    return f"{month} (R{number})" if number else str(month)


def file_stem(code: str, language: Language) -> str:
    """What tells a bulletin's files from those of others: KDR, or KDR-en."""
    return code if language == "id" else f"{code}-{language}"


@dataclass(frozen=True)
class Change:
    """A figure against an earlier month; points are persen poin from unrounded rates."""

    month: Month
    persons: Figure
    points: Figure


@dataclass(frozen=True)
class Outlook:
    """The distance to a target, the pace that would close it, and where the present pace leads."""

    gap_persons: int
    gap_points: Decimal
    months_left: int
    needed_per_month: int
    """Persons a month; 0 when the target is reached."""
    status: Literal["reached", "on_path", "below_path"]
    path_percent: Decimal
    """What the straight path asks for in the bulletin's month."""
    pace_per_month: int | None
    """Mean net growth of the last six known months in persons; None with fewer than three."""
    projected_month: Month | None
    """When this pace reaches the target; None when never, or without a pace."""


@dataclass(frozen=True)
class Target:
    """A rate of total coverage to be reached."""

    percent: Decimal
    month: Month
    source: str
    outlook: Outlook | None
    """How far it is; None where the month's rate is not known, not whole or not shown."""


@dataclass(frozen=True)
class SeriesPoint:
    """Total coverage in one month; None where it is not known."""

    month: Month
    percent: Decimal | None
    """That month's persons of the bulletin's workers."""
    persons: int | None
    path_percent: Decimal | None
    """The straight path to the target in that month; None without a target."""
    is_history: bool
    """True for a figure that was published before Cakupan."""


@dataclass(frozen=True)
class Provenance:
    """What the bulletin was made from."""

    version: str
    """Version of Cakupan."""
    digest: str
    """First twelve hex digits of the SHA-256 over everything else that the bulletin holds."""


@dataclass(frozen=True)
class Bulletin:
    """One unit's bulletin of one month and edition."""

    month: Month
    edition: int
    """0 for the first edition, n for (Rn)."""
    published: date
    revision: Revision | None
    """What it takes the place of; None in a first edition."""
    serial: int
    """The bulletin's place in the edition, from 1."""
    language: Language
    level: Level
    code: str
    name: str
    kanwil_name: str
    """The Kanwil that a branch belongs to; empty at other levels."""
    city: str
    is_received: bool
    """False: the branch's peserta export is missing or can't be used."""
    branches_received: int
    branches_expected: int
    is_preliminary: bool
    """True while a branch that the figures depend on has not reported wholly; marked with *."""
    missing: tuple[Missing, ...]
    """Exports that are not in or can't be used, by kind and branch."""
    neighbours: tuple[Neighbour, ...]
    """Branches outside the unit that the figures wait for."""
    new_round: str
    """The survey round of the workers, where it is another than last month's; else empty."""
    is_rebased: bool
    """True when an earlier month of the series was published over other workers."""
    grace_months: int
    workers: Figure
    total: Rate
    formal: Rate
    informal: Rate
    employers: Figure
    changes: tuple[Change, ...]
    """Against last month and the same month last year, where known."""
    overlap_persons: Figure
    """Sum of the areas' persons less the unit's own distinct persons."""
    areas: tuple[AreaRow, ...]
    shared_areas: tuple[SharedArea, ...]
    potential: tuple[PotentialRow, ...]
    """The unit's areas; empty where there is just one."""
    segments: tuple[SegmentRow, ...]
    bridge: ViewBridge | None
    """None where neither of its steps is a shown number other than 0."""
    change_table: ChangeTable | None
    """None without a whole month before, or when nothing of it may be shown."""
    programmes: tuple[ProgrammeRow, ...]
    overlaps: tuple[OverlapRow, ...]
    employer_rows: tuple[EmployerRow, ...]
    """Empty while no branch of the unit has reported employers; likewise of projects."""
    project_rows: tuple[ProjectRow, ...]
    branches: tuple[BranchRow, ...]
    series: tuple[SeriesPoint, ...]
    """Thirteen months that end with the bulletin's own."""
    target: Target | None
    other_targets: tuple[TargetRow, ...]
    """Those of other indicators than total coverage."""
    funnel: Funnel
    remarks: tuple[Remark, ...]
    """What was noticed while rows and files were taken, the most frequent first."""
    usages: tuple[Usage, ...]
    """Rows of the exports beside peserta."""
    shared: Shared | None
    """None for a single branch."""
    provenance: Provenance

    @property
    def label(self) -> str:
        """The edition's name: `2021-11`, then `2021-11 (R1)`."""
        return edition_label(self.month, self.edition)

    @property
    def stem(self) -> str:
        """What tells its files from those of other bulletins: KDR, or KDR-en."""
        return file_stem(self.code, self.language)

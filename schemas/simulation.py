"""What a simulation makes: margins per branch and month, and how each branch writes its exports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from schemas.exports import Kind, Profile
from schemas.month import Month

FileFormat = Literal["csv", "csv.gz", "xlsx"]
ExtraColumn = Literal["NAMA", "ALAMAT", "KETERANGAN"]


@dataclass(frozen=True)
class Style:
    """How one branch writes its exports: what the reader is told, and what it must find out."""

    profile: Profile = field(default_factory=Profile)
    format: FileFormat = "csv"
    line_end: Literal["\n", "\r\n"] = "\n"
    has_bom: bool = False
    extra_columns: tuple[ExtraColumn, ...] = ()
    """Columns of `peserta` that Cakupan drops, filled with obviously generated text."""


@dataclass(frozen=True)
class Shares:
    """Shares from 0 to 1; each number of persons or rows is rounded half up from whole persons.

    Programmes, second rows and leavers are taken cell by cell (one area and segment of a branch);
    inactive, faulty and duplicate rows once for the branch.
    """

    jht_pu: float = 1.0
    jht_bpu: float = 0.0
    jp: float = 0.0
    """Of PU persons; at most `jht_pu`."""
    jkp: float = 0.0
    """Of PU persons; at most `jp`."""
    second_kpj: float = 0.0
    """Of PU persons: a second card at the same employer unit."""
    second_employer: float = 0.0
    """Of PU persons: a second card at another employer unit of the branch."""
    second_segment: float = 0.0
    """Of PU persons: a BPU registration beside the PU one."""
    nonaktif: float = 0.0
    """Further persons whose only row is NONAKTIF, of the branch's PU persons."""
    lapsed: float = 0.0
    """Further persons whose only row is AKTIF but 3 or more months unpaid, of PU persons."""
    faulty: float = 0.0
    """Further rows that must be rejected, each with a NIK of its own, of PU persons."""
    duplicates: float = 0.0
    """PU rows that are repeated unchanged, of PU persons."""
    leave: float = 0.0
    """Persons of a cell who are gone the month after; newcomers make up the next margin."""


@dataclass(frozen=True)
class AreaMargins:
    """What counting one served area must give, in distinct active persons by segment.

    `pu` includes the persons whose main work is in another area of the branch (`SharedPersons`).
    """

    pu: int = 0
    pmi: int = 0
    bpu: int = 0
    projects: int = 0
    """Construction projects that run in the month."""
    project_workers: int = 0
    """Head-count of these projects together."""
    ended_projects: int = 0
    """Further projects that ended before the month."""


@dataclass(frozen=True)
class EmployerMargins:
    """Employer units of a branch: active ones by scale, and those that don't count as active."""

    besar: int = 0
    menengah: int = 0
    kecil: int = 0
    mikro: int = 0
    arrears: int = 0
    """STATUS AKTIF, but 3 or more months unpaid."""
    nonaktif: int = 0

    @property
    def active(self) -> int:
        """Active employer units of all scales."""
        return self.besar + self.menengah + self.kecil + self.mikro


@dataclass(frozen=True)
class SharedPersons:
    """PU persons of the area `main` who also work in the area `second` of the same branch."""

    main: str
    second: str
    persons: int


@dataclass(frozen=True)
class BranchMonth:
    """One branch's margins in one month.

    A segment's persons of the branch are the sum of its areas, less the shared persons for PU.
    """

    areas: Mapping[str, AreaMargins]
    employers: EmployerMargins = field(default_factory=EmployerMargins)
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    """PU persons who work in areas that no branch of the simulation serves."""
    shared: tuple[SharedPersons, ...] = ()
    missing: tuple[Kind, ...] = ()
    """Kinds of export that the branch does not send."""

    @property
    def pu_persons(self) -> int:
        """Distinct active PU persons in the areas that the branch serves."""
        return sum(area.pu for area in self.areas.values()) - sum(s.persons for s in self.shared)

    def main_pu_persons(self, area: str) -> int:
        """PU persons whose main work is in the area."""
        guests = sum(shared.persons for shared in self.shared if shared.second == area)
        return self.areas[area].pu - guests


@dataclass(frozen=True)
class BranchPlan:
    """One branch: its style, its shares and its margins by month."""

    code: str
    months: Mapping[Month, BranchMonth]
    style: Style = field(default_factory=Style)
    shares: Shares = field(default_factory=Shares)


@dataclass(frozen=True)
class Simulation:
    """Everything that exports are made from; equal values give equal bytes."""

    seed: int
    months: tuple[Month, ...]
    """Consecutive or not, in time order."""
    branches: tuple[BranchPlan, ...]

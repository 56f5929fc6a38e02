"""What an operator is told of one file before it counts: its shape, its styles, its problems."""

from dataclasses import dataclass, field

from schemas.exports import Kind, Profile
from schemas.month import Month
from schemas.submission import Fault


@dataclass(frozen=True)
class Shape:
    """How a file is packed, encoded and laid out; empty where that says nothing of it."""

    packing: str
    encoding: str = ""
    has_bom: bool = False
    line_ends: str = ""
    delimiter: str = ""
    sheet: str = ""
    line: int = 0
    """Line or row of the heading; 0 where it is not known."""
    columns: tuple[tuple[str, str], ...] = ()
    """Canonical columns that were found, each with its heading."""
    missing: tuple[str, ...] = ()
    others: int = 0
    """Headings that stand for no canonical column."""
    unknown: tuple[str, ...] = ()
    """These headings, where a column is missing, every digit as 9."""


@dataclass(frozen=True)
class StyleCount:
    """How many cells of a column are written in a style."""

    column: str
    style: str
    """A style, or several joined by ` or ` where the cells do not tell; empty: unreadable."""
    cells: int


@dataclass(frozen=True)
class Problem:
    """One broken rule of one row, with its cell made unrecognisable."""

    row: int
    column: str
    """Empty: the whole row."""
    code: str
    masked: str


@dataclass(frozen=True)
class Setting:
    """One setting of a profile, as the file shows it and as the profile says."""

    name: str
    shown: str
    profile: str


@dataclass(frozen=True)
class Trial:
    """What the reader makes of the file under one profile."""

    received: int = 0
    accepted: int = 0
    rules: tuple[tuple[str, int], ...] = ()
    """Code and rows that broke the rule."""
    fault: Fault | None = None
    """Why the whole file would be refused."""


@dataclass(frozen=True)
class Inspection:
    """What a worker found out about a file."""

    month: Month | None
    """As its name says it, else most of its rows; None where neither does."""
    shape: Shape
    styles: tuple[StyleCount, ...]
    suggested: Profile
    doubts: tuple[str, ...]
    """What the file does not decide, one sentence each."""
    now: Trial
    """Under the branch's profile."""
    then: Trial
    """Under the suggested profile."""
    problems: tuple[Problem, ...] = field(repr=False)
    """The first ones under the branch's profile, or under the suggested one if that reads more."""


@dataclass(frozen=True)
class InspectionReport:
    """A file, what was found out about it, and the profile that would read it."""

    branch: str
    kind: Kind
    is_expected: bool
    """Whether exports are expected of the branch."""
    named_as: str
    """The export that a run takes it for, by its name; empty where it is no export's."""
    refusal: Fault | None
    """Why a run leaves it in the inbox, by its name; None where it takes it."""
    found: Inspection
    disagreements: tuple[Setting, ...]
    """Settings in which the file and the branch's profile differ."""
    block: str
    """The profile as a block of profiles.toml; empty where the present one stays."""

    @property
    def is_taken(self) -> bool:
        """Whether a run would take the file under the branch's profile."""
        return self.is_expected and self.refusal is None and self.found.now.fault is None

"""What a reading worker is given, and the safe things that it gives back."""

from dataclasses import dataclass, field
from typing import Literal

from schemas.exports import Declared, Format, Kind, Profile
from schemas.month import Month
from schemas.rules import GRACE_MONTHS

Step = Literal["readable", "valid", "unique"]


@dataclass(frozen=True)
class ReadJob:
    """One archived export to be read; the key never shows."""

    name: str
    """Object name of the raw export."""
    root: str
    """Root of the object store."""
    kind: Kind
    branch: str
    month: Month
    format: Format
    profile: Profile
    key: bytes = field(repr=False)
    """The installation's hash key."""
    areas: tuple[str, ...] = field(repr=False)
    """Kemendagri codes of all kabupaten/kota, four digits."""
    cap: int = 512 * 1024 * 1024
    """Bytes that an export may have, packed or unpacked."""
    grace_months: int = GRACE_MONTHS
    """Unpaid months from which STATUS AKTIF counts as inactive."""
    declared: Declared = field(default=Declared())
    """What the branch's control file says of the export."""
    served: tuple[str, ...] = ()
    """Kemendagri codes of the areas that the branch serves."""


@dataclass(frozen=True)
class Summary:
    """What plausibility looks at: counts over the rows that are stored, unless said otherwise."""

    persons: int = 0
    """Distinct active persons; 0 for exports without persons."""
    segments: tuple[tuple[str, int], ...] = ()
    """Segment and its distinct active persons, in the segments' order."""
    employers: int = 0
    """Distinct units with an active PU person; in a pemberi_kerja export the active ones."""
    niks: int = 0
    """Readable rows whose NIK has 16 digits."""
    niks_ending_in_zero: int = 0
    lines: int = 0
    """Lines or rows of the file from its first to its last, headings and titles among them."""


@dataclass(frozen=True)
class Reading:
    """What became of an export: names of objects, and counts that add up.

    `received − the losses' rows = unique`; each lost row counts once, under its first rule.
    """

    rows: str
    """Object name of the typed rows."""
    rejects: str
    """Object name of the rejects."""
    received: int
    """Rows of data, without blank, total and repeated heading lines."""
    readable: int
    """Rows with the right number of fields."""
    valid: int
    """Readable rows that keep every rule."""
    unique: int
    """Valid rows without duplicates: the rows that are stored."""
    losses: tuple[tuple[Step, str, int], ...]
    """Step, code and rows lost there."""
    findings: tuple[tuple[str, int], ...]
    """Code and count of what was noticed while the rows were taken."""
    pairs: tuple[tuple[str, str, int], ...] = ()
    """Two codes, in order, and the rows that broke both; a code with itself: all that broke it."""
    summary: Summary = Summary()


@dataclass(frozen=True)
class AsSent:
    """Chosen rows of a raw export as the branch sent them: personal data, for its clerk alone."""

    headings: tuple[str, ...]
    """All headings of the export as they stand, unknown ones too."""
    columns: tuple[str, ...]
    """The canonical column of each heading, empty where it stands for none."""
    rows: dict[int, tuple[str, ...]] = field(repr=False)
    """Line of the file or row of the sheet, and its cells; a ragged row has fewer or more."""


@dataclass(frozen=True)
class AsSentJob:
    """An archived export, and the lines or rows of it that are wanted as they were sent."""

    job: ReadJob
    rows: tuple[int, ...]

"""How a published number comes about: its rule, its parts, the rows behind it, what it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.month import Month


@dataclass(frozen=True)
class FileShare:
    """What one export gives to a number."""

    branch: str
    kind: str
    export: str
    """First twelve hex digits of the SHA-256 over the file as it was sent."""
    received: int
    """Rows of the file."""
    accepted: int
    """Rows that keep every rule, each registration, employer or project once."""
    counted: int
    """Of these, rows that are behind the number."""
    persons: int | None
    """Distinct persons of the counted rows, or heads that projects report; None if not counted."""


@dataclass(frozen=True)
class LeftOut:
    """Rows of one export that are left out, by code and sentence."""

    branch: str
    kind: str
    code: str
    text: str
    rows: int


@dataclass(frozen=True)
class Workers:
    """An area's part of the denominator; None where it has none."""

    area: str
    name: str
    persons: int | None
    round: str
    source: str


@dataclass(frozen=True)
class Said:
    """A number as an edition says it; None where it is hidden or missing."""

    edition: str
    numerator: int | None
    denominator: int | None
    value: str | None
    """As the data files write it: two decimals."""
    obs_status: str
    branches_received: int
    branches_expected: int


@dataclass(frozen=True)
class Explanation:
    """One number of a month's newest edition, and what is behind it."""

    month: Month
    level: str
    code: str
    name: str
    """Name of the unit."""
    indicator: str
    breakdown: Mapping[str, str]
    """Dimensions by which the number is broken down."""
    rule: str
    said: Said
    state: str
    """Of the edition."""
    before: Said | None
    """The same in the edition before; None when there is none, or it has no such number."""
    workers: tuple[Workers, ...]
    files: tuple[FileShare, ...]
    persons: int | None
    """Distinct persons of all files; a person in several counts once. None if not counted."""
    elsewhere: int
    """Of these, persons who count in another segment, and so not here."""
    left_out: tuple[LeftOut, ...]

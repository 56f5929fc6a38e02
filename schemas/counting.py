"""What a counting worker is given: a range of hashes, and where the typed rows are."""

from dataclasses import dataclass

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.calculated import Tables
from schemas.coverage import Territories
from schemas.reference import Branches

HASHES = 2**64
"""So many hashes there are of persons, cards and employer units."""
AT_ONCE = 500_000
"""Rows that a worker looks at together; of all others it holds a few bytes, or nothing."""


@dataclass(frozen=True)
class Register:
    """Which units there are: the areas that they serve, and the branches with their Kanwil."""

    territories: DataFrame[Territories]
    branches: DataFrame[Branches]


@dataclass(frozen=True)
class Gathered:
    """Typed rows that were picked out of their files."""

    registrations: pl.DataFrame
    """As many of the contract's columns as are counted."""
    employers: pl.DataFrame


@dataclass(frozen=True)
class CountJob:
    """Rows whose person, card or employer lies in a range of hashes, to be counted in all units."""

    root: str
    """Root of the object store."""
    registrations: tuple[str, ...]
    """Object names of the typed rows of `peserta` exports."""
    employers: tuple[str, ...]
    """Object names of the typed rows of `pemberi_kerja` exports."""
    register: Register
    grace_months: int
    rows: int
    """About so many registrations are in the range."""
    first: int = 0
    last: int = HASHES - 1
    at_once: int = AT_ONCE
    gathered: Gathered | None = None
    """Rows to be counted instead of those of the files."""


@dataclass(frozen=True)
class RecountJob:
    """The same range of two jobs that have most files in common."""

    before: CountJob
    now: CountJob


@dataclass(frozen=True)
class Exchange:
    """What a count loses, and what it gets instead."""

    gone: Tables
    come: Tables


@dataclass(frozen=True)
class Side:
    """One of two months that are compared, by what it was counted by."""

    registrations: tuple[tuple[str, str], ...]
    """Branch, and the object name of its typed rows."""
    rows: int
    """Registrations of all branches."""
    territories: DataFrame[Territories]
    grace_months: int


@dataclass(frozen=True)
class CompareJob:
    """A range of persons whose places are to be compared between two months."""

    root: str
    now: Side
    before: Side
    first: int = 0
    last: int = HASHES - 1
    at_once: int = AT_ONCE

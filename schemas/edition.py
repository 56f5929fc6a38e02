"""An edition: a month's set of bulletins, numbered, with what it was made from."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from schemas.bulletin import Level, edition_label
from schemas.month import Month

EditionState = Literal["prepared", "superseded", "released"]


@dataclass(frozen=True)
class EditionBulletin:
    """One unit's bulletin in an edition: object names of its content and of its PDF."""

    level: Level
    code: str
    bulletin: str
    pdf: str


@dataclass(frozen=True)
class Edition:
    """One edition as the ledger holds it."""

    id: int
    month: Month
    number: int
    state: EditionState
    published: date
    inputs: str
    """Hash over exports, reference data and settings that the figures come from."""
    counts: str
    """Object name of the month's counts."""
    figures: str
    """Object name of the month's figures."""
    manifest: str
    """Object name of the manifest: inputs, environment, counts and outputs."""
    bulletins: tuple[EditionBulletin, ...]

    @property
    def label(self) -> str:
        """The edition's name: `2021-11`, then `2021-11 (R1)`."""
        return edition_label(self.month, self.number)

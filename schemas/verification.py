"""What a verification says of an edition: which of three things are equal, and what is not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from schemas.month import Month
from schemas.objects import ObjectState

NAMED = 20
"""So many things of a kind that differ are named; the others are counted."""

Verdict = Literal["equal", "different", "not compared"]
"""not compared: nothing was seen to differ, but not all could be made anew."""


@dataclass(frozen=True)
class Lost:
    """An object of the archive that is not there as it was."""

    owner: str
    """What it is of: a branch's export, a unit's PDF; never a person."""
    name: str
    state: ObjectState


@dataclass(frozen=True)
class Compared:
    """Things of one kind, such as PDFs, as they are kept and as they are now."""

    kind: str
    count: int
    """How many were compared."""
    differing: tuple[str, ...]
    """The first that differ."""
    found: int
    """How many differ."""

    @classmethod
    def of(cls, kind: str, count: int, differing: Iterable[str]) -> "Compared":
        """Count all that differ and keep the first."""
        found = tuple(differing)
        return cls(kind, count, found[:NAMED], len(found))


@dataclass(frozen=True)
class Part:
    """One of the three things that are told apart: environment, figures, bytes."""

    compared: tuple[Compared, ...] = ()
    notes: tuple[str, ...] = ()
    """What is taken as it was kept, and why."""
    faults: tuple[str, ...] = ()
    """What could not be made anew, and why."""

    def joined(self, other: "Part") -> "Part":
        """All of both."""
        return Part(
            self.compared + other.compared, self.notes + other.notes, self.faults + other.faults
        )

    @property
    def verdict(self) -> Verdict:
        """In a word."""
        if any(one.found for one in self.compared):
            return "different"
        return "not compared" if self.faults or not self.compared else "equal"


@dataclass(frozen=True)
class VerificationReport:
    """An edition, as it is kept and as the archive makes it anew."""

    month: Month
    edition: str
    """Its name."""
    objects: int
    """How many objects it was made from and holds; each was looked at."""
    lost: tuple[Lost, ...]
    environment: Part
    figures: Part
    bytes: Part

    @property
    def parts(self) -> dict[str, Part]:
        """All three, by their names."""
        return {"environment": self.environment, "figures": self.figures, "bytes": self.bytes}

    @property
    def broken(self) -> tuple[Lost, ...]:
        """What the archive has lost; what was purged, it should not have."""
        return tuple(one for one in self.lost if one.state != "purged")

    @property
    def is_well(self) -> bool:
        """Whether everything is there and equal."""
        return not self.broken and all(part.verdict == "equal" for part in self.parts.values())

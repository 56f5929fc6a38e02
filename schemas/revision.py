"""Why an edition takes the place of an earlier one, and what a bulletin says of it."""

from dataclasses import dataclass
from typing import Literal

SaidReason = Literal["LATE", "REFERENCE", "METHOD", "CORRECTION"]
"""What a person may say."""
Reason = Literal[SaidReason, "EARLIER", "PAGE"]
"""The codes of REVISIONS; what no person says is found."""

Cause = Literal["METHOD", "LATE", "REPLACED", "REFERENCE"]
"""What a number of an edition is another for; in this order one after the other is taken up."""


@dataclass(frozen=True)
class Ground:
    """What an edition is made for, as its manifest keeps it."""

    replaces: str
    """The name of the released edition before it."""
    reason: Reason
    said_by: str
    """Who said so; empty where the reason was found in what both editions were made from."""


@dataclass(frozen=True)
class Share:
    """What one cause gives to the difference of a count; shares add up to all of it."""

    cause: Cause
    persons: int


@dataclass(frozen=True)
class Revision:
    """What a revised bulletin says of the edition before; its figures say what they were."""

    replaces: str
    """The name of that edition: `2021-11`, then `2021-11 (R1)`."""
    reason: Reason
    changed: int
    """Published numbers of the bulletin's own unit that one of both editions shows otherwise."""
    shares: tuple[Share, ...] = ()
    """Of the persons covered, by cause; empty where they are the same, or this may not be told."""

"""What somebody asks of a published edition."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.month import Month


@dataclass(frozen=True)
class Question:
    """Which number is asked for; a dimension that is not named is the total."""

    month: Month
    level: str
    code: str
    indicator: str
    view: str
    breakdown: Mapping[str, str]

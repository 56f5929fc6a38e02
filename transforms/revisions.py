"""What an edition shows otherwise than the one before it, and why it was made."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import Members, Territories
from schemas.month import Month
from schemas.observations import DIMENSIONS, Observations
from schemas.revision import Reason
from transforms.differences import is_other, to_differences

WORKERS = ["denominator", "round", "source"]
"""What the reference data give to a rate."""
UNCOUNTED = {"recipients.csv", "profiles.toml"}
"""Reference data that no number rests on: who gets bulletins, and how exports are written."""


@dataclass(frozen=True)
class Origin:
    """What the numbers of one edition come from, as far as it explains that they are others."""

    grace_months: int
    exports: frozenset[tuple[str, str, str]]
    """Branch, kind and object of every export that counts."""
    reference: Mapping[str, str]
    """Object of each file of reference data."""
    earlier: Mapping[Month, str] | None
    """Object of the published numbers of each month that it is shown beside; None: not known."""
    observations: DataFrame[Observations]
    territories: DataFrame[Territories]
    members: DataFrame[Members]


def to_reason(now: Origin, before: Origin, *, is_printed_alike: bool = False) -> Reason:
    """Why an edition is made; of several reasons the one that reaches furthest.

    Where no number is another and all that was printed is printed alike, only pages that were
    withheld are new. Else a setting goes before reference data that hold in the month, these before
    exports, exports before reference data that no number shows, such as targets, and these before
    other figures of the months beside which it is shown. Code is named where nothing else differs:
    a new version seldom changes a number.
    """
    if is_printed_alike and not count_changed(now.observations, before.observations):
        return "PAGE"
    if now.grace_months != before.grace_months:
        return "METHOD"
    if _has_other_workers(now, before) or _has_other_areas(now, before):
        return "REFERENCE"
    if now.exports != before.exports:
        return "LATE"
    if _counted(now.reference) != _counted(before.reference):
        return "REFERENCE"
    is_beside_others = before.earlier is not None and now.earlier != before.earlier
    return "EARLIER" if is_beside_others else "METHOD"


def count_changed(
    now: DataFrame[Observations], before: DataFrame[Observations]
) -> dict[tuple[str, str], int]:
    """How many published numbers of each unit one of two editions shows otherwise; by its code."""
    counted = to_differences(now, before).group_by("level", "code").len()
    return {(level, code): count for level, code, count in counted.iter_rows()}


def _has_other_workers(now: Origin, before: Origin) -> bool:
    """Whether a rate is over workers of another number or source."""
    rates, earlier = (
        side.observations.filter(pl.col("denominator").is_not_null()).select(DIMENSIONS + WORKERS)
        for side in (now, before)
    )
    earlier = earlier.rename({name: f"before_{name}" for name in WORKERS})
    both = rates.join(earlier, on=DIMENSIONS, how="inner", validate="1:1")
    return not both.filter(is_other(WORKERS)).is_empty()


def _has_other_areas(now: Origin, before: Origin) -> bool:
    """Whether a unit serves other areas, or depends on other branches."""
    return not (now.territories.equals(before.territories) and now.members.equals(before.members))


def _counted(reference: Mapping[str, str]) -> dict[str, str]:
    return {name: kept for name, kept in reference.items() if name not in UNCOUNTED}

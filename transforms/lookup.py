"""Finds one unit's numbers in a month's facts."""

from dataclasses import dataclass
from typing import Any, Self

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.bulletin_rows import Rate
from schemas.coverage import ANY, COUNTED_SEGMENTS, Counts
from schemas.exports import Kind
from schemas.facts import Facts
from schemas.reading import Reading
from schemas.submission import ReadSubmission
from transforms import disclosure

CountKey = tuple[str, str, str, str, str]
"""View, level, code, segment, programme."""


@dataclass(frozen=True)
class Unit:
    """The unit that a bulletin is about: its level, code, and the branches that belong to it."""

    level: str
    code: str
    branches: tuple[str, ...]


@dataclass(frozen=True)
class Lookup:
    """A month's facts, keyed by unit."""

    counts: dict[CountKey, int]
    previous: dict[CountKey, int] | None
    figures: dict[tuple[str, str, str], dict[str, Any]]
    employers: dict[tuple[str, str, str, str], int]
    activity: dict[str, dict[str, Any]]
    overlaps: dict[tuple[str, str, str, str], int]
    """Persons by view, level, code and kind of overlap."""
    shared: dict[tuple[str, str], dict[str, Any]]
    submissions: dict[tuple[str, Kind], ReadSubmission]
    branch_names: dict[str, str]

    @classmethod
    def of(cls, facts: Facts) -> Self:
        """Key the frames of a month's facts."""
        return cls(
            counts=_by_programme(facts.counts),
            previous=None
            if facts.previous_counts is None
            else _by_programme(facts.previous_counts),
            figures={
                (row["level"], row["code"], row["indicator"]): row
                for row in facts.figures.iter_rows(named=True)
            },
            employers=_keyed(facts.employers, "employers"),
            activity={row["branch"]: row for row in facts.activity.iter_rows(named=True)},
            overlaps=_keyed(facts.overlaps.drop("surplus"), "persons"),
            shared={(row["level"], row["code"]): row for row in facts.shared.iter_rows(named=True)},
            submissions={
                (item.submission.branch, item.submission.kind): item for item in facts.submissions
            },
            branch_names=dict(facts.reference.branches.select("branch", "name").iter_rows()),
        )

    def reading(self, branch: str, kind: Kind) -> Reading | None:
        """What counts of a branch's export; None when it is missing, rejected or held."""
        read = self.submissions.get((branch, kind))
        return read.reading if read else None

    def readings(self, unit: Unit, kind: Kind) -> list[Reading]:
        """What counts of a kind of export from the unit's branches, by branch."""
        found = (self.reading(branch, kind) for branch in unit.branches)
        return [reading for reading in found if reading]

    def persons(self, view: str, unit: Unit, segment: str = "ALL", programme: str = ANY) -> int:
        """Persons of one segment, or of all, that a view of the unit counts."""
        return _sum(self.counts, view, unit, segment, programme)

    def previous_persons(self, view: str, unit: Unit, segment: str) -> int | None:
        """The same a month ago; None when that month is not known."""
        if self.previous is None:
            return None
        return _sum(self.previous, view, unit, segment, ANY)

    def rate(self, unit: Unit, indicator: str) -> Rate:
        """A rate of the unit with its parts, as it may be shown."""
        row = self.figures[unit.level, unit.code, indicator]
        source = "; ".join(part for part in (row["round"], row["source"]) if part)
        return disclosure.rate(indicator, row["numerator"], row["denominator"], source)


def _by_programme(counts: DataFrame[Counts]) -> dict[CountKey, int]:
    """Persons that are broken down by neither sex nor age."""
    return _keyed(counts.filter(sex=ANY, age_group=ANY).drop("sex", "age_group"), "persons")


def _keyed(frame: pl.DataFrame, value: str) -> dict[Any, int]:
    return {row[:-1]: row[-1] for row in frame.select(pl.exclude(value), value).iter_rows()}


def _sum(counts: dict[CountKey, int], view: str, unit: Unit, segment: str, programme: str) -> int:
    segments = COUNTED_SEGMENTS if segment == "ALL" else [segment]
    return sum(counts.get((view, unit.level, unit.code, s, programme), 0) for s in segments)

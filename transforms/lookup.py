"""Finds one unit's numbers in what a month publishes."""

from dataclasses import dataclass, replace
from typing import Any, Self

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.bulletin_rows import Figure, Rate
from schemas.coverage import NOT_APPLICABLE, TOTAL
from schemas.exports import Kind
from schemas.facts import Facts
from schemas.observations import DIMENSIONS, Observations
from schemas.reading import Reading
from schemas.reference import Reference
from schemas.submission import ReadSubmission
from transforms.disclosure import HIDDEN, UNKNOWN, revised
from transforms.revisions import count_changed

VALUES = ["numerator", "denominator", "value", "obs_status", "round", "source"]
BROKEN_DOWN = [
    name for name in DIMENSIONS if name not in ("view", "level", "code", "indicator")
]  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """The unit that a bulletin is about: its level, code, and the branches that belong to it."""

    level: str
    code: str
    branches: tuple[str, ...] = ()


@dataclass(frozen=True)
class Observation:
    """One published number, or why there is none."""

    numerator: int | None = None
    denominator: int | None = None
    value: Any = None
    status: str = "O"
    round: str | None = None
    source: str | None = None
    replaced: "Observation | None" = None
    """The same number in the edition before; None in a first edition."""

    @property
    def is_whole(self) -> bool:
        """True of a number that waits for nobody."""
        return self.status == "A"

    @property
    def count(self) -> Figure:
        """The number where it is a count."""
        return self._shown("numerator")

    @property
    def workers(self) -> Figure:
        """Of whom the rate is; unknown where they are."""
        return self._shown("denominator")

    @property
    def percent(self) -> Figure:
        """The number where it is a rate."""
        return self._shown("value")

    def _shown(self, name: str) -> Figure:
        value = getattr(self, name)
        is_hidden = self.status == "Q" and name != "denominator"
        lack = HIDDEN if is_hidden else UNKNOWN
        now = lack if value is None else Figure(value)
        return now if self.replaced is None else revised(now, self.replaced._shown(name))


MISSING = Observation()


@dataclass(frozen=True)
class Published:
    """What one month publishes of persons of all sexes and ages, by dimension.

    A number that a dimension does not apply to is found like one that is not broken down by it.
    """

    rows: dict[tuple[str, ...], Observation]
    replaced: "Published | None" = None
    """What the edition before published of the month; None for a first edition."""

    @classmethod
    def of(
        cls, observations: DataFrame[Observations], replaced: DataFrame[Observations] | None = None
    ) -> Self:
        """Key a month's numbers by their dimensions, and those of the edition before."""
        kept = observations.with_columns(pl.col(DIMENSIONS).replace(NOT_APPLICABLE, TOTAL)).filter(
            sex=TOTAL, age_group=TOTAL
        )
        keys = kept.select(DIMENSIONS).iter_rows()
        values = kept.select(VALUES).iter_rows()
        return cls(
            {key: Observation(*row) for key, row in zip(keys, values, strict=True)},
            None if replaced is None else cls.of(replaced),
        )

    def find(self, view: str, unit: Unit, indicator: str, **dimensions: str) -> Observation:
        """One number of a unit; what is not named is not broken down by."""
        others = (dimensions.get(name, TOTAL) for name in BROKEN_DOWN)
        key = (view, unit.level, unit.code, indicator, *others)
        found = self.rows.get(key, MISSING)
        if self.replaced is None:
            return found
        return replace(found, replaced=self.replaced.rows.get(key, MISSING))

    def rate(self, unit: Unit, indicator: str) -> Rate:
        """A rate of the unit with its parts, area view."""
        found = self.find("area", unit, indicator)
        named = (found.round, found.source) if found.denominator is not None else ()
        return Rate(
            indicator=indicator,
            percent=found.percent,
            numerator=found.count,
            denominator=found.workers,
            source="; ".join(part for part in named if part),
        )


@dataclass(frozen=True)
class Lookup:
    """A month's numbers and those of the month before, with what became of each export."""

    now: Published
    before: Published | None
    activity: dict[str, dict[str, Any]]
    submissions: dict[tuple[str, Kind], ReadSubmission]
    branch_names: dict[str, str]
    changed: dict[tuple[str, str], int]
    """Numbers of each unit that the edition before shows otherwise, by level and code."""
    areas: dict[tuple[str, str], list[str]]
    """Those of each unit, by level and code; in order."""
    serving: dict[str, list[str]]
    """Active branches of each area, in order."""
    targets: dict[tuple[str, str, str], list[dict[str, Any]]]
    """Those of each unit, by level, code and indicator; the first month first."""
    earlier: dict[tuple[str, str], list[dict[str, Any]]]
    """Total coverage of each unit in earlier months, by level and code; the first month first."""
    languages: dict[tuple[str, str], set[str]]
    """Those of each unit's recipients, by level and code."""

    @classmethod
    def of(cls, facts: Facts) -> Self:
        """Key the frames of a month's facts."""
        replaced = None if facts.replaced is None else facts.replaced.observations
        return cls(
            now=Published.of(facts.observations, replaced),
            before=None if facts.previous is None else Published.of(facts.previous),
            activity={row["branch"]: row for row in facts.activity.iter_rows(named=True)},
            submissions={
                (item.submission.branch, item.submission.kind): item for item in facts.submissions
            },
            branch_names=dict(facts.reference.branches.select("branch", "name").iter_rows()),
            changed={} if replaced is None else count_changed(facts.observations, replaced),
            areas=_of_units(facts.territories.sort("area"), "area"),
            serving=_serving(facts.reference),
            targets=facts.reference.targets.sort("target_month").rows_by_key(
                ["level", "code", "indicator"], named=True
            ),
            earlier=facts.earlier.sort("month").rows_by_key(["level", "code"], named=True),
            languages={
                unit: {*languages}
                for unit, languages in _of_units(facts.reference.recipients, "language").items()
            },
        )

    def reading(self, branch: str, kind: Kind) -> Reading | None:
        """What counts of a branch's export; None when it is missing, rejected or held."""
        read = self.submissions.get((branch, kind))
        return read.reading if read else None

    def readings(self, unit: Unit, kind: Kind) -> list[Reading]:
        """What counts of a kind of export from the unit's branches, by branch."""
        found = (self.reading(branch, kind) for branch in unit.branches)
        return [reading for reading in found if reading]

    def count(self, view: str, unit: Unit, indicator: str, **dimensions: str) -> Figure:
        """A count of this month."""
        return self.now.find(view, unit, indicator, **dimensions).count

    def rate(self, unit: Unit, indicator: str) -> Rate:
        """A rate of this month with its parts."""
        return self.now.rate(unit, indicator)

    def last(self, view: str, unit: Unit, indicator: str, **dimensions: str) -> Observation:
        """A number of the month before."""
        if self.before is None:
            return MISSING
        return self.before.find(view, unit, indicator, **dimensions)


def _of_units(rows: pl.DataFrame, column: str) -> dict[tuple[str, str], list[str]]:
    """The cells of a column for each unit, as they stand."""
    cells: dict[tuple[str, str], list[str]] = {}
    for level, code, cell in rows.select("level", "code", column).iter_rows():
        cells.setdefault((level, code), []).append(cell)
    return cells


def _serving(reference: Reference) -> dict[str, list[str]]:
    """The active branches that serve each area, in order."""
    expected, serving = {*reference.expected()}, dict[str, list[str]]()
    for area, branch in (
        reference.branch_areas.select("area", "branch").sort("area", "branch").rows()
    ):
        if branch in expected:
            serving.setdefault(area, []).append(branch)
    return serving

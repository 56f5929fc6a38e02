"""Goes back from a published number to the rows of the exports that it was counted from."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import (
    AGE_BOUNDS,
    AGE_GROUPS,
    COUNTED_SEGMENTS,
    NOT_APPLICABLE,
    TOTAL,
    Members,
    Territories,
)
from schemas.coverage import UNKNOWN as UNKNOWN_AGE
from schemas.exports import Kind
from schemas.figures import INDICATORS, Indicator
from schemas.month import Month
from schemas.observations import COUNTS
from schemas.reference import Workforce
from schemas.registrations import SEGMENTS
from transforms.figures import newest_round
from transforms.rules import is_active, is_in_arrears, is_open_project, project_state

RATES = {indicator.id: indicator for indicator in INDICATORS}
KINDS = {
    "employers": Kind.PEMBERI_KERJA,
    "registered_workers": Kind.PEMBERI_KERJA,
    "projects": Kind.PROYEK_JAKON,
    "project_workers": Kind.PROYEK_JAKON,
}
"""The export whose rows are behind a count, where that is not peserta."""
MEASURES = {
    "all": "workers",
    "formal": "formal workers",
    "informal": "informal workers",
    "labour_force": "the labour force",
    "ucj_potential": "the potential of Universal Coverage Jamsostek",
}
RECOUNTED = {*RATES, "covered", "persons"}
"""Numbers that are counted from the rows once more, and must come out the same."""


@dataclass(frozen=True)
class Subject:
    """The number that is asked for."""

    month: Month
    level: str
    code: str
    view: str
    indicator: str
    breakdown: Mapping[str, str]
    grace_months: int

    @property
    def segments(self) -> tuple[str, ...]:
        """Segments whose persons count."""
        if self.indicator in RATES:
            return RATES[self.indicator].segments
        segment = self.breakdown.get("segment", TOTAL)
        if segment != TOTAL:
            return (segment,)
        return tuple(COUNTED_SEGMENTS if self.indicator == "covered" else SEGMENTS)

    @property
    def programme(self) -> str:
        """The programme that they must have, or any."""
        if self.indicator in RATES:
            return RATES[self.indicator].programme
        return self.breakdown.get("programme", TOTAL)

    @property
    def is_recounted(self) -> bool:
        """Whether its rows tell the number itself; of a person's own traits all his rows tell."""
        persons_own = ("programme", "sex", "age_group")
        return self.indicator in RECOUNTED and not any(
            self.breakdown.get(name, TOTAL) not in (TOTAL, NOT_APPLICABLE) for name in persons_own
        )


@dataclass(frozen=True)
class Recount:
    """What a number's rows come to."""

    by_branch: dict[str, tuple[int, int]]
    """Rows, and their distinct persons."""
    persons: int
    """Distinct persons of all rows."""
    elsewhere: int
    """Of these, persons of an earlier segment, who count there."""


def rule(subject: Subject) -> str:
    """What the number counts, in words."""
    if subject.indicator not in RATES:
        return COUNTS[subject.indicator]
    indicator = RATES[subject.indicator]
    return f"{_numerator(indicator)}, divided by {MEASURES[indicator.measure]}"


def _numerator(indicator: Indicator) -> str:
    segments = [segment for segment in SEGMENTS if segment in indicator.segments]
    persons = f"distinct active persons of {', '.join(segments)}"
    if indicator.programme != TOTAL:
        persons += f" with {indicator.programme}"
    heads = " and heads of running construction projects" if _has_projects(indicator) else ""
    return f"{persons}{heads} who work in the unit's areas"


def _has_projects(indicator: Indicator) -> bool:
    return "JAKON" in indicator.segments and indicator.programme in (TOTAL, "JKK", "JKM")


def has_projects(subject: Subject) -> bool:
    """Whether heads of construction projects are part of the number."""
    if subject.indicator in RATES:
        return _has_projects(RATES[subject.indicator])
    return "JAKON" in subject.segments and subject.programme in (TOTAL, "JKK", "JKM")


def kinds(subject: Subject) -> tuple[Kind, ...]:
    """The kinds of export that are behind the number."""
    if subject.indicator in KINDS:
        return (KINDS[subject.indicator],)
    found = [Kind.PESERTA] if set(subject.segments) & set(SEGMENTS) else []
    return (*found, *([Kind.PROYEK_JAKON] if has_projects(subject) else []))


def in_view(
    rows: pl.LazyFrame,
    subject: Subject,
    territories: DataFrame[Territories],
    members: DataFrame[Members],
) -> pl.LazyFrame:
    """The rows that the unit counts in the number's view."""
    unit = {"level": subject.level, "code": subject.code}
    is_here = pl.col("area").is_in(territories.filter(**unit)["area"].to_list())
    own = members.filter("is_own", **unit)["branch"].to_list()
    is_own = pl.col("branch").is_in(own)
    views = {"area": is_here, "held": is_own, "inside": is_here & is_own}
    return rows.filter(views[subject.view])


def recount(rows: pl.LazyFrame, subject: Subject) -> Recount:
    """Count the number's persons from registrations of its view, not by buckets but at once."""
    active = rows.filter(is_active(subject.grace_months))
    chosen = active.filter(_is_chosen(subject))
    counted = chosen.group_by("branch").agg(pl.len(), pl.col("person").n_unique().alias("persons"))
    earlier = [name for name in _earlier(subject.segments) if subject.programme == TOTAL]
    others = active.filter(pl.col("segment").cast(pl.String).is_in(earlier)).select("person")
    elsewhere = chosen.join(others.unique(), on="person", how="semi")
    by_branch, persons, lost = pl.collect_all(
        [
            counted,
            chosen.select(pl.col("person").n_unique()),
            elsewhere.select(pl.col("person").n_unique()),
        ],
        engine="streaming",
    )
    return Recount(
        by_branch={branch: (found, distinct) for branch, found, distinct in by_branch.iter_rows()},
        persons=int(persons.item()),
        elsewhere=int(lost.item()),
    )


def _earlier(segments: tuple[str, ...]) -> list[str]:
    """Segments that go before all of these."""
    first = next((name for name in SEGMENTS if name in segments), SEGMENTS[0])
    return list(SEGMENTS[: SEGMENTS.index(first)])


def _is_chosen(subject: Subject) -> pl.Expr:
    chosen = pl.col("segment").cast(pl.String).is_in(list(subject.segments))
    if subject.programme != TOTAL:
        chosen &= pl.col(f"has_{subject.programme.lower()}")
    sex = subject.breakdown.get("sex", TOTAL)
    if sex not in (TOTAL, NOT_APPLICABLE):
        chosen &= pl.col("sex").cast(pl.String) == sex
    group = subject.breakdown.get("age_group", TOTAL)
    if group == UNKNOWN_AGE:
        chosen &= pl.col("age_years").is_null()
    elif group in AGE_GROUPS:
        bounds = (0, *AGE_BOUNDS, 256)
        first = AGE_GROUPS.index(group)
        chosen &= pl.col("age_years").is_between(bounds[first], bounds[first + 1] - 1)
    return chosen


def project_heads(rows: pl.LazyFrame, subject: Subject) -> dict[str, tuple[int, int]]:
    """By branch: running projects of the number's view, and the heads that they report."""
    state = subject.breakdown.get("state", TOTAL)
    is_meant = (
        is_open_project(subject.month)
        if state in (TOTAL, NOT_APPLICABLE)
        else project_state(subject.month) == state
    )
    return _rows_and(rows.filter(is_meant), pl.col("workers").cast(pl.Int64).sum())


def employer_rows(rows: pl.LazyFrame, subject: Subject) -> dict[str, tuple[int, int]]:
    """By branch: employer units of the number's state and scale, and what workers they report."""
    states = {"active": is_active, "in_arrears": is_in_arrears}
    found = rows.filter(states[subject.breakdown["state"]](subject.grace_months))
    scale = subject.breakdown.get("scale", TOTAL)
    if scale != TOTAL:
        found = found.filter(pl.col("scale").cast(pl.String) == scale)
    return _rows_and(found, pl.col("reported_workers").cast(pl.Int64).sum())


def _rows_and(rows: pl.LazyFrame, other: pl.Expr) -> dict[str, tuple[int, int]]:
    counted = rows.group_by("branch").agg(pl.len(), other.alias("other")).collect()
    return {branch: (found, sum_of) for branch, found, sum_of in counted.iter_rows()}


def to_workers(subject: Subject, areas: list[str], workforce: DataFrame[Workforce]) -> pl.DataFrame:
    """What each area adds to a rate's denominator: area, persons, round, source; null if nothing.

    `areas` are the unit's, `workforce` is as it holds in the month.
    """
    if subject.indicator not in RATES:
        return pl.DataFrame(schema=["area", "persons", "round", "source"])
    measure = RATES[subject.indicator].measure
    given = newest_round(workforce).filter(measure=measure)
    return (
        pl.DataFrame({"area": sorted(areas)}, schema={"area": pl.String})
        .join(given, on="area", how="left", validate="1:1")
        .select("area", "persons", "round", "source")
    )

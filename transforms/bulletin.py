"""Makes the bulletins of a month: one for each expected branch, each Kanwil and the nation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256

from schemas.bulletin import Bulletin, Change, Level, Provenance, SeriesPoint, Target
from schemas.bulletin_rows import Figure, Shared
from schemas.exports import Kind
from schemas.facts import Facts
from schemas.month import Month
from schemas.reference import NATIONAL
from transforms import disclosure
from transforms.bulletin_tables import (
    to_area_rows,
    to_branch_rows,
    to_employer_rows,
    to_overlap_rows,
    to_programme_rows,
    to_segment_rows,
)
from transforms.funnel import to_funnel, to_missing, to_remarks, to_usages
from transforms.lookup import Lookup, Unit
from transforms.rounding import half_up
from transforms.targets import Known, path_rate, to_outlook

MONTHS = 13
"""Months of the series: the bulletin's own and the twelve before."""
HEADLINE = "total_coverage"
DIGEST_DIGITS = 12


@dataclass(frozen=True)
class Signboard:
    """What stands on the masthead: level, names and city of a unit."""

    unit: Unit
    level: Level
    name: str
    kanwil_name: str
    city: str


def to_bulletins(facts: Facts) -> tuple[Bulletin, ...]:
    """Every bulletin of the month: branches by code, then Kanwil by code, then the nation."""
    lookup = Lookup.of(facts)
    return tuple(
        _sealed(_bulletin(facts, lookup, sign, serial), facts.version)
        for serial, sign in enumerate(_signboards(facts), start=1)
    )


def _sealed(bulletin: Bulletin, version: str) -> Bulletin:
    """The bulletin with the mark of its own content, by which an unchanged one is known."""
    digest = sha256(repr(bulletin).encode()).hexdigest()[:DIGEST_DIGITS]
    return replace(bulletin, provenance=Provenance(version, digest))


def _signboards(facts: Facts) -> Iterator[Signboard]:
    expected = facts.reference.expected()
    offices = {
        row["branch"]: row for row in facts.reference.branches.sort("branch").iter_rows(named=True)
    }
    kanwils = {
        row["kanwil"]: row for row in facts.reference.kanwils.sort("kanwil").iter_rows(named=True)
    }
    for code in expected:
        office = offices[code]
        kanwil = kanwils[office["kanwil"]]["name"]
        unit = Unit("branch", code, (code,))
        yield Signboard(unit, "branch", office["name"], kanwil, office["city"])
    for code, row in kanwils.items():
        members = tuple(branch for branch in expected if offices[branch]["kanwil"] == code)
        if members:
            yield Signboard(Unit("kanwil", code, members), "kanwil", row["name"], "", row["city"])
    nation = Unit("national", NATIONAL, tuple(expected))
    yield Signboard(nation, "national", "Nasional", "", "Jakarta")


def _bulletin(facts: Facts, lookup: Lookup, sign: Signboard, serial: int) -> Bulletin:
    unit = sign.unit
    received = len(lookup.readings(unit, Kind.PESERTA))
    total = lookup.rate(unit, HEADLINE)
    employer_rows = to_employer_rows(lookup, unit)
    areas = to_area_rows(facts, lookup, unit)
    known = _known(facts, lookup, unit)
    target = _target(facts, unit, known)
    return Bulletin(
        month=facts.month,
        edition=facts.edition,
        published=facts.published,
        serial=serial,
        level=sign.level,
        code=unit.code,
        name=sign.name,
        kanwil_name=sign.kanwil_name,
        city=sign.city,
        is_received=bool(received),
        branches_received=received,
        branches_expected=len(unit.branches),
        missing=to_missing(lookup, unit),
        grace_months=facts.grace_months,
        workers=total.denominator,
        total=total,
        formal=lookup.rate(unit, "formal_coverage"),
        informal=lookup.rate(unit, "informal_coverage"),
        employers=employer_rows[-1].active,
        changes=tuple(_changes(facts.month, known)),
        overlap_persons=_overlap(lookup, unit, [row.code for row in areas]),
        elsewhere_persons=disclosure.persons(lookup.persons("elsewhere", unit)),
        areas=areas,
        segments=to_segment_rows(lookup, unit),
        programmes=to_programme_rows(lookup, unit),
        overlaps=to_overlap_rows(lookup, unit),
        employer_rows=employer_rows,
        branches=() if sign.level == "branch" else to_branch_rows(lookup, unit),
        series=_series(facts.month, known, target),
        target=target,
        funnel=to_funnel(lookup, unit, facts.grace_months),
        remarks=to_remarks(lookup, unit),
        usages=to_usages(lookup, unit),
        shared=None if sign.level == "branch" else _shared(lookup, unit),
        provenance=Provenance("", ""),
    )


def _shared(lookup: Lookup, unit: Unit) -> Shared:
    row = lookup.shared.get((unit.level, unit.code), {})
    return Shared(
        persons=disclosure.persons(row.get("shared_persons", 0)),
        registrations=disclosure.persons(row.get("shared_registrations", 0)),
        disputed=disclosure.persons(row.get("disputed_registrations", 0)),
    )


def _overlap(lookup: Lookup, unit: Unit, areas: list[str]) -> Figure:
    counts = [lookup.persons("area", Unit("area", area, ())) for area in areas]
    return disclosure.persons(sum(counts) - lookup.persons("area", unit))


def _known(facts: Facts, lookup: Lookup, unit: Unit) -> dict[Month, Known]:
    """Total coverage of every month up to this one that is known, whole and fit to be shown."""
    rows = facts.earlier.filter(level=unit.level, code=unit.code).sort("month")
    months = {
        Month.parse(row["month"]): Known(row["numerator"], row["denominator"], row["is_history"])
        for row in rows.iter_rows(named=True)
    }
    here = lookup.figures[unit.level, unit.code, HEADLINE]
    is_whole = here["numerator"] is not None and not here["is_preliminary"]
    if is_whole and here["denominator"] is not None:
        months[facts.month] = Known(here["numerator"], here["denominator"])
    return {
        month: known
        for month, known in months.items()
        if disclosure.rate(HEADLINE, known.persons, known.workers, "").percent.is_shown
    }


def _target(facts: Facts, unit: Unit, known: dict[Month, Known]) -> Target | None:
    """The unit's next target for total coverage, or its last when all are past."""
    rows = facts.reference.targets.filter(
        level=unit.level, code=unit.code, indicator=HEADLINE
    ).sort("target_month")
    targets = [
        Target(
            percent=half_up(Fraction(str(row["percent"]))),
            month=Month.parse(row["target_month"]),
            source=row["source"],
            outlook=None,
        )
        for row in rows.iter_rows(named=True)
    ]
    if not targets:
        return None
    ahead = (target for target in targets if target.month >= facts.month)
    chosen = next(ahead, targets[-1])
    return replace(chosen, outlook=to_outlook(chosen, facts.month, known))


def _changes(month: Month, known: dict[Month, Known]) -> Iterator[Change]:
    """Against last month and the same month last year, both on this month's workers."""
    if month not in known:
        return
    here = known[month]
    for earlier in (month + -1, month + -12):
        if earlier in known:
            growth = here.persons - known[earlier].persons
            points = half_up(Fraction(100 * growth, here.workers))
            yield Change(earlier, Figure(growth), Figure(points))


def _series(
    month: Month, known: dict[Month, Known], target: Target | None
) -> tuple[SeriesPoint, ...]:
    return tuple(_point(month + offset, known, target) for offset in range(1 - MONTHS, 1))


def _point(month: Month, known: dict[Month, Known], target: Target | None) -> SeriesPoint:
    at = known.get(month)
    path = path_rate(target, month, known) if target else None
    return SeriesPoint(
        month=month,
        percent=half_up(at.rate * 100) if at else None,
        persons=at.persons if at else None,
        path_percent=None if path is None else half_up(path * 100),
        is_history=bool(at and at.is_history),
    )

"""Makes the bulletins of a month: one for each expected branch, each Kanwil and the nation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import get_args

from schemas.bulletin import Bulletin, Level, Provenance
from schemas.bulletin_rows import Figure, Neighbour, Shared
from schemas.definitions import Language
from schemas.exports import Kind
from schemas.facts import Facts
from schemas.funnel import Missing
from schemas.reference import NATIONAL
from schemas.revision import Revision
from transforms import disclosure
from transforms.bulletin_tables import (
    to_area_rows,
    to_branch_rows,
    to_employer_rows,
    to_overlap_rows,
    to_programme_rows,
    to_project_rows,
    to_segment_rows,
)
from transforms.change_rows import to_change_table, to_view_bridge
from transforms.funnel import to_funnel, to_missing, to_remarks, to_usages
from transforms.lookup import Lookup, Unit
from transforms.neighbours import to_neighbours, to_shared_areas
from transforms.outlooks import (
    HEADLINE,
    to_changes,
    to_other_targets,
    to_past,
    to_series,
    to_target,
)
from transforms.potential import to_potential

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
    """Every bulletin of the month: branches by code, then Kanwil by code, then the nation.

    A unit's bulletin comes in each of its languages, Indonesian first.
    """
    lookup = Lookup.of(facts)
    return tuple(
        sealed(replace(bulletin, language=language), facts.version)
        for serial, sign in enumerate(_signboards(facts), start=1)
        for bulletin in (_bulletin(facts, lookup, sign, serial),)
        for language in _languages(facts, lookup, sign)
    )


def _languages(facts: Facts, lookup: Lookup, sign: Signboard) -> list[Language]:
    """In which a unit's bulletin is told: Indonesian first."""
    wanted = {*facts.languages, *lookup.languages.get((sign.level, sign.unit.code), ())}
    return [language for language in get_args(Language) if language in wanted | {"id"}]


def sealed(bulletin: Bulletin, version: str) -> Bulletin:
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
    areas = to_area_rows(lookup, unit)
    past = to_past(facts, lookup, unit)
    target = to_target(facts.month, lookup, unit, past.known)
    employer_rows = to_employer_rows(lookup, unit)
    missing = to_missing(lookup, unit)
    neighbours = to_neighbours(lookup, unit)
    return Bulletin(
        month=facts.month,
        edition=facts.edition,
        published=facts.published,
        revision=_revision(facts, lookup, unit),
        serial=serial,
        language="id",
        level=sign.level,
        code=unit.code,
        name=sign.name,
        kanwil_name=sign.kanwil_name,
        city=sign.city,
        is_received=bool(received),
        branches_received=received,
        branches_expected=len(unit.branches),
        is_preliminary=_is_preliminary(lookup, unit, missing, neighbours),
        missing=missing,
        neighbours=neighbours,
        new_round=_new_round(lookup, unit),
        is_rebased=past.is_rebased,
        grace_months=facts.grace_months,
        workers=total.denominator,
        total=total,
        formal=lookup.rate(unit, "formal_coverage"),
        informal=lookup.rate(unit, "informal_coverage"),
        employers=_employers(lookup, unit),
        changes=tuple(to_changes(facts.month, past.known, total)),
        overlap_persons=lookup.count("area", unit, "overlap_surplus", kind="areas"),
        areas=areas,
        shared_areas=to_shared_areas(lookup, unit),
        potential=to_potential(areas, lookup, target),
        segments=to_segment_rows(lookup, unit),
        bridge=to_view_bridge(lookup, unit),
        change_table=to_change_table(lookup, unit),
        programmes=to_programme_rows(lookup, unit),
        overlaps=to_overlap_rows(lookup, unit),
        employer_rows=employer_rows,
        project_rows=to_project_rows(lookup, unit),
        branches=() if sign.level == "branch" else to_branch_rows(lookup, unit),
        series=to_series(facts.month, past.known, target),
        target=target,
        other_targets=to_other_targets(facts.month, lookup, unit),
        funnel=to_funnel(lookup, unit),
        remarks=to_remarks(lookup, unit),
        usages=to_usages(lookup, unit),
        shared=None if sign.level == "branch" else _shared(lookup, unit),
        provenance=Provenance("", ""),
    )


def _revision(facts: Facts, lookup: Lookup, unit: Unit) -> Revision | None:
    if facts.replaced is None:
        return None
    replaced, name = facts.replaced, (unit.level, unit.code)
    changed, shares = lookup.changed.get(name, 0), replaced.shares.get(name, ())
    return Revision(replaced.edition, replaced.reason, changed, shares)


def _employers(lookup: Lookup, unit: Unit) -> Figure:
    """Active employer units; unknown while no branch of the unit has reported any."""
    counted = lookup.count("held", unit, "employers", state="active")
    if lookup.readings(unit, Kind.PEMBERI_KERJA):
        return counted
    return disclosure.revised(disclosure.UNKNOWN, counted.earlier)


def _is_preliminary(
    lookup: Lookup, unit: Unit, missing: tuple[Missing, ...], neighbours: tuple[Neighbour, ...]
) -> bool:
    """By the headline's own mark; where that is hidden or missing, by the exports that lack."""
    status = lookup.now.find("area", unit, HEADLINE).status
    lacks = any(item.kind != Kind.PEMBERI_KERJA for item in missing) or bool(neighbours)
    return status == "P" or (status != "A" and lacks)


def _new_round(lookup: Lookup, unit: Unit) -> str:
    now = lookup.now.find("area", unit, HEADLINE).round
    before = lookup.last("area", unit, HEADLINE).round
    return now if now and before and now != before else ""


def _shared(lookup: Lookup, unit: Unit) -> Shared:
    def count(kind: str) -> Figure:
        return lookup.count("held", unit, "shared", kind=kind)

    return Shared(count("persons"), count("registrations"), count("disputed"))

"""Branches outside a unit that serve some of its areas, too."""

from typing import Literal

from schemas.bulletin_rows import Neighbour, SharedArea
from schemas.exports import Kind
from transforms.lookup import Lookup, Unit
from transforms.regions import area_name


def to_shared_areas(lookup: Lookup, unit: Unit) -> tuple[SharedArea, ...]:
    """The unit's areas that branches outside it serve as well, by code."""
    return tuple(
        SharedArea(area_name(area), tuple(lookup.branch_names[branch] for branch in branches))
        for area, branches in _shared(lookup, unit).items()
    )


def to_neighbours(lookup: Lookup, unit: Unit) -> tuple[Neighbour, ...]:
    """The branches outside the unit whose missing exports leave its areas incomplete, by code."""
    shared = _shared(lookup, unit)
    branches = sorted({branch for serving in shared.values() for branch in serving})
    return tuple(
        Neighbour(
            branch=lookup.branch_names[branch],
            areas=tuple(area_name(area) for area, serving in shared.items() if branch in serving),
            kind=kind,
        )
        for branch in branches
        if (kind := _lack(lookup, branch)) is not None
    )


def _lack(lookup: Lookup, branch: str) -> Literal["peserta", "proyek_jakon"] | None:
    """The first export missing of those by which persons and project workers are counted."""
    if lookup.reading(branch, Kind.PESERTA) is None:
        return "peserta"
    return "proyek_jakon" if lookup.reading(branch, Kind.PROYEK_JAKON) is None else None


def _shared(lookup: Lookup, unit: Unit) -> dict[str, list[str]]:
    """Codes of the active branches outside the unit, by area of the unit, both in order."""
    own = set(unit.branches)
    outside = {
        area: [branch for branch in lookup.serving.get(area, ()) if branch not in own]
        for area in lookup.areas.get((unit.level, unit.code), ())
    }
    return {area: branches for area, branches in outside.items() if branches}

"""A tiny register: two branches in one Kanwil, one in another; SBY shares area 3571 with KDR.

Frames never change, so the same one is made once.
"""

from datetime import date
from functools import cache
from typing import Any

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import column_types
from schemas.coverage import Members, Territories, Units
from schemas.reference import (
    BranchAreas,
    Branches,
    History,
    Kanwils,
    Recipients,
    Reference,
    Targets,
    Workforce,
)
from transforms.territories import to_holders, to_members, to_territories, to_units

SERVED = [("KDR", "3506"), ("KDR", "3571"), ("SBY", "3571"), ("SBY", "3578"), ("JKP", "3171")]
KANWILS = {"KDR": "JATIM", "SBY": "JATIM", "JKP": "DKI"}


def dated(model: type[Any], rows: list[dict[str, Any]]) -> Any:
    """Rows of a dated table that have always been valid."""
    types = column_types(model)
    usual = {"valid_from": date(2020, 1, 1), "valid_to": None}
    kept = [{**{k: v for k, v in usual.items() if k in types}, **row} for row in rows]
    return model.validate(pl.DataFrame(kept, schema=types))


@cache
def branches() -> DataFrame[Branches]:
    """The three branches."""
    rows = [
        {"branch": code, "name": code.title(), "kanwil": kanwil, "city": "Kota", "active": True}
        for code, kanwil in KANWILS.items()
    ]
    frame: DataFrame[Branches] = dated(Branches, rows)
    return frame


@cache
def branch_areas() -> DataFrame[BranchAreas]:
    """What each branch serves."""
    rows = [{"branch": branch, "area": area} for branch, area in SERVED]
    frame: DataFrame[BranchAreas] = dated(BranchAreas, rows)
    return frame


@cache
def kanwils() -> DataFrame[Kanwils]:
    """The two Kanwil."""
    rows = [
        {"kanwil": "JATIM", "name": "Jawa Timur", "city": "Surabaya"},
        {"kanwil": "DKI", "name": "DKI Jakarta", "city": "Jakarta"},
    ]
    frame: DataFrame[Kanwils] = dated(Kanwils, rows)
    return frame


@cache
def nobody() -> DataFrame[Recipients]:
    """No recipient."""
    frame: DataFrame[Recipients] = dated(Recipients, [])
    return frame


@cache
def unknown() -> DataFrame[History]:
    """Nothing of months before."""
    frame: DataFrame[History] = dated(History, [])
    return frame


@cache
def territories() -> DataFrame[Territories]:
    """What each unit serves."""
    return to_territories(branches(), branch_areas())


@cache
def members() -> DataFrame[Members]:
    """Which branches each unit depends on."""
    return to_members(branches(), branch_areas())


@cache
def units(*pairs: tuple[str, str]) -> DataFrame[Units]:
    """The units of some (branch, area) pairs, by default of all that are served."""
    frame = pl.DataFrame(list(pairs or SERVED), schema=["branch", "area"], orient="row")
    return to_units(frame, territories(), branches())


@cache
def holders() -> pl.DataFrame:
    """Which branches each unit holds."""
    return to_holders(branches())


@cache
def workforce(*rows: tuple[str, str, int]) -> DataFrame[Workforce]:
    """Denominators: (area, measure, persons)."""
    frame: DataFrame[Workforce] = dated(
        Workforce,
        [
            {
                "area": area,
                "measure": measure,
                "persons": persons,
                "code_system": "kemendagri",
                "round": "Sakernas Agustus 2021",
                "source": "BPS",
            }
            for area, measure, persons in rows
        ],
    )
    return frame


def reference(
    *rows: tuple[str, str, int], targets: list[dict[str, Any]] | None = None
) -> Reference:
    """A register with these denominators."""
    return Reference(
        branches=branches(),
        branch_areas=branch_areas(),
        kanwils=kanwils(),
        workforce=workforce(*rows),
        targets=dated(Targets, targets or []),
        recipients=nobody(),
        history=unknown(),
        profiles={},
        objects=(),
    )

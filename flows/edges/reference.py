"""Reads the reference folder: dated CSV tables and the branches' profiles, archived as they are."""

import tomllib
from collections.abc import Callable, Collection, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors
from pandera.typing.polars import DataFrame
from pydantic import TypeAdapter, ValidationError

from flows.edges.objects import Objects
from schemas.columns import column_types, empty
from schemas.errors import ReferenceError
from schemas.exports import Kind, Profile
from schemas.figures import INDICATORS
from schemas.month import Month
from schemas.reference import (
    NATIONAL,
    BpsAreas,
    BranchAreas,
    Branches,
    History,
    Kanwils,
    Recipients,
    Reference,
    Targets,
    Workforce,
)
from transforms.denominators import to_kemendagri
from transforms.regions import area_name, is_area

TABLES: dict[str, type[pa.DataFrameModel]] = {
    "branches": Branches,
    "branch_areas": BranchAreas,
    "kanwil": Kanwils,
    "workforce": Workforce,
    "bps_areas": BpsAreas,
    "targets": Targets,
    "recipients": Recipients,
    "history": History,
}

OPTIONAL = {"bps_areas"}
"""Tables that may be missing; they are then without rows."""
ONCE = {
    "branches": [["branch"]],
    "branch_areas": [["branch", "area"]],
    "kanwil": [["kanwil"]],
    "bps_areas": [["bps_area"], ["area"]],
}
"""What stands in at most one row of a table on any day."""

PROFILES = "profiles.toml"
_PROFILE = TypeAdapter(Profile)


def read_reference(folder: Path, month: Month, objects: Objects) -> Reference:
    """All reference data that hold in a month; a ReferenceError says what to correct."""
    archived = []

    def archive(name: str) -> bytes:
        data = _read(folder / name)
        archived.append((name, objects.put(data, Path(name).suffix)))
        return data

    tables: dict[str, Any] = {
        stem: empty(model)
        if stem in OPTIONAL and not (folder / f"{stem}.csv").exists()
        else _table(stem, model, archive, month)
        for stem, model in TABLES.items()
    }
    profiles = _profiles(archive(PROFILES))
    _check_units(tables)
    for stem in ("branch_areas", "bps_areas"):
        _check_areas(f"{stem}.csv", tables[stem]["area"])
    _check_names(tables["bps_areas"])
    workforce = to_kemendagri(tables["workforce"], tables["bps_areas"])
    _check_areas("workforce.csv", workforce["area"])
    return Reference(
        branches=tables["branches"],
        branch_areas=tables["branch_areas"],
        kanwils=tables["kanwil"],
        workforce=workforce,
        targets=tables["targets"],
        recipients=tables["recipients"],
        history=tables["history"],
        profiles=profiles,
        objects=tuple(archived),
    )


def read_register(folder: Path, month: Month) -> DataFrame[Recipients]:
    """Who receives a bulletin in a month, and nothing else: neither archived nor compared."""
    register: DataFrame[Recipients] = _table(
        "recipients", Recipients, lambda name: _read(folder / name), month
    )
    return register


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReferenceError(
            f"{path.name} is missing or can't be read in the reference folder; "
            "put it there (CAKUPAN_REFERENCE)."
        ) from error


def _table(
    stem: str, model: type[pa.DataFrameModel], archive: Callable[[str], bytes], month: Month
) -> Any:  # one reader for eight models
    name = f"{stem}.csv"
    types = column_types(model)
    data = archive(name)
    head = data.decode("utf-8-sig", "replace").partition("\n")[0].strip()
    if sorted(head.split(",")) != sorted(types):
        raise ReferenceError(f"{name}: expected the columns {', '.join(types)}; correct its head.")
    try:
        frame = pl.read_csv(data, schema_overrides=types, null_values=[""])
        held = _valid_in(frame, month)
        _check_once(stem, held)
        return model.validate(held, lazy=True)
    except (pl.exceptions.PolarsError, SchemaErrors) as error:
        raise ReferenceError(f"{name}: {_fault(error)} See docs/data-dictionary.md.") from error


def _valid_in(frame: pl.DataFrame, month: Month) -> pl.DataFrame:
    if "valid_from" not in frame.columns:
        return frame
    last = pl.lit(month.last_day)
    return frame.filter(
        pl.col("valid_from") <= last, pl.col("valid_to").is_null() | (pl.col("valid_to") >= last)
    )


def _fault(error: Exception) -> str:
    if isinstance(error, SchemaErrors):
        cases = error.failure_cases.select("column", "check").unique(maintain_order=True)
        first = "; ".join(f"column {column}: {check}" for column, check in cases.rows()[:3])
        return f"expected what the data dictionary says, found otherwise in {first}."
    return "a value is not of its column's type, or a line has too many fields."


def _profiles(data: bytes) -> dict[tuple[str, Kind], Profile]:
    try:
        tables = tomllib.loads(data.decode())
        return {
            (branch, kind): _profile(tables[branch], kind) for branch in tables for kind in Kind
        }
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        said = f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, AttributeError):
        said = "it is no TOML of tables"
    raise ReferenceError(
        f"{PROFILES}: expected a table per branch with {', '.join(_settings())}; found {said}."
    )


def _settings() -> list[str]:
    return [field.name for field in fields(Profile)]


def _profile(table: dict[str, Any], kind: Kind) -> Profile:
    shared = {name: value for name, value in table.items() if name not in set(Kind)}
    return _PROFILE.validate_python(shared | table.get(kind.value, {}), extra="forbid")


def _check_once(stem: str, table: pl.DataFrame) -> None:
    """Two rows for one thing on one day leave open which of them counts."""
    for key in ONCE.get(stem, []):
        told = list(dict.fromkeys([*key, *(TABLES[stem].to_schema().unique or ())]))
        rows = table.filter(pl.struct(key).is_duplicated()).select(told).sort(told).rows()
        if rows:
            found = "; ".join(" ".join(map(str, row)) for row in rows[:5])
            raise ReferenceError(
                f"{stem}.csv: expected one row per {' and '.join(key)} on a day; found {found} "
                f"({', '.join(told)}), valid together; end one by `valid_to`, or remove it."
            )


def _check_names(bps_areas: pl.DataFrame) -> None:
    """A name that is not its code's tells of a slip in either."""
    for bps_area, area, name in bps_areas.select("bps_area", "area", "name").sort("area").rows():
        if name != area_name(area):
            raise ReferenceError(
                f"bps_areas.csv: expected {area_name(area)} as the name of {area}, found {name} in "
                f"the row of BPS code {bps_area}; correct the name or `area`."
            )


def _check_areas(name: str, areas: Iterable[str]) -> None:
    unknown = sorted({area for area in areas if not is_area(area)})
    if unknown:
        raise ReferenceError(
            f"{name}: {', '.join(unknown[:5])} is no kabupaten/kota of Kemendagri; correct it."
        )


def _check_units(tables: dict[str, pl.DataFrame]) -> None:
    """Names that lead nowhere, or to two units, stop the run before they leave something out."""
    branches, kanwils = tables["branches"]["branch"], tables["kanwil"]["kanwil"]
    units = [*branches.unique(), *kanwils.unique(), NATIONAL]
    double = sorted({code for code in units if units.count(code) > 1})
    if double:
        raise ReferenceError(f"{double[0]} is the code of two units; give each its own.")
    known = {"branch": set(branches), "kanwil": set(kanwils), "national": {NATIONAL}}
    _check_known("branches.csv", tables["branches"]["kanwil"], known["kanwil"])
    _check_known("branch_areas.csv", tables["branch_areas"]["branch"], known["branch"])
    for stem in ("targets", "recipients", "history"):
        for level, codes in known.items():
            named = tables[stem].filter(pl.col("level") == level)["code"]
            _check_known(f"{stem}.csv", named, codes)
    for stem in ("targets", "history"):
        _check_known(f"{stem}.csv", tables[stem]["indicator"], {item.id for item in INDICATORS})


def _check_known(name: str, found: Iterable[str], known: Collection[str]) -> None:
    unknown = sorted(set(found) - set(known))
    if unknown:
        raise ReferenceError(
            f"{name}: {', '.join(unknown[:5])} is not in the register; add or correct it."
        )

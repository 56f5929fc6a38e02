"""Reads the reference folder: dated CSV tables and the branches' profiles, archived as they are."""

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors
from pandera.typing.polars import DataFrame
from pydantic import TypeAdapter, ValidationError

from flows.edges.objects import Objects
from flows.edges.reference_checks import check_areas, check_names, check_once, check_units
from schemas.columns import column_types, empty
from schemas.errors import ReferenceError
from schemas.exports import Kind, Profile
from schemas.month import Month
from schemas.reference import (
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
PROFILES = "profiles.toml"
_PROFILE = TypeAdapter(Profile)


def read_reference(folder: Path, month: Month, objects: Objects) -> Reference:
    """All reference data of a folder that hold in a month, and are archived as they are.

    A ReferenceError says what to correct.
    """
    archived = {}

    def archive(name: str) -> bytes:
        data = _read(folder / name)
        archived[name] = objects.put(data, Path(name).suffix)
        return data

    absent = {name for name in map(_file, OPTIONAL) if not (folder / name).exists()}
    reference = _reference(archive, absent, month)
    return replace(reference, objects=tuple(sorted(archived.items())))


def read_archived_reference(
    archived: Mapping[str, str], month: Month, objects: Objects
) -> Reference:
    """The same of what was archived, which names the object of each file."""
    absent = set(map(_file, TABLES)) - archived.keys()
    lacking = sorted(absent - set(map(_file, OPTIONAL)) | ({PROFILES} - archived.keys()))
    if lacking:
        raise ReferenceError(
            f"Expected {', '.join(lacking)} among the reference data that were archived; found "
            "none. Name a later day."
        )
    reference = _reference(lambda name: objects.read(archived[name]), absent, month)
    return replace(reference, objects=tuple(sorted(archived.items())))


def _reference(read: Callable[[str], bytes], absent: Collection[str], month: Month) -> Reference:
    """What files of these names say, some of which may be `absent`."""
    tables: dict[str, Any] = {
        stem: empty(model) if _file(stem) in absent else _table(stem, model, read, month)
        for stem, model in TABLES.items()
    }
    profiles = _profiles(read(PROFILES))
    check_units(tables)
    for stem in ("branch_areas", "bps_areas"):
        check_areas(f"{stem}.csv", tables[stem]["area"])
    check_names(tables["bps_areas"])
    workforce = to_kemendagri(tables["workforce"], tables["bps_areas"])
    check_areas("workforce.csv", workforce["area"])
    return Reference(
        branches=tables["branches"],
        branch_areas=tables["branch_areas"],
        kanwils=tables["kanwil"],
        workforce=workforce,
        targets=tables["targets"],
        recipients=tables["recipients"],
        history=tables["history"],
        profiles=profiles,
        objects=(),
    )


def read_register(folder: Path, month: Month) -> DataFrame[Recipients]:
    """Who receives a bulletin in a month, and nothing else: neither archived nor compared."""
    register: DataFrame[Recipients] = _table(
        "recipients", Recipients, lambda name: _read(folder / name), month
    )
    return register


def _file(stem: str) -> str:
    return f"{stem}.csv"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReferenceError(
            f"{path.name} is missing or can't be read in the reference folder; "
            "put it there (CAKUPAN_REFERENCE)."
        ) from error


def _table(
    stem: str, model: type[pa.DataFrameModel], read: Callable[[str], bytes], month: Month
) -> Any:  # one reader for eight models
    name = _file(stem)
    types = column_types(model)
    data = read(name)
    head = data.decode("utf-8-sig", "replace").partition("\n")[0].strip()
    if sorted(head.split(",")) != sorted(types):
        raise ReferenceError(f"{name}: expected the columns {', '.join(types)}; correct its head.")
    try:
        frame = pl.read_csv(data, schema_overrides=types, null_values=[""])
        held = _valid_in(frame, month)
        check_once(stem, held, model.to_schema().unique or ())
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

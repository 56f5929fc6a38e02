"""Reads the reference folder: dated CSV tables and the branches' profiles, archived as they are."""

import tomllib
from collections.abc import Callable, Collection, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors
from pydantic import TypeAdapter, ValidationError

from flows.edges.objects import Objects
from schemas.columns import column_types
from schemas.errors import ReferenceError
from schemas.exports import Kind, Profile
from schemas.figures import INDICATORS
from schemas.month import Month
from schemas.reference import (
    NATIONAL,
    BranchAreas,
    Branches,
    History,
    Kanwils,
    Recipients,
    Reference,
    Targets,
    Workforce,
)
from transforms.regions import SAME_CODES, is_area

TABLES: dict[str, type[pa.DataFrameModel]] = {
    "branches": Branches,
    "branch_areas": BranchAreas,
    "kanwil": Kanwils,
    "workforce": Workforce,
    "targets": Targets,
    "recipients": Recipients,
    "history": History,
}

PROFILES = "profiles.toml"
_PROFILE = TypeAdapter(Profile)


def read_reference(folder: Path, month: Month, objects: Objects) -> Reference:
    """All reference data that hold in a month; a ReferenceError says what to correct."""
    archived = []

    def archive(name: str) -> bytes:
        data = _read(folder / name)
        archived.append((name, objects.put(data, Path(name).suffix)))
        return data

    tables = {stem: _table(f"{stem}.csv", model, archive, month) for stem, model in TABLES.items()}
    profiles = _profiles(archive(PROFILES))
    _check_codes(tables["workforce"])
    _check_units(tables)
    for stem in ("branch_areas", "workforce"):
        _check_areas(f"{stem}.csv", tables[stem]["area"])
    return Reference(
        branches=tables["branches"],
        branch_areas=tables["branch_areas"],
        kanwils=tables["kanwil"],
        workforce=tables["workforce"],
        targets=tables["targets"],
        recipients=tables["recipients"],
        history=tables["history"],
        profiles=profiles,
        objects=tuple(archived),
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReferenceError(
            f"{path.name} is missing or can't be read in the reference folder; "
            "put it there (CAKUPAN_REFERENCE)."
        ) from error


def _table(
    name: str, model: type[pa.DataFrameModel], archive: Callable[[str], bytes], month: Month
) -> Any:  # one reader for seven models
    types = column_types(model)
    data = archive(name)
    head = data.decode("utf-8-sig", "replace").partition("\n")[0].strip()
    if sorted(head.split(",")) != sorted(types):
        raise ReferenceError(f"{name}: expected the columns {', '.join(types)}; correct its head.")
    try:
        frame = pl.read_csv(data, schema_overrides=types, null_values=[""])
        return model.validate(_valid_in(frame, month), lazy=True)
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


def _check_codes(workforce: pl.DataFrame) -> None:
    doubtful = workforce.filter(
        pl.col("code_system") == "bps", ~pl.col("area").str.head(2).is_in(list(SAME_CODES))
    )
    if not doubtful.is_empty():
        raise ReferenceError(
            f"workforce.csv: BPS codes found ({', '.join(sorted(doubtful['area'])[:5])}) where BPS "
            "and Kemendagri number areas differently; give Kemendagri codes."
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

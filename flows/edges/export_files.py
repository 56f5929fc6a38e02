"""Writes simulated exports to files, one at a time, whole or not at all."""

import gzip
import tomllib
from collections.abc import Callable
from pathlib import Path

import polars as pl

from flows.edges.export_workbook import workbook_bytes
from schemas.errors import SettingsError
from schemas.exports import Kind, export_name
from schemas.month import Month
from schemas.simulation import BranchPlan, Simulation, Style
from transforms.feasibility import check_simulation
from transforms.margins import to_simulation
from transforms.population import to_population
from transforms.simulate import to_exports

COMPRESSION = 1
"""Level of gzip: the fastest."""


def read_simulation(spec: Path) -> Simulation:
    """The simulation in a TOML file; SettingsError when it can't be read or carried out."""
    try:
        document = tomllib.loads(spec.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{spec} can't be read; name a simulation's TOML file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{spec} is not a TOML document ({error}); correct it.") from error
    return check_simulation(to_simulation(document))


def simulate(spec: Path, directory: Path, *, report: Callable[[str, int], None]) -> int:
    """Write the exports of a TOML file below a directory; the rows written, in all.

    `report` hears of every file when it is there: its name and its rows.
    """
    return write_exports(read_simulation(spec), directory, report=report)


def write_exports(
    simulation: Simulation, directory: Path, *, report: Callable[[str, int], None]
) -> int:
    """Write the exports of a simulation into a folder per month; the rows written, in all.

    `report` hears of every file when it is there: its name and its rows.
    """
    people = to_population(simulation)
    written = 0
    for month in simulation.months:
        for plan in simulation.branches:
            if month not in plan.months:
                continue
            for kind, export in to_exports(simulation, people, plan, month).items():
                rows = write_export(directory, export, plan, kind, month)
                report(export_file(plan, kind, month), rows)
                written += rows
    return written


def write_export(
    directory: Path, export: pl.DataFrame, plan: BranchPlan, kind: Kind, month: Month
) -> int:
    """Write one export of text cells into the month's folder, in the branch's style; its rows."""
    data = _file_bytes(export, plan, kind, month)
    _write(directory / str(month) / export_file(plan, kind, month), data)
    return export.height


def export_file(plan: BranchPlan, kind: Kind, month: Month) -> str:
    """The name of a branch's export."""
    return f"{export_name(kind, plan.code, month)}.{plan.style.format}"


def _file_bytes(export: pl.DataFrame, plan: BranchPlan, kind: Kind, month: Month) -> bytes:
    if plan.style.format == "xlsx":
        return workbook_bytes(export, plan, kind, month)
    text = _csv_bytes(export, plan.style)
    return gzip.compress(text, COMPRESSION, mtime=0) if plan.style.format == "csv.gz" else text


def _csv_bytes(export: pl.DataFrame, style: Style) -> bytes:
    text = export.write_csv(
        separator=style.profile.delimiter or ",",
        line_terminator=style.line_end,
        include_bom=style.has_bom,
    )
    return text.encode(style.profile.encoding)


def _write(path: Path, data: bytes) -> None:
    """Write under a temporary name, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)

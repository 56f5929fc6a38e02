"""Measures reading an export whole against polars alone on the same file, both in one worker.

Run: python tests/benchmarks/bench_read.py [rows] [rounds]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

import polars as pl

from flows.edges.export_files import write_exports
from flows.edges.objects import Objects
from flows.edges.reader import ROW_GROUP, read_export
from flows.edges.workers import Workers
from schemas.exports import Kind
from schemas.month import Month
from schemas.reading import ReadJob
from schemas.registrations import SEGMENTS, SEXES
from schemas.rules import PROGRAMMES
from schemas.simulation import Style
from tests.benchmarks.bench_simulate import like_branches
from tests.benchmarks.country import PROFILE
from transforms.regions import areas

PROMISED = 2.0
"""Times polars alone that reading may take."""
SECONDS = 3_600.0
"""Time limit of the whole measurement."""
MONTH = Month(2021, 11)
MONTHS = ("PERIODE", "BLTH_IURAN_TERAKHIR")
TEXTS = ("KODE_KANTOR", "KODE_WILAYAH_KERJA")
NUMBERS = ("NPP", "KODE_DIVISI", "KPJ", "NIK")


def main() -> None:
    """Read one simulated export by turns and print the medians and their ratio."""
    rows, rounds = (int(text) for text in (*sys.argv[1:], "187500", "9")[:2])
    with tempfile.TemporaryDirectory() as folder:
        export = simulated(rows, Path(folder))
        store = Objects(f"{folder}/store")
        job = ReadJob(
            name=store.put(export.read_bytes(), ".csv"),
            root=store.root,
            kind=Kind.PESERTA,
            branch="B000",
            month=MONTH,
            format="csv",
            profile=PROFILE,
            key=bytes(range(32)),
            areas=areas(),
        )
        with Workers(processes=1) as workers:
            threads, bare, whole = workers.call(measured, (rounds, export, job), timeout=SECONDS)
    ratio = whole / bare
    print(  # noqa: T201  # a script
        f"read: {rows:,} rows, {threads} threads: polars alone {bare * 1000:,.0f} ms,"
        f" Cakupan {whole * 1000:,.0f} ms, {ratio:.2f} times as long; promised: at most {PROMISED}"
        f" times, which {'holds' if ratio <= PROMISED else 'does NOT hold'}"
    )


def measured(task: tuple[int, Path, ReadJob]) -> tuple[int, float, float]:
    """The threads of polars, and the median seconds of polars alone and of reading whole."""
    rounds, export, job = task
    bare, whole = by_turns(
        rounds,
        lambda: read_bare(export, export.with_suffix(".parquet")),
        lambda: read_export(job),
    )
    return pl.thread_pool_size(), bare, whole


def simulated(rows: int, folder: Path) -> Path:
    """A `peserta` export of exactly so many rows."""
    simulation = like_branches(rows, 1, "csv")
    plan = replace(simulation.branches[0], style=Style(PROFILE, line_end="\r\n", has_bom=True))
    write_exports(replace(simulation, branches=(plan,)), folder, report=lambda name, rows: None)
    path = folder / str(MONTH) / "peserta_B000_202111.csv"
    lines = path.read_bytes().splitlines(keepends=True)[: rows + 1]
    path.write_bytes(b"".join(lines))
    return path


def read_bare(export: Path, target: Path) -> None:
    """What polars alone needs to read the same columns and cast them to the same types."""
    text = pl.read_csv(export, separator=";", infer_schema=False)
    months = (("01/" + pl.col(name)).str.to_date("%d/%m/%Y").alias(name) for name in MONTHS)
    wage = pl.col("UPAH").str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    typed = text.select(
        *months,
        *TEXTS,
        *(pl.col(name).cast(pl.UInt64, strict=False) for name in NUMBERS),
        pl.col("TGL_LAHIR").str.to_date("%d/%m/%Y", strict=False),
        pl.col("JENIS_KELAMIN").cast(pl.Enum(SEXES), strict=False),
        pl.col("SEGMEN").cast(pl.Enum(SEGMENTS), strict=False),
        *(pl.col(name) == "Y" for name in PROGRAMMES),
        pl.col("STATUS") == "AKTIF",
        wage.cast(pl.Float64, strict=False).cast(pl.Int64),
    )
    typed.write_parquet(target, compression="zstd", row_group_size=ROW_GROUP)


def by_turns(rounds: int, *steps: Callable[[], object]) -> list[float]:
    """The median seconds of each step, the steps by turns."""
    seconds: list[list[float]] = [[] for _ in steps]
    for _ in range(rounds):
        for step, taken in zip(steps, seconds, strict=True):
            start = time.perf_counter()
            step()
            taken.append(time.perf_counter() - start)
    return [median(taken) for taken in seconds]


if __name__ == "__main__":
    main()

"""Measures how many rows a second are simulated and written on one core, as CSV and as gzip.

Run: POLARS_MAX_THREADS=1 python tests/benchmarks/bench_simulate.py [persons of a branch] [branches]
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from flows.edges.export_files import write_exports  # after the path
from schemas.month import Month
from schemas.simulation import (
    AreaMargins,
    BranchMonth,
    BranchPlan,
    EmployerMargins,
    FileFormat,
    Simulation,
    Style,
)
from tests.benchmarks.country import SHARES
from transforms.regions import areas


def main() -> None:
    """Simulate two months of like branches into a temporary folder and print the speed."""
    persons, branches = (int(text) for text in (*sys.argv[1:], "200000", "2")[:2])
    formats: tuple[FileFormat, ...] = ("csv", "csv.gz")
    for file_format in formats:
        simulation = like_branches(persons, branches, file_format)
        with tempfile.TemporaryDirectory() as folder:
            start, cpu = time.perf_counter(), time.process_time()
            rows = write_exports(simulation, Path(folder), report=lambda name, rows: None)
            seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        print(  # noqa: T201  # a script
            f"{file_format}: {rows:,} rows in {seconds:.2f} s ({cpu:.2f} s of processor): "
            f"{rows / seconds:,.0f} rows a second, {rows / cpu:,.0f} a processor second"
        )


def like_branches(persons: int, branches: int, file_format: FileFormat) -> Simulation:
    """October and November 2021 for branches of equal size, each with an area of its own."""
    months = (Month(2021, 10), Month(2021, 11))
    employers = EmployerMargins(
        besar=40, menengah=160, kecil=600, mikro=2000, arrears=120, nonaktif=300
    )
    area = AreaMargins(
        pu=persons * 9 // 10,
        pmi=persons // 100,
        bpu=persons * 9 // 100,
        projects=40,
        project_workers=2_000,
        ended_projects=4,
    )
    plans = (
        BranchPlan(
            f"B{place:03d}",
            {month: BranchMonth({areas()[place]: area}, employers) for month in months},
            Style(format=file_format),
            SHARES,
        )
        for place in range(branches)
    )
    return Simulation(1, months, tuple(plans))


if __name__ == "__main__":
    main()

"""What does not matter: threads, hash seeds, names and order of files, order of rows."""

import gzip
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from flows.edges.export_files import write_exports
from tests.commands import ROOT
from tests.homes import NOVEMBER, example
from tests.references import copy_reference

READ_MANY = """
import json, sys
from flows.edges.objects import Objects
from flows.edges.reader import read_export
from schemas.errors import ExportError
from tests.builders import csv_bytes, job
from tests.cases import ALL
from tests.cases.case import Case, Taken, registration
faults = [{}, {"UPAH": "NaN"}, {"STATUS": "aktif"}, {"KPJ": "21000000007"}, {"NIK": "1"}]
rows = [registration(n) | (faults[n % 5] if n % 17 == 0 else {}) for n in range(9_000)]
large = Case("large", lambda: csv_bytes(rows + rows[::90]), Taken())
objects, told = Objects(sys.argv[1]), {}
for case in [large, *ALL[::8]]:
    name = objects.put(case.data(), ".csv")
    try:
        told[case.name] = repr(read_export(job(**{"name": name, "root": objects.root} | case.job)))
    except ExportError as error:
        told[case.name] = str(error)
print(json.dumps(told))
"""
DRAFT = """
import json, sys
from pathlib import Path
from flows.edges.workers import Workers
from tests.offices import open_office
with Workers(processes=1) as workers:
    print(json.dumps(open_office(Path(sys.argv[1]), workers).draft()))
"""
BRANCHES = {"KDR", "SDA", "BTU"}
"""Text, a packed text and a workbook."""


def told(program: str, place: Path, threads: int) -> dict[str, str]:
    """What a program makes of a folder in a process with so many threads; objects by their hash."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(place)],
        env=os.environ | {"POLARS_MAX_THREADS": str(threads), "PYTHONHASHSEED": str(threads)},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    made: dict[str, str] = json.loads(done.stdout)
    return made


def test_files_are_read_alike_with_one_thread_and_with_four(tmp_path: Path) -> None:
    one, four = (told(READ_MANY, tmp_path, threads) for threads in (1, 4))
    assert {name: (one[name], four[name]) for name in one if one[name] != four[name]} == {}
    assert len(one) > 30


def make_home(home: Path) -> Path:
    """A small November of three branches."""
    copy_reference(home / "reference", BRANCHES)
    month = example(NOVEMBER, divisor=400)
    plans = tuple(plan for plan in month.branches if plan.code in BRANCHES)
    write_exports(replace(month, branches=plans), home / "inbox", report=lambda name, rows: None)
    return home


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is made of all files of a small month at once, with one thread."""
    made = told(DRAFT, make_home(tmp_path_factory.mktemp("calm")), threads=1)
    assert made.keys() >= {*BRANCHES, "JATIM", "ID", "Figures"}
    return made


def renamed(path: Path, folder: Path, seconds: int) -> None:
    """The file in a folder of its own, in capitals, with an addition, written at another time."""
    folder.mkdir(exist_ok=True)
    stem, _, ending = path.name.partition(".")
    moved = path.rename(folder / f"{stem.upper()} (kirim {abs(seconds)}).{ending}")
    os.utime(moved, (1_638_400_000 + seconds, 1_638_400_000 + seconds))


def test_files_come_one_after_another_under_other_names(
    calm: dict[str, str], tmp_path: Path
) -> None:
    """Half of the files first, the last before the first, in folders, with four threads."""
    home = make_home(tmp_path / "home")
    sent = sorted((home / "inbox/2021-11").iterdir(), reverse=True)
    late = [path.rename(tmp_path / path.name) for path in sent[1::2]]
    for number, path in enumerate(sent[::2]):
        renamed(path, home / "inbox" / f"dari surel {number}", seconds=number)
    assert told(DRAFT, home, threads=4) != calm
    for number, path in enumerate(late):
        renamed(path, home / "inbox" / "susulan", seconds=-number)
    assert told(DRAFT, home, threads=4) == calm


def turned(data: bytes) -> bytes:
    """A text export with its rows in the opposite order."""
    heading, *rows = data.splitlines(keepends=True)
    return heading + b"".join(reversed(rows))


def test_rows_in_another_order_give_the_same_figures(calm: dict[str, str], tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    for path in (home / "inbox").rglob("*.csv"):
        path.write_bytes(turned(path.read_bytes()))
    for path in (home / "inbox").rglob("*.csv.gz"):
        path.write_bytes(gzip.compress(turned(gzip.decompress(path.read_bytes())), mtime=0))
    assert told(DRAFT, home, threads=4) == calm

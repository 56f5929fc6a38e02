"""The example's reference data, cut down to some of its branches."""

import csv
import shutil
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "kediri"


def copy_reference(folder: Path, branches: set[str]) -> None:
    """Copy the example's reference data without what is said of other branches and Kanwil."""
    folder.mkdir(parents=True)
    shutil.copy(EXAMPLE / "reference/profiles.toml", folder)
    units = [(branch, kanwil) for branch, _, kanwil, *_ in _rows("branches")[1:]]
    ours = {code for unit in units for code in unit if unit[0] in branches}
    others = {code for unit in units for code in unit} - ours
    for path in (EXAMPLE / "reference").glob("*.csv"):
        heading, *rows = _rows(path.stem)
        with (folder / path.name).open("w", newline="") as file:
            chosen = (row for row in rows if others.isdisjoint(row))
            csv.writer(file, lineterminator="\n").writerows([heading, *chosen])


def _rows(table: str) -> list[list[str]]:
    with (EXAMPLE / "reference" / f"{table}.csv").open(newline="") as file:
        return list(csv.reader(file))

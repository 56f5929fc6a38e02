"""Every kind of bad file that a branch may send, and exactly what becomes of it."""

import io
import re
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows.edges.objects import Objects
from flows.edges.reader import read_export
from schemas.errors import ExportError
from schemas.exports import Kind
from schemas.reading import Reading
from schemas.submission import Fault
from tests.builders import job
from tests.cases import ALL
from tests.cases.bombs import BOMBS, MOST_MEMORY, Bomb, measured
from tests.cases.case import NEIGHBOUR, ROWS, Case, Refused, Taken, clean_bytes, line_of

FROM_A_CELL = re.compile(r"[0-9]{11,}|Siti|Jos|alert|Dhoho")
"""What stands in cells and may not be said of them."""


@dataclass(frozen=True)
class Bench:
    """A store, and what the clean files of both branches are read to in it."""

    objects: Objects
    clean: dict[Kind, pl.DataFrame]
    neighbour: Reading

    def read(self, data: bytes, **changes: Any) -> Reading | ExportError:
        """Archive the bytes and read them."""
        name = self.objects.put(data, ".csv")
        try:
            return read_export(job(**{"name": name, "root": self.objects.root} | changes))
        except ExportError as error:
            return error

    def read_neighbour(self) -> Reading | ExportError:
        """Read another branch's file; one of projects, which takes the least time."""
        kind = Kind.PROYEK_JAKON
        return self.read(clean_bytes(kind, NEIGHBOUR), kind=kind, branch=NEIGHBOUR)

    def frame(self, name: str) -> pl.DataFrame:
        """A Parquet object."""
        return pl.read_parquet(io.BytesIO(self.objects.read(name)))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    objects = Objects(str(tmp_path_factory.mktemp("store")))
    empty = Bench(objects, {}, Reading("", "", 0, 0, 0, 0, (), ()))
    clean = {}
    for kind in Kind:
        reading = empty.read(clean_bytes(kind), kind=kind)
        assert isinstance(reading, Reading)
        assert (reading.unique, reading.findings, reading.losses) == (ROWS, (), ())
        clean[kind] = empty.frame(reading.rows)
    beside = empty.read_neighbour()
    assert isinstance(beside, Reading)
    assert beside.unique == ROWS
    return Bench(objects, clean, beside)


def expected_rows(clean: pl.DataFrame, expected: Taken) -> pl.DataFrame:
    """The clean file's rows less what is lost, with what is changed."""
    rows = clean.to_dicts()
    by_line = {row["row"]: row for row in rows}
    for place, cells in expected.changed.items():
        by_line[line_of(place)] |= cells
    lost = {line_of(place) for place in expected.lost}
    kept = [row for row in rows if row["row"] not in lost]
    return pl.DataFrame(kept, schema=clean.schema)


def comparable(rows: pl.DataFrame) -> pl.DataFrame:
    """Without the lines, which a heading further down moves; in one order."""
    return rows.drop("row").sort(pl.all())


def check_taken(bench: Bench, case: Case, expected: Taken, reading: Reading) -> None:
    rows, rejects = bench.frame(reading.rows), bench.frame(reading.rejects)
    assert sorted(rejects.rows(), key=str) == sorted(expected.rejects, key=str)
    assert dict(reading.findings) == expected.findings
    lost = sum(count for _, _, count in reading.losses)
    assert reading.received == expected.received
    assert reading.received == reading.unique + lost
    assert lost == rejects["row"].n_unique()
    assert reading.unique == rows.height
    wanted = expected_rows(bench.clean[case.kind], expected)
    assert_frame_equal(comparable(rows), comparable(wanted))


def check_refused(expected: Refused, error: ExportError) -> None:
    assert error.code == expected.code
    assert error.fields | expected.fields == error.fields
    said = "".join(traceback.format_exception(error)) + Fault(error.code, error.fields).notice
    assert FROM_A_CELL.search(said) is None


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_outcome_of(case: Case, bench: Bench) -> None:
    """What becomes of the file; its neighbour in the same store is read as ever."""
    outcome = bench.read(case.data(), **case.job)
    match case.expected, outcome:
        case Taken() as expected, Reading() as reading:
            check_taken(bench, case, expected, reading)
        case Refused() as expected, ExportError() as error:
            check_refused(expected, error)
        case expected, found:
            raise AssertionError(f"expected {expected}, found {found}")
    assert bench.read_neighbour() == bench.neighbour


def test_every_fixture_has_a_name_of_its_own() -> None:
    names = [case.name for case in ALL]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.name)
def test_a_bomb_is_refused_before_it_grows(bomb: Bomb, tmp_path: Path) -> None:
    taken = measured(bomb, tmp_path)
    assert taken.code == bomb.code
    assert 0 < taken.peak_bytes < MOST_MEMORY


def test_rows_that_the_two_counts_disagree_on_refuse_the_file(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No known file does it; so the library is made to lose a row, as it might with a new fault."""
    whole = pl.read_csv

    def forgetful(*arguments: Any, **named: Any) -> pl.DataFrame:
        return whole(*arguments, **named).head(ROWS - 1)

    monkeypatch.setattr(pl, "read_csv", forgetful)
    outcome = bench.read(clean_bytes())
    assert isinstance(outcome, ExportError)
    assert (outcome.code, outcome.fields["read"]) == ("E117", ROWS - 1)

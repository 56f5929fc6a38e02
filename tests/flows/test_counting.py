import os
from pathlib import Path

import pytest

from flows.counting import count_changes, count_rows
from flows.installation import Installation
from flows.settings import Settings
from schemas.counting import CountJob, Register, Side
from schemas.coverage import Activity, Counts
from schemas.errors import SettingsError
from tests.builders import registrations
from tests.registers import branches, territories

PERSONS = [0, 1, 2**62, 2**63, 2**63 + 1, 2**64 - 1]
MANY = 1_000_000
"""So many rows are worth a job for each of three workers."""


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation.open(Settings(home=tmp_path, workers=3))


def stored(installation: Installation, branch: str, area: str) -> str:
    """A branch's rows of the same few persons."""
    rows = registrations(person=PERSONS, branch=[branch] * 6, area=[area] * 6)
    return installation.objects.write(".parquet", rows.write_parquet)


def whole(installation: Installation, *names: str, rows: int = 1) -> CountJob:
    register = Register(territories(), branches())
    return CountJob(installation.objects.root, names, (), register, 3, rows)


def test_workers_count_ranges_that_add_up(installation: Installation) -> None:
    names = stored(installation, "KDR", "3506"), stored(installation, "SBY", "3571")
    steps: list[tuple[int, int]] = []
    alone = count_rows(installation, whole(installation, *names), lambda *step: steps.append(step))
    assert steps[-1] == (3, 3)
    job = whole(installation, *names, rows=MANY)
    together = count_rows(installation, job, lambda *step: steps.append(step))
    assert steps[-1] == (6, 6)
    assert together.keys() == alone.keys()
    assert all(table.equals(alone[model]) for model, table in together.items())
    nation = together[Counts].filter(view="held", level="national", segment="_T")
    assert nation["persons"].to_list() == [len(PERSONS)]
    assert together[Activity]["active"].to_list() == [len(PERSONS)] * 2


def test_a_range_that_fails_ends_the_count(installation: Installation) -> None:
    there, gone = stored(installation, "KDR", "3506"), f"{'0' * 64}.parquet"
    with pytest.raises(FileNotFoundError):
        count_rows(installation, whole(installation, there, gone, rows=MANY), lambda *_: None)


def test_a_process_that_does_not_end_is_told(tmp_path: Path) -> None:
    impatient = Installation.open(Settings(home=tmp_path, workers=1, worker_seconds=1))
    name = f"{'0' * 64}.parquet"
    place = Path(impatient.objects.url(name))
    place.parent.mkdir(parents=True)
    os.mkfifo(place)  # who opens it waits for a writer
    with pytest.raises(SettingsError, match="count its rows in 1 seconds; found that it died"):
        count_rows(impatient, whole(impatient, name), lambda *_: None)


def test_months_are_compared_in_ranges_that_add_up(installation: Installation) -> None:
    kediri = ("KDR", stored(installation, "KDR", "3506"))
    surabaya = ("SBY", stored(installation, "SBY", "3571"))
    now, before = (Side((month,), MANY, territories(), 3) for month in (kediri, surabaya))
    changes = count_changes(installation, now, before, lambda *_: None)
    moved = changes.filter(level="branch", segment="_T").rows()
    assert moved == [("branch", "SBY", "_T", "moved_out", len(PERSONS))]

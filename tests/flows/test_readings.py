"""A file that the store has lost, or that Cakupan fails on, costs its own branch this run only."""

import json
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from flows.edges.ledger import submissions
from flows.edges.reference import read_reference
from flows.edges.workers import Workers
from flows.installation import Installation
from flows.readings import current_submissions, find_readings, last_readings, read_branch
from flows.settings import Settings
from schemas.arrivals import Sent, SentFile
from schemas.exports import Kind
from schemas.reading import Reading
from schemas.submission import Fault, ReadSubmission
from tests.builders import csv_bytes, export_rows
from tests.homes import NOVEMBER, cakupan, example, make_home
from tests.references import EXAMPLE


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """An installation in which KDR's peserta export and the reference data are archived."""
    shutil.copytree(EXAMPLE / "reference", tmp_path / "reference")
    (tmp_path / "reference/profiles.toml").write_text("")  # all in plain CSV
    opened = Installation.open(Settings(home=tmp_path))
    read_reference(opened.reference, NOVEMBER, opened.objects)
    name = opened.objects.put(csv_bytes(export_rows(3)), ".csv")
    file = SentFile(datetime(2021, 12, 1, tzinfo=UTC), name, "csv")
    with opened.ledger.begin() as connection:
        sent = [Sent("KDR", Kind.PESERTA, (file,))]
        submissions.receive(connection, NOVEMBER, sent, is_late=False)
    return opened


def read(installation: Installation, workers: Workers) -> tuple[ReadSubmission, bool]:
    """What became of KDR's export, and whether that is kept for the next run."""
    reference = read_reference(installation.reference, NOVEMBER, installation.objects)
    received = current_submissions(installation, NOVEMBER, reference)
    with installation.ledger.lease(NOVEMBER) as lease:
        (made,) = read_branch(installation, workers, reference, lease, "code", received)
    (kept,) = find_readings(installation, reference, "code", received)
    return made, kept is not None


@pytest.mark.parametrize("change", ["deleted", "damaged"])
def test_a_file_that_the_store_has_lost_is_read_when_the_store_is_restored(
    installation: Installation, workers: Workers, change: str
) -> None:
    data = csv_bytes(export_rows(3))
    digest = sha256(data).hexdigest()
    place = Path(installation.objects.url(f"{digest}.csv"))
    if change == "deleted":
        place.unlink()
    else:
        place.write_bytes(data[:-1] + b"7")
    made, is_kept = read(installation, workers)
    assert (made.outcome, is_kept) == (Fault("E141", {"digest": digest[:8]}), False)
    place.write_bytes(data)
    made, is_kept = read(installation, workers)
    assert isinstance(made.outcome, Reading)
    assert is_kept


def test_a_fault_of_ours_says_where_it_arose_and_tells_the_branch_nothing_of_it(
    installation: Installation, workers: Workers
) -> None:
    """The store has no room for what the export is read to."""
    store = Path(installation.settings.store_root)
    for place in (store / f"{number:02x}" for number in range(256)):
        if not place.exists():
            place.touch()
    made, is_kept = read(installation, workers)
    assert isinstance(made.outcome, Fault)
    assert not is_kept
    said = made.outcome.sentence
    assert said.startswith("E136 Cakupan failed on this file: Reading an export failed: NotADir")
    assert "objects.py:" in said
    assert said.endswith(". Report it; it is tried again on the next run.")
    assert made.outcome.notice == Fault("E136", {"error": ""}).notice


@pytest.mark.parametrize("lost", ["rows", "rejects"])
def test_a_reading_that_the_store_has_lost_is_read_again(
    installation: Installation, workers: Workers, lost: str
) -> None:
    first, _ = read(installation, workers)
    assert isinstance(first.outcome, Reading)
    place = Path(installation.objects.url(getattr(first.outcome, lost)))
    kept = place.read_bytes()
    place.unlink()
    reference = read_reference(installation.reference, NOVEMBER, installation.objects)
    received = current_submissions(installation, NOVEMBER, reference)
    assert find_readings(installation, reference, "code", received) == [None]
    assert read(installation, workers) == (first, True)
    assert place.read_bytes() == kept


def run(home: Path) -> tuple[int, dict[str, Any]]:
    """A run's exit code and its report of November."""
    done = cakupan(home, "run", "2021-11", "--json")
    assert done.stdout, done.stderr
    (report,) = json.loads(done.stdout)
    return done.returncode, report


def rows_of(home: Path, branch: str) -> list[Path]:
    """Where the store keeps what a branch's exports were last read to."""
    opened = Installation.open(Settings(home=home))
    reference = read_reference(opened.reference, NOVEMBER, opened.objects)
    received = current_submissions(opened, NOVEMBER, reference)
    return [
        Path(opened.objects.url(read.reading.rows))
        for read in last_readings(opened, NOVEMBER, received)
        if read and read.reading and read.submission.branch == branch
    ]


@pytest.mark.usefixtures("prefect")
def test_lost_files_hold_nobody_else_up_and_count_when_they_are_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=200, branches=("BTU", "JKP")))
    code, whole = run(home)
    assert code == 0
    for place in rows_of(home, "BTU"):
        place.unlink()
    code, report = run(home)
    assert (code, report["figures"]) == (0, whole["figures"])
    assert all(place.exists() for place in rows_of(home, "BTU"))
    deleted, damaged = (
        next((home / "inbox").rglob(f"peserta_{branch}_*")) for branch in ("BTU", "JKP")
    )
    place, other = (
        next((home / "store").glob(f"??/{sha256(sent.read_bytes()).hexdigest()}*"))
        for sent in (deleted, damaged)
    )
    kept = place.read_bytes()
    place.unlink()
    other.write_bytes(b"")
    shutil.move(home / "inbox", tmp_path / "sent")
    (home / "inbox").mkdir()
    monkeypatch.setenv("CAKUPAN_FILE_CAP", "1000000000")  # so that all is read anew
    code, report = run(home)
    assert code == 3
    faults = {
        branch["branch"]: (branch["state"], export["fault"][:27])
        for branch in report["branches"]
        for export in branch["exports"]
        if export["fault"]
    }
    assert faults == {
        "BTU": ("rejected", f"E141 Archived file {place.name[:8]}"),
        "JKP": ("rejected", f"E141 Archived file {other.name[:8]}"),
    }
    advice = cakupan(home, "status", "2021-11").stdout
    assert "send its peserta again" not in advice
    assert "Next: cakupan run 2021-11" in advice
    place.write_bytes(kept)
    shutil.copy2(tmp_path / "sent" / damaged.relative_to(home / "inbox"), home / "inbox")
    code, report = run(home)
    assert code == 0
    assert report["figures"] == whole["figures"]

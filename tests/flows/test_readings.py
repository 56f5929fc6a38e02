"""A file that the store has lost, or that Cakupan fails on, costs its own branch this run only."""

import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from flows.edges.ledger import submissions
from flows.edges.reference import read_reference
from flows.edges.workers import Workers
from flows.installation import Installation
from flows.readings import by_branch, current_submissions, find_readings, largest_first, read_branch
from flows.settings import Settings
from schemas.arrivals import Sent, SentFile
from schemas.exports import Kind
from schemas.reading import Reading
from schemas.submission import Fault, ReadSubmission, Submission
from tests.builders import csv_bytes, export_rows
from tests.homes import NOVEMBER
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


def test_the_branch_with_the_most_bytes_is_read_first(installation: Installation) -> None:
    """A file that the store has lost has none; its branch is not left out."""
    store = installation.objects
    names = {rows: store.put(csv_bytes(export_rows(rows)), ".csv") for rows in (1, 2, 4)}
    lost = sha256(b"lost").hexdigest() + ".csv"
    sent = (("KDR", lost), ("MDN", names[4]), ("SBY", names[2]), ("MKS", names[1]))
    received = [
        Submission(id, NOVEMBER, branch, Kind.PESERTA, "csv", name)
        for id, (branch, name) in enumerate((*sent, ("SBY", names[4])))
    ]
    order = largest_first(store, received)
    assert [branch for branch, _ in order] == ["SBY", "MDN", "MKS", "KDR"]
    assert dict(order) == by_branch(received)

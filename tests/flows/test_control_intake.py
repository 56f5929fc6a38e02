"""Control files in the inbox: nil reports, and totals that go with the export beside them."""

from pathlib import Path

import pytest

from flows.edges.reference import read_reference
from flows.readings import current_submissions
from schemas.exports import Declared
from schemas.report import BranchState
from tests.homes import NOVEMBER
from tests.inboxes import PESERTA, archived, empty_home, export, opened, put, taken_in


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation without exports."""
    return empty_home(tmp_path)


def test_a_nil_report_is_a_submission_that_replaces_and_is_replaced(home: Path) -> None:
    put(home, f"{PESERTA}.csv", b"first", 5)
    put(home, f"{PESERTA}.kontrol.toml", b"nihil = true", 10)
    nil = export(taken_in(home))
    assert [arrival.submission.format for arrival in nil.arrivals] == ["csv", "nil"]
    assert nil.is_nil
    put(home, f"{PESERTA} (2).csv", b"second", 15)
    found = export(taken_in(home))
    assert found.arrivals[-1].submission.format == "csv"
    assert not found.is_nil
    assert found.notes[0].sentence.startswith(f"N325 File {found.digest} of ")


def test_the_same_nil_report_may_come_from_every_branch(home: Path) -> None:
    for branch in ("KDR", "SDA"):
        put(home, f"peserta_{branch}_202111.kontrol.toml", b"nihil = true")
    status = taken_in(home)
    assert export(status, "KDR").state is export(status, "SDA").state is BranchState.RECEIVED


def test_declared_totals_go_with_the_export(home: Path) -> None:
    put(home, f"{PESERTA}.csv", b"first", 5)
    put(home, f"{PESERTA}.kontrol.toml", b"baris = 5\norang = 4\nupah = 9", 1)
    taken_in(home)
    installation = opened(home)
    reference = read_reference(installation.reference, NOVEMBER, installation.objects)
    (item,) = current_submissions(installation, NOVEMBER, reference)
    assert item.declared == Declared(5, 4, 9)
    assert b"baris = 5\norang = 4\nupah = 9" in archived(home)


@pytest.mark.parametrize(
    ("text", "fault"),
    [(b"baris = 'banyak'", "whole numbers"), (b"#" * 70_000, "larger than 65.536 bytes")],
)
def test_an_unclear_control_file_is_told_and_the_export_goes_on(
    home: Path, text: bytes, fault: str
) -> None:
    put(home, f"{PESERTA}.csv", b"first", 5)
    put(home, f"{PESERTA}.kontrol.toml", text, 1)
    found = export(taken_in(home))
    assert found.state is BranchState.RECEIVED
    assert fault in found.notes[0].sentence


def test_a_control_file_alone_is_told(home: Path) -> None:
    put(home, f"{PESERTA}.kontrol.toml", b"baris = 5")
    found = export(taken_in(home))
    assert found.state is BranchState.REJECTED
    assert found.reasons[0].sentence.startswith(
        "E142 The control file of KDR's peserta has come without its export"
    )


def test_an_unclear_control_file_is_called_by_its_own_name(home: Path) -> None:
    put(home, f"{PESERTA}.csv", b"first", 5)
    put(home, f"{PESERTA} (2) 3571_0117_0885_0001.kontrol.toml", b"baris = 'x'", 1)
    put(home, f"{PESERTA} (2).kontrol.toml", b"baris = 'x'", 2)
    told = [note.fields["control"] for note in export(taken_in(home)).notes]
    assert told == ["peserta_KDR_·.kontrol.toml", f"{PESERTA} (2).kontrol.toml"]

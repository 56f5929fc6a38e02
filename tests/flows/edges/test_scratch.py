"""Scratch folders go with their process, in whatever way it ends."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from flows.edges.scratch import BEGINNING, scratch_folder, sweep_scratch
from tests.commands import ROOT

KILLED = """
import os, signal, sys, tempfile
tempfile.tempdir = sys.argv[1]
from flows.edges.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "rows").write_bytes(b"of persons")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_scratch_folder_is_the_owners_alone_and_goes(temporary: Path) -> None:
    with scratch_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        sweep_scratch()
        assert folder.is_dir()
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_goes_at_the_next_start(temporary: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(temporary)], cwd=ROOT, check=False)
    (left,) = temporary.iterdir()
    assert [path.name for path in left.iterdir()] == ["rows"]
    with scratch_folder() as folder:
        assert list(temporary.iterdir()) == [folder]


def test_what_is_no_folder_of_ours_stays(temporary: Path) -> None:
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    link = temporary / f"{BEGINNING}link"
    link.symlink_to(elsewhere)
    sweep_scratch()
    assert elsewhere.is_dir()
    assert link.is_symlink()

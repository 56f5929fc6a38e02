"""Files that the store has lost are read again or told, and hold nobody else up."""

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.readings import current_submissions, last_readings
from flows.settings import Settings
from tests.homes import NOVEMBER, cakupan, example, make_home


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

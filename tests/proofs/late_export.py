"""A branch's export of a past month comes late, with 500 more persons: what becomes of it all."""

import json
import shutil
import subprocess
from pathlib import Path

import polars as pl
import pytest

from flows.edges.export_files import write_exports
from tests.homes import NOVEMBER, OCTOBER, cakupan, example, make_home, with_more_persons

pytestmark = pytest.mark.usefixtures("prefect")

MORE = 500
EXPORT = "2021-10/peserta_KDR_202110.csv"


def told(done: subprocess.CompletedProcess[str]) -> str:
    """What a command answers that ends well."""
    assert done.returncode == 0, done.stderr
    return done.stdout


def release(home: Path, month: str, count: int) -> str:
    """Approve a month and release it to so many recipients."""
    told(cakupan(home, "approve", month, "--by", "Rina"))
    options = ("--confirm", str(count), "--by", "Sari", "--past-month", month, "--why", "Koreksi")
    return told(cakupan(home, "release", month, *options))


def covered(home: Path) -> int:
    """October's persons of Kediri's areas, as the newest edition has them."""
    figures = pl.read_parquet(home / "output/2021-10/figures/cakupan-2021-10.parquet")
    kediri = figures.filter(level="branch", code="KDR", view="area", indicator="total_coverage")
    return int(kediri["numerator"].item())


def mailed(home: Path) -> set[str]:
    """October's mails that were captured, by the names of their files."""
    return {path.name for path in (home / "output/2021-10/mail").iterdir()}


def test_a_late_export_becomes_a_corrected_edition_and_a_month_to_rebuild(tmp_path: Path) -> None:
    sent = example(OCTOBER, NOVEMBER, divisor=40, branches=("KDR", "BTU"))
    home = make_home(tmp_path / "home", sent)
    told(cakupan(home, "backfill", "2021-10", "2021-11", "--execute"))
    release(home, "2021-10", 5)
    release(home, "2021-11", 5)
    before = covered(home)

    write_exports(with_more_persons(sent, MORE), tmp_path / "whole", report=lambda name, rows: None)
    shutil.copy(tmp_path / "whole" / EXPORT, home / "inbox" / EXPORT)
    plan = json.loads(told(cakupan(home, "backfill", "2021-10", "2021-11", "--json")))
    october, november = (month["foreseen"] for month in plan["months"])
    assert (october["edition"], october["reason"], october["late"]) == ("2021-10 (R1)", "LATE", 1)
    assert october["dependents"] == ["2021-11"]
    assert not november["is_new"], "October's correction is not released yet"
    assert covered(home) == before, "a plan makes nothing"

    done = json.loads(told(cakupan(home, "backfill", "--id", "2", "--execute", "--json")))
    assert [month["edition"] for month in done["months"]] == ["2021-10 (R1)", "2021-11"]
    assert covered(home) == before + MORE
    wrong = mailed(home)
    assert len(wrong) == 5

    answer = release(home, "2021-10", 4)
    assert "4 mails = 4 captured" in answer
    assert "To rebuild, as they show figures that were replaced: 2021-11" in answer
    corrected = {name.split("-")[2] for name in mailed(home) - wrong}
    assert corrected == {"KDR", "JATIM", "ID"}, "Batu has what is still right"

    rebuilt = json.loads(told(cakupan(home, "backfill", "2021-11", "--execute", "--json")))
    (november,) = rebuilt["months"]
    assert november["edition"] == "2021-11 (R1)"
    assert november["foreseen"]["reason"] == "EARLIER"
    assert "To rebuild" not in told(cakupan(home, "status", "2021-11"))

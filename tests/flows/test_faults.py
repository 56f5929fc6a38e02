"""What a run does with files that can't be taken: told, kept, and nobody else suffers."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.homes import NOVEMBER, cakupan, example, make_home, outputs

pytestmark = pytest.mark.usefixtures("prefect")


def run(home: Path) -> tuple[int, dict[str, Any]]:
    """A run's exit code and its report of November."""
    done = cakupan(home, "run", "2021-11", "--json")
    assert done.stdout, done.stderr
    (report,) = json.loads(done.stdout)
    return done.returncode, report


def test_broken_missing_and_strange_files_hold_nobody_else_up(tmp_path: Path) -> None:
    home = make_home(
        tmp_path / "home", example(NOVEMBER, divisor=200, branches=("BTU", "JKP", "KDR"))
    )
    code, whole = run(home)
    assert code == 0
    inbox = home / "inbox/2021-11"
    kept = inbox / "peserta_BTU_202111.xlsx"
    shutil.move(kept, tmp_path / "kept.xlsx")
    kept.write_bytes((tmp_path / "kept.xlsx").read_bytes()[:5000])  # the transfer was cut
    (inbox / "peserta_JKP_202111 (2).csv").write_bytes(b"")  # newer, so it is the current one
    (inbox / "peserta_ZZZ_202111.csv").write_text("KPJ\n1\n")
    (inbox / "catatan.txt").write_text("halo")
    code, report = run(home)
    assert code == 3
    states = {branch["branch"]: branch["state"] for branch in report["branches"]}
    assert states == {"BTU": "rejected", "JKP": "rejected", "KDR": "ready"}
    faults = {
        branch["branch"]: export["fault"]
        for branch in report["branches"]
        for export in branch["exports"]
        if export["fault"]
    }
    assert faults["BTU"].startswith("E105 ")
    assert faults["JKP"].startswith("E101 ")
    assert any("ZZZ" in stranger for stranger in report["strangers"])
    assert any("catatan.txt" in stranger for stranger in report["strangers"])
    numbers = {(f["code"], f["indicator"]): f["numerator"] for f in report["figures"]}
    assert numbers["BTU", "total_coverage"] is None
    whole_numbers = {(f["code"], f["indicator"]): f["numerator"] for f in whole["figures"]}
    for unit, gone in (("JATIM", ["BTU"]), ("ID", ["BTU", "JKP"])):  # left out whole
        expected = whole_numbers[unit, "total_coverage"] - sum(
            whole_numbers[branch, "total_coverage"] for branch in gone
        )
        assert numbers[unit, "total_coverage"] == expected
    advice = cakupan(home, "status", "2021-11").stdout
    assert "Batu must send its peserta again" in advice
    assert "Next: when these have come, cakupan run 2021-11; or" in advice
    assert "2021-11/bulletins/cakupan-2021-11-KDR.pdf" in outputs(home)
    assert numbers["KDR", "total_coverage"] == whole_numbers["KDR", "total_coverage"]
    # Sent again whole, everything is as it was.
    kept.write_bytes((tmp_path / "kept.xlsx").read_bytes())
    original = inbox / "peserta_JKP_202111.csv"
    (inbox / "peserta_JKP_202111 (2).csv").write_bytes(original.read_bytes() + b"\n")
    code, report = run(home)
    assert code == 0
    assert report["figures"] == whole["figures"]


def test_a_month_without_any_export_makes_no_edition(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    done = cakupan(home, "run", "2021-09")
    assert done.returncode == 3
    assert "No export of 2021-09 has come" in done.stderr
    assert not (home / "output").exists()


def test_a_broken_rule_stops_the_run_before_it_starts(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    code = """
import dataclasses, polars, schemas.rules as rules, transforms.quality as quality
blind = [dataclasses.replace(rule, holds=polars.lit(True)) if rule.code == "Q201" else rule
         for rule in rules.RULES]
quality.self_test.__defaults__ = (tuple(blind),)
"""
    done = cakupan(home, "run", "2021-11", code=code)
    assert done.returncode == 1
    assert "Q201" in done.stderr
    assert "misses its planted row" in done.stderr
    assert not (home / "output").exists()

"""Plans to make past months again: which months, from what was known when, and what holds still."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from flows.installation import Installation
from flows.settings import Settings
from schemas.month import Month
from tests.homes import OCTOBER, cakupan, example, make_home, outputs

pytestmark = pytest.mark.usefixtures("prefect")

MOMENT = """
import sys
from datetime import UTC, datetime
from flows.edges.ledger import now
for module in list(sys.modules.values()):
    if getattr(module, "now", None) is now:
        module.now = lambda: datetime.fromisoformat("{moment}").astimezone(UTC)
"""
"""Lets a command believe that it is another moment."""
FIRST, LATER = "2021-11-03T09:00+07:00", "2021-11-20T09:00+07:00"
EXPORT = "inbox/2021-10/peserta_SMN_202110.csv"


def at(moment: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a command does at a moment."""
    return cakupan(home, *arguments, code=MOMENT.format(moment=moment))


def planned(done: subprocess.CompletedProcess[str], code: int = 0) -> dict[str, Any]:
    """The plan that a command answers with."""
    assert done.returncode == code, done.stderr
    plan: dict[str, Any] = json.loads(done.stdout)
    return plan


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """October with half of its rows, as known on 3 November; on the 20th the whole export came."""
    home = make_home(
        tmp_path_factory.mktemp("replaced"), example(OCTOBER, divisor=400, branches=("SMN",))
    )
    export = home / EXPORT
    whole = export.read_bytes()
    rows = whole.splitlines(keepends=True)
    export.write_bytes(b"".join(rows[: len(rows) // 2]))
    assert at(FIRST, home, "run", "2021-10").returncode == 0
    for folder in ("output", "inbox"):
        shutil.copytree(home / folder, home / "first" / folder)
    export.write_bytes(whole)
    assert at(LATER, home, "run", "2021-10").returncode == 0
    return home


@pytest.fixture
def home(replaced: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return shutil.copytree(replaced, tmp_path / "home")


def figures(home: Path) -> bytes:
    """What October publishes."""
    return outputs(home)["2021-10/figures/cakupan-2021-10.csv"]


def test_a_month_is_made_again_as_it_was_known_on_a_day(home: Path) -> None:
    assert figures(home) != figures(home / "first")
    known = ("backfill", "2021-10", "--as-known-on", "2021-11-10", "--execute", "--json")
    (october,) = planned(cakupan(home, *known))["months"]
    assert (october["state"], october["foreseen"]["is_new"]) == ("done", True)
    assert figures(home) == figures(home / "first")
    status = cakupan(home, "status", "2021-10").stdout
    assert "received" not in status, "the file that counts is still the one that was judged"
    (october,) = planned(cakupan(home, "backfill", "2021-10", "--json"))["months"]
    assert october["foreseen"]["is_new"], "what is known now says something else"


def test_what_was_known_before_anything_was_can_be_no_ground(home: Path) -> None:
    (october,) = planned(
        cakupan(home, "backfill", "2021-10", "--as-known-on", "2021-11-01", "--json"), 3
    )["months"]
    assert "among the reference data that were archived" in october["foreseen"]["fault"]
    done = cakupan(home, "backfill", "--id", "1", "--execute")
    assert done.returncode == 3
    assert "2021-10: Expected" in done.stdout


def test_the_mode_chooses_months(home: Path) -> None:
    span = ("backfill", "2021-09", "2021-10", "--json", "--mode")
    missing = planned(cakupan(home, *span, "missing"), 3)
    assert [month["month"] for month in missing["months"]] == ["2021-09"]
    assert missing["months"][0]["foreseen"]["fault"] == "No export of 2021-09 is in the archive."
    assert cakupan(home, "backfill", "--id", "1", "--execute").returncode == 3
    failed = planned(cakupan(home, *span, "failed"), 3)
    assert [month["month"] for month in failed["months"]] == ["2021-09"]
    shown = cakupan(home, "backfill")
    assert (shown.returncode, "1 failed" in shown.stdout) == (0, True)
    assert [plan["mode"] for plan in json.loads(cakupan(home, "backfill", "--json").stdout)] == [
        "missing",
        "failed",
    ]


def test_a_plan_that_no_longer_holds_is_not_carried_out(home: Path) -> None:
    before = figures(home)
    shutil.copytree(home / "first/inbox", home / "inbox", dirs_exist_ok=True)
    (october,) = planned(cakupan(home, "backfill", "2021-10", "--json"))["months"]
    assert october["foreseen"]["is_new"]
    stale = home / "output/2021-10/private" / f"koreksi-peserta-SMN-2021-10-{'0' * 8}.xlsx"
    killed = home / "store/cakupan-killed.part"
    for left in (stale, killed):
        left.parent.mkdir(exist_ok=True)
        left.write_bytes(b"rows as they were sent")
    settings = "import os; os.environ['CAKUPAN_GRACE_MONTHS'] = '2'"
    done = cakupan(home, "backfill", "--id", "1", "--execute", code=settings)
    assert done.returncode == 3
    assert "would not become what plan 1 says" in done.stdout
    assert figures(home) == before
    assert cakupan(home, "backfill", "--id", "1", "--execute").returncode == 0
    assert not stale.exists()
    assert not killed.exists()


def test_a_month_that_another_run_holds_stops_no_other(home: Path) -> None:
    ledger = Installation.open(Settings(home=home)).ledger
    with ledger.lease(Month(2021, 9)):
        done = cakupan(home, "backfill", "2021-09", "2021-10", "--execute", "--json")
    september, october = json.loads(done.stdout)["months"]
    assert september["foreseen"]["fault"].startswith("A run of 2021-09 is under way")
    assert (september["state"], october["state"]) == ("failed", "done")
    with ledger.lease(OCTOBER):
        again = cakupan(home, "backfill", "--id", "1", "--execute", "--json")
    assert json.loads(again.stdout)["months"][1] == october, "what is done stays done"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--execute",), "Name months"),
        (("2021-10", "--id", "1"), "Name months"),
        (("2021-11", "2021-10"), "Expected the first and the last"),
        (("--id", "7"), "found none of 7"),
        (("--id", "1", "--as-known-on", "2021-11-10"), "Plan 1 is stored with its months"),
        (("2021-10", "--as-known-on", "2999-01-01"), "Expected a day that is over"),
    ],
)
def test_what_can_be_no_plan_is_refused(
    replaced: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = cakupan(replaced, "backfill", *arguments)
    assert done.returncode == 2
    assert said in done.stderr

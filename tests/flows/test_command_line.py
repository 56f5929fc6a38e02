"""What commands say and with which exit code, where no run is needed."""

import json
from pathlib import Path

import pytest

from flows.settings import Settings
from tests.homes import NOVEMBER, cakupan, example, make_home


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run"], "Name the month, such as: cakupan run 2021-11"),
        (["run", "2021-13"], "expected a month such as 2021-11, found '2021-13'"),
        (["status", "November"], "expected a month such as 2021-11, found 'November'"),
        (["run", "2021-11", "--kind", "gaji"], "Invalid value"),
        (["run", "2021-11", "--revise", "--reason", "WHIM"], "Invalid value"),
        (["run", "2021-11", "--revise", "--reason", "PAGE"], "Invalid value"),
        (["run", "2021-11", "--reason", "LATE"], "give it with --revise"),
        (["print"], "Unknown command"),
        (["approve", "2021-11", "--by", " "], "Expected --by NAME"),
        (["release", "2021-11", "--past-month", "2021-11"], "say why with --why"),
        (["resend", "2021-11", "--why", "lost"], "Say who gets it again"),
        (["resolve", "2021-11", "--again", "<x>"], "Expected --by NAME"),
    ],
)
def test_wrong_usage_is_told_with_code_2(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = cakupan(tmp_path, *arguments)
    assert done.returncode == 2
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_that_is_not_there_is_told_with_code_4(tmp_path: Path) -> None:
    done = cakupan(tmp_path / "nowhere", "status")
    assert done.returncode == 4
    assert "CAKUPAN_HOME" in done.stderr


@pytest.mark.parametrize("stop", ["SIGINT", "SIGTERM"])
def test_a_command_that_is_stopped_says_so(tmp_path: Path, stop: str) -> None:
    code = f"""
import os, signal
import flows.status as module

def stopped(*arguments):
    os.kill(os.getpid(), signal.{stop})

module.to_month_status = stopped
"""
    done = cakupan(tmp_path, "status", "2021-11", code=code)
    assert done.returncode == 130
    assert done.stderr == "cakupan: stopped; started again, it goes on from here.\n"


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("status", "CAKUPAN_GRACE_MONTHS"),
        ("doctor", "CAKUPAN_ALLOWED_DOMAINS"),
        ("doctor", "CAKUPAN_APROVERS"),
    ],
)
def test_a_wrong_setting_is_named_with_code_4(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    monkeypatch.setenv(name, "many")
    done = cakupan(tmp_path, command)
    assert done.returncode == 4
    assert name in done.stderr
    assert "many" not in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_can_be_released_before_a_run(tmp_path: Path) -> None:
    done = cakupan(tmp_path, "release", "2021-11")
    assert done.returncode == 3
    assert "run `cakupan run 2021-11` first" in done.stderr


def test_simulate_then_status_says_what_to_do_next(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    done = cakupan(home, "status", "2021-11")
    assert done.returncode == 0
    assert "no edition yet" in done.stdout
    assert "Next: cakupan run 2021-11" in done.stdout
    assert json.loads(cakupan(home, "status", "--json").stdout) == []


def test_accepting_an_unknown_branch_fails_before_anything_is_read(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    word = ("--accept", "ZZZ", "--by", "Sri", "--why", "so it is")
    done = cakupan(home, "run", "2021-11", *word)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "cakupan: 'ZZZ' is no branch of 2021-11; see branches.csv for its code.\n"
    )
    sent = {path.read_bytes() for path in (home / "inbox").rglob("*") if path.is_file()}
    kept = {path.read_bytes() for path in (home / "store").rglob("*") if path.is_file()}
    assert sent
    assert sent.isdisjoint(kept)
    assert not Settings(home=home).prefect_home.exists()


def test_doctor_finds_what_is_missing_and_says_what_to_do(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    well = cakupan(home, "doctor")
    assert well.returncode == 0, well.stdout
    assert well.stdout.count("OK ") == 9
    (home / "reference/targets.csv").unlink()
    (home / "ledger.db").write_bytes(b"no database")
    ill = cakupan(home, "doctor")
    assert ill.returncode == 4
    assert "FAIL ledger" in ill.stdout
    assert "FAIL reference data: targets.csv is missing" in ill.stdout
    assert ill.stdout.count("OK ") == 7


def test_simulate_writes_what_the_spec_says(tmp_path: Path) -> None:
    spec = tmp_path / "spec.toml"
    spec.write_text(
        'seed = 1\nmonths = ["2021-11"]\n[branches.KDR.months.2021-11]\n'
        "areas.3571 = { pu = 20 }\nemployers = { mikro = 3 }\n"
    )
    done = cakupan(tmp_path, "simulate", str(spec), str(tmp_path / "inbox"))
    assert done.returncode == 0, done.stderr
    assert "23 rows are in" in done.stderr
    spec.write_text("seed = ")
    broken = cakupan(tmp_path, "simulate", str(spec), str(tmp_path / "inbox"))
    assert broken.returncode == 4
    assert "TOML" in broken.stderr

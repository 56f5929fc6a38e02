"""What prefect.yaml deploys: its flows end as they should, and Prefect hears counts only.

A worker, and the pages in a browser, are tried by tests/proofs/deployed_month.py; serving without
a worker by tests/proofs/served.py.
"""

import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.command_line import app
from flows.settings import Settings
from flows.settings_environment import OWN_SERVER, PREFECT
from schemas.month import JAKARTA
from tests.commands import ROOT, start
from tests.homes import SURROUNDINGS, cakupan
from tests.outboxes import make_outbox
from tests.references import copy_reference
from tests.worlds import open_world

NOON = datetime(2021, 12, 2, 12, tzinfo=JAKARTA)
UNITS = ROOT / "deploy"
DEPLOYED = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
ASK = """
import json, sys
from datetime import datetime
from prefect.client.orchestration import get_client
from flows.by_hand import approve, release, withdraw
from flows.daily import tick
from flows.run_by_hand import run
from flows.run_states import ended

state = {call}
with get_client(sync_client=True) as client:
    every = sorted(client.read_artifacts(), key=lambda item: item.created)
    shown = {{item.key: item.data for item in every}}
    made = state.state_details.flow_run_id and client.read_flow_run(state.state_details.flow_run_id)
told = [state.type.value, state.name, state.message, made and made.name, made and sorted(made.tags)]
print(json.dumps([told, shown]))
sys.exit()
"""


def ask(home: Path, call: str, **settings: str) -> tuple[list[Any], dict[str, Any]]:
    """How a flow ends (type, name, message, name and tags of its run), and the newest artifacts."""
    environment = {**os.environ, **SURROUNDINGS, "CAKUPAN_HOME": str(home), **settings}
    done = start((), environment, ASK.format(call=call))
    assert done.returncode == 0, done.stderr
    ended, shown = json.loads(done.stdout)
    return ended, shown


@pytest.mark.usefixtures("prefect")
def test_flows_end_as_they_should_and_show_what_they_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = open_world(tmp_path, monkeypatch, {"BTU"}, NOON)
    path = world.installation.inbox / "peserta_BTU_202111.csv"
    path.write_text("x")
    os.utime(path, (NOON.timestamp(),) * 2)
    at = "tick(at='2021-12-02T06:00+07:00', return_state=True)"
    (kind, name, message, _, tags), shown = ask(tmp_path, at)
    assert (kind, name, tags) == ("COMPLETED", "Waits", ["2021-11"])
    assert "2021-11: waits for what is missing until 2021-12-03" in message
    assert "| BTU Batu | **received** | **missing** | **missing** |" in shown["month-2021-11"]
    assert "nothing noticed" in shown["findings-2021-11"]
    world.tick(datetime(2021, 12, 3, 6, tzinfo=JAKARTA))
    approve = "approve('2021-11', 'Rina', return_state=True)"
    (kind, _, message, name, tags), _ = ask(tmp_path, approve)
    assert (kind, name, tags) == ("COMPLETED", "approve 2021-11", ["2021-11"])
    assert message.startswith("Edition 2021-11 is approved, as it is now: 1 bulletins")
    (_, _, message, *_), _ = ask(tmp_path, "approve('2021-11', ' ', return_state=True)")
    assert message == "Expected a name in `by` in one printable line; found none. Add it."
    release = "release('2021-11', 'Sari', live=True, confirm=1, return_state=True)"
    (kind, _, message, name, _), _ = ask(tmp_path, release)
    assert (kind, name) == ("FAILED", "release 2021-11")
    assert message.startswith("Expected CAKUPAN_MAIL=live for --live; found capture.")
    release = "release('2021-11', 'Sari', confirm=1, return_state=True)"
    (kind, _, message, *_), _ = ask(tmp_path, release, CAKUPAN_MAIL="live")
    assert (kind, "add --live to send" in message) == ("FAILED", True)
    (kind, _, message, *_), _ = ask(tmp_path, "ended(lambda: int('a cell of an export'))")
    assert (kind, message) == ("FAILED", "ValueError; the log of the worker says where.")
    withdraw = "withdraw('2021-11', 'Rina', 'Salah hitung', return_state=True)"
    (kind, _, message, name, _), _ = ask(tmp_path, withdraw)
    assert (kind, name) == ("COMPLETED", "withdraw 2021-11")
    assert message.startswith("The approval of edition 2021-11 is taken back")
    assert world.released() == []
    assert cakupan(tmp_path, "status", "2021-11").returncode == 0


@pytest.mark.usefixtures("prefect")
def test_a_months_page_shows_its_release(tmp_path: Path) -> None:
    make_outbox(tmp_path)
    release = "release('2021-11', 'Sari', confirm=3, return_state=True)"
    (kind, _, message, *_), shown = ask(tmp_path, release)
    assert (kind, "3 mails = 3 captured" in message) == ("COMPLETED", True)
    assert "# 2021-11\n\nedition 2021-11 is released\n" in shown["month-2021-11"]
    assert "| rendered | 3 captured |" in shown["month-2021-11"]


@pytest.mark.usefixtures("prefect")
def test_a_month_that_is_run_by_hand_ends_as_a_command_does(tmp_path: Path) -> None:
    copy_reference(tmp_path / "reference", {"BTU"})
    (tmp_path / "inbox").mkdir()
    (kind, _, message, name, tags), _ = ask(tmp_path, "run('2021-11', return_state=True)")
    assert (kind, name, tags) == ("FAILED", "run 2021-11", ["2021-11"])
    assert message.startswith("No export of 2021-11 has come to")
    accept = "run('2021-11', accept='KDR', by='Sari', why='Benar', return_state=True)"
    (kind, _, message, *_), _ = ask(tmp_path, accept)
    assert (kind, message.startswith("'KDR' is no branch of 2021-11")) == ("FAILED", True)


def test_the_daily_run_comes_at_six_in_jakarta_and_nothing_else_by_itself() -> None:
    schedules = {item["name"]: item.get("schedules", []) for item in DEPLOYED}
    assert schedules.pop("daily") == [{"cron": "0 6 * * *", "timezone": "Asia/Jakarta"}]
    assert not any(schedules.values())
    assert {"run", "approve", "withdraw", "release"} <= set(schedules)
    assert all(item["concurrency_limit"]["limit"] == 1 for item in DEPLOYED)


def test_what_is_deployed_is_served_too(prefect: Path) -> None:
    code = """
import json, sys
from flows.serving import deployments
print(json.dumps([[each.name, each.entrypoint, sorted(each._parameter_openapi_schema.properties)]
                  for each in deployments()]))
sys.exit()
"""
    done = start((), dict(os.environ), code)
    served = {name: (entrypoint, asked) for name, entrypoint, asked in json.loads(done.stdout)}
    assert {name: where for name, (where, _) in served.items()} == {
        item["name"]: item["entrypoint"] for item in DEPLOYED
    }
    assert served["daily"][1] == ["at"]
    assert served["withdraw"][1] == sorted(["month", "by", "why"])
    assert served["run"][1] == sorted(
        ["month", "revise", "reason", "accept", "kind", "by", "why", "lang"]
    )
    assert served["release"][1] == sorted(
        ["month", "by", "confirm", "live", "redirect", "past_month", "why"]
    )


def test_a_deployed_worker_tells_prefect_no_more_than_a_command_does() -> None:
    lines = (UNITS / "cakupan.env").read_text("utf-8").splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert {name: told[name] for name in PREFECT} == PREFECT
    assert not told.keys() & OWN_SERVER.keys()
    ours = {name for name in told if name.startswith("CAKUPAN_")}
    assert ours <= {f"CAKUPAN_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("unit", sorted(path.name for path in UNITS.glob("*.service")))
def test_each_service_has_the_environment_and_leaves_files_to_its_user_alone(unit: str) -> None:
    lines = (UNITS / unit).read_text("utf-8").splitlines()
    own = "machine.env" if unit == "cakupan-machine.service" else "cakupan.env"
    assert {f"EnvironmentFile=/srv/cakupan/{own}", "UMask=0077"} <= set(lines)
    assert (UNITS / own).is_file()


def test_a_machine_of_a_cluster_is_told_of_no_mail_ledger_or_key_of_hashes() -> None:
    names = set(
        re.findall(r"^(?:# )?(CAKUPAN_[A-Z_]+)=", (UNITS / "machine.env").read_text(), re.M)
    )
    assert names == {
        "CAKUPAN_HOME",
        "CAKUPAN_DASK_ADDRESS",
        "CAKUPAN_WORKERS",
        "CAKUPAN_READER_MEMORY",
    }


def test_the_watch_looks_each_hour_and_mails_the_operator() -> None:
    (command,) = re.findall(
        r"^ExecStart=.*/cakupan (.*)$", (UNITS / "cakupan-watch.service").read_text("utf-8"), re.M
    )
    called, bound, _ = app.parse_args(command.split(), print_error=False, exit_on_error=False)
    assert (called.__name__, bound.arguments) == (
        "doctor",
        {"watch": True, "mail": True, "live": True},
    )
    assert "OnCalendar=hourly" in (UNITS / "cakupan-watch.timer").read_text("utf-8")

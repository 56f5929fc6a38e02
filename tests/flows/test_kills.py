"""A run that is killed at any step and started again ends with the bytes of an undisturbed one."""

from pathlib import Path

import pytest

from flows.edges.objects import Objects
from tests.homes import NOVEMBER, cakupan, example, make_home, outputs
from tests.interruptions import KILLED, STOPPED, interrupt

pytestmark = pytest.mark.usefixtures("prefect")

FEW = ("KDR", "SMN")
STEPS = [
    ("flows.edges.objects", "publish", 3, "before", KILLED),
    ("flows.edges.objects", "publish", 4, "after", KILLED),
    ("flows.edges.ledger.submissions", "receive", 1, "after", KILLED),
    ("flows.edges.ledger.submissions", "note", 1, "after", KILLED),
    ("flows.edges.ledger.readings", "record", 2, "before", KILLED),
    ("flows.edges.ledger.readings", "record", 2, "after", STOPPED),
    ("flows.edges.ledger.readings", "judge", 1, "after", KILLED),
    ("flows.edges.ledger.calculations", "record", 1, "before", KILLED),
    ("flows.edges.ledger.editions", "record_rendering", 3, "before", KILLED),
    ("flows.edges.ledger.editions", "prepare", 1, "after", KILLED),
    ("flows.edges.folders", "write_whole", 4, "before", KILLED),
]
"""Where the process group is killed or stopped: at the nth call of a function, and how it ends."""
STRIDE = 3
"""From one step to the next where not each is tried."""


def test_a_run_killed_at_a_step_ends_like_an_undisturbed_one(
    tmp_path: Path, every_call: bool
) -> None:
    november = example(NOVEMBER, divisor=200, branches=FEW)
    calm = make_home(tmp_path / "calm", november)
    assert cakupan(calm, "run", "2021-11").returncode == 0
    killed = make_home(tmp_path / "killed", november)
    for step in STEPS if every_call else STEPS[::STRIDE]:
        interrupt(killed, step, "run", "2021-11")
    done = cakupan(killed, "run", "2021-11")
    assert done.returncode == 0, done.stderr
    assert outputs(killed) == outputs(calm)
    assert not list(killed.rglob("*.part"))
    store = Objects(str(killed / "store"))
    objects = [path for path in (killed / "store").glob("??/*") if path.is_file()]
    assert objects
    assert all(store.verify(path.name) for path in objects)
    assert "Nothing to do" in cakupan(killed, "run", "2021-11").stdout


def test_a_release_killed_between_mails_writes_each_once(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=FEW))
    assert cakupan(home, "run", "2021-11").returncode == 0
    assert cakupan(home, "approve", "2021-11", "--by", "Rina").returncode == 0
    recipients = (home / "reference/recipients.csv").read_text().splitlines()[1:]
    confirm = ("--confirm", str(len(recipients)))
    for step in [
        ("flows.edges.ledger.deliveries", "plan", 1, "before", KILLED),
        ("flows.edges.ledger.deliveries", "move", 3, "before", KILLED),
        ("flows.edges.folders", "write_whole", 2, "after", KILLED),
    ]:
        interrupt(home, step, "release", "2021-11", *confirm)
    done = cakupan(home, "release", "2021-11", *confirm)
    assert done.returncode == 0, done.stderr
    assert len(list((home / "output/2021-11/mail").iterdir())) == len(recipients)
    assert f"{len(recipients)} mails = {len(recipients)} captured" in done.stdout

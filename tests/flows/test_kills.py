"""A run that is killed at any step and started again ends with the bytes of an undisturbed one."""

from pathlib import Path

import pytest

from flows.edges.objects import Objects
from tests.homes import NOVEMBER, cakupan, example, make_home, outputs

pytestmark = pytest.mark.usefixtures("prefect")

STEPS = [
    ("flows.edges.objects", "_publish", 3),
    ("flows.edges.ledger.submissions", "receive", 4),
    ("flows.edges.ledger.submissions", "record_reading", 2),
    ("flows.edges.ledger.submissions", "record_reading", 5),
    ("flows.edges.ledger.editions", "record_calculation", 1),
    ("flows.edges.ledger.editions", "record_rendering", 3),
    ("flows.edges.ledger.editions", "prepare", 1),
    ("flows.edges.output", "write_whole", 4),
]
"""Where the process group is killed: at the nth call of a function, just before its effect."""

KILL = """
import itertools, os, signal, {module} as module
whole, calls = module.{function}, itertools.count(1)

def killed(*arguments, **named):
    if next(calls) == {nth}:
        os.killpg(0, signal.SIGKILL)
    return whole(*arguments, **named)

module.{function} = killed
"""


def test_a_run_killed_at_every_step_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    november = example(NOVEMBER, divisor=200)
    calm = make_home(tmp_path / "calm", november)
    assert cakupan(calm, "run", "2021-11").returncode == 0
    killed = make_home(tmp_path / "killed", november)
    for module, function, nth in STEPS:
        code = KILL.format(module=module, function=function, nth=nth)
        assert cakupan(killed, "run", "2021-11", code=code).returncode == -9, (function, nth)
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
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400))
    assert cakupan(home, "run", "2021-11").returncode == 0
    for module, function, nth in [
        ("flows.edges.ledger.deliveries", "plan", 1),
        ("flows.edges.ledger.deliveries", "capture", 3),
        ("flows.edges.mail", "write_whole", 2),
    ]:
        code = KILL.format(module=module, function=function, nth=nth)
        assert cakupan(home, "release", "2021-11", code=code).returncode == -9, function
    done = cakupan(home, "release", "2021-11")
    assert done.returncode == 0, done.stderr
    recipients = (home / "reference/recipients.csv").read_text().splitlines()[1:]
    assert len(list((home / "output/2021-11/mail").iterdir())) == len(recipients)
    assert f"{len(recipients)} mails planned = {len(recipients)} captured" in done.stdout

"""A backfill that is killed at every step and resumed ends like an undisturbed one."""

import json
from pathlib import Path

import pytest

from flows.edges.objects import Objects
from tests.homes import NOVEMBER, cakupan, make_home, outputs, span_of_months
from tests.interruptions import KILLED, STOPPED, interrupt

pytestmark = pytest.mark.usefixtures("prefect")

PLANNING = [
    ("flows.edges.ledger.submissions", "receive", 2, "after", KILLED),
    ("flows.edges.ledger.reference_arrivals", "receive", 1, "after", KILLED),
    ("flows.edges.ledger.readings", "record", 2, "after", KILLED),
    ("flows.edges.ledger.calculations", "record", 4, "before", KILLED),
    ("flows.edges.ledger.backfills", "plan", 1, "before", KILLED),
]
"""Where the process group is killed while a plan is made; none of these is stored."""
MONTHS = 12
STORED = ("flows.backfill_answers", "show_backfill", 1, "before", KILLED)
"""Where it is killed when the plan is stored and not told."""
MAKING = [
    ("flows.edges.ledger.submissions", "let_count", 1, "after", KILLED),
    ("flows.edges.ledger.readings", "judge", 1, "after", KILLED),
    ("flows.edges.ledger.editions", "record_rendering", 2, "before", STOPPED),
    ("flows.edges.ledger.editions", "prepare", 1, "before", KILLED),
    ("flows.edges.ledger.editions", "prepare", 1, "after", KILLED),
    ("flows.edges.folders", "write_whole", 2, "before", KILLED),
    ("flows.edges.ledger.backfills", "finish", 1, "before", KILLED),
    ("flows.edges.ledger.backfills", "finish", 1, "after", KILLED),
    ("flows.edges.ledger.editions", "prepare", 1, "after", KILLED),
]
"""Where it is killed or stopped while the plan is carried out."""


def test_a_backfill_killed_at_every_step_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    exports = span_of_months(MONTHS, divisor=400, branches=("BTU",))
    span = (str(exports.months[0]), str(NOVEMBER))
    calm = make_home(tmp_path / "calm", exports)
    done = cakupan(calm, "backfill", *span, "--execute", "--json")
    assert done.returncode == 0, done.stderr
    killed = make_home(tmp_path / "killed", exports)
    for step in PLANNING:
        interrupt(killed, step, "backfill", *span)
    assert cakupan(killed, "backfill", "--id", "1").returncode == 2, "no plan is stored by halves"
    interrupt(killed, STORED, "backfill", *span)
    for step in MAKING:
        interrupt(killed, step, "backfill", "--id", "1", "--execute")
    again = cakupan(killed, "backfill", "--id", "1", "--execute", "--json")
    assert again.returncode == 0, again.stderr
    undisturbed, resumed = (json.loads(each.stdout)["months"] for each in (done, again))
    assert resumed == undisturbed
    assert [month["edition"] for month in resumed] == [
        month["foreseen"]["edition"] for month in resumed
    ]
    assert outputs(killed) == outputs(calm)
    assert not list(killed.rglob("*.part"))
    store = Objects(str(killed / "store"))
    assert all(store.verify(path.name) for path in (killed / "store").glob("??/*"))

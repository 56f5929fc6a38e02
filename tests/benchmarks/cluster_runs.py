"""Runs of a month on a cluster whose machines are bound to one core each, and what they took."""

import os
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

import fsspec
import sqlalchemy as sa
from distributed import Client

from flows.edges.cluster_calls import carry_out, packed
from flows.edges.folders import Folder
from flows.edges.ledger.tables import readings, submissions
from flows.edges.objects import prove
from tests.benchmarks.country import MONTHS
from tests.benchmarks.noting import Call, noted, noting, read_exports
from tests.benchmarks.watching import QUIET, Watched, to_dict, watch
from tests.clusters import BUCKET, WORKER, machine
from tests.common_ground import Ground, differing
from tests.lines import bell, ringing

MONTH = MONTHS[-1]
STAGE = "read branches"
CORES = sorted(os.sched_getaffinity(0))
RECORD = ("flows.edges.ledger.readings", "record")
"""What the coordinator calls when an export was read."""
END = """
import os, flows.monthly as module
module.judge = lambda *arguments: os._exit(0)
"""
"""Run before a command: it ends when it has read."""
SECONDS = 60.0
"""Time limit of a machine's first call."""


def command(before: str = "") -> list[str]:
    """`cakupan run` of the month; some code is run before."""
    return [sys.executable, "-c", f"{before}\n{WORKER}", "run", str(MONTH), "--json"]


@dataclass(frozen=True)
class Run:
    """A month that a cluster of so many machines makes of what lies in a home."""

    ground: Ground
    folder: Path
    home: Path
    machines: int
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is in its ledger, store and output yet."""
        self.folder.mkdir()
        made = self.ground.installation(self.folder)
        shared = {
            "CAKUPAN_INBOX": str(self.home / "inbox"),
            "CAKUPAN_REFERENCE": str(self.home / "reference"),
        }
        object.__setattr__(self, "environment", {**made, **shared, **QUIET})

    def calm(self, before: str = "") -> dict[str, Any]:
        """What it takes when nothing goes wrong; some code is run before the command."""
        with ExitStack() as running:
            watched = watch(command(before), self.environment, self._beside(self._start(running)))
        return to_dict(watched) | self._reading(watched)

    def killed(self) -> dict[str, Any]:
        """What it takes when the last machine is killed in the middle of the reading stage."""
        in_hand: set[tuple[str, str]] = set()
        middle = len(list((self.home / "inbox").rglob("*.csv"))) // 2
        with ExitStack() as running:
            started = self._start(running)

            def kill() -> None:
                started[-1].kill()
                started[-1].wait()
                begun = {call.subject for call in read_exports(noted(self._notes(self.machines)))}
                in_hand.update(begun - self._recorded())

            port = running.enter_context(bell(kill))
            dying = command(ringing(port, *RECORD, nth=middle))
            watched = watch(dying, self.environment, self._beside(started))
        twice = Counter(call.subject for calls in self._calls() for call in calls)
        again = sorted(subject for subject, times in twice.items() if times > 1)
        return {
            **to_dict(watched),
            **self._reading(watched),
            "read_before": middle,
            "in_hand": sorted(in_hand),
            "twice": again,
        }

    def compared(self, alone: Folder) -> dict[str, int]:
        """How many files were made, by ending; SystemExit when one is not as one machine makes it.

        Then nothing of them is left.
        """
        counts, different = differing(alone, Folder(self.environment["CAKUPAN_OUTPUT"]))
        if different or not counts:
            raise SystemExit(
                f"{len(different)} files of {sum(counts.values())} are not as one machine makes "
                f"them: {', '.join(different[:9])}"
            )
        self.empty()
        return counts

    def empty(self) -> None:
        """Let nothing be left in the store and the output."""
        fsspec.filesystem("s3").rm(f"{BUCKET}/{self.folder.name}", recursive=True)

    def _start(self, running: ExitStack) -> "list[Popen[bytes]]":
        """Start the machines, each on a core of its own, and let each carry out a first call."""
        started = [
            running.enter_context(
                machine(
                    self.ground.scheduler,
                    self.folder / f"machine-{number}",
                    before=noting(self._notes(number), core),
                )
            )
            for number, core in enumerate(CORES[: self.machines], start=1)
        ]
        first = packed(prove, self.environment["CAKUPAN_STORE"], SECONDS)
        with Client(self.ground.scheduler, set_as_default=False) as client:
            client.wait_for_workers(self.machines, timeout=SECONDS)
            for address in client.scheduler_info()["workers"]:
                client.submit(carry_out, first, workers=[address], pure=False).result(SECONDS)
        return started

    def _beside(self, started: "list[Popen[bytes]]") -> dict[str, int]:
        machines = {f"machine {number}": one.pid for number, one in enumerate(started, start=1)}
        return {**machines, **self.ground.processes}

    def _notes(self, number: int) -> Path:
        return self.folder / f"machine-{number}.notes"

    def _calls(self) -> list[list[Call]]:
        """The calls of each machine that read exports."""
        return [read_exports(noted(self._notes(place + 1))) for place in range(self.machines)]

    def _reading(self, watched: Watched) -> dict[str, Any]:
        """Of the reading stage: what goes before the first call and after the last, and between."""
        stage = next(stage for stage in watched.stages if stage.name == STAGE)
        calls = self._calls()
        began = min(call.began for one in calls for call in one)
        ended = max(call.ended or 0.0 for one in calls for call in one)
        return {
            "before_calls": began - stage.began,
            "calls": [len(one) for one in calls],
            "call_seconds": [
                sum(call.ended - call.began for call in one if call.ended is not None)
                for one in calls
            ],
            "calls_span": ended - began,
            "after_calls": stage.began + stage.seconds - ended,
        }

    def _recorded(self) -> set[tuple[str, str]]:
        """Branch and kind of the exports of which the ledger says what they were read to."""
        engine = sa.create_engine(self.environment["CAKUPAN_LEDGER_URL"])
        wanted = sa.select(submissions.c.branch, submissions.c.kind).join(
            readings, readings.c.submission_id == submissions.c.id
        )
        with engine.connect() as connection:
            found = {(row.branch, row.kind) for row in connection.execute(wanted)}
        engine.dispose()
        return found

"""Jobs in processes of their own that are killed or stopped at one of their system calls."""

import multiprocessing
import os
import signal
import subprocess
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import IO

IMPORTED = ("tests.senders", "pandera.backends.polars.builtin_checks")
"""What every job would import anew; conftest.py lets the process do it that forks them."""
PATIENCE = 120
"""Seconds after which a job that neither ends nor is killed fails the test."""

Deed = Callable[[], None]
"""What a job does; it must be picklable."""


@dataclass(frozen=True)
class Point:
    """Where a job is killed, stopped or fails: at its nth call of this kind."""

    call: str
    nth: int


@dataclass(frozen=True)
class Job:
    """A deed in a process that waits for a sign before it begins."""

    process: ForkServerProcess
    pipe: Connection

    def begin(self) -> None:
        """Give it the sign."""
        self.pipe.send("go")

    def kill(self) -> None:
        """Let it do nothing more."""
        self.process.kill()
        self.process.join()

    def resume(self) -> None:
        """Let it go on after a stop."""
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGCONT)

    def end(self) -> int:
        """Wait for its end; the exit code."""
        self.process.join(PATIENCE)
        code = self.process.exitcode
        assert code is not None
        return code


@contextmanager
def job(deed: Deed) -> Iterator[Job]:
    """A job that waits for its sign, and is dead afterwards."""
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, deed))
    process.start()
    theirs.close()
    assert ours.recv() == "ready"
    started = Job(process, ours)
    try:
        yield started
    finally:
        started.kill()
        ours.close()


def run(deed: Deed) -> None:
    """Let a job do its work undisturbed."""
    with job(deed) as started:
        started.begin()
        assert started.end() == 0


def meets_full_disk(deed: Deed, point: Point) -> bool:
    """Whether a job ends with a fault as this call of it finds no space left on the disk."""
    full = _injected(point, "error=ENOSPC")
    with job(deed) as started, _traced(started, "-o", os.devnull, *full):
        started.begin()
        return started.end() != 0


def is_killed(deed: Deed, point: Point) -> bool:
    """Whether a job is killed before this call, and does not end without it."""
    killed = _injected(point, "signal=KILL")
    with job(deed) as started, _traced(started, "-o", os.devnull, *killed):
        started.begin()
        code = started.end()
    assert code in (0, -signal.SIGKILL)
    return code != 0


@contextmanager
def stopped(deed: Deed, point: Point) -> Iterator[Job]:
    """A job that has made this call and does nothing more, until it goes on or is killed."""
    with job(deed) as started, _traced(started, *_injected(point, "signal=STOP")) as told:
        started.begin()
        assert any("stopped by SIGSTOP" in line for line in told), "it ended before that"
        yield started


def calls_of(deed: Deed, kinds: Collection[str], log: Path) -> list[str]:
    """The calls of these kinds that an undisturbed job makes, by way of a log."""
    with job(deed) as started, _traced(started, "-o", str(log), "-e", f"trace={','.join(kinds)}"):
        started.begin()
        assert started.end() == 0
    lines = log.read_text(errors="replace").splitlines()
    names = [line.split()[-1] if " " not in line else line.split(None, 1)[1] for line in lines]
    return [name.partition("(")[0] for name in names]


def _work(pipe: Connection, deed: Deed) -> None:
    """Wait for the sign, and do the deed; whatever is printed is nobody's."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    pipe.send("ready")
    pipe.recv()
    deed()


def _injected(point: Point, what: str) -> tuple[str, ...]:
    inject = f"inject={point.call}:{what}:when={point.nth}"
    return "-e", f"trace={point.call}", "-e", inject


@contextmanager
def _traced(started: Job, *options: str) -> Iterator[IO[str]]:
    """Look on at a job's system calls until it ends; what strace tells, unless in a file."""
    command = ["strace", "-f", "-p", str(started.process.pid), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        line = tracer.stderr.readline()
        assert "attached" in line, line
        try:
            yield tracer.stderr
            tracer.wait(PATIENCE)
        finally:
            tracer.kill()

"""Watches a command and all its processes: seconds, processor seconds and memory, by stage.

A stage ends with the line of progress that tells it; what comes before the first and after the
last line is a stage, too. Linux tells of each process what it used.
"""

import os
import re
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
PAUSE_SECONDS = 1.0
"""Between two looks at the memory, each of which holds up the processes that it looks at."""
PROGRESS = re.compile(r"(?:\d{4}-\d{2} )?(?P<stage>[a-zA-Z ]+): \d+")
ROLES = {"server_child": "Prefect server", "forkserver": "worker", "resource_tracker": "tracker"}
"""By a word of their command lines, what processes of a run are; any other is the run itself."""


QUIET = {"CAKUPAN_SETTLE_SECONDS": "0", "COLUMNS": "200"}
"""Of a command that is watched: nobody is still writing a file, and no line is broken."""
NOBODY: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Stage:
    """One stage of a command; it began at that second of the machine's clock."""

    name: str
    began: float
    seconds: float
    cpu_seconds: float
    beside: Mapping[str, float]
    """Processor seconds of the others that were watched with it."""
    elsewhere: float
    """Processor seconds of all else on this machine."""


@dataclass(frozen=True)
class Watched:
    """What a command used, and what it said."""

    stages: tuple[Stage, ...]
    peak_mebibytes: int
    """Of all processes together at one time; what they share is counted once."""
    largest: Mapping[str, int]
    """The most MiB that one process of each role ever had, shared ones with it."""
    output: str

    @property
    def seconds(self) -> float:
        """Of all stages."""
        return sum(stage.seconds for stage in self.stages)

    @property
    def cpu_seconds(self) -> float:
        """Of all stages."""
        return sum(stage.cpu_seconds for stage in self.stages)


def to_dict(watched: Watched) -> dict[str, Any]:
    """What was used, as JSON can say it."""
    return {
        "seconds": watched.seconds,
        "cpu_seconds": watched.cpu_seconds,
        "peak_mebibytes": watched.peak_mebibytes,
        "largest_mebibytes": dict(watched.largest),
        "stages": [asdict(stage) for stage in watched.stages],
    }


def watch(
    command: Sequence[str], environment: Mapping[str, str], beside: Mapping[str, int] = NOBODY
) -> Watched:
    """Run a command to its end; SystemExit with all that it said when it fails.

    `beside` are other processes, by what they are called, which work for it.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    memory = _Memory(process.pid)
    output = _Reader(process.stdout)
    stages, said = _Stages(beside, start), []
    for line in process.stderr:
        said.append(line)
        if match := PROGRESS.match(line):
            stages.end(match["stage"], _cpu(process.pid))
    output.join()
    memory.stop()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{''.join(said)}")
    stages.end("end", used.ru_utime + used.ru_stime)
    return Watched(tuple(stages.ended), memory.peak // 2**20, memory.largest(), output.text)


class _Stages:
    """The stages that have ended, one after the other."""

    def __init__(self, beside: Mapping[str, int], start: float) -> None:
        self._beside = beside
        self._start = start
        self._cpu = 0.0
        self._others, self._all = self._used(), _busy()
        self.ended: list[Stage] = []

    def end(self, name: str, cpu: float) -> None:
        """A stage has ended, up to which the command has used so many processor seconds."""
        now, others, busy = time.perf_counter(), self._used(), _busy()
        own = max(cpu - self._cpu, 0.0)
        used = {name: max(others[name] - self._others[name], 0.0) for name in others}
        elsewhere = max(busy - self._all - own - sum(used.values()), 0.0)
        self.ended.append(Stage(name, self._start, now - self._start, own, used, elsewhere))
        self._start, self._cpu, self._others, self._all = now, cpu, others, busy

    def _used(self) -> dict[str, float]:
        return {name: _cpu(pid) for name, pid in self._beside.items()}


class _Reader(threading.Thread):
    """Takes in what a command answers, so that its pipe never fills."""

    def __init__(self, pipe: IO[str]) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self.text = ""
        self.start()

    def run(self) -> None:
        self.text = self._pipe.read()


class _Memory(threading.Thread):
    """Looks at the memory of a process and all its descendants again and again."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._ended = threading.Event()
        self._largest: dict[str, int] = {}
        self.peak = 0
        self.start()

    def run(self) -> None:
        while not self._ended.wait(PAUSE_SECONDS):
            family = _family(self._root)
            self.peak = max(self.peak, sum(map(_shared_out, family)))
            for pid in family:
                role = _role(pid)
                self._largest[role] = max(self._largest.get(role, 0), _most(pid))

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        self.join()

    def largest(self) -> dict[str, int]:
        """By role, in MiB."""
        return {role: size // 2**20 for role, size in sorted(self._largest.items())}


def _family(root: int) -> list[int]:
    """A process and its descendants."""
    parents = {}
    for path in PROC.glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(path.parent.name)] = int(_stat(int(path.parent.name))[1])
    family = [root]
    for pid in family:
        family += [child for child, parent in parents.items() if parent == pid]
    return family


def _stat(pid: int) -> list[str]:
    """What stands in a process's stat after its name, from its state on."""
    return (PROC / str(pid) / "stat").read_text().rpartition(") ")[2].split()


def _cpu(root: int) -> float:
    """Processor seconds of a process, its descendants, and those of them that have ended."""
    ticks = 0
    for pid in _family(root):
        with suppress(OSError):
            ticks += sum(map(int, _stat(pid)[11:15]))
    return ticks / TICKS


def _busy() -> float:
    """Processor seconds of all processes of this machine, since it started."""
    user, nice, system, _idle, _waiting, *interrupts = map(
        int, (PROC / "stat").read_text().split(maxsplit=9)[1:9]
    )
    return (user + nice + system + sum(interrupts)) / TICKS


def _shared_out(pid: int) -> int:
    """A process's bytes of memory, its share of what it shares with others."""
    with suppress(OSError):
        return _kibibytes((PROC / str(pid) / "smaps_rollup").read_text(), "Pss:") * 1024
    return 0


def _most(pid: int) -> int:
    """The most bytes that a process ever had in memory."""
    with suppress(OSError):
        return _kibibytes((PROC / str(pid) / "status").read_text(), "VmHWM:") * 1024
    return 0


def _kibibytes(text: str, name: str) -> int:
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(name)), 0)


def _role(pid: int) -> str:
    with suppress(OSError):
        words = (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace")
        return next((role for word, role in ROLES.items() if word in words), "run")
    return "run"

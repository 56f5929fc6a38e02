"""Workers that die, hang or grow take nothing with them but their own call."""

import os
import resource
import select
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from flows.edges.workers import (
    CALLS_PER_PROCESS,
    ENVIRONMENT,
    PRELOADED,
    WorkerDied,
    Workers,
    WorkersEnded,
)
from tests.commands import LACKING
from tests.jobs import IMPORTED

ROOT = Path(__file__).parents[3]
SECONDS = 60.0
GIBIBYTE = 1024**3


def double(number: int) -> int:
    """A call that works."""
    return 2 * number


def die(status: int) -> int:
    """A call whose process ends without a word."""
    os._exit(status)


def refuse(number: int) -> int:
    """A call that raises."""
    raise ValueError(f"refused {number}")


def grow(size: int) -> int:
    """A call that asks for memory."""
    return len(bytearray(size))


def linger(path: str) -> int:
    """A call that never ends; says first which process it is in."""
    Path(path).write_text(str(os.getpid()))
    signal.pause()
    return 0


def pid(_: int) -> int:
    """The worker's process."""
    return os.getpid()


def limits(_: int) -> tuple[int, int, bool, str]:
    """Memory, core size, whether Ctrl-C is ignored, and where words go."""
    return (
        resource.getrlimit(resource.RLIMIT_AS)[0],
        resource.getrlimit(resource.RLIMIT_CORE)[1],
        signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
        str(Path("/proc/self/fd/2").readlink()),
    )


def environment(names: tuple[str, ...]) -> list[str]:
    """What polars has found in the worker's environment, before which it puts its own."""
    return [os.environ[name] for name in names]


SCRIPT = """
import polars
from flows.edges.workers import Workers

def threads(_):
    return polars.thread_pool_size()

if __name__ == "__main__":
    with Workers(processes=1) as workers:
        print(workers.call(threads, 0, timeout=60), threads(0))
"""
"""Imports polars before anything else, as each new process that it starts does, too."""


PREPARED = """
import os, signal
from multiprocessing import forkserver
from flows.edges.workers import Workers, prepare

def parent(_):
    return os.getppid()

if __name__ == "__main__":
    prepare()
    process = forkserver._forkserver._forkserver_pid
    os.kill(process, signal.SIGINT)
    with Workers(processes=1) as workers:
        print(workers.call(parent, 0, timeout=60) == process)
"""
"""Stops what workers are forked from, as Ctrl-C would, while it is importing."""


def is_alive(process: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def announced(tmp_path: Path) -> str:
    """A pipe with a name: whoever reads it waits until a lingering call has written."""
    path = str(tmp_path / "announced")
    os.mkfifo(path)
    return path


def test_results_and_errors_come_back() -> None:
    with Workers(processes=1) as workers:
        assert workers.call(double, 21, timeout=SECONDS) == 42
        with pytest.raises(ValueError, match="refused 7"):
            workers.call(refuse, 7, timeout=SECONDS)
        assert workers.call(double, 1, timeout=SECONDS) == 2


def test_a_death_fails_its_own_call_only(tmp_path: Path) -> None:
    with Workers(processes=2) as workers, ThreadPoolExecutor(6) as callers:
        calls = [
            callers.submit(workers.call, double, number, timeout=SECONDS) for number in range(8)
        ]
        deaths = [callers.submit(workers.call, die, status, timeout=SECONDS) for status in range(3)]
        hangs = [
            callers.submit(workers.call, linger, str(tmp_path / str(number)), timeout=2)
            for number in range(2)
        ]
        calls += [
            callers.submit(workers.call, double, number, timeout=SECONDS) for number in range(8, 16)
        ]
        assert [call.result() for call in calls] == [2 * number for number in range(16)]
        assert all(isinstance(call.exception(), WorkerDied) for call in [*deaths, *hangs])
    assert not any(is_alive(int(path.read_text())) for path in tmp_path.iterdir())


def test_a_death_between_calls_fails_none() -> None:
    with Workers(processes=1) as workers:
        process = workers.call(pid, 0, timeout=SECONDS)
        end_of_process = os.pidfd_open(process)
        os.kill(process, signal.SIGKILL)
        assert select.select([end_of_process], [], [], SECONDS)[0]
        os.close(end_of_process)
        assert workers.call(double, 4, timeout=SECONDS) == 8


def test_memory_is_bounded() -> None:
    with Workers(processes=1, memory_bytes=GIBIBYTE) as workers:
        with pytest.raises(MemoryError):
            workers.call(grow, 2 * GIBIBYTE, timeout=SECONDS)
        assert workers.call(grow, 1000, timeout=SECONDS) == 1000


def test_a_worker_is_bounded_and_silent() -> None:
    with Workers(processes=1, memory_bytes=3 * GIBIBYTE) as workers:
        assert workers.call(limits, 0, timeout=SECONDS) == (3 * GIBIBYTE, 0, True, os.devnull)


def test_a_worker_has_one_thread_whatever_its_parent_has(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, script],
        env={"PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["1", "3"]


@pytest.mark.parametrize("module", [PRELOADED, *IMPORTED])
def test_what_is_imported_before_forks_starts_no_thread_that_they_would_lack(module: str) -> None:
    script = f"""
import {module}
from pathlib import Path
for name in Path("/proc/self/task").glob("*/comm"):
    print(name.read_text(), end="")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()
    assert not [name for name in done.stdout.splitlines() if name.startswith(LACKING)]


def test_what_is_prepared_imports_undisturbed_and_workers_are_forked_from_it(
    tmp_path: Path,
) -> None:
    script = tmp_path / "script.py"
    script.write_text(PREPARED)
    done = subprocess.run(
        [sys.executable, script],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout.split(), done.stderr) == (["True"], "")


def test_a_temporary_folder_may_have_a_long_name(tmp_path: Path) -> None:
    folder = tmp_path / ("n" * 100)
    folder.mkdir()
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    subprocess.run(
        [sys.executable, script],
        env={"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)},
        check=True,
    )


def test_a_worker_finds_the_limits_of_polars_in_its_environment() -> None:
    with Workers(processes=1) as workers:
        found = workers.call(environment, tuple(ENVIRONMENT), timeout=SECONDS)
    for value, wanted in zip(found, ENVIRONMENT.values(), strict=True):
        assert value.endswith(wanted)


@pytest.mark.parametrize("_again", range(8))
def test_a_call_ends_with_the_workers_whenever_they_end(_again: int) -> None:
    callers = ThreadPoolExecutor(1)
    with callers, suppress(InterruptedError), Workers(processes=1) as workers:
        workers.call(double, 1, timeout=SECONDS)
        call = callers.submit(workers.call, double, 2, timeout=10 * SECONDS)
        raise InterruptedError
    error = call.exception(timeout=SECONDS)
    assert error is None or isinstance(error, WorkersEnded)


def test_a_process_is_used_again_and_replaced_when_worn() -> None:
    with Workers(processes=1) as workers:
        pids = [workers.call(pid, 0, timeout=SECONDS) for _ in range(CALLS_PER_PROCESS + 2)]
    assert len(set(pids[:CALLS_PER_PROCESS])) == 1
    assert len(set(pids)) == 2
    assert not any(is_alive(process) for process in pids)


def interrupted(announced: str, callers: ThreadPoolExecutor) -> tuple[Workers, Future[int], int]:
    """Workers that were left through an error, the call that was running, and its process."""
    workers = Workers(processes=1)
    with suppress(KeyboardInterrupt), workers:
        call = callers.submit(workers.call, linger, announced, timeout=SECONDS)
        process = int(Path(announced).read_text())
        raise KeyboardInterrupt
    return workers, call, process


def test_leaving_through_an_error_ends_the_processes_at_once(announced: str) -> None:
    with ThreadPoolExecutor(1) as callers:
        workers, call, process = interrupted(announced, callers)
        assert isinstance(call.exception(), WorkersEnded)
    assert not is_alive(process)
    with pytest.raises(WorkersEnded):
        workers.call(double, 1, timeout=SECONDS)


def test_workers_do_not_outlive_a_killed_parent(announced: str, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "from flows.edges.workers import Workers\n"
        "from tests.flows.edges.test_workers import linger\n"
        "if __name__ == '__main__':\n"
        "    with Workers(processes=1) as workers:\n"
        f"        workers.call(linger, {announced!r}, timeout=60)\n"
    )
    parent = subprocess.Popen([sys.executable, script], env={"PYTHONPATH": str(ROOT)})
    process = int(Path(announced).read_text())
    assert is_alive(process)
    end_of_process = os.pidfd_open(process)
    parent.kill()
    parent.wait()
    assert select.select([end_of_process], [], [], SECONDS)[0]
    os.close(end_of_process)

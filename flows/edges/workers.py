"""Processes with limits: what they do can't hurt this process, nor each other.

They are forked from a process that has imported what they need and done nothing else, so a new one
costs next to nothing and is as fresh as the first. Every worker is an executor of its own with one
process, so a worker that dies or takes too long takes only its own call with it; the next call gets
a new process.
"""

import multiprocessing
import os
import resource
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import forkserver, resource_tracker
from multiprocessing.util import get_temp_dir
from queue import LifoQueue
from types import TracebackType
from typing import Self, TypeVar

import polars  # noqa: F401 - takes its own limits before those of the workers are set

Argument = TypeVar("Argument")
Result = TypeVar("Result")

MEMORY_BYTES = 6 * 1024**3
"""Address space of a worker; far more than it uses, because allocators and threads reserve."""
CALLS_PER_PROCESS = 50
"""After so many calls a worker is replaced, lest leaks add up."""
ENVIRONMENT = {
    "POLARS_MAX_THREADS": "1",
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:10000,muzzy_decay_ms:-1",
    "MALLOC_MMAP_THRESHOLD_": "1073741824",
    "MALLOC_TRIM_THRESHOLD_": "1073741824",
}
"""What polars and the C library find in a worker: one thread, and memory kept for the next call."""
PRELOADED = "flows.edges.preloaded"
"""What the process imports that workers are forked from."""
LONGEST_TMPDIR, SHORT_TMPDIR = 70, "/tmp"
"""Bytes of a folder that leave room for a socket's name, of which Linux takes 107; and another."""
ATTEMPTS = 2
"""A process may die of something else than its call, so a death is believed the second time."""

# The process that is forked imports polars before it could be told anything else; and no thread
# reads the environment yet while modules are imported.
for _name, _value in ENVIRONMENT.items():
    os.putenv(_name, _value)

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([PRELOADED])


class WorkerDied(Exception):  # noqa: N818 - what happened, as BrokenProcessPool says it
    """A worker ended or was ended before its call was done; says nothing about the argument."""


class WorkersEnded(Exception):  # noqa: N818 - what happened, to the caller and not to its call
    """The workers were ended before the call was done, because the whole run ends."""


def prepare(imported: Iterable[str] = ()) -> None:
    """Start what workers are forked from, so that it imports while this process goes on.

    Workers find `imported` modules ready, if it was not started before.
    """
    _plan(imported)
    resource_tracker.ensure_running()  # it would let Ctrl-C pass again
    # Ctrl-C is for this process; one that is still importing would die of it, and say so.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Workers:
    """A fixed number of limited worker processes, started when first needed, for many threads."""

    def __init__(
        self, *, processes: int, memory_bytes: int = MEMORY_BYTES, imported: Iterable[str] = ()
    ) -> None:
        """Plan the workers; none is started yet, and of `imported` holds what `prepare` says."""
        _plan(imported)
        self._idle: LifoQueue[_Worker] = LifoQueue()
        self._workers = [_Worker(memory_bytes) for _ in range(processes)]
        for worker in reversed(self._workers):
            self._idle.put(worker)

    @property
    def processes(self) -> int:
        """How many calls are carried out at once."""
        return len(self._workers)

    def __enter__(self) -> Self:
        """Open the workers for calls."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End all processes: when all went well after their last call, else at once."""
        self.end(at_once=kind is not None)

    def end(self, *, at_once: bool = True) -> None:
        """End all processes, after their calls or at once, and start no other."""
        for worker in self._workers:
            worker.close(at_once=at_once)

    def call(
        self, function: Callable[[Argument], Result], argument: Argument, *, timeout: float
    ) -> Result:
        """The function's result from a worker; waits until one is idle.

        Raises what the function raises, WorkerDied when the process dies, twice, or needs more than
        `timeout` seconds, and WorkersEnded when they are closed. So the function may run twice.
        """
        worker = self._idle.get()
        try:
            return worker.call(function, argument, timeout)
        finally:
            self._idle.put(worker)


class _Worker:
    """One process at a time, used by one thread at a time; any thread may end it."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._lock = threading.Lock()
        self._executor: ProcessPoolExecutor | None = None
        self._pid = 0
        self._calls = 0
        self._is_closed = False

    def call(
        self, function: Callable[[Argument], Result], argument: Argument, timeout: float
    ) -> Result:
        """Run one call; again in a new process if the first died, perhaps not of this call."""
        for _ in range(ATTEMPTS):
            if self._calls >= CALLS_PER_PROCESS:
                self._end(at_once=False)
            self._calls += 1
            with suppress(BrokenExecutor):
                future = self._submitted(function, argument)
                try:
                    return future.result(timeout)
                except CancelledError:  # ended before the process had taken the call up
                    break
                except TimeoutError:
                    if future.done():  # the function's own, or done just now
                        return future.result()
                    self._end(at_once=True)
                    raise self._fault("A worker process took too long.") from None
            self._end(at_once=True)
        raise self._fault("A worker process died.")

    def _fault(self, what: str) -> Exception:
        """A process that was ended with all others did not die of its call."""
        return WorkersEnded() if self._is_closed else WorkerDied(what)

    def close(self, *, at_once: bool) -> None:
        """End the process, after its call or at once, and start no other."""
        self._is_closed = True
        self._end(at_once=at_once)

    def _submitted(
        self, function: Callable[[Argument], Result], argument: Argument
    ) -> Future[Result]:
        """The call, given to a process that is started when there is none.

        Under the lock, so that the process is not ended in between.
        """
        with self._lock:
            if self._is_closed:
                raise WorkersEnded
            if self._executor is None:
                self._executor = ProcessPoolExecutor(
                    max_workers=1,
                    mp_context=_forks,
                    initializer=_limit,
                    initargs=(self._memory_bytes,),
                )
                self._pid = self._executor.submit(os.getpid).result()
            return self._executor.submit(function, argument)

    def _end(self, *, at_once: bool) -> None:
        with self._lock:
            executor, self._executor, self._calls = self._executor, None, 0
            if executor is None:
                return
            if at_once and self._is_running():
                with suppress(ProcessLookupError):
                    os.kill(self._pid, signal.SIGKILL)
        executor.shutdown(wait=True, cancel_futures=True)

    def _is_running(self) -> bool:
        """Whether the process is still ours: a number may be given to another one after its end."""
        return self._pid in {child.pid for child in multiprocessing.active_children()}


def _plan(imported: Iterable[str]) -> None:
    """Say what workers find imported, and where they are spoken to."""
    _choose_folder_of_sockets()
    if imported:
        _forks.set_forkserver_preload([*imported, PRELOADED])


def _choose_folder_of_sockets() -> None:
    """Let multiprocessing choose now, once, and not in a TMPDIR too long for a socket's name."""
    usual = tempfile.gettempdir()
    if len(os.fsencode(usual)) > LONGEST_TMPDIR:
        tempfile.tempdir = SHORT_TMPDIR
    try:
        get_temp_dir()
    finally:
        tempfile.tempdir = usual


def _limit(memory_bytes: int) -> None:
    """Bound a new worker: memory, no core files, no words, no longer life than its parent.

    Crashing libraries print what they held, so the worker has nowhere to print to.
    """
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

"""Calls that a Dask cluster carries out, each in a limited process of one of its machines.

Machines may come and go: a call of one that is lost is given to another. They need the object
store and nothing else; whatever they are asked, the answer is small.
"""

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

from distributed import Client, Future, KilledWorker
from distributed.client import FutureCancelledError

from flows.edges.cluster_calls import (
    MOST_CALLS,
    OURS,
    Code,
    Raised,
    carry_out,
    packed,
    resource_of,
)
from flows.edges.workers import WorkerDied, WorkersEnded
from schemas.errors import CakupanError, SettingsError, UnreachableError

Argument = TypeVar("Argument")
Result = TypeVar("Result")

CONNECT_SECONDS = 30
"""For so long a scheduler is waited for that does not answer."""
ABSENCE_SECONDS = 300
"""For so long a cluster without machines is waited for: they may be started only now, or anew."""
GLANCE_SECONDS = 2
"""How often who waits for a result looks whether anybody can still bring it."""
AGAIN = "then give the same command again: what is done stays done."


class Cluster:
    """The machines of a cluster that have our code, for as many callers as they have room."""

    def __init__(
        self,
        address: str,
        code: Code,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        absence_seconds: float = ABSENCE_SECONDS,
    ) -> None:
        """Plan it; no connection is made yet."""
        self._connect_seconds = connect_seconds
        self._address = address
        self._code = code
        self._resource = resource_of(code)
        self._absence_seconds = absence_seconds
        self._is_closed = threading.Event()
        self._looking = threading.Lock()
        self._seen = self._looked = time.monotonic()

    def __enter__(self) -> Self:
        """Connect.

        UnreachableError when no scheduler answers or no machine comes, SettingsError when one has
        other code.
        """
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # our errors tell the faults
        try:
            with self._connecting():
                self._client = Client(
                    self._address, timeout=self._connect_seconds, set_as_default=False
                )
        except UnreachableError as error:
            # Dask's client that came to nothing ends when it is collected. That must not be while
            # another one starts: both would wait for the same lock of its loops.
            error.__context__ = None
            gc.collect()
            raise
        try:
            slots = self.slots()
        except CakupanError:
            self._client.close()
            raise
        self.processes = sum(slots)
        self._room = threading.BoundedSemaphore(min(self.processes + len(slots), MOST_CALLS))
        self._seen = self._looked = time.monotonic()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let go of all calls that are still under way; what they were about to store is whole."""
        self._is_closed.set()
        self._client.close()

    def slots(self) -> list[int]:
        """How many calls each machine carries out at once; waits until there is a machine."""
        try:
            self._client.wait_for_workers(1, timeout=self._absence_seconds)
        except TimeoutError:
            raise self._deserted() from None
        machines = self._machines()
        for machine in machines:
            if different := self._difference(machine):
                raise SettingsError(
                    "Expected the same code on all machines of the cluster as here; found at "
                    f"{machine['host']} {different}. Install the same version there "
                    f"(scripts/setup.sh cluster), start its `cakupan worker` anew, {AGAIN}"
                )
        return [int(machine["nthreads"]) for machine in machines]

    def call(
        self, function: Callable[[Argument], Result], argument: Argument, *, timeout: float
    ) -> Result:
        """The function's result from one of the machines; waits until there is room.

        Raises what the function raises, and WorkerDied when its process dies, twice, or needs more
        than `timeout` seconds; also when every machine that took it up was lost. UnreachableError
        when the scheduler or the last machine is gone, WorkersEnded when the cluster is closed. So
        the function may run more than once.
        """
        call = packed(function, argument, timeout)
        with self._room:
            while True:
                outcome = self._outcome(call)
                if not isinstance(outcome, Raised):
                    result: Result = outcome.value
                    return result
                if not isinstance(outcome.error, WorkersEnded):  # a machine that is being stopped
                    raise outcome.error

    def _outcome(self, call: bytes) -> Any:
        if self._is_closed.is_set():
            raise WorkersEnded
        key, needs = f"{OURS}-{uuid4()}", {self._resource: 1}
        future = self._client.submit(carry_out, call, key=key, pure=False, resources=needs)
        try:
            return self._awaited(future)
        except KilledWorker:
            raise WorkerDied("The machines that took the call up were lost.") from None
        except FutureCancelledError:
            raise self._gone() from None
        finally:
            future.release()

    def _awaited(self, future: "Future[Any]") -> Any:
        """What comes of a call, as long as there is anybody to bring it."""
        while True:
            try:
                return future.result(timeout=GLANCE_SECONDS)
            except TimeoutError:
                if self._is_closed.is_set() or self._client.status != "running":
                    raise self._gone() from None
                self._look_for_machines()

    def _look_for_machines(self) -> None:
        """UnreachableError when none that can do our calls was seen for long; one caller looks."""
        with self._looking:
            if time.monotonic() - self._looked < GLANCE_SECONDS:
                return
            self._looked = time.monotonic()
            if not all(map(self._difference, self._machines())):
                self._seen = time.monotonic()
            elif time.monotonic() - self._seen > self._absence_seconds:
                raise self._deserted()

    def _machines(self) -> list[dict[str, Any]]:
        """The machines that the scheduler knows."""
        with self._connecting():
            return list(self._client.scheduler_info()["workers"].values())

    def _difference(self, machine: Mapping[str, Any]) -> str:
        """What a machine has otherwise than we, or nothing."""
        theirs: Code | None = machine.get(OURS)
        if theirs is None:
            return "a worker that is not Cakupan's"
        for name in sorted({*self._code, *theirs}):
            ours, other = (code.get(name, "none") for code in (self._code, theirs))
            if ours != other:
                return f"{name} {other[:12]} instead of {ours[:12]}"
        return ""

    @contextmanager
    def _connecting(self) -> Iterator[None]:
        try:
            yield
        except (OSError, RuntimeError, TypeError, ValueError) as error:
            raise self._silent(type(error).__name__) from None

    def _gone(self) -> Exception:
        """Why a call was given up before its end."""
        return WorkersEnded() if self._is_closed.is_set() else self._silent("it has gone")

    def _silent(self, found: str) -> UnreachableError:
        return UnreachableError(
            f"Expected a Dask scheduler at {self._address}; found none to work with ({found}). "
            "Start it (dask scheduler), or correct CAKUPAN_DASK_ADDRESS or Dask's settings of TLS, "
            f"{AGAIN}"
        )

    def _deserted(self) -> UnreachableError:
        return UnreachableError(
            f"Expected machines with this code at the Dask scheduler {self._address}; found none "
            f"for {self._absence_seconds:.0f} seconds. Start `cakupan worker` on them, {AGAIN}"
        )

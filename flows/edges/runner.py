"""What carries out calls in other processes, wherever these are."""

from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self, TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class Runner(Protocol):
    """What carries out calls in other processes: this machine's workers, or those of a cluster."""

    @property
    def processes(self) -> int:
        """How many calls are carried out at once; of a cluster, of the machines it had at first."""

    def __enter__(self) -> Self:
        """Open it for calls."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let no call go on: when all went well after the last one, else at once."""

    def call(
        self, function: Callable[[Argument], Result], argument: Argument, *, timeout: float
    ) -> Result:
        """The function's result, or what it raises; waits until there is room for the call.

        Raises WorkerDied when a process dies of it or needs more than `timeout` seconds, and
        WorkersEnded when the runner is closed. The function may run more than once.
        """

"""How a flow run ends in Prefect's pages: a state and a message, never a foreign error's text."""

from collections.abc import Callable, Iterable
from uuid import UUID

from prefect import State
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows.guard import guarded
from flows.outcome import Caught, Done, attempt
from schemas.errors import CakupanError, HeldError

Said = tuple[int, str]
"""An exit code, and what is said of it."""


def ended(work: Callable[[], Said]) -> State[None]:
    """The state in which a flow run ends that does some work.

    Completed is all well, Waits asks a person for something, Failed says what is to be done. What
    went wrong is told on standard error, too, as by a command.
    """
    match attempt(work):
        case Caught(error):
            guarded(lambda: _raised(error))
            is_foreseen = isinstance(error, CakupanError)
            return Failed(message=str(error) if is_foreseen else _unforeseen(error))
        case Done((0, message)):
            return Completed(message=message)
        case Done((HeldError.exit_code, message)):
            return Completed(message=message, name="Waits")
        case Done((_, message)):
            return Failed(message=message)


def _raised(error: Exception) -> int:
    raise error


def _unforeseen(error: Exception) -> str:
    return f"{type(error).__name__}; the log of the worker says where."


def tag_run(tags: Iterable[str]) -> None:
    """Add tags to the flow run that is under way, by which it is found again."""
    with get_client(sync_client=True) as client:
        client.update_flow_run(UUID(flow_run.id), tags={*flow_run.tags, *tags})

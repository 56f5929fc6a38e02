"""One machine of a Dask cluster: takes calls up and lets its own limited processes do them."""

import asyncio
import signal
from contextlib import suppress

from distributed import Worker

from flows.edges.cluster_calls import OURS, Code, lend_hands, resource_of
from flows.edges.far import CLIENT
from flows.edges.scratch import scratch_folder
from flows.edges.staging import staging_folder, sweep_folder
from flows.edges.workers import Workers
from schemas.errors import UnreachableError

CONNECT_SECONDS = 60
"""For so long a scheduler is waited for that does not answer."""
SWEEP_SECONDS = 60
"""How often it is looked for what killed processes left behind."""


def work(address: str, code: Code, *, processes: int, memory_bytes: int) -> None:
    """Carry out the calls of a cluster in so many processes, until SIGINT or SIGTERM.

    UnreachableError when there is no scheduler at the address, or is none any more.
    """
    with (
        scratch_folder() as folder,
        Workers(processes=processes, memory_bytes=memory_bytes, imported=(CLIENT,)) as workers,
    ):
        lend_hands(workers)
        asyncio.run(_work(address, code, workers, processes, str(folder)))


async def _work(address: str, code: Code, workers: Workers, processes: int, folder: str) -> None:
    try:
        worker = await Worker(
            address,
            nthreads=processes,
            resources={resource_of(code): processes},
            startup_information={OURS: lambda _worker: dict(code)},
            local_directory=folder,
            memory_limit=0,
            death_timeout=CONNECT_SECONDS,
        )
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        raise _alone(address, type(error).__name__) from None
    stopped = asyncio.Event()
    for stop in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(stop, stopped.set)
    gone = asyncio.create_task(worker.finished())
    gone.add_done_callback(lambda _task: stopped.set())
    while not stopped.is_set():
        sweep_folder(staging_folder())
        with suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), SWEEP_SECONDS)
    if gone.done():
        raise _alone(address, "it has gone")
    await asyncio.to_thread(workers.end)
    with suppress(OSError):
        await worker.close_gracefully()


def _alone(address: str, found: str) -> UnreachableError:
    return UnreachableError(
        f"Expected a Dask scheduler at {address}; found none to work with ({found}). Start it "
        "(dask scheduler), or correct the address or Dask's settings of TLS."
    )

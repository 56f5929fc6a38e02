"""Runs the deployments of prefect.yaml on one machine without a worker, until it is stopped."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import yaml
from prefect.client.schemas.objects import ConcurrencyLimitConfig
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner

from flows.progress import messages
from flows.settings import ROOT


def serve_all() -> None:
    """Look for what is due, and run it, one after the other; returns when it is stopped."""
    with suppress(asyncio.CancelledError):
        asyncio.run(_serve())


async def _serve() -> None:
    """Prefect's own `serve`, but that it ends its runs and itself in order at SIGTERM, too."""
    runner = Runner(pause_on_shutdown=False, limit=1)
    for deployment in deployments():
        await runner.aadd_deployment(deployment)
    serving = asyncio.create_task(runner.start())
    await asyncio.sleep(0)  # it puts its own handler of SIGTERM into place first
    for stop in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(stop, serving.cancel)
    messages.print("The schedules run; stop them with Ctrl-C.")
    await serving


def deployments() -> Iterator[RunnerDeployment]:
    """The deployments of prefect.yaml as this machine runs them itself."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
    for item in document["deployments"]:
        yield RunnerDeployment.from_entrypoint(
            entrypoint=item["entrypoint"],
            name=item["name"],
            description=item["description"],
            tags=item["tags"],
            schedules=[CronSchedule(**schedule) for schedule in item.get("schedules", ())],
            concurrency_limit=ConcurrencyLimitConfig(**item["concurrency_limit"]),
        )

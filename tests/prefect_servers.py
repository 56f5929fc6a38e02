"""A Prefect server with its pages, and a process worker, as deploy/ starts them on a machine."""

import asyncio
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from prefect import State
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.flow_runs import wait_for_flow_run
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Scheduled

from tests.commands import ROOT
from tests.homes import SURROUNDINGS

POOL = ("work-pool", "create", "cakupan", "--type", "process")


@dataclass(frozen=True)
class Machine:
    """One machine: its server's address and process, and the environment of all that runs there."""

    address: str
    environment: dict[str, str]
    server: int = 0

    @property
    def api(self) -> str:
        """Where programs speak to the server."""
        return self.environment["PREFECT_API_URL"]

    def run(self, deployment: str, at: str = "", **parameters: object) -> FlowRun:
        """Let the worker run a deployment, as if scheduled for some time, and wait for its end."""
        with temporary_settings({PREFECT_API_URL: self.api}):
            return asyncio.run(_run(deployment, at, parameters))

    def prefect(self, *arguments: str) -> str:
        """What a command of Prefect's prints."""
        done = subprocess.run(
            [f"{ROOT}/.venv/bin/prefect", "--no-prompt", *arguments],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


async def _run(deployment: str, at: str, parameters: dict[str, object]) -> FlowRun:
    async with get_client() as client:
        found = await client.read_deployment_by_name(deployment)
        state: State[None] | None = (
            Scheduled(scheduled_time=datetime.fromisoformat(at)) if at else None
        )
        asked = await client.create_flow_run_from_deployment(
            found.id, parameters=parameters, state=state
        )
        return await wait_for_flow_run(asked.id, client=client)


def environment_file() -> dict[str, str]:
    """What deploy/cakupan.env sets."""
    lines = (ROOT / "deploy/cakupan.env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@contextmanager
def server(folder: Path, **settings: str) -> Iterator[Machine]:
    """A server that answers, for commands with these settings."""
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    ours = {
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_HOME": str(folder / "prefect"),
        **settings,
    }
    made = Machine(
        f"http://127.0.0.1:{port}", {**os.environ, **environment_file(), **SURROUNDINGS, **ours}
    )
    command = ("server", "start", "--host", "127.0.0.1", "--port", str(port))
    with _running(made, folder / "server.log", *command) as process:
        made.prefect("server", "status", "--wait")
        yield replace(made, server=process.pid)


@contextmanager
def machine(home: Path, folder: Path) -> Iterator[Machine]:
    """A server and a worker for an installation, with everything of prefect.yaml deployed."""
    with server(folder, CAKUPAN_HOME=str(home)) as made:
        made.prefect(*POOL)
        made.prefect("deploy", "--all")
        with _running(made, folder / "worker.log", "worker", "start", "--pool", "cakupan"):
            yield made


@contextmanager
def _running(machine: Machine, log: Path, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of Prefect's that is asked to end when it is no longer needed."""
    with log.open("wb") as messages:
        process = subprocess.Popen(
            [f"{ROOT}/.venv/bin/prefect", *arguments],
            env=machine.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=messages,
            stderr=messages,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()

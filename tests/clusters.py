"""A Dask cluster on loopback, and the s3 store that its machines share: real processes all."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.commands import ROOT

BUCKET = "cakupan"
WORKER = "from flows.__main__ import main; main()"
"""What `cakupan` does."""
S3 = """
import logging, sys
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel(logging.ERROR)  # or it tells of each request
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()  # until nobody needs it any more
"""
BARE = """
from flows.edges import cluster_machine, workers
workers.PRELOADED, cluster_machine.CLIENT = "socket", "pickle"  # imported in no time
cluster_machine.work({address!r}, {code!r}, processes=1, memory_bytes=2**33)
"""


def s3_environment(port: int) -> dict[str, str]:
    """What clients of s3 need in their environment to find a server on loopback."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "cakupan",
        "AWS_SECRET_ACCESS_KEY": "rahasia",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "4",
        "POLARS_CLOUD_MAX_RETRIES": "4",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@contextmanager
def s3_server() -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The port of an s3 server that holds nothing yet, and its process."""
    command, pipe = [sys.executable, "-c", S3], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline()), process


@contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """The address of a scheduler, whether it has started already or not."""
    with running_scheduler(folder) as (address, _process):
        yield address


@contextmanager
def running_scheduler(
    folder: Path, protocol: str = "tcp"
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The same with its process."""
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    command = ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port)]
    options = ["--protocol", protocol, "--no-dashboard"]
    with _running([*command, *options], folder / "scheduler.log", {}) as process:
        yield f"{protocol}://127.0.0.1:{port}", process


@contextmanager
def machine(
    address: str, folder: Path, *, before: str = "", **environment: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """`cakupan worker` with a home and a temporary folder of its own; some code is run `before`."""
    home, scratch = folder / "home", folder / "tmp"
    home.mkdir(parents=True)
    scratch.mkdir()
    own = {"CAKUPAN_HOME": str(home), "TMPDIR": str(scratch), "CAKUPAN_WORKERS": "1"}
    command = ["-c", f"{before}\n{WORKER}", "worker", address]
    with _running(command, folder / "worker.log", {**own, **environment}) as process:
        yield process


@contextmanager
def bare_machine(
    address: str, folder: Path, code: dict[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    """A machine that says of itself that it has some code, for calls that need no library."""
    folder.mkdir()
    with _running(
        ["-c", BARE.format(address=address, code=code)], folder / "worker.log", {}
    ) as process:
        yield process


@contextmanager
def _running(
    arguments: list[str], log: Path, environment: dict[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that is asked to end when it is no longer needed, if it still runs."""
    with log.open("wb") as messages:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, **environment},
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

"""The example's two months on a cluster, compared with those of one machine: `make cluster-demo`.

An s3 server, PostgreSQL, a Prefect server, a Dask scheduler and two machines are started, each a
process with a folder of its own. The machines share nothing with the coordinating command but s3,
the command and Prefect's server nothing but PostgreSQL. All of them are ended at the end.
"""

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import fsspec
import sqlalchemy as sa

from flows.edges.folders import Folder
from tests.clusters import BUCKET, WORKER, machine, s3_environment, s3_server, scheduler
from tests.commands import ROOT
from tests.ledgers import postgres_server
from tests.prefect_servers import server
from tests.references import EXAMPLE

MONTHS = ("2021-10", "2021-11")
MACHINES = ("machine-1", "machine-2")
SHARED = {
    "CAKUPAN_INBOX": str(EXAMPLE / "inbox"),
    "CAKUPAN_REFERENCE": str(EXAMPLE / "reference"),
}
"""What both installations begin with."""


def main() -> int:
    """Run both, compare them file by file, and say what was found."""
    with ExitStack() as running, TemporaryDirectory(prefix="cakupan-cluster-") as name:
        folder = Path(name)
        alone = folder / "alone"
        alone.mkdir()
        say(f"One machine: {' and '.join(MONTHS)} in {alone}")
        seconds = run({"CAKUPAN_HOME": str(alone), "CAKUPAN_WORKERS": str(len(MACHINES))})
        say(f"  took {seconds:.0f} s")
        environment = start(folder, running)
        say(f"The cluster: {' and '.join(MONTHS)}, by {len(MACHINES)} machines")
        cakupan(environment, "doctor")
        say(f"  took {run(environment):.0f} s")
        output = Folder(environment["CAKUPAN_OUTPUT"])
        differing = compare(Folder(str(alone / "output")), output)
    say("All processes have ended.")
    return 1 if differing else 0


def start(folder: Path, running: ExitStack) -> dict[str, str]:
    """Start all that a cluster is made of; the environment of its coordinating command."""
    os.environ |= s3_environment(running.enter_context(s3_server()))
    fsspec.filesystem("s3").mkdir(BUCKET)
    say(f"s3 at {os.environ['AWS_ENDPOINT_URL']}: bucket {BUCKET}")
    (folder / "postgres").mkdir()
    ledger = running.enter_context(postgres_server(folder / "postgres"))
    prefect = new_database(ledger, "prefect")
    say(f"PostgreSQL at {ledger}: the ledger; {prefect.database}: Prefect's server")
    coordinator = folder / "coordinator"
    coordinator.mkdir()
    address = running.enter_context(scheduler(folder))
    say(f"Dask's scheduler at {address}")
    for name in MACHINES:
        started = running.enter_context(machine(address, folder / name))
        say(f"{name}: process {started.pid}, home and temporary folder in {folder / name}")
    made = running.enter_context(
        server(
            coordinator,
            PREFECT_API_DATABASE_CONNECTION_URL=prefect.set(
                drivername="postgresql+asyncpg"
            ).render_as_string(hide_password=False),
            CAKUPAN_HOME=str(coordinator),
            CAKUPAN_STORE=f"s3://{BUCKET}/store",
            CAKUPAN_OUTPUT=f"s3://{BUCKET}/output",
            CAKUPAN_LEDGER_URL=ledger,
            CAKUPAN_RUNNER="dask",
            CAKUPAN_DASK_ADDRESS=address,
        )
    )
    say(f"Prefect's server at {made.address}")
    return made.environment


def new_database(url: str, name: str) -> sa.URL:
    """A second database of a PostgreSQL server."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return sa.make_url(url).set(database=name)


def run(environment: dict[str, str]) -> float:
    """Make the months; how many seconds it took."""
    began = time.monotonic()
    cakupan(environment, "run", *MONTHS)
    return time.monotonic() - began


def cakupan(environment: dict[str, str], *arguments: str) -> None:
    """Run a command, which may find that something is missing in the example."""
    command = [sys.executable, "-c", WORKER, *arguments]
    done = subprocess.run(
        command, env={**os.environ, **SHARED, **environment}, cwd=ROOT, check=False
    )
    if done.returncode:
        raise SystemExit(done.returncode)


def compare(alone: Folder, together: Folder) -> int:
    """Compare two outputs; how many files differ."""
    patterns = [f"{month}/{rest}" for month in MONTHS for rest in ("*.*", "*/*.*")]
    names = sorted(
        {name for item in patterns for each in (alone, together) for name in each.names(item)}
    )
    differing = [name for name in names if alone.read(name) != together.read(name)]
    for ending in sorted({name.rpartition(".")[2] for name in names}):
        count = sum(name.endswith(f".{ending}") for name in names)
        other = sum(name.endswith(f".{ending}") for name in differing)
        say(f"  {ending}: {count} files, {count - other} with equal bytes")
    for name in differing:
        say(f"  different: {name}")
    return len(differing)


def say(sentence: str) -> None:
    """Tell who watches."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

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

from flows.edges.folders import Folder
from tests.clusters import WORKER, machine
from tests.commands import ROOT
from tests.common_ground import common_ground, differing
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
        is_different = compare(Folder(str(alone / "output")), output)
    say("All processes have ended.")
    return 1 if is_different else 0


def start(folder: Path, running: ExitStack) -> dict[str, str]:
    """Start all that a cluster is made of; the environment of its coordinating command."""
    ground = running.enter_context(common_ground(folder, say))
    for name in MACHINES:
        started = running.enter_context(machine(ground.scheduler, folder / name))
        say(f"{name}: process {started.pid}, home and temporary folder in {folder / name}")
    coordinator = folder / "coordinator"
    coordinator.mkdir()
    return ground.installation(coordinator)


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
    counts, different = differing(alone, together)
    for ending, count in counts.items():
        other = sum(name.endswith(f".{ending}") for name in different)
        say(f"  {ending}: {count} files, {count - other} with equal bytes")
    for name in different:
        say(f"  different: {name}")
    return len(different)


def say(sentence: str) -> None:
    """Tell who watches."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

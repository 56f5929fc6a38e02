"""The command's own Prefect server, and Ctrl-C at a terminal."""

import os
import pty
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT
from tests.homes import NOVEMBER, cakupan, example, make_home

OWN_SERVER = """
import os
for name in [name for name in os.environ if "PREFECT" in name]:
    del os.environ[name]
"""
"""What a command finds to whom nobody names a server."""


def test_a_command_stopped_at_a_terminal_says_so_and_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    code = """
import os, signal
import flows.edges.ledger.readings as module
whole = module.record

def stopped(*arguments):
    whole(*arguments)
    os.killpg(0, signal.SIGINT)  # as the terminal does, to all in the foreground

module.record = stopped
from flows.__main__ import main
main()
"""
    environment = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    controller, terminal = pty.openpty()
    command = subprocess.Popen(
        [sys.executable, "-c", code, "run", "2021-11"],
        env={**environment, "CAKUPAN_HOME": str(home)},
        cwd=ROOT,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    said = b""
    while chunk := _read(controller):
        said += chunk
    os.close(controller)
    assert command.wait() == 130, said.decode()
    assert b"stopped; started again, it goes on from here" in said
    assert b"Traceback" not in said
    assert _servers(home) == []
    assert cakupan(home, "status", "2021-11").returncode == 0


@pytest.mark.usefixtures("prefect")
def test_a_server_that_is_named_and_does_not_answer_is_told(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    code = f"""
from prefect.settings import PREFECT_API_URL, temporary_settings
changed = temporary_settings({{PREFECT_API_URL: "http://127.0.0.1:{port}/api"}})
changed.__enter__()
"""
    told = cakupan(home, "run", "2021-11", code=code)
    assert told.returncode == 4
    assert "Expected a Prefect server at PREFECT_API_URL, found none to work with" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_server_that_ends_before_it_answers_is_told(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    nowhere = 'os.environ["PREFECT_API_DATABASE_CONNECTION_URL"] = "sqlite+aiosqlite:////proc/x.db"'
    told = cakupan(home, "run", "2021-11", code=OWN_SERVER + nowhere)
    assert told.returncode == 4
    assert "found that it did not start" in told.stderr
    assert f"See {home}/store/prefect/server.log" in told.stderr
    assert "Traceback" not in told.stderr
    assert not any("server_child" in process for process in _servers(home))


def test_a_server_that_wants_to_know_who_asks_has_answered(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    known = """
for name in ("PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"):
    os.environ[name] = "operator:secret"
"""
    done = cakupan(home, "run", "2021-11", code=OWN_SERVER + known)
    assert done.returncode == 0, done.stderr


def _read(controller: int) -> bytes:
    """What the terminal shows next; nothing when the last process has left it."""
    try:
        return os.read(controller, 65536)
    except OSError:
        return b""


def _servers(home: Path) -> list[str]:
    """Processes that still work for this home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes()
        except OSError:
            continue
        if f"CAKUPAN_HOME={home}".encode() in environment:
            found.append((process / "cmdline").read_text().replace("\0", " "))
    return found

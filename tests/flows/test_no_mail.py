"""What prepares a month can't mail: it imports nothing that could, and connects to no server."""

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.commands import ROOT
from tests.homes import NOVEMBER, SURROUNDINGS, cakupan, example, make_home
from tests.mail_servers import mail_server
from tests.test_imports import modules, used

MAILERS = {"flows/edges/relay.py", "flows/edges/smtp_connection.py", "flows/sending.py"}
PREPARES = (
    "flows/monthly.py",
    "flows/daily.py",
    "flows/schedule_commands.py",
    "flows/backfill_by_hand.py",
    "flows/history_commands.py",
    "flows/verification.py",
)
MAILS = "flows/release.py"


@cache
def imported(path: str) -> frozenset[str]:
    """Every module of ours that one imports, at whatever place."""
    every = set(modules())
    return frozenset(
        place
        for name in used(ast.parse((ROOT / path).read_text("utf-8")))
        for parts in (name.split("."),)
        for length in range(1, len(parts) + 1)
        for stem in ("/".join(parts[:length]),)
        for place in (f"{stem}.py", f"{stem}/__init__.py")
        if place in every
    )


def reached(start: str) -> set[str]:
    """Every module of ours that one imports, and what these import."""
    found, left = {start}, [start]
    while left:
        new = imported(left.pop()) - found
        found |= new
        left += new
    return found


@pytest.mark.parametrize("start", PREPARES)
def test_what_prepares_a_month_imports_nothing_that_mails(start: str) -> None:
    assert MAILERS & reached(start) == set()
    assert len(reached(start)) > 100


def test_what_releases_a_month_does() -> None:
    assert reached(MAILS) >= MAILERS


def connected(home: Path, log: Path, settings: dict[str, str], *command: str) -> tuple[int, str]:
    """The exit code of a command, and all connections that it and its children have made."""
    start = [sys.executable, "-c", "from flows.__main__ import main; main()", *command]
    done = subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-q", "-e", "trace=connect", "-o", str(log), *start],
        env={**os.environ, "CAKUPAN_HOME": str(home), **SURROUNDINGS, **settings},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, log.read_text()


@pytest.mark.usefixtures("prefect")
def test_a_run_with_everything_live_connects_to_no_mail_server(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    with mail_server() as mailbox:
        live = {"CAKUPAN_MAIL": "live", "CAKUPAN_SMTP_URL": f"smtp://localhost:{mailbox.port}"}
        port = f"htons({mailbox.port})"
        log = tmp_path / "connections"
        code, connections = connected(home, log, live, "run", "2021-11")
        assert code == 0
        assert "AF_INET" in connections  # Prefect's server
        assert port not in connections
        assert cakupan(home, "approve", "2021-11", "--by", "Rina").returncode == 0
        release = ("release", "2021-11", "--live", "--by", "Sari")
        code, connections = connected(home, log, live, *release)
        assert (code, port in connections, mailbox.connections) == (3, False, 0)
        code, connections = connected(home, log, live, *release, "--confirm", "3")
        assert (code, port in connections, len(mailbox.mails)) == (0, True, 3)
        for again in (
            ("run", "2021-11", "--revise"),
            ("backfill", "2021-11", "--execute"),
            ("verify", "2021-11"),
            ("tick", "--at", "2021-12-20T06:00"),
        ):
            code, connections = connected(home, log, live, *again)
            assert (code, port in connections, len(mailbox.mails)) == (0, False, 3)

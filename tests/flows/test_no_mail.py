"""What prepares a month can't mail: it imports nothing that could, and connects to no server.

That no process does is seen from outside by tests/proofs/no_connection.py.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.commands import ROOT
from tests.homes import NOVEMBER, cakupan, example, make_home
from tests.mail_servers import AFTER_RELEASE, mail_server
from tests.test_imports import modules, used

MAILERS = {"flows/edges/relay.py", "flows/edges/smtp_connection.py", "flows/sending.py"}
PREPARES = (
    "flows/monthly.py",
    "flows/daily.py",
    "flows/schedule_commands.py",
    "flows/backfill_by_hand.py",
    "flows/run_by_hand.py",
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


@pytest.mark.usefixtures("prefect")
def test_with_everything_live_only_a_release_connects_to_the_mail_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    with mail_server() as mailbox:
        monkeypatch.setenv("CAKUPAN_MAIL", "live")
        monkeypatch.setenv("CAKUPAN_SMTP_URL", f"smtp://localhost:{mailbox.port}")
        assert cakupan(home, "run", "2021-11").returncode == 0
        assert cakupan(home, "approve", "2021-11", "--by", "Rina").returncode == 0
        assert mailbox.connections == 0
        order = ("release", "2021-11", "--live", "--by", "Sari", "--confirm", "3")
        assert cakupan(home, *order).returncode == 0
        assert (mailbox.connections > 0, len(mailbox.mails)) == (True, 3)
        connections = mailbox.connections
        for command in AFTER_RELEASE:
            assert cakupan(home, *command).returncode == 0, command
        assert (mailbox.connections, len(mailbox.mails)) == (connections, 3)

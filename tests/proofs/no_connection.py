"""A month is prepared with everything live, and no process connects to the mail server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT
from tests.homes import NOVEMBER, SURROUNDINGS, cakupan, example, make_home
from tests.mail_servers import AFTER_RELEASE, mail_server


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
        for again in AFTER_RELEASE:
            code, connections = connected(home, log, live, *again)
            assert (code, port in connections, len(mailbox.mails)) == (0, False, 3)

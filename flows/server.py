"""The Prefect server of one command: a quiet child on loopback that ends with the command.

Prefect's own ephemeral server is the same child, but is started only after the command itself has
imported the whole server, and it leaves its messages on the terminal.
"""

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flows.progress import stage
from flows.settings import Settings
from flows.settings_environment import prefect_environment
from schemas.errors import SettingsError

START_SECONDS = 120
STOP_SECONDS = 10


@dataclass(frozen=True)
class PrefectServer:
    """A server that is starting."""

    log: Path
    answer: Future[None] | None
    """Its first answer; None where it is one that somebody else runs."""

    def wait(self) -> None:
        """Show its start until it answers; SettingsError when it does not."""
        with stage("start Prefect") as shown:
            self._answer()
            shown.step(1, 1)

    def _answer(self) -> None:
        """Return once it answers."""
        if self.answer is None:
            _check_named_server()
            return
        try:
            self.answer.result()
        except (OSError, urllib.error.URLError) as error:
            raise SettingsError(
                f"Expected Prefect's server to answer within {START_SECONDS} s; found that it did "
                f"not start. See {self.log}, or set PREFECT_API_URL to one that runs."
            ) from error


def _check_named_server() -> None:
    """SettingsError unless the server at PREFECT_API_URL answers and is of our version."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        try:
            client.raise_for_api_version_mismatch_once()
        except Exception as error:  # Prefect has no type for what may be wrong
            raise SettingsError(
                f"Expected a Prefect server at PREFECT_API_URL, found none to work with: {error}; "
                "start it, or unset PREFECT_API_URL for a server of the command's own."
            ) from error


@contextmanager
def prefect_server(settings: Settings) -> Iterator[PrefectServer]:
    """Start a server for this command, unless PREFECT_API_URL names one."""
    home = settings.prefect_home
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = home / "server.log"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
        environment = prefect_environment(home, url)
        if environment is None:
            yield PrefectServer(log, None)
            return
        child = _start(listener, environment, log)
    asker = ThreadPoolExecutor(1, "ask Prefect")
    try:
        yield PrefectServer(log, asker.submit(_ask, url))
    finally:
        if "prefect" in sys.modules:
            from prefect.events.worker import EventsWorker

            EventsWorker.drain_all()
        child.terminate()
        try:
            child.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
        asker.shutdown()


def _ask(url: str) -> None:
    """Return once a server has answered; the kernel holds the request until then.

    Its first answer takes longer, as only then it makes the table of what it can be asked. One that
    wants to know who asks has answered, too.
    """
    with suppress(urllib.error.HTTPError):
        urllib.request.urlopen(f"{url}/admin/version", timeout=START_SECONDS).close()


def _start(
    listener: socket.socket, environment: dict[str, str], log: Path
) -> subprocess.Popen[bytes]:
    """The child inherits the listening socket, so no request comes too early."""
    with log.open("wb") as messages:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.server_child", str(listener.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=messages,
            env=environment,
            pass_fds=[listener.fileno()],
            start_new_session=True,  # Ctrl-C is for the command, which still needs the server
        )

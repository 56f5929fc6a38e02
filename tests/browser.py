"""Chromium without a window: shows a page on a screen of a given width, by day or by night.

It is spoken to in its DevTools protocol over two pipes, so nothing listens on a port, and it ends
when the pipes do. Where a page asks for anything from outside, it gets nothing.
"""

import json
import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""What Debian, others and Google call it."""
FLAGS = (
    "--headless",
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--no-first-run",
    "--proxy-server=127.0.0.1:9",  # where nobody answers
    "--remote-debugging-pipe",
)
_HEIGHT = 800
_WHOLE = """() => new Promise(
    done => document.readyState === "complete" ? done() : addEventListener("load", () => done())
)"""
_SHOWN = """() => new Promise(done => {
    const look = () => document.body.innerText.includes(%s) && done(true)
    const all = {childList: true, subtree: true, characterData: true}
    new MutationObserver(look).observe(document, all)
    look()
})"""
_END = b"\0"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Screen:
    """How wide a page is shown, in CSS pixels, and whether the reader's system is dark."""

    width: int
    scheme: Literal["light", "dark"]

    @property
    def name(self) -> str:
        """The screen in a file's name: 360-dark."""
        return f"{self.width}-{self.scheme}"


SCREENS = tuple(Screen(width, scheme) for width in (360, 1200) for scheme in ("light", "dark"))
"""A telephone and a desk, by day and by night."""


def find_browser() -> str | None:
    """The browser's program; None on a machine that has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Tab:
    """One page of the browser at a time."""

    def __init__(self, commands: FileIO, answers: FileIO) -> None:
        self._commands = commands
        self._answers = answers
        self._received = b""
        self._number = 0
        self._session = ""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]

    def show(self, page: Path, screen: Screen) -> None:
        """Open a file and wait until it is whole."""
        self.visit(page.resolve().as_uri(), screen)

    def visit(self, address: str, screen: Screen) -> None:
        """Open a page and wait until it is whole."""
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=screen.width,
            height=_HEIGHT,
            deviceScaleFactor=1,
            mobile=screen.width < _HEIGHT,
        )
        scheme = {"name": "prefers-color-scheme", "value": screen.scheme}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])
        self._ask("Page.navigate", url=address)
        self.measure(_WHOLE)

    def wait_for(self, words: str) -> None:
        """Return when the page, which may still be written by its scripts, shows some words."""
        self.measure(_SHOWN % json.dumps(words))

    def measure(self, function: str) -> Any:
        """What a function in the page's own language gives."""
        told = self._ask(
            "Runtime.evaluate",
            expression=f"({function})()",
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in told:
            raise RuntimeError(told["exceptionDetails"]["exception"]["description"])
        return told["result"].get("value")

    def picture(self) -> bytes:
        """The whole page as PNG, however long it is."""
        size = self._ask("Page.getLayoutMetrics")["cssContentSize"]
        shown = self._ask(
            "Page.captureScreenshot", captureBeyondViewport=True, clip={**size, "scale": 1}
        )
        return b64decode(shown["data"])

    def _ask(self, method: str, **params: object) -> dict[str, Any]:
        self._number += 1
        asked = {"id": self._number, "method": method, "params": params}
        if self._session:
            asked["sessionId"] = self._session
        self._commands.write(json.dumps(asked).encode() + _END)
        while (answer := self._next()).get("id") != self._number:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self) -> dict[str, Any]:
        """The next answer or event."""
        while _END not in self._received:
            read = self._answers.read(_CHUNK)
            if not read:
                raise RuntimeError("the browser has ended")
            self._received += read
        told, _, self._received = self._received.partition(_END)
        message: dict[str, Any] = json.loads(told)
        return message


@contextmanager
def browse() -> Iterator[Tab]:
    """A browser with a fresh profile and home, gone when it is no longer needed."""
    program = find_browser()
    if program is None:
        raise RuntimeError("There is no Chromium: run scripts/setup.sh test, which tells how.")
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        read_commands, write_commands = os.pipe()
        read_answers, write_answers = os.pipe()
        # The browser reads from 3 and writes to 4, whatever the pipes are called here.
        start = f'exec "$@" 3<&{read_commands} 4>&{write_answers}'
        with (
            subprocess.Popen(
                ["bash", "-c", start, "browser", program, *FLAGS, f"--user-data-dir={profile}"],
                pass_fds=(read_commands, write_answers),
                env=os.environ | {"HOME": profile},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ),
            FileIO(write_commands, "w") as commands,
            FileIO(read_answers) as answers,
        ):
            os.close(read_commands)
            os.close(write_answers)
            yield Tab(commands, answers)

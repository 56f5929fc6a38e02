"""A month that is killed in the middle of its reading, and run again: what that costs."""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from flows.edges.folders import Folder
from tests.benchmarks.watching import to_dict, watch
from tests.common_ground import differing

PAUSE_SECONDS = 0.05
"""Between two looks at the ledger."""


def kill_and_resume(
    command: Sequence[str], environment: Mapping[str, str], whole: Path, home: Path
) -> dict[str, Any]:
    """What a month takes in a new home that was made in a `whole` one, killed and run again.

    All its processes are killed when half of the exports are read. SystemExit when a file that
    people open is another one than in the whole home.
    """
    inbox = whole / "inbox"
    exports = len(list(inbox.rglob("*.csv")))
    places = {"HOME": home, "INBOX": inbox, "REFERENCE": whole / "reference"}
    own = {**environment, **{f"CAKUPAN_{name}": str(place) for name, place in places.items()}}
    home.mkdir()
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        env=own,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        while readings(home) < exports // 2:
            with suppress(subprocess.TimeoutExpired):
                process.wait(PAUSE_SECONDS)
                raise SystemExit("Expected a run to be killed in its middle; found that it ended.")
        os.killpg(process.pid, signal.SIGKILL)
    seconds, read = time.perf_counter() - start, readings(home)
    found = to_dict(watch(command, own))
    _, different = differing(*(Folder(str(each / "output")) for each in (whole, home)))
    if different:
        raise SystemExit(f"{len(different)} files are not as without a kill: {different[:9]}")
    return {"seconds": seconds, "exports": exports, "read": read, "again": found}


def readings(home: Path) -> int:
    """How many exports the ledger says were read."""
    path = home / "ledger.db"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM readings").fetchone()[0])
        except sqlite3.OperationalError:  # not made yet, or being written
            return 0

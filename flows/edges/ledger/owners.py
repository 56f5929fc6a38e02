"""Who holds a lease: a process of some machine, known by when it was started."""

import os
import socket
from pathlib import Path


def this_process() -> str:
    """How this process is named as an owner."""
    pid = os.getpid()
    return f"{socket.gethostname()} process {pid} started {_started(pid)}"


def is_running(owner: str) -> bool | None:
    """Whether an owner on this machine still runs; None for one on another, who can't be seen."""
    host, _, process = owner.partition(" process ")
    if host != socket.gethostname():
        return None
    pid, _, started = process.partition(" started ")
    return _started(int(pid)) == started


def _started(pid: int) -> str:
    """When a process started, in ticks since boot; empty when there is none, or not on Linux."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""

"""Temporary files in which objects are made; those of killed writers are found and removed."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STAGED = "cakupan-"
"""How the name of a temporary file begins; it ends in `.part`."""


def staging_folder() -> Path:
    """Where objects of a far store are made before they are sent there."""
    return Path(tempfile.gettempdir())


def sweep_folder(folder: Path) -> int:
    """Remove what killed writers left in a folder, and nothing of those alive; how many files."""
    return sum(_remove_abandoned(path) for path in sorted(folder.glob(f"{STAGED}*.part")))


@contextmanager
def staged_in(folder: Path) -> Iterator[Path]:
    """A temporary file, locked while its writer lives and gone afterwards, published or not."""
    handle, path = _locked(folder)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _locked(folder: Path) -> tuple[int, Path]:
    while True:
        handle, name = tempfile.mkstemp(prefix=STAGED, suffix=".part", dir=folder)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)  # a sweep came between making and locking


def _remove_abandoned(path: Path) -> bool:
    """The lock of a killed writer is gone with it: who gets the lock may remove the file."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True

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


def publish(staged: Path, place: Path) -> None:
    """Flush, rename, flush the folder: after a loss of power the object is whole or absent."""
    staged.chmod(0o600)
    flush(staged)
    folder = place.parent
    if not folder.exists():
        flush(make_folder(folder).parent)
    staged.replace(place)
    flush(folder)


def make_folder(folder: Path) -> Path:
    """A folder that nobody else may look into, made where there is none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def flush(path: Path) -> None:
    """Let a file's bytes, or a folder's names, outlast a loss of power."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

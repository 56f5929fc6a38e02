"""A folder that goes with the work in it: when that ends, or once its process is found dead."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

BEGINNING = "cakupan-scratch-"
"""Of such a folder's name."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that its owner alone may open, locked while its process lives, gone afterwards."""
    sweep_scratch()
    handle, folder = _locked()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        os.close(handle)


def sweep_scratch() -> None:
    """Remove the folders that killed processes left behind, and none of those alive."""
    for folder in sorted(Path(tempfile.gettempdir()).glob(f"{BEGINNING}*")):
        with suppress(OSError):  # another's, or gone already
            _remove_abandoned(folder)


def _locked() -> tuple[int, Path]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=BEGINNING))
        with suppress(FileNotFoundError):  # a sweep came between making and locking
            handle = _open(folder)
            fcntl.flock(handle, fcntl.LOCK_EX)
            if folder.exists():
                return handle, folder
            os.close(handle)


def _remove_abandoned(folder: Path) -> None:
    """The lock of a killed process is gone with it: who gets the lock may remove the folder."""
    handle = _open(folder)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    finally:
        os.close(handle)


def _open(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)

"""Opens files that others put into the inbox: no links, no pipes, nothing that still changes."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from schemas.errors import ExportError

CHUNK = 1 << 18
"""Bytes that are held in memory while a file is read."""


@dataclass(frozen=True)
class SentFileReader:
    """An opened file and the state in which it was found: its size and its time in nanoseconds."""

    source: BinaryIO
    state: tuple[int, int]
    identity: str
    """What another file, or the same one after any change, does not have: its place on the disk,
    its size, when it was written and when anything of it was changed."""
    touched_ns: int
    """The later of these times, in nanoseconds since 1970."""

    def chunks(self) -> Iterator[bytes]:
        """The bytes from the start; ExportError E134 not readable, E124 changed since found."""
        left = self.state[0]
        try:
            self.source.seek(0)
            while chunk := self.source.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise ExportError("E124")
                yield chunk
        except OSError:
            raise ExportError("E134") from None
        if _state(self.source) != self.state:
            raise ExportError("E124")


@contextmanager
def open_sent(
    path: Path, *, cap: int, seen: tuple[int, int] | None, may_be_linked: bool
) -> Iterator[SentFileReader]:
    """Open a file without following a link or waiting for a pipe.

    `seen` is its state when it was found, None: as it is now. ExportError: E123 not an ordinary
    file, or one with a second name unless it `may_be_linked`; E106 more than `cap` bytes; E124
    changed since it was found; E134 not readable.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        is_special = error.errno in (errno.ELOOP, errno.ENXIO)
        raise ExportError("E123" if is_special else "E134") from None
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or (found.st_nlink > 1 and not may_be_linked):
        os.close(handle)
        raise ExportError("E123")
    with os.fdopen(handle, "rb", buffering=0) as source:
        if found.st_size > cap:
            raise ExportError("E106", cap=cap)
        if seen is not None and _state(source) != seen:
            raise ExportError("E124")
        place, times = (found.st_dev, found.st_ino), (found.st_mtime_ns, found.st_ctime_ns)
        identity = ":".join(map(str, (*place, found.st_size, *times)))
        yield SentFileReader(source, _state(source), identity, max(times))


def _state(source: BinaryIO) -> tuple[int, int]:
    found = os.fstat(source.fileno())
    return found.st_size, found.st_mtime_ns

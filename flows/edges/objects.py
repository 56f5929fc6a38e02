"""Immutable objects, each named by the SHA-256 of its bytes: a local folder, or any fsspec URL.

An object is made whole or not at all: staged in a temporary file, hashed, flushed to disk and only
then published under its name. Equal bytes are one object, so putting it again changes nothing.
"""

import fcntl
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from flows.edges.sent_files import SentFileReader, open_sent
from schemas.errors import DataError, ExportError, StoreError
from schemas.objects import ObjectState

STAGED = "cakupan-"
"""How the name of a temporary file begins; it ends in `.part`."""
RESTORE = "restore the store from its copy"
NAME = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]+)*")
DIGITS = 64
"""Of the SHA-256 with which a name begins; the rest is its suffix."""


@dataclass(frozen=True)
class Objects:
    """The object store below `root`, a path or an URL; the value travels to other processes."""

    root: str

    def put(self, data: bytes, suffix: str) -> str:
        """Store bytes and return the object's name, `<sha256><suffix>`."""
        return self.write(suffix, lambda path: path.write_bytes(data))

    def put_file(
        self,
        path: Path,
        suffix: str,
        *,
        cap: int,
        seen: tuple[int, int] | None = None,
        may_be_linked: bool = False,
        purged: Collection[str] = (),
    ) -> str:
        """Store a copy of a stranger's file and return the object's name; E144 when it was purged.

        A stored copy is made anew when its size is wrong; hashing each at every run would read,
        or fetch, the whole store. What else may be refused, and why, says `open_sent`.
        """
        with open_sent(path, cap=cap, seen=seen, may_be_linked=may_be_linked) as source:
            name = _digest_of(source) + suffix
            if name in purged:
                raise ExportError("E144", digest=name[:8])
            if self.size(name) == source.state[0]:
                return name
            return self.write(suffix, lambda staged: _copy(source, staged))

    def write(self, suffix: str, write: Callable[[Path], object]) -> str:
        """Let `write` fill a temporary file, store it and return the object's name."""
        filesystem, root = self._filesystem()
        is_local = isinstance(filesystem, LocalFileSystem)
        with _staged(_make_folder(Path(root)) if is_local else _staging_folder()) as staged:
            write(staged)
            name = _digest(staged) + suffix
            place = self._place(root, name)
            if is_local:
                if not self.verify(name):
                    _publish(staged, Path(place))
            else:
                filesystem.put_file(str(staged), place)
        return name

    def read(self, name: str) -> bytes:
        """An object's bytes; StoreError when it is missing or no longer what it was."""
        filesystem, root = self._filesystem()
        try:
            data: bytes = filesystem.cat_file(self._place(root, name))
        except FileNotFoundError:
            raise StoreError(f"Object {name} is missing; {RESTORE}.") from None
        if not name.startswith(sha256(data).hexdigest()):
            raise StoreError(f"Object {name} is damaged; {RESTORE}.")
        return data

    def verify(self, name: str) -> bool:
        """Whether the object is stored and its bytes still have the hash that names it."""
        filesystem, root = self._filesystem()
        try:
            with filesystem.open(self._place(root, name), "rb") as file:
                return name.startswith(file_digest(file, sha256).hexdigest())
        except FileNotFoundError:
            return False

    def state(self, name: str) -> ObjectState:
        """Whether the object is stored, and as it was."""
        try:
            if self.verify(name):
                return "whole"
            return "missing" if self.size(name) is None else "damaged"
        except OSError:
            return "unreadable"

    def lend(self, name: str, borrower: "Objects") -> None:
        """Let another store have an object; StoreError when it is missing or no longer what it was.

        Between folders it is a link: nothing is copied, and nobody writes through it.
        """
        if not (self._is_folder() and borrower._is_folder()):
            borrower.put(self.read(name), name[DIGITS:])
            return
        if (state := self.state(name)) != "whole":
            raise StoreError(f"Object {name} is {state}; {RESTORE}.")
        place = Path(borrower.url(name))
        if not place.exists():
            _make_folder(place.parent)
            place.symlink_to(Path(self.url(name)).absolute())

    def size(self, name: str) -> int | None:
        """The object's bytes, counted and not looked at; None when it is missing."""
        filesystem, root = self._filesystem()
        try:
            return int(filesystem.size(self._place(root, name)))
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """Let an object be gone for good; one that is missing already is."""
        filesystem, root = self._filesystem()
        place = self._place(root, name)
        try:
            filesystem.rm_file(place)
        except FileNotFoundError:
            return
        if isinstance(filesystem, LocalFileSystem):
            _flush(Path(place).parent)

    def url(self, name: str) -> str:
        """Where other readers, such as polars, find the object."""
        filesystem, root = self._filesystem()
        place = self._place(root, name)
        is_local = isinstance(filesystem, LocalFileSystem)
        return place if is_local else str(filesystem.unstrip_protocol(place))

    def sweep(self) -> int:
        """Remove what killed writers left behind, and nothing of those alive; how many files."""
        filesystem, root = self._filesystem()
        is_local = isinstance(filesystem, LocalFileSystem)
        folder = Path(root) if is_local else _staging_folder()
        return sum(_remove_abandoned(path) for path in sorted(folder.glob(f"{STAGED}*.part")))

    def _is_folder(self) -> bool:
        return isinstance(self._filesystem()[0], LocalFileSystem)

    def _filesystem(self) -> tuple[AbstractFileSystem, str]:
        filesystem, root = url_to_fs(self.root)
        return filesystem, root.rstrip("/")

    def _place(self, root: str, name: str) -> str:
        if NAME.fullmatch(name) is None:
            raise DataError("An object's name is its SHA-256 and a suffix; this one is not.")
        return f"{root}/{name[:2]}/{name}"


def _digest_of(source: SentFileReader) -> str:
    digest = sha256()
    for chunk in source.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _copy(source: SentFileReader, staged: Path) -> None:
    with staged.open("wb") as target:
        for chunk in source.chunks():
            target.write(chunk)


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
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


def _publish(staged: Path, place: Path) -> None:
    """Flush, rename, flush the folder: after a loss of power the object is whole or absent."""
    staged.chmod(0o600)
    _flush(staged)
    folder = place.parent
    if not folder.exists():
        _flush(_make_folder(folder).parent)
    staged.replace(place)
    _flush(folder)


def _make_folder(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _staging_folder() -> Path:
    return Path(tempfile.gettempdir())


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, sha256).hexdigest()

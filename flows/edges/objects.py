"""Immutable objects, each named by the SHA-256 of its bytes: a local folder, or any fsspec URL.

An object is made whole or not at all: staged in a temporary file, hashed, flushed to disk and only
then published under its name. Equal bytes are one object, so putting it again changes nothing.
"""

import re
import secrets
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from flows.edges.far import is_local, opened, reaching
from flows.edges.sent_files import SentFileReader, open_sent
from flows.edges.staging import (
    flush,
    make_folder,
    publish,
    staged_in,
    staging_folder,
    sweep_folder,
)
from schemas.errors import DataError, ExportError, StoreError
from schemas.objects import ObjectState

RESTORE = "restore the store from its copy"
NAME = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]+)*")
NOTHING: Mapping[str, str] = MappingProxyType({})
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
        """Store a copy of a stranger's file and return the object's name; see `keep`.

        What else may be refused, and why, says `open_sent`.
        """
        with open_sent(path, cap=cap, seen=seen, may_be_linked=may_be_linked) as source:
            return self.keep(source, suffix, purged=purged)

    def keep(
        self,
        source: SentFileReader,
        suffix: str,
        *,
        known: Mapping[str, str] = NOTHING,
        purged: Collection[str] = (),
    ) -> str:
        """Store a copy of an opened file and return the object's name; E144 when it was purged.

        `known` names the objects of files by their identity: of these nothing is read. The bytes of
        others go by once. A stored copy is made anew when its size is wrong; hashing each at every
        run would read, or fetch, the whole store.
        """
        name = known.get(source.identity, "")
        if name[DIGITS:] == suffix and self._holds(name, source, purged):
            return name
        with self._staged() as staged:
            with staged.open("wb") as target:
                name = _copied(source, target) + suffix
            if not self._holds(name, source, purged):
                self._keep(staged, name)
        return name

    def _holds(self, name: str, source: SentFileReader, purged: Collection[str]) -> bool:
        """Whether as many bytes as a file has are stored under a name; E144 when it was purged."""
        if name in purged:
            raise ExportError("E144", digest=name[:8])
        return self.size(name) == source.state[0]

    def write(self, suffix: str, write: Callable[[Path], object]) -> str:
        """Let `write` fill a temporary file, store it and return the object's name.

        What a folder holds already is read and, if damaged, made anew. A far store is sent whatever
        it holds: to ask it first takes two requests, and nearly every object is new.
        """
        with self._staged() as staged:
            write(staged)
            name = _digest(staged) + suffix
            self._keep(staged, name)
        return name

    def _staged(self) -> AbstractContextManager[Path]:
        """A temporary file to make an object in."""
        filesystem, root = opened(self.root)
        at_home = is_local(filesystem)
        return staged_in(make_folder(Path(root)) if at_home else staging_folder())

    def _keep(self, staged: Path, name: str) -> None:
        """Store a temporary file under its name, unless a folder has it already."""
        filesystem, root = opened(self.root)
        place = self._place(root, name)
        if not is_local(filesystem):
            with reaching(self.root, is_writing=True):
                filesystem.put_file(str(staged), place)
        elif not self.verify(name):
            publish(staged, Path(place))

    def read(self, name: str) -> bytes:
        """An object's bytes; StoreError when it is missing or no longer what it was."""
        filesystem, root = opened(self.root)
        try:
            with reaching(self.root):
                data: bytes = filesystem.cat_file(self._place(root, name))
        except FileNotFoundError:
            raise StoreError(f"Object {name} is missing; {RESTORE}.") from None
        if not is_of(name, data):
            raise StoreError(f"Object {name} is damaged; {RESTORE}.")
        return data

    def verify(self, name: str) -> bool:
        """Whether the object is stored and its bytes still have the hash that names it."""
        filesystem, root = opened(self.root)
        try:
            with reaching(self.root), filesystem.open(self._place(root, name), "rb") as file:
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
        if not all(is_local(opened(store.root)[0]) for store in (self, borrower)):
            borrower.put(self.read(name), name[DIGITS:])
            return
        if (state := self.state(name)) != "whole":
            raise StoreError(f"Object {name} is {state}; {RESTORE}.")
        place = Path(borrower.url(name))
        if not place.exists():
            make_folder(place.parent)
            place.symlink_to(Path(self.url(name)).absolute())

    def size(self, name: str) -> int | None:
        """The object's bytes, counted and not looked at; None when it is missing."""
        filesystem, root = opened(self.root)
        try:
            with reaching(self.root):
                return int(filesystem.size(self._place(root, name)))
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        """Let an object be gone for good; one that is missing already is."""
        filesystem, root = opened(self.root)
        place = self._place(root, name)
        try:
            with reaching(self.root):
                filesystem.rm_file(place)
        except FileNotFoundError:
            return
        if is_local(filesystem):
            flush(Path(place).parent)

    def url(self, name: str) -> str:
        """Where other readers, such as polars, find the object."""
        filesystem, root = opened(self.root)
        place = self._place(root, name)
        return place if is_local(filesystem) else str(filesystem.unstrip_protocol(place))

    def sweep(self) -> int:
        """Remove what killed writers left behind, and nothing of those alive; how many files."""
        filesystem, root = opened(self.root)
        return sweep_folder(Path(root) if is_local(filesystem) else staging_folder())

    def _place(self, root: str, name: str) -> str:
        if NAME.fullmatch(name) is None:
            raise DataError("An object's name is its SHA-256 and a suffix; this one is not.")
        return f"{root}/{name[:2]}/{name}"


def is_of(name: str, data: bytes) -> bool:
    """Whether an object of this name has just these bytes."""
    return name.startswith(sha256(data).hexdigest())


def prove(root: str) -> None:
    """Write, read back and remove a small object of a store; StoreError when it was not the same.

    To be called on any machine that needs the store.
    """
    store = Objects(root)
    name = store.put(secrets.token_bytes(32), ".txt")
    is_whole = store.verify(name)
    store.remove(name)
    if not is_whole or store.size(name) is not None:
        raise StoreError(
            f"Expected {root} to give back what was put there, and to let it go; found something "
            "else. Check the store."
        )


def _copied(source: SentFileReader, target: BinaryIO) -> str:
    """Copy a file and return the SHA-256 of its bytes."""
    digest = sha256()
    for chunk in source.chunks():
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, sha256).hexdigest()

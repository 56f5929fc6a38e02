"""Folders that people open: on this machine, or behind any fsspec URL such as s3://bucket/output."""

import mimetypes
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.edges.far import is_local, opened, reaching
from schemas.errors import StoreError


@dataclass(frozen=True)
class Folder:
    """A folder and what lies below it, each file by its path from there."""

    root: str

    def __str__(self) -> str:
        """Its path or URL, as people are told where to look."""
        return self.root

    def __truediv__(self, name: str) -> "Folder":
        """A folder in it, whether it is there or not."""
        return Folder(f"{self.root.rstrip('/')}/{name}")

    @property
    def url(self) -> str:
        """Its address for a browser."""
        filesystem, place = opened(self.root)
        return Path(place).as_uri() if is_local(filesystem) else self.root

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None when there is none."""
        filesystem, place = opened(self.root)
        path = f"{place}/{name}"
        if is_local(filesystem):
            return Path(path).read_bytes() if Path(path).is_file() else None
        try:
            with reaching(self.root):
                data: bytes = filesystem.cat_file(path)
        except FileNotFoundError:
            return None
        return data

    def write(self, name: str, data: bytes, *, mode: int = 0o644) -> str:
        """Write a whole file or none, and say where it is.

        Who may read it, `mode` says only where the filesystem is this machine's.
        """
        filesystem, place = opened(self.root)
        path = f"{place}/{name}"
        if is_local(filesystem):
            write_whole(Path(path), data, mode)
        else:
            with reaching(self.root, is_writing=True):
                filesystem.pipe_file(path, data, **_told_to_browsers(filesystem.protocol, name))
        return str(self / name)

    def names(self, pattern: str) -> list[str]:
        """The files that fit a pattern of names, with `*` within each part of a path."""
        filesystem, place = opened(self.root)
        if is_local(filesystem):
            return sorted(str(path.relative_to(place)) for path in Path(place).glob(pattern))
        with reaching(self.root):
            return sorted(path[len(place) + 1 :] for path in filesystem.glob(f"{place}/{pattern}"))

    def remove(self, name: str) -> None:
        """Let a file be gone; one that is missing already is."""
        filesystem, place = opened(self.root)
        try:
            with reaching(self.root):
                filesystem.rm_file(f"{place}/{name}")
        except FileNotFoundError:
            return

    def make_private(self) -> None:
        """Let nobody but its owner look into it, where the filesystem is this machine's."""
        filesystem, place = opened(self.root)
        if is_local(filesystem):
            folder = Path(place)
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)

    def prove(self) -> None:
        """Write, read back and remove a small file; StoreError when it is not what it was."""
        name, data = f".{secrets.token_hex(8)}", secrets.token_bytes(32)
        self.write(name, data)
        found = self.read(name)
        self.remove(name)
        if found != data or self.read(name) is not None:
            raise StoreError(
                f"Expected {self.root} to give back what was put there, and to let it go; found "
                "something else. Check where it lies."
            )


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a whole file or none; what a killed writer left is overwritten by the next."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        part.chmod(mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _told_to_browsers(protocol: str | tuple[str, ...], name: str) -> dict[str, Any]:
    """What s3 is to say of a file, so that a browser shows a PDF instead of saving it."""
    found = mimetypes.guess_type(name)[0]
    return {"ContentType": found} if found and "s3" in protocol else {}

"""Writes the folder that people open: an edition's PDFs and its manifest, copied from the store."""

import os
from pathlib import Path

from flows.edges.objects import Objects
from schemas.edition import Edition, EditionBulletin
from schemas.month import Month


def publish(objects: Objects, edition: Edition, output: Path) -> None:
    """Bring `output/<month>/` to hold this edition; files that are right already stay untouched."""
    folder = output / str(edition.month)
    wanted = {
        folder / "bulletins" / pdf_name(edition.month, bulletin): bulletin.pdf
        for bulletin in edition.bulletins
    }
    wanted[folder / "manifest.json"] = edition.manifest
    for path, name in wanted.items():
        data = objects.read(name)
        if not (path.is_file() and path.read_bytes() == data):
            write_whole(path, data)
    for stale in set((folder / "bulletins").glob("cakupan-*.pdf")) - set(wanted):
        stale.unlink()


def pdf_name(month: Month, bulletin: EditionBulletin) -> str:
    """The name under which a bulletin's PDF is found and mailed."""
    return f"cakupan-{month}-{bulletin.code}.pdf"


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

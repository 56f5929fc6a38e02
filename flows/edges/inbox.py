"""Looks into the inbox: which files are exports, of what branch, kind and month."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from schemas.exports import Kind
from schemas.month import Month

FORMATS = ("csv.gz", "csv", "txt", "xlsx", "xls", "parquet")
NAME = re.compile(
    rf"(?P<kind>{'|'.join(kind.value for kind in Kind)})_(?P<branch>[A-Za-z0-9-]{{2,32}})_"
    rf"(?P<month>[0-9]{{6}})(?:[^0-9].*)?\.(?P<format>{'|'.join(map(re.escape, FORMATS))})",
    re.IGNORECASE | re.DOTALL,
)
UNSAFE = re.compile(r"\d(?:[ .()\-]*\d){8,}|[^\w .()\-]")
"""What of a file's name is never shown: long numbers and anything that could forge a line."""


@dataclass(frozen=True)
class Found:
    """One export in the inbox; its path is never shown, because a clerk chose it."""

    path: Path = field(repr=False)
    kind: Kind
    branch: str
    month: Month
    format: str


@dataclass(frozen=True)
class Stranger:
    """Something in the inbox that is no export by its name; `name` is safe to show."""

    name: str


def look_into(inbox: Path) -> Iterator[Found | Stranger]:
    """Everything below the inbox, by path; folders that can't be looked into are strangers."""
    closed: list[Stranger] = []
    for folder, folders, names in os.walk(inbox, onerror=lambda e: closed.append(_closed(e))):
        folders.sort()
        linked = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted([*names, *linked]):
            yield _recognise(Path(folder) / name)
    yield from closed


def _closed(error: OSError) -> Stranger:
    return Stranger(_safe(Path(str(error.filename)).name))


def _recognise(path: Path) -> Found | Stranger:
    match = NAME.fullmatch(path.name)
    month = _month(match["month"]) if match else None
    if match is None or month is None:
        return Stranger(_safe(path.name))
    return Found(
        path=path,
        kind=Kind(match["kind"].lower()),
        branch=match["branch"].upper(),
        month=month,
        format=match["format"].lower(),
    )


def _safe(name: str) -> str:
    return UNSAFE.sub("·", name)[:80]


def _month(digits: str) -> Month | None:
    try:
        return Month.parse(digits)
    except ValueError:
        return None

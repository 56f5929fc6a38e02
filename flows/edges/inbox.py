"""Looks into the inbox: which files are exports, of what branch, kind and month."""

import os
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from schemas.exports import Kind
from schemas.month import Month

CONTROL = "kontrol.toml"
"""Ending of a control file, which says something of the export beside it."""
ENDINGS = {
    ".csv.gz": "csv.gz",
    ".csv": "csv",
    ".txt": "csv",
    ".zip": "zip",
    ".xlsx": "xlsx",
    ".xlsm": "xlsm",
    ".xls": "xls",
    ".parquet": "parquet",
    f".{CONTROL}": CONTROL,
}
"""How a file's name may end, and the format that is meant."""
FLAGS = re.IGNORECASE | re.DOTALL | re.ASCII
KIND = rf"(?P<kind>{'|'.join(kind.value for kind in Kind)})_"
NAME = re.compile(rf"{KIND}(?P<branch>.*?)_(?P<month>[0-9]{{6}})(?:[^0-9].*)?", FLAGS)
OPENING = re.compile(f"{KIND}.*", FLAGS)
"""A name of which at least the kind is known."""
SHOWN_ENDING = re.compile(r"\.[A-Za-z]{1,5}")
"""An ending that is a file type's and nothing of a person."""
UNSAFE = re.compile(r"\d(?:[ .()\-]*\d){8,}|[^\w .()\-]")
"""What of a file's name is never shown: long numbers and anything that could forge a line."""
INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}
"""Unicode categories that no name may hold: control characters, direction marks, line ends."""


@dataclass(frozen=True)
class Found:
    """One file for an export; its path is never shown, because a clerk chose it."""

    path: Path = field(repr=False)
    kind: Kind
    branch: str = field(repr=False)
    """As the name says it, in capitals; perhaps no branch at all."""
    month: Month
    format: str
    size: int
    written_ns: int
    """When it was last written, in nanoseconds since 1970."""
    fault: str = ""
    """The E code of a file that can't be taken as it lies there."""
    fields: dict[str, str | int] = field(default_factory=dict)
    """Those of the fault's sentence."""

    @property
    def title(self) -> str:
        """How the file is named in messages: safe to show."""
        return f"{self.kind} {safe(self.branch)} {self.month}"

    @property
    def state(self) -> tuple[int, int]:
        """What tells that the file has changed since."""
        return self.size, self.written_ns


@dataclass(frozen=True)
class Stranger:
    """Something in the inbox of which no branch, kind and month is known."""

    title: str
    """Its name, safe to show."""
    fault: str
    fields: dict[str, str | int] = field(default_factory=dict)


def look_settled(
    inbox: Path, settle_ns: int, wait: Callable[[float], None] = time.sleep
) -> list[Found | Stranger]:
    """Everything below the inbox, looked at once more when a file was written just now.

    A young file that changes meanwhile, or that comes only then, has the fault E124.
    """
    first = list(look_into(inbox))
    young_from = time.time_ns() - settle_ns
    youngest = max((item.written_ns for item in first if isinstance(item, Found)), default=0)
    if youngest <= young_from:
        return first
    wait(min(youngest - young_from, settle_ns) / 1e9)
    known = {item.path: item.state for item in first if isinstance(item, Found)}
    return [
        replace(item, fault="E124", fields={})
        if isinstance(item, Found)
        and item.written_ns > young_from
        and known.get(item.path) != item.state
        else item
        for item in look_into(inbox)
    ]


def look_into(inbox: Path) -> Iterator[Found | Stranger]:
    """Everything below the inbox, by path; folders that can't be looked into are strangers."""
    closed: list[Stranger] = []
    for folder, folders, names in os.walk(inbox, onerror=lambda e: closed.append(_closed(e))):
        # A linked folder, or one that is named like an export, is not looked into but told.
        odd = [name for name in folders if _ending(name) or Path(folder, name).is_symlink()]
        folders[:] = sorted(set(folders) - set(odd))
        for name in sorted([*names, *odd]):
            yield recognise(Path(folder) / name, is_folder=name in odd)
    yield from closed


def recognise(path: Path, *, is_folder: bool = False) -> Found | Stranger:
    """Whose export a file is by its name, or why it is none."""
    match, wrong = NAME.fullmatch(path.name), _wrong(path.name)
    month = _month(match["month"]) if match else None
    fields: dict[str, str | int] = {"fault": wrong} if wrong else {}
    if match is None or month is None:
        title = safe(path.name)
        return Stranger(title, "E123") if is_folder else Stranger(title, "E122", fields)
    branch = match["branch"]
    size, written_ns = _state(path)
    return Found(
        path=path,
        kind=Kind(match["kind"].lower()),
        branch=branch.upper() if branch.isascii() else branch,
        month=month,
        format=format_of(path.name),
        size=size,
        written_ns=written_ns,
        fault="E122" if wrong else "",
        fields=fields,
    )


def format_of(name: str) -> str:
    """The format that a name's ending means; empty where it means none."""
    return ENDINGS.get(_ending(name), "")


def safe(name: str) -> str:
    """A name without long numbers and whatever could forge a line."""
    return UNSAFE.sub("·", name)[:80]


def _closed(error: OSError) -> Stranger:
    return Stranger(safe(Path(str(error.filename)).name), "E134")


def _wrong(name: str) -> str:
    """What of a name is no export's, without quoting a word of it; empty where nothing is."""
    match = NAME.fullmatch(name)
    if OPENING.fullmatch(name) is None:
        return f"it does not begin with {'_, '.join(Kind)}_"
    if match is None:
        return "no month of six digits stands behind <kind>_<branch>_"
    if _month(match["month"]) is None:
        return f"{match['month']} is no month"
    if any(unicodedata.category(sign) in INVISIBLE for sign in name):
        return "it holds an invisible sign"
    if _ending(name):
        return ""
    ending = SHOWN_ENDING.fullmatch(Path(name).suffix)
    return f"{ending[0]} is no ending of an export" if ending else "its ending is no export's"


def _ending(name: str) -> str:
    return next((ending for ending in ENDINGS if name.lower().endswith(ending)), "")


def _state(path: Path) -> tuple[int, int]:
    """Size and time of a file; of one that is gone again, a state that it never had."""
    try:
        found = path.lstat()
    except OSError:
        return -1, 0
    return found.st_size, found.st_mtime_ns


def _month(digits: str) -> Month | None:
    try:
        return Month.parse(digits)
    except ValueError:
        return None

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
from transforms.masking import LONG_NUMBER

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
OTHER_ENDINGS = frozenset(
    {
        *(".doc", ".docx", ".odt", ".ods", ".xlsb", ".mdb", ".pdf", ".jpg", ".png", ".html"),
        *(".json", ".xml", ".rar", ".7z", ".part", ".tmp", ".crdownload"),
    }
)
"""Endings of other files, which may be quoted; any other may be somebody's name."""
MONTH_LIKE = re.compile(r"20[0-9]{4}")
"""Six digits that were meant for a month; others may be a birth date."""
CLOSING = re.compile(r"(_20[0-9]{2}(?:0[1-9]|1[0-2]))(?=\.[A-Za-z.]+\Z)")
"""The month at the end of a name, which belongs to no number before it."""
FORGING = re.compile(r"[^\w .()\-]")
"""What could forge a line."""
INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}
"""Unicode categories that no name may hold: control characters, direction marks, line ends."""


@dataclass(frozen=True)
class Found:
    """One file for an export; its path is not shown, because a clerk chose it, but by `safe`."""

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
    match = NAME.fullmatch(path.name)
    month = _month(match["month"]) if match else None
    if match is None or month is None:
        title, lacking = safe(path.name), _lacking(path.name, match)
        if is_folder:
            return Stranger(title, "E123")
        return Stranger(title, "E122", {"fault": lacking})
    branch, odd = match["branch"], _odd(path.name)
    size, written_ns = _state(path)
    return Found(
        path=path,
        kind=Kind(match["kind"].lower()),
        branch=branch.upper() if branch.isascii() else branch,
        month=month,
        format=format_of(path.name),
        size=size,
        written_ns=written_ns,
        fault="E122" if odd else "",
        fields={"fault": odd} if odd else {},
    )


def format_of(name: str) -> str:
    """The format that a name's ending means; empty where it means none."""
    return ENDINGS.get(_ending(name), "")


def safe(name: str) -> str:
    """A name without long numbers and whatever could forge a line."""
    parts = CLOSING.split(FORGING.sub("·", name))
    return "".join(LONG_NUMBER.sub("·", part) for part in parts)[:80]


def _closed(error: OSError) -> Stranger:
    return Stranger(safe(Path(str(error.filename)).name), "E134")


def _lacking(name: str, match: re.Match[str] | None) -> str:
    """What a stranger's name has not that an export's has."""
    if OPENING.fullmatch(name) is None:
        return f"it begins with none of {'_, '.join(Kind)}_"
    if match is None:
        return "no month of six digits stands behind <kind>_<branch>_"
    if MONTH_LIKE.fullmatch(match["month"]):
        return f"{match['month']} is no month"
    return "the six digits behind <kind>_<branch>_ are no month"


def _odd(name: str) -> str:
    """What of an export's name must not be; empty where nothing is."""
    if any(unicodedata.category(sign) in INVISIBLE for sign in name):
        return "it holds an invisible sign"
    if _ending(name):
        return ""
    ending = Path(name).suffix.lower()
    if ending in OTHER_ENDINGS:
        return f"{ending} is no ending of an export"
    return "its ending is no export's"


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

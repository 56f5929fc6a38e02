"""How files arrive: names, links, pipes, copies, replacements, control files and late comers."""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from schemas.report import BranchState
from tests.builders import csv_bytes
from tests.cases.case import BRANCH, NEIGHBOUR, ROWS, clean_bytes, good_rows, joined, lines

READY, MISSING, REJECTED, HELD = (
    BranchState.READY, BranchState.MISSING, BranchState.REJECTED, BranchState.HELD,
)  # fmt: skip  # four words in one line
SENT = f"peserta_{BRANCH}_202111.csv"
NIK_IN_NAME = "3571015502900077"
EARLY, LATER = 1_638_300_000, 1_638_400_000
"""Two moments, in seconds since 1970."""

FORGING = {
    "newline": "\n", "bell": "\x07", "escape": "\x1b[2J", "override": "\u202e",
    "line-separator": "\u2028", "zero-width-space": "\u200b",
}  # fmt: skip  # as few lines as they are worth
"""Signs in a name that would forge a line of a log."""
GLOBBING = {"brackets": "[a]", "star": "*", "question-mark": "?", "braces": "{a,b}"}
"""Signs in a name that a library may take for a pattern."""


@dataclass(frozen=True)
class Arrival:
    """What is put into the inbox, and what is told of the branch's peserta export afterwards."""

    name: str
    arrange: Callable[[Path], object]
    """Puts things into an inbox in which the neighbour's file lies already."""
    state: BranchState = READY
    accepted: int = ROWS
    told: tuple[str, ...] = ()
    """Codes told of the branch's export, in order."""
    strangers: tuple[str, ...] = ()
    """Codes told of what is no expected export."""
    settings: dict[str, Any] = field(default_factory=dict)


def put(inbox: Path, name: str = SENT, data: bytes | None = None, time: int = EARLY) -> Path:
    """Put a file into the inbox, as if it had been written long ago."""
    path = inbox / name
    path.write_bytes(clean_bytes() if data is None else data)
    os.utime(path, (time, time))
    return path


def _named(*names: str) -> Callable[[Path], object]:
    return lambda inbox: [put(inbox, name) for name in names]


def _link(inbox: Path) -> None:
    (inbox / SENT).symlink_to(put(inbox.parent, "elsewhere.csv"))


def _hard_link(inbox: Path) -> None:
    os.link(put(inbox.parent, "elsewhere.csv"), inbox / SENT)


def _socket(inbox: Path) -> None:
    """Bound from inside the folder: the path of a socket may have only some hundred bytes."""
    before = Path.cwd()
    os.chdir(inbox)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(SENT)
    finally:
        os.chdir(before)


def _reversed() -> bytes:
    heading, *rows = lines()
    return joined([heading, *reversed(rows)])


def _then(name: str, data: bytes) -> Callable[[Path], object]:
    """The clean file, and another one that was written later."""

    def arrange(inbox: Path) -> None:
        put(inbox)
        put(inbox, name, data, LATER)

    return arrange


def _control(said: str, time: int = LATER, export: bytes | None = b"") -> Callable[[Path], object]:
    """A control file, beside the clean export unless there is None."""

    def arrange(inbox: Path) -> None:
        if export is not None:
            put(inbox, data=export or None)
        put(inbox, f"peserta_{BRANCH}_202111.kontrol.toml", said.encode(), time)

    return arrange


def _bad_rows(count: int) -> bytes:
    rows = good_rows()
    return csv_bytes([row | {"STATUS": "X"} for row in rows[:count]] + rows[count:])


def _zeros() -> bytes:
    """Digits were lost in every third NIK."""
    return csv_bytes(
        [
            row | {"NIK": f"{row['NIK'][:12]}{place:03}0"} if place % 3 == 1 else row
            for place, row in enumerate(good_rows())
        ]
    )


def _exactly(rows: int) -> bytes:
    """The clean file's rows and blank lines, so many lines in all."""
    return clean_bytes() + b"\n" * (rows - ROWS - 1)


def _total(wages: int) -> bytes:
    return clean_bytes() + b"JUMLAH" + b"," * 17 + str(wages).encode() + b"\n"


def _odd_name(name: str, *names: str, code: str) -> Arrival:
    """Names that are no export's."""
    return Arrival(name, _named(*names), MISSING, 0, strangers=(code,) * len(names))


def _signed(what: str, sign: str, state: BranchState, *told: str) -> Arrival:
    """A name with a sign that some program may take for more than a sign."""
    accepted = ROWS if state is READY else 0
    name = f"peserta_{BRANCH}_202111{sign}.csv"
    return Arrival(f"name-with-{what}", _named(name), state, accepted, told)


def _sent(
    name: str, data: Callable[[], bytes], state: BranchState, accepted: int, *told: str
) -> Arrival:
    """A file with its usual name."""
    return Arrival(name, lambda inbox: put(inbox, data=data()), state, accepted, told)


ARRIVALS = (
    Arrival("plain", _named(SENT)),
    Arrival("nothing", lambda inbox: None, MISSING, 0),
    Arrival("nil-report", _control("nihil = true\n", export=None), READY, 0),
    Arrival("nil-report-after-a-file", _control("nihil = true\n"), READY, 0, ("N325",)),
    Arrival("nil-report-before-a-file", _control("nihil = true\n", EARLY - 9), told=("N325",)),
    Arrival("control-that-agrees", _control(f"baris = {ROWS}\norang = {ROWS}\n")),
    Arrival("control-of-other-rows", _control("baris = 7\n"), REJECTED, 0, ("E128",)),
    Arrival("control-that-says-nothing", _control("baris = 'x'\n"), told=("E140",)),
    Arrival("control-without-export", _control("baris = 7\n", export=None), REJECTED, 0, ("E142",)),
    _odd_name("name-that-climbs", "..\\..\\peserta_KDR_202111.csv", "....csv", code="E122"),
    _odd_name("branch-that-climbs", "peserta_..\\..\\etc_202111.csv", code="E119"),
    *(_signed(what, sign, REJECTED, "E122") for what, sign in FORGING.items()),
    Arrival("name-with-a-nik", _named(f"peserta_KDR_202111 {NIK_IN_NAME}.csv")),
    *(_signed(what, sign, READY) for what, sign in GLOBBING.items()),
    Arrival("symlink", _link, REJECTED, 0, ("E123",)),
    Arrival("broken-symlink", lambda inbox: (inbox / SENT).symlink_to("x"), REJECTED, 0, ("E123",)),
    Arrival("pipe", lambda inbox: os.mkfifo(inbox / SENT), REJECTED, 0, ("E123",)),
    Arrival("socket", _socket, REJECTED, 0, ("E123",)),
    Arrival("hard-link", _hard_link, REJECTED, 0, ("E123",)),
    Arrival("hard-link-allowed", _hard_link, settings={"allow_hard_links": True}),
    Arrival("folder", lambda inbox: (inbox / SENT).mkdir(), REJECTED, 0, ("E123",)),
    Arrival(
        "names-in-other-letters",
        _then("PESERTA_kdr_202111.CSV", _reversed()),
        told=("N325",),
    ),
    Arrival(
        "names-in-two-unicode-forms",
        lambda inbox: (
            put(inbox, "peserta_KDR_202111 \u00e9.csv"),
            put(inbox, "peserta_KDR_202111 e\u0301.csv", _reversed(), LATER),
        ),
        told=("N325",),
    ),
    Arrival("branch-in-small-letters", _named("peserta_kdr_202111.csv")),
    _odd_name("unknown-branch", "peserta_ZZZ_202111.csv", code="E119"),
    _odd_name("no-branch", "peserta__202111.csv", code="E119"),
    _odd_name("branch-of-200-letters", f"peserta_{'K' * 200}_202111.csv", code="E119"),
    _odd_name("branch-in-full-width", "peserta_ＫＤＲ_202111.csv", code="E119"),
    Arrival("same-bytes-twice", _named(SENT, "peserta_KDR_202111 (1).csv"), told=("N320",)),
    Arrival("same-rows-turned", _then("peserta_KDR_202111b.csv", _reversed()), told=("N325",)),
    Arrival("newer-bad-file", _then("peserta_KDR_202111b.csv", b""), REJECTED, 0, ("E101", "N325")),
    Arrival(
        "too-large",
        lambda inbox: put(inbox, data=_exactly(20_000)),
        REJECTED,
        0,
        ("E106",),
        settings={"file_cap": 30_000},
    ),
    Arrival("macros", _named("peserta_KDR_202111.xlsm"), REJECTED, 0, ("E131",)),
    Arrival("text", _named("peserta_KDR_202111.txt")),
    _odd_name("other-things", "catatan.txt", "peserta_KDR.csv", code="E122"),
    _odd_name("month-of-no-year", "peserta_KDR_202113.csv", code="E122"),
    _sent("neighbours-bytes", partial(clean_bytes, branch=NEIGHBOUR), REJECTED, 0, "E120"),
    _sent("ten-bad-rows", partial(_bad_rows, 10), READY, ROWS - 10),
    _sent("eleven-bad-rows", partial(_bad_rows, 11), HELD, ROWS - 11, "H504"),
    _sent("many-niks-ending-in-0", _zeros, HELD, ROWS, "H506"),
    _sent("full-sheet", partial(_exactly, 65_536), HELD, ROWS, "H507"),
    _sent("total-that-disagrees", partial(_total, 1), HELD, ROWS, "H508"),
)

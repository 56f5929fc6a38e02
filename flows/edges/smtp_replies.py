"""Reads a mail server's replies from a socket, and takes nothing for a reply that is not one."""

import re
import socket
from dataclasses import dataclass
from time import monotonic

from schemas.relaying import Fault

_REPLY = re.compile(rb"([2-5][0-9]{2})(?:([ -])([^\r\n]*))?\r?\n")
_STATUS = re.compile(rb"([245])\.[0-9]{1,3}\.[0-9]{1,3}(?= |\n|$)")
_MOST_LINES, _LONGEST_LINE = 100, 8192


class NoReply(Exception):  # noqa: N818 - what is there, not a mistake
    """There is no reply, for this fault."""

    def __init__(self, fault: Fault) -> None:
        """Keep the fault."""
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Reply:
    """What the server answered, without its words: they quote addresses."""

    code: int
    status: str = ""
    """The enhanced status, such as 5.1.1, where it fits the code."""

    @property
    def is_rejection(self) -> bool:
        """Whether it says no, for now or for good."""
        return self.code // 100 in (4, 5)


def to_reply(code: int, said: bytes) -> Reply:
    """The reply with the enhanced status that its words begin with."""
    match = _STATUS.match(said)
    fits = match is not None and int(match[1]) == code // 100
    return Reply(code, match[0].decode() if match and fits else "")


def read_reply(
    sock: socket.socket, seconds: float, first: bytes | None = None
) -> tuple[int, bytes]:
    """The code, and what was said in lines: whole lines, with the same three digits in each.

    Nothing behind it is read. `first` is the byte of it that was read already, or nothing if the
    server had hung up; `seconds` is how long all of it may take.
    """
    end = monotonic() + seconds
    codes, said = set(), []
    for _ in range(_MOST_LINES):
        match = _REPLY.fullmatch(_line(sock, end, first))
        if match is None:
            break
        first = None
        codes.add(int(match[1]))
        said.append(match[3] or b"")
        if match[2] != b"-" and len(codes) == 1:
            return codes.pop(), b"\n".join(said)
        if len(codes) != 1:
            break
    raise NoReply("garbled")


def _line(sock: socket.socket, end: float, first: bytes | None) -> bytes:
    line = b""
    while not line.endswith(b"\n") and len(line) < _LONGEST_LINE:
        if first is None:
            sock.settimeout(max(end - monotonic(), 0.001))
            first = sock.recv(1)
        if not first:
            raise NoReply("gone")
        line, first = line + first, None
    return line

"""Connections to a mail server that take nothing for a reply that is not one."""

import re
import smtplib
from typing import Any

_REPLY = re.compile(rb"([2-5][0-9]{2})(?:([ -])([^\r\n]*))?\r?\n")
_MOST_LINES, _LONGEST_LINE = 100, 8192


class Garbled(smtplib.SMTPException):
    """The server said what is no reply."""


class _Strict:
    """Takes nothing for a reply that is not one: whole lines, three digits, the same in each."""

    file: Any
    sock: Any

    def getreply(self) -> tuple[int, bytes]:
        """The code, and what was said in lines; nothing that follows is read ahead."""
        if self.file is None:
            self.file = self.sock.makefile("rb", buffering=0)
        codes, said = set(), []
        for _ in range(_MOST_LINES):
            line = self.file.readline(_LONGEST_LINE)
            if not line:
                raise smtplib.SMTPServerDisconnected
            match = _REPLY.fullmatch(line)
            if match is None:
                raise Garbled
            codes.add(int(match[1]))
            said.append(match[3] or b"")
            if match[2] != b"-":
                break
        if len(codes) != 1:
            raise Garbled
        return codes.pop(), b"\n".join(said)


class Plain(_Strict, smtplib.SMTP):
    """A connection that begins in clear."""


class Encrypted(_Strict, smtplib.SMTP_SSL):
    """A connection that is encrypted from its first byte."""

"""Follows mails through the log that Postfix writes, by their Message-ID; no line leaves here.

Cleanup names a mail as soon as it has read its header, so a name alone says nothing. A mail was
taken if the queue manager has it, a delivery was tried, or the queue lists it; it was given up if
none of that is so although the client has gone.
"""

import os
import re
from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as datetime_time
from typing import BinaryIO, Literal

_LONGEST_LINE = 2**16
_HEAD = rb"""
    (?P<stamp>[A-Z][a-z]{2}\ [ \d]\d\ \d\d:\d\d:\d\d | \d{4}-\d\d-\d\dT\S+)
    \ \S+                                                   # our machine
    \ %s(?:/[\w.-]+)*?/(?P<daemon>\w+)\[(?P<process>\d+)\]:
    (?:\ (?P<queue_id>[0-9A-Z][0-9A-Za-z]{5,19}):)?          # warning: is none
    \ (?P<text>.*)\n
"""
_ATTEMPT = re.compile(
    rb"to=<[^>]*>, (?:[a-z_]+=[^,]*, )*?dsn=(?P<dsn>[245]\.\d+\.\d+), status=(?P<status>\w+) "
)
_EXPIRED = re.compile(rb"from=<[^>]*>, status=(?:force-)?expired, ")
_DEAD = re.compile(rb"warning: process \S+ pid (?P<process>\d+) (?:exit|killed)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SLACK = timedelta(minutes=1)
_NAMED = b"message-id="


@dataclass
class Session:
    """One talk of a client with Postfix."""

    since: datetime
    queue_id: bytes = b""
    """Of the mail that it is about just now."""
    is_open: bool = True


@dataclass
class Passage:
    """One stay of a mail in Postfix under one queue id."""

    queue_id: str
    session: Session | None
    """The talk in which it came; None where the log does not show it."""
    fate: Literal["sent", "bounced", "expired", "gone"] = "gone"
    dsn: str = ""
    is_taken: bool = False
    is_over: bool = False

    @property
    def is_given_up(self) -> bool:
        """Whether it was never taken, and nobody can still hand it over."""
        return not self.is_taken and self.session is not None and not self.session.is_open

    def note(self, daemon: bytes, text: bytes) -> None:
        """Take in what a program of Postfix says of it."""
        if attempt := _ATTEMPT.match(text):
            self.is_taken = True
            self._attempted(attempt["dsn"].decode(), attempt["status"])
        elif text == b"removed":
            self.is_taken = self.is_over = True
        elif daemon == b"qmgr":
            self.is_taken = True
            if _EXPIRED.match(text):
                self.fate = "expired"

    def _attempted(self, dsn: str, status: bytes) -> None:
        """A mail that was bounced for one of several addressees is bounced."""
        if status == b"bounced":
            self.fate, self.dsn = "bounced", dsn
        elif self.fate == "gone":
            self.fate, self.dsn = "sent" if status == b"sent" else "gone", dsn


class Passages:
    """All passages of some mails that a log tells of, and how far it reaches."""

    def __init__(self, message_ids: Collection[str], name: str) -> None:
        """Follow these mails through the Postfix that calls itself so."""
        self._line = re.compile(_HEAD % re.escape(name.encode()), re.VERBOSE)
        self._passages: dict[bytes, list[Passage]] = {name.encode(): [] for name in message_ids}
        self._here: dict[bytes, Passage] = {}
        self._sessions: dict[bytes, Session] = {}
        self._stamp = b""
        self._first: datetime | None = None
        self._last = datetime.min.replace(tzinfo=UTC)

    def of(self, message_id: str) -> list[Passage]:
        """The mail's passages in their order."""
        return self._passages[message_id.encode()]

    def covers(self, begin: datetime, end: datetime) -> bool:
        """Whether the log was written before and after, and no talk from in between goes on."""
        goes_on = any(talk.is_open and talk.since <= end for talk in self._sessions.values())
        is_long = self._first is not None and self._first <= begin
        return is_long and end.replace(microsecond=0) <= self._last and not goes_on

    def read(self, log: BinaryIO) -> None:
        """Take in the log from where it was last read to."""
        written = datetime.fromtimestamp(os.fstat(log.fileno()).st_mtime, UTC)
        for line in _lines(log):
            match = self._line.fullmatch(line)
            if match is not None and self._is_dated(match["stamp"], written):
                self._note(match["daemon"], match["process"], match["queue_id"], match["text"])

    def _is_dated(self, stamp: bytes, written: datetime) -> bool:
        if stamp != self._stamp:
            try:
                self._last = _time(stamp.decode("ascii"), written)
            except ValueError:
                return False
            self._stamp, self._first = stamp, self._first or self._last
        return True

    def _note(self, daemon: bytes, process: bytes, queue_id: bytes | None, text: bytes) -> None:
        if daemon == b"smtpd":
            self._heard(process, queue_id, text)
        elif daemon == b"master":
            self._supervised(text)
        if queue_id is None:
            return
        if text.startswith((b"client=", b"uid=")):
            self._leave(queue_id)
        elif daemon == b"cleanup" and text.startswith(_NAMED):
            self._arrive(queue_id, text.removeprefix(_NAMED))
        elif queue_id in self._here:
            self._here[queue_id].note(daemon, text)

    def _heard(self, process: bytes, queue_id: bytes | None, text: bytes) -> None:
        """Follow the talks: each process has one at a time, about one mail at a time."""
        if queue_id is not None and text.startswith(b"client="):
            self._sessions.setdefault(process, Session(self._last)).queue_id = queue_id
        elif text.startswith(b"connect from "):
            self._close(process)
            self._sessions[process] = Session(self._last)
        elif text.startswith(b"disconnect from "):
            self._close(process)

    def _supervised(self, text: bytes) -> None:
        """With a process its talk ends, and with Postfix all do."""
        if dead := _DEAD.match(text):
            self._close(dead["process"])
        elif text.startswith(b"daemon started "):
            for process in self._sessions:
                self._close(process)

    def _close(self, process: bytes) -> None:
        """End a talk; it is kept, because its last mail may be named only afterwards."""
        if process in self._sessions:
            self._sessions[process].is_open = False

    def _arrive(self, queue_id: bytes, message_id: bytes) -> None:
        self._leave(queue_id)
        if message_id in self._passages:
            talks = [talk for talk in self._sessions.values() if talk.queue_id == queue_id]
            talk = max(talks, key=lambda talk: (talk.is_open, talk.since), default=None)
            self._here[queue_id] = Passage(queue_id.decode(), talk)
            self._passages[message_id].append(self._here[queue_id])

    def _leave(self, queue_id: bytes) -> None:
        """Postfix uses queue ids again: from now on it is another mail's."""
        if passage := self._here.pop(queue_id, None):
            passage.is_over = True


def _lines(log: BinaryIO) -> Iterator[bytes]:
    """Its further lines, but for those that are too long or still being written."""
    is_begin = True
    while line := log.readline(_LONGEST_LINE):
        is_end = line.endswith(b"\n")
        if not is_end and len(line) < _LONGEST_LINE:
            log.seek(-len(line), os.SEEK_CUR)
            return
        if is_begin and is_end:
            yield line
        is_begin = is_end


def _time(stamp: str, written: datetime) -> datetime:
    """The time in a log; without a year it is the last such time before the log was written."""
    if stamp[0].isdigit():
        return datetime.fromisoformat(stamp).astimezone(UTC)
    day, time = int(stamp[4:6]), datetime_time.fromisoformat(stamp[7:])
    month = _MONTHS.index(stamp[:3]) + 1
    for year in range(written.year + 1, written.year - 9, -1):
        if day <= monthrange(year, month)[1]:
            moment = datetime.combine(date(year, month, day), time).astimezone(UTC)
            if moment <= written + _SLACK:
                return moment
    raise ValueError

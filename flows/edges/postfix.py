"""Asks the Postfix on this machine whether it has taken a mail, and what became of it.

What Postfix took is in its log or its queue. That it did not take a mail is believed only where
both would show it: the log was written before and after, and nobody can still be handing it over.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from flows.edges.postfix_log import Passages
from schemas.errors import SettingsError
from schemas.traces import Trace

SETTLED = timedelta(minutes=10)
"""No mail takes longer to be handed over, and none to be taken once its end was sent."""
QUEUE = ("postqueue", "-j")
"""Lists the queue, a mail a line."""
_WHERE = "/usr/sbin:/usr/local/sbin"
"""Where Postfix's programs lie; few have it in their PATH."""
_PATIENCE = 120


@dataclass(frozen=True)
class LocalPostfix:
    """One instance of Postfix on this machine, by its log and its queue."""

    logs: tuple[Path, ...]
    """Oldest first: what was rotated, such as mail.log.1, and what is being written."""
    queue: tuple[str, ...] = QUEUE
    name: str = "postfix"
    """What the instance calls itself in the log (its syslog_name)."""

    def look_up(self, handed_over: Mapping[str, datetime], asked: datetime) -> dict[str, Trace]:
        """The trace of each mail, by its Message-ID and the time when its end was sent.

        SettingsError when there is no Postfix to be asked, or no log that can be read.
        """
        with ExitStack() as stack:
            logs = [stack.enter_context(_opened(path)) for path in self.logs]
            passages = Passages(handed_over, self.name)
            for log in logs:
                _read(passages, log)
            queued = _queued(self.queue)
            # What left the queue before it was listed has left its last lines by now.
            for log in logs[-1:]:
                _read(passages, log)
        return {
            message_id: _trace(passages, message_id, time, asked, queued)
            for message_id, time in handed_over.items()
        }


def _trace(
    passages: Passages, message_id: str, handed_over: datetime, asked: datetime, queued: set[str]
) -> Trace:
    """The trace of the mail, whose last passage counts: filters and requeueing make several."""
    passed = passages.of(message_id)
    for passage in passed:
        if not passage.is_over and passage.queue_id in queued:
            return Trace("queued", passage.dsn)
    taken = [passage for passage in passed if passage.is_taken]
    if taken:
        return Trace(taken[-1].fate, taken[-1].dsn)
    is_given_up = all(passage.is_given_up for passage in passed)
    is_settled = asked - handed_over >= SETTLED and passages.covers(
        handed_over - SETTLED, handed_over
    )
    return Trace("absent" if is_given_up and is_settled else "unproven")


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with _readable():
        log = path.open("rb")
    with log:
        yield log


def _read(passages: Passages, log: BinaryIO) -> None:
    with _readable():
        passages.read(log)


@contextmanager
def _readable() -> Iterator[None]:
    """What goes wrong with the log is told without its content."""
    try:
        yield
    except OSError as error:
        raise SettingsError(
            "Expected Postfix's log as a file that we may read, found none; correct its name in "
            "the settings, or let our user read it (on Debian: adduser USER adm)."
        ) from error


def _queued(command: tuple[str, ...]) -> set[str]:
    """The queue ids of all mails that wait in Postfix."""
    program, *arguments = command
    found = shutil.which(program) or shutil.which(program, path=_WHERE)
    if found is None:
        raise SettingsError(
            f"Expected Postfix on this machine, found no {program}; resolve where Postfix runs, or "
            "correct the command in the settings."
        )
    try:
        listed = subprocess.run(
            (found, *arguments), capture_output=True, check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise SettingsError(
            "Postfix did not list its queue in time; see whether it runs."
        ) from None
    if listed.returncode:
        raise SettingsError(
            f"Expected Postfix's queue, found that {program} ended with {listed.returncode}; start "
            "Postfix, and let our user list the queue (authorized_mailq_users)."
        )
    try:
        lines = listed.stdout.decode(errors="replace").splitlines()
        return {str(json.loads(line)["queue_id"]) for line in lines}
    except (ValueError, KeyError, TypeError):
        raise SettingsError(
            f"Expected a queue listed as JSON, found something else from {program}; Postfix must "
            "be 3.1 or newer and the command in the settings `postqueue -j`."
        ) from None

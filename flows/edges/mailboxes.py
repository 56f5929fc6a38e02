"""Reads the mails of a Maildir or an mbox one by one, and changes nothing in it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from flows.edges.sent_files import open_sent
from schemas.errors import ExportError, UsageError

MOST_BYTES = 10 * 2**20
"""Bytes that a mail may have; a larger one is passed over."""
FOLDERS = ("new", "cur")
"""Where a Maildir has mails, in the order in which other programs move them."""
FROM = b"From "
"""How the line begins that stands before each mail of an mbox."""
_CHUNK = 1 << 16


def read_mails(mailbox: Path) -> Iterator[bytes | Literal["unreadable", "too_large"]]:
    """Each mail, or why it is passed over; UsageError for a path that is no mailbox."""
    try:
        if all((mailbox / folder).is_dir() for folder in FOLDERS):
            yield from _of_maildir(mailbox)
        elif mailbox.is_file():
            with mailbox.open("rb") as file:
                yield from _of_mbox(file)
        else:
            raise _no_mailbox(
                "a folder that lacks one of them" if mailbox.is_dir() else "no folder and no file"
            )
    except OSError:
        raise UsageError(
            "The mailbox can't be read to its end; check its disk, and let this account read it."
        ) from None


def _of_maildir(mailbox: Path) -> Iterator[bytes | Literal["unreadable", "too_large"]]:
    """The mails by name, each once, even if another program moves it to `cur` meanwhile."""
    read = set()
    for folder in FOLDERS:
        for path in sorted((mailbox / folder).iterdir()):
            name = path.name.partition(":")[0]
            if name.startswith(".") or name in read:
                continue
            try:
                with open_sent(path, cap=MOST_BYTES, seen=None, may_be_linked=True) as sent:
                    mail = b"".join(sent.chunks())
            except ExportError as error:
                if os.path.lexists(path):
                    yield "too_large" if error.code == "E106" else "unreadable"
            else:
                read.add(name)
                yield mail


def _of_mbox(file: BinaryIO) -> Iterator[bytes | Literal["too_large"]]:
    """The mails in their order; one begins behind each line that begins with `From `."""
    chunk = file.readline(_CHUNK)
    if chunk and not chunk.startswith(FROM):
        raise _no_mailbox("a file that begins otherwise")
    while chunk:
        mail = bytearray()
        is_line = chunk.endswith(b"\n")
        while (chunk := file.readline(_CHUNK)) and not (is_line and chunk.startswith(FROM)):
            if len(mail) <= MOST_BYTES:
                mail += chunk
            is_line = chunk.endswith(b"\n")
        yield bytes(mail) if len(mail) <= MOST_BYTES else "too_large"


def _no_mailbox(found: str) -> UsageError:
    return UsageError(
        "Expected a Maildir (a folder that holds new and cur) or an mbox (a file that begins with "
        f"`From `), found {found}; name the mailbox that the bounces of our mails go to."
    )

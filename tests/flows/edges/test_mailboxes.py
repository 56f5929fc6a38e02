"""Mailboxes as Python's own library makes them, read without a trace."""

import mailbox
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.edges.bounces import read_bounces
from flows.edges.mailboxes import MOST_BYTES, read_mails
from schemas.bounces import Bounce, MailboxReading
from schemas.errors import UsageError
from tests import bounces
from tests.bounces import DOMAIN, OURS

Make = Callable[[Path, list[bytes]], Path]
MAILS = [bounces.postfix(), bounces.exim(), bounces.text_mail("From dulu\n>From lalu\n", {})]

LINES = [b"From y\n", b"From \n", b">From z\n", b"from a\n", b"a\n", b"\n", b"A: b\r\n", b"From"]


def maildir(folder: Path, mails: list[bytes]) -> Path:
    """A Maildir in which the first mail was seen and the others are new."""
    box = mailbox.Maildir(folder)
    for number, mail in enumerate(mails):
        message = mailbox.MaildirMessage(mail)
        message.set_subdir("new" if number else "cur")
        box.add(message)
    return folder


def mbox(path: Path, mails: list[bytes]) -> Path:
    """An mbox with these mails."""
    box = mailbox.mbox(path)
    for mail in mails:
        box.add(mail)
    box.close()
    return path


def state(path: Path) -> dict[str, tuple[int, int, bytes]]:
    """Everything that a mailbox is made of: names, times, kinds and bytes."""
    found = {}
    for place in [path, path.parent, *path.rglob("*")]:
        info = place.stat()
        found[str(place)] = (
            info.st_mtime_ns,
            info.st_mode,
            place.read_bytes() if place.is_file() else b"",
        )
    return found


@pytest.mark.parametrize("make", [maildir, mbox])
def test_each_mail_is_read_and_the_mailbox_stays_as_it_was(tmp_path: Path, make: Make) -> None:
    box = make(tmp_path / "box", MAILS)
    before = state(box)
    reading = read_bounces(box, DOMAIN)
    assert reading.bounces == (Bounce(OURS, "5.1.1", is_final=True),) * 2
    assert (reading.others, reading.mails) == (1, 3)
    assert state(box) == before


@pytest.mark.parametrize("make", [maildir, mbox])
def test_an_empty_mailbox_has_no_mails(tmp_path: Path, make: Make) -> None:
    assert read_bounces(make(tmp_path / "box", []), DOMAIN) == MailboxReading()


@pytest.mark.parametrize("make", [maildir, mbox])
def test_a_mail_above_the_limit_is_passed_over(tmp_path: Path, make: Make) -> None:
    wide = (b"a" * 9999 + b"\n") * (MOST_BYTES // 10_000 + 1)
    fits = (MAILS[0] + wide)[: MOST_BYTES - 2]
    box = make(tmp_path / "box", [fits, fits + b"aaa\n"])
    reading = read_bounces(box, DOMAIN)
    assert (len(reading.bounces), reading.too_large) == (1, 1)


def test_a_line_without_end_is_neither_kept_nor_split(tmp_path: Path) -> None:
    box = tmp_path / "mbox"
    endless = b"a" * (1 << 16) + b"From b" + b"c" * MOST_BYTES
    box.write_bytes(b"From x\n" + endless + b"\nFrom y\n" + MAILS[0])
    assert list(read_mails(box)) == ["too_large", MAILS[0]]


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_an_mbox_has_the_mails_that_pythons_library_finds(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("box") / "mbox"
    path.write_bytes(b"".join([b"From x\n", *lines]))
    box = mailbox.mbox(path, create=False)
    found = [box.get_bytes(key).rstrip(b"\n") for key in box.iterkeys()]
    box.close()
    assert [mail.rstrip(b"\n") for mail in read_mails(path) if isinstance(mail, bytes)] == found


def test_only_ordinary_files_of_a_maildir_are_opened(tmp_path: Path) -> None:
    box = maildir(tmp_path / "box", MAILS[:1])
    (tmp_path / "outside").write_bytes(MAILS[0])
    (box / "new" / "1.link").symlink_to(tmp_path / "outside")
    os.mkfifo(box / "new" / "2.pipe")
    (box / "cur" / "3.folder").mkdir()
    (box / "cur" / ".hidden").write_bytes(MAILS[0])
    (box / "tmp" / "4.unfinished").write_bytes(MAILS[0])
    reading = read_bounces(box, DOMAIN)
    assert (len(reading.bounces), reading.unreadable, reading.mails) == (1, 3, 4)


def test_a_mail_that_moves_while_the_maildir_is_read_is_read_once(tmp_path: Path) -> None:
    box = maildir(tmp_path / "box", [])
    for name in ("1.a", "2.b", "3.gone"):
        (box / "new" / name).write_bytes(name.encode())
    mails = read_mails(box)
    assert next(mails) == b"1.a"
    for name in ("1.a", "2.b"):
        (box / "new" / name).rename(box / "cur" / f"{name}:2,S")
    (box / "new" / "3.gone").unlink()
    assert list(mails) == [b"2.b"]


def test_what_is_no_mailbox_is_told_without_its_name(tmp_path: Path) -> None:
    place = tmp_path / "kepala@kantor.example"
    place.mkdir()
    (place / "cur").mkdir()
    (place / "text").write_bytes(b"Dari x\n")
    os.mkfifo(place / "pipe")
    for path, found in {
        place: "a folder that lacks one of them",
        place / "text": "a file that begins otherwise",
        place / "pipe": "no folder and no file",
        place / "nothing": "no folder and no file",
    }.items():
        with pytest.raises(UsageError, match=f"Expected a Maildir .*, found {found}; name") as told:
            read_bounces(path, DOMAIN)
        assert "@" not in str(told.value)
        assert told.value.exit_code == 2


def test_a_mailbox_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read to its end; check its disk"):
        read_bounces(tmp_path / ("a" * 300), DOMAIN)

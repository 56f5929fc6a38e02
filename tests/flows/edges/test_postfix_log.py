"""What is read from a log of Postfix, and how far a log is evidence that a mail was not taken."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.edges.postfix import LocalPostfix
from schemas.errors import SettingsError
from schemas.traces import Trace

EMPTY = ("true",)
"""Lists an empty queue."""
TAKEN, GIVEN_UP, NEVER = "<taken@a.example>", "<given-up@a.example>", "<never@a.example>"
TIME = datetime(2026, 11, 28, 10, 0, 30, tzinfo=UTC)
"""When the ends of all mails were sent."""
LATER = TIME + timedelta(hours=1)
BEGIN = "2026-11-28T09:00:00Z mail postfix/master[9]: daemon started -- version 3.7.11"
SAID = f"""
00.100000 smtpd[5]: connect from unknown[127.0.0.1]
00.200000 smtpd[5]: 5E5512863A2: client=unknown[127.0.0.1]
00.300000 cleanup[6]: 5E5512863A2: message-id={TAKEN}
00.300000 qmgr[7]: 5E5512863A2: from=<a@a.example>, size=9, nrcpt=1 (queue active)
00.400000 smtp[8]: 5E5512863A2: to=<b@b.example>, delay=1, dsn=2.0.0, status=sent (250 2.0.0 <c>, \
dsn=5.0.0, status=bounced (no))
00.400000 qmgr[7]: 5E5512863A2: removed
00.500000 smtpd[5]: 6E5512863A2: client=unknown[127.0.0.1]
30.600000 cleanup[6]: 6E5512863A2: message-id={GIVEN_UP}
30.700000 smtpd[5]: lost connection after DATA (9 bytes) from unknown[127.0.0.1]
30.700000 smtpd[5]: disconnect from unknown[127.0.0.1] ehlo=1 mail=2 rcpt=2 data=1/2 commands=6/7
"""
LINES = [
    f"2026-11-28T10:00:{line[:9]}Z mail postfix/{line[10:]}" for line in SAID.strip().split("\n")
]
"""A mail that was taken, and one that was named, but given up, in one talk."""
WHOLE = {TAKEN: Trace("sent", "2.0.0"), GIVEN_UP: Trace("absent"), NEVER: Trace("absent")}
UNPROVEN = WHOLE | {GIVEN_UP: Trace("unproven"), NEVER: Trace("unproven")}


def look_up(folder: Path, *logs: list[str] | bytes, **named: str) -> dict[str, Trace]:
    """What the logs show, where nothing is queued."""
    paths = []
    for number, log in enumerate(logs):
        paths.append(folder / f"mail.log.{number}")
        paths[-1].write_bytes(log if isinstance(log, bytes) else to_bytes(log))
        os.utime(paths[-1], (LATER.timestamp(), LATER.timestamp()))
    local = LocalPostfix(tuple(paths), EMPTY, **named)
    return local.look_up(dict.fromkeys(WHOLE, TIME), LATER)


def to_bytes(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def traditional(line: str) -> str:
    """The line as Postfix and syslog write it of old: local time without year and fraction."""
    stamp, _, rest = line.partition(" ")
    return f"{datetime.fromisoformat(stamp).astimezone():%b %e %H:%M:%S} {rest}"


def test_a_log_that_reaches_far_enough_decides(tmp_path: Path) -> None:
    assert look_up(tmp_path, [BEGIN, *LINES]) == WHOLE


def test_time_may_be_told_in_the_traditional_way(tmp_path: Path) -> None:
    assert look_up(tmp_path, [traditional(line) for line in (BEGIN, *LINES)]) == WHOLE


def test_a_year_is_that_before_the_log_was_last_written(tmp_path: Path) -> None:
    lines = [traditional(line) for line in (BEGIN, *LINES)]
    december = traditional(LINES[-1].replace("2026-11", "2026-12"))
    assert look_up(tmp_path, [december, *lines]) == WHOLE
    assert look_up(tmp_path, [*lines, december]) == UNPROVEN


def test_a_log_may_be_rotated_anywhere(tmp_path: Path) -> None:
    lines = [BEGIN, *LINES]
    for cut in range(len(lines)):
        assert look_up(tmp_path, lines[:cut], lines[cut:]) == WHOLE


@pytest.mark.parametrize(
    "lines",
    [
        LINES,
        [LINES[0].replace("10:00", "09:51"), *LINES],
        [BEGIN, *LINES[:6]],
        [BEGIN, *LINES[:-1]],
    ],
    ids=["begins too late", "begins nine minutes before", "ends too early", "a talk goes on"],
)
def test_a_log_that_tells_less_proves_only_what_it_tells(lines: list[str], tmp_path: Path) -> None:
    assert look_up(tmp_path, lines) == UNPROVEN


@pytest.mark.parametrize(
    "end",
    [
        "master[9]: warning: process /usr/lib/postfix/sbin/smtpd pid 5 killed by signal 9",
        "master[19]: daemon started -- version 3.7.11, configuration /etc/postfix",
        "smtpd[5]: connect from unknown[192.0.2.1]",
    ],
)
def test_a_talk_ends_with_its_process(end: str, tmp_path: Path) -> None:
    lines = [BEGIN, *LINES[:-1], f"2026-11-28T10:09:00Z mail postfix/{end}"]
    assert look_up(tmp_path, lines) == WHOLE


def test_a_mail_may_be_named_after_its_talk(tmp_path: Path) -> None:
    named = LINES[-3].replace("10:00:30.6", "10:00:30.8")
    assert look_up(tmp_path, [BEGIN, *LINES[:-3], *LINES[-2:], named]) == WHOLE


def test_a_mail_that_is_named_without_a_talk_proves_nothing(tmp_path: Path) -> None:
    without = [line for line in LINES if "6E5512863A2: client" not in line]
    assert look_up(tmp_path, [BEGIN, *without]) == WHOLE | {GIVEN_UP: Trace("unproven")}


@pytest.mark.parametrize("lost", ["client=", "message-id=", "nothing"])
def test_a_queue_id_that_is_used_again_is_another_mails(lost: str, tmp_path: Path) -> None:
    other = [line.replace(TAKEN, "<other@a.example>") for line in LINES[:6]]
    again = [line.replace("5E55", "6E55") for line in other if lost not in line]
    assert look_up(tmp_path, [BEGIN, *LINES, *again, LINES[-1]]) == WHOLE


def test_of_several_passages_the_last_that_was_taken_counts(tmp_path: Path) -> None:
    second = [
        line.replace("5E55", "7E55").replace("=2.0.0, status=sent", "=5.1.1, status=bounced")
        for line in LINES[:6]
    ]
    unfinished = [line.replace(GIVEN_UP, TAKEN).replace("6E55", "8E55") for line in LINES[6:]]
    traces = look_up(tmp_path, [BEGIN, *LINES, *second, *unfinished])
    assert traces == WHOLE | {TAKEN: Trace("bounced", "5.1.1")}


def test_a_mail_that_left_is_not_the_one_that_waits_under_its_queue_id(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.write_bytes(to_bytes([BEGIN, *LINES]))
    for queue_id, traces in {
        "5E5512863A2": WHOLE,
        "6E5512863A2": WHOLE | {GIVEN_UP: Trace("queued")},
    }.items():
        local = LocalPostfix((log,), ("echo", f'{{"queue_id": "{queue_id}"}}'))
        assert local.look_up(dict.fromkeys(WHOLE, TIME), LATER) == traces


def test_a_mail_whose_talk_goes_on_is_not_given_up_even_if_it_began_late(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.write_bytes(to_bytes([BEGIN, *LINES[:-1]]))
    early = TIME - timedelta(minutes=20)
    traces = LocalPostfix((log,), EMPTY).look_up(dict.fromkeys((GIVEN_UP, NEVER), early), LATER)
    assert traces == {GIVEN_UP: Trace("unproven"), NEVER: Trace("absent")}


def test_what_leaves_the_queue_while_it_is_asked_is_found(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    begun = "2026-11-28T10:00:31Z mail postfix/qmgr[7]: 6E5512863A2: rem"
    log.write_bytes(to_bytes([BEGIN, *LINES]) + begun.encode())
    local = LocalPostfix((log,), ("sh", "-c", f"echo oved >> {log}"))
    assert local.look_up({GIVEN_UP: TIME}, LATER) == {GIVEN_UP: Trace("gone")}


def test_another_instance_is_not_asked(tmp_path: Path) -> None:
    lines = [line.replace(" postfix/", " postfix-keluar/submission/") for line in (BEGIN, *LINES)]
    assert look_up(tmp_path, [*lines]) == UNPROVEN | {TAKEN: Trace("unproven")}
    assert look_up(tmp_path, [*lines], name="postfix-keluar") == WHOLE


@pytest.mark.parametrize(
    "garbled",
    [
        b"\n",
        b"\x00\xff\xfe\n",
        b"Nov 31 10:00:00 mail postfix/qmgr[7]: 6E5512863A2: removed\n",
        b"Foo 28 10:00:00 mail postfix/qmgr[7]: 6E5512863A2: removed\n",
        b"2026-11-28T10:99:00Z mail postfix/qmgr[7]: 6E5512863A2: removed\n",
        b"Nov 28 10:00:00 mail dovecot/qmgr[7]: 6E5512863A2: removed\n",
        b"x" * 65536 + b"2026-11-28T10:00:31Z mail postfix/qmgr[7]: 6E5512863A2: removed\n",
    ],
)
def test_a_garbled_line_is_passed_over(garbled: bytes, tmp_path: Path) -> None:
    lines = [line.encode() + b"\n" for line in (BEGIN, *LINES)]
    log = garbled.join([b"", *lines, b""])
    assert look_up(tmp_path, log) == WHOLE


def test_a_line_that_is_being_written_is_left_for_later(tmp_path: Path) -> None:
    log = to_bytes([BEGIN, *LINES])
    assert look_up(tmp_path, log + b"2026-11-28T10:00:31Z mail postfix/qmgr[7]: 6E55") == WHOLE
    assert look_up(tmp_path, log[:-1]) == UNPROVEN


@pytest.mark.parametrize(
    ("queue", "told"),
    [
        (("no-such-program", "-j"), "found no no-such-program"),
        (("false",), "ended with 1"),
        (("echo", "Mail queue is empty, kediri@cakupan.example"), "listed as JSON"),
        (("echo", '{"recipients": "kediri@cakupan.example"}'), "listed as JSON"),
        (("echo", "7"), "listed as JSON"),
    ],
)
def test_a_queue_that_cannot_be_had_is_told(
    queue: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    log = tmp_path / "mail.log"
    log.write_bytes(to_bytes([BEGIN, *LINES]))
    with pytest.raises(SettingsError, match=told) as caught:
        LocalPostfix((log,), queue).look_up({TAKEN: TIME}, LATER)
    assert "kediri" not in str(caught.value)


def test_a_log_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for log in (tmp_path / "none.log", tmp_path):
        with pytest.raises(SettingsError, match="found none"):
            LocalPostfix((log,), EMPTY).look_up({TAKEN: TIME}, LATER)

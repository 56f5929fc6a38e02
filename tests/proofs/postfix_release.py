"""A release through a real Postfix: whoever of the two is killed, each mail arrives once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from functools import partial
from pathlib import Path

import pytest

from flows import resolution
from flows.edges.ledger import now
from flows.edges.postfix import SETTLED
from flows.installation import Installation
from flows.release import release_month
from schemas.release import ReleaseOrder, ReleaseReport
from tests.homes import NOVEMBER
from tests.jobs import Deed, Point, is_killed, run, stopped
from tests.outboxes import make_outbox, open_outbox
from tests.postfix import PostfixServer, postfix, ran_before
from tests.senders import Tally, send

MAILS, SHARE = 300, 12
"""How many are released, and which of its mails a sender has in hand when one is killed."""
CALLS = {"fdatasync": (15, 4), "recvfrom": (220, 37), "unlink": (3, 1), "sendto": (6, 2)}
"""About how many calls a mail takes, and how far apart kills at them are."""
FIRST_END, END = Point("sendto", 6), Point("sendto", 6 * SHARE)
"""The end of the first mail goes out, and of the one in hand."""
ELSEWHERE = [
    Point(call, each * SHARE - step * number)
    for number in (1, 2)
    for call, (each, step) in CALLS.items()
]
UNDER_SENDER = [Point("sendto", END.nth - before) for before in (0, 1, 3)]
"""What a sender has just done when Postfix is killed: sent an end, a body, a recipient."""
ALL_TRANSPORTS = "smtp virtual"


@dataclass
class Release:
    """A release from an outbox through a Postfix, and what came of it."""

    outbox: Path
    server: PostfixServer
    sender: str = "two_phase"
    tally: Tally = field(default_factory=Tally)

    def make(self, mails: int) -> None:
        """Prepare and approve it."""
        installation = make_outbox(self.outbox, self.server.port, mails, **self._settings())
        installation.ledger.engine.dispose()

    def deed(self) -> Deed:
        """What its sender does."""
        return partial(send, self.sender, self.outbox, self.server.port, self._settings())

    def kill_before(self, point: Point) -> None:
        """Kill a sender before a call of its own."""
        before = len(self.server.lines())
        assert is_killed(self.deed(), point)
        self._count_kill(before)

    def kill_after(self, point: Point) -> None:
        """Kill a sender after a call of its own."""
        before = len(self.server.lines())
        with stopped(self.deed(), point) as sender:
            sender.kill()
        self._count_kill(before)

    def kill_server(self, point: Point) -> None:
        """Kill the server when a sender has made a call; it gives up, and the server comes back."""
        with stopped(self.deed(), point) as sender:
            self.server.kill()
            sender.resume()
            assert sender.end() == 0
        self.server.start()

    def resolve(self) -> Counter[str]:
        """Ask Postfix of the unknown mails; it knows of all. What it shows of how many."""
        installation = self._open()
        found = resolution.resolve(installation, NOVEMBER, None)
        installation.ledger.engine.dispose()
        assert found.unknown == ()
        self.tally.unknown += len(found.settled)
        return Counter(item.reason.partition(" ")[0] for item in found.settled)

    def finish(self) -> ReleaseReport:
        """Let a sender end undisturbed, and compare what the ledger says with what has arrived."""
        run(self.deed())
        installation = self._open()
        report = release_month(installation, NOVEMBER, ReleaseOrder(by="Sari", is_live=True))
        installation.ledger.engine.dispose()
        assert isinstance(report, ReleaseReport)
        self.server.wait_until_idle()
        mails = map(message_from_bytes, self.server.mails())
        arrived = Counter((mail["Message-ID"], mail["Delivered-To"]) for mail in mails)
        expected = {(item.message_id, item.recipient) for item in report.deliveries}
        assert arrived.keys() <= expected
        self.tally.doubled += sum(count > 1 for count in arrived.values())
        self.tally.lost += len(expected - arrived.keys())
        return report

    def _count_kill(self, before: int) -> None:
        """Count it when the server has noticed, too: until then it may still take the mail."""
        self.server.wait_for("disconnect from", since=before)
        self.tally.kills += 1

    def _open(self) -> Installation:
        return open_outbox(self.outbox, self.server.port, **self._settings())

    def _settings(self) -> dict[str, object]:
        asked = {"postfix_logs": (self.server.log,), "postfix_queue": self.server.queue}
        return {**asked, "mail_back_off_minutes": 0}


@pytest.fixture
def release(tmp_path: Path) -> Iterator[Release]:
    """A release to a Postfix that ran an hour ago, too, and keeps in its queue what it takes.

    A Postfix that is killed while it delivers may itself deliver twice.
    """
    folder = tmp_path / "postfix"
    folder.mkdir()
    ran_before(folder, timedelta(hours=1))
    with postfix(folder, defer_transports=ALL_TRANSPORTS) as server:
        yield Release(tmp_path / "outbox", server)


def deliver_from_now_on(server: PostfixServer) -> None:
    """Let Postfix keep nothing in its queue."""
    server.stop()
    server.settings.clear()
    server.start()
    server.order("postqueue", "-f")


def test_each_mail_arrives_once_whoever_is_killed(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolution, "now", lambda: now() + SETTLED)
    release.make(MAILS)
    kill_senders(release)
    for point in UNDER_SENDER:
        release.kill_server(point)
    assert release.resolve().keys() == {"absent", "queued"}
    deliver_from_now_on(release.server)
    kill_senders(release)
    release.server.wait_until_idle()
    assert release.resolve().keys() == {"absent", "sent"}
    report = release.finish()
    assert (release.tally.doubled, release.tally.lost) == (0, 0), release.tally
    assert (release.tally.kills, len(UNDER_SENDER)) == (20, 3)
    assert report.states == {"accepted": MAILS}
    assert report.is_balanced


def kill_senders(release: Release) -> None:
    """Start a sender ten times, and kill it before and after an end goes out, and elsewhere."""
    release.kill_before(END)
    release.kill_after(END)
    for point in ELSEWHERE:
        release.kill_before(point)


def test_what_a_naive_sender_has_sent_and_not_written_down_arrives_twice(release: Release) -> None:
    plan(release)
    release.sender = "send_then_mark"
    release.kill_after(FIRST_END)
    release.finish()
    assert (release.tally.doubled, release.tally.lost) == (1, 0)


def test_what_a_naive_sender_has_written_down_and_not_sent_is_lost(release: Release) -> None:
    plan(release)
    release.sender = "mark_then_send"
    release.kill_before(FIRST_END)
    release.finish()
    assert (release.tally.doubled, release.tally.lost) == (0, 1)


def plan(release: Release) -> None:
    """Release three mails while there is no server, which then comes and delivers."""
    release.make(3)
    release.server.stop()
    run(release.deed())
    deliver_from_now_on(release.server)

"""Senders that are killed at a system call: ours, and two naive ones that must fail."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from flows.edges.ledger import deliveries
from flows.edges.relay import Relay
from flows.installation import Installation
from flows.relay_address import to_relay_address
from flows.release import release_month
from flows.resolution import Word, resolve
from schemas.delivery import Delivery
from schemas.relaying import Accepted, Submitted
from schemas.release import ReleaseOrder, ReleasePlan
from tests.homes import NOVEMBER
from tests.jobs import Deed, Point, calls_of, is_killed, meets_full_disk, run
from tests.mail_servers import Mailbox
from tests.outboxes import newest, open_outbox

MAILS = 3
CALLS = ("connect", "sendto", "recvfrom", "pwrite64", "fsync", "fdatasync", "unlink", "rename")
"""System calls by which a sender changes something outside of itself, or hears of it."""


@dataclass
class Tally:
    """What came of many kills."""

    kills: int = 0
    doubled: int = 0
    lost: int = 0
    unknown: int = 0
    months: int = 0
    """How often all mails were brought to their end."""

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.doubled} doubled, {self.lost} lost, {self.unknown} unknown"
        )


def two_phase(installation: Installation) -> None:
    """Our own sender, by one who looks at the plan, if there is one, and confirms it."""
    order = ReleaseOrder(by="Sari", is_live=True)
    plan = release_month(installation, NOVEMBER, order)
    if isinstance(plan, ReleasePlan):
        release_month(installation, NOVEMBER, replace(order, confirm=len(plan.mails)))


def send_then_mark(installation: Installation) -> None:
    """Writes down what it has sent: what it could not write down it sends again."""
    with Relay(to_relay_address(installation.settings)) as relay:
        for item in _planned(installation):
            _send(installation, relay, item)
            _mark(installation, item)


def mark_then_send(installation: Installation) -> None:
    """Writes down what it will send: what it could not send is lost."""
    with Relay(to_relay_address(installation.settings)) as relay:
        for item in _planned(installation):
            _mark(installation, item)
            _send(installation, relay, item)


SENDERS = {each.__name__: each for each in (two_phase, send_then_mark, mark_then_send)}


def send(sender: str, folder: Path, port: int, settings: Mapping[str, object]) -> None:
    """Let one of them send what is due in an outbox."""
    SENDERS[sender](open_outbox(folder, port, **settings))


def _planned(installation: Installation) -> list[Delivery]:
    edition = newest(installation)
    with installation.ledger.begin() as connection:
        return deliveries.of_edition(connection, edition, ["planned", "ready"])


def _send(installation: Installation, relay: Relay, item: Delivery) -> None:
    eml = installation.objects.read(item.eml)
    submitted = relay.submit(installation.settings.sender, item.recipient, eml)
    assert isinstance(submitted, Submitted)
    assert isinstance(relay.finish(), Accepted)


def _mark(installation: Installation, item: Delivery) -> None:
    with installation.ledger.begin() as connection:
        done = sa.text("UPDATE deliveries SET state = 'accepted' WHERE id = :id")
        connection.execute(done, {"id": item.id})


@dataclass
class Proof:
    """Kills one sender again and again, and looks at the ledger and the server after each end."""

    template: Path
    """An outbox that is copied for each month."""
    workplace: Path
    mailbox: Mailbox
    sender: str
    ledger_url: str = ""
    """Of a server; empty for a SQLite ledger in the outbox's own folder."""
    tally: Tally = field(default_factory=Tally)

    def kill_at(self, points: Iterator[Point]) -> Tally:
        """Start the sender anew after each kill, until the points or the mails are at their end."""
        while (point := next(points, None)) is not None:
            folder = self._outbox()
            while point is not None and is_killed(self._deed(folder), point):
                self.tally.kills += 1
                point = next(points, None)
            self._finish(folder)
        return self.tally

    def fill_disk_at(self, points: Iterable[Point]) -> int:
        """Let a call of each new month's sender find a full disk; how many ended with a fault."""
        faults = 0
        for point in points:
            folder = self._outbox()
            faults += meets_full_disk(self._deed(folder), point)
            self._finish(folder)
        return faults

    def calls(self) -> Counter[str]:
        """How often an undisturbed sender makes each kind of call."""
        return _counted(self._called())

    def calls_while_planning(self) -> Counter[str]:
        """The same until it connects to the mail server, which it does last, and once."""
        called = self._called()
        return _counted(called[: -1 - called[::-1].index("connect")])

    def _called(self) -> list[str]:
        folder = self._outbox()
        called = calls_of(self._deed(folder), CALLS, self.workplace / "calls")
        self._judge(folder)
        return called

    def _outbox(self) -> Path:
        folder = self.workplace / "outbox"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.template, folder)
        if self.ledger_url:
            renew_database(self.ledger_url)
        self.mailbox.mails.clear()
        return folder

    def _deed(self, folder: Path) -> Deed:
        return partial(send, self.sender, folder, self.mailbox.port, dict(self._more()))

    def _finish(self, folder: Path) -> None:
        """Let the sender end undisturbed; a person settles what is unknown by the server's word."""
        for _ in range(2):
            run(self._deed(folder))
            if not self._settle(folder):
                break
        self._judge(folder)

    def _settle(self, folder: Path) -> bool:
        installation = self._open(folder)
        unknown = resolve(installation, NOVEMBER, None).unknown
        self.tally.unknown += len(unknown)
        taken = self._taken()
        accepted = {item.message_id for item in unknown if taken[item.recipient]}
        again = {item.message_id for item in unknown} - accepted
        if unknown:
            word = Word(frozenset(accepted), frozenset(again), "Sari", "dilihat di server")
            resolve(installation, NOVEMBER, word)
        installation.ledger.engine.dispose()
        return bool(unknown)

    def _judge(self, folder: Path) -> None:
        """Compare what the ledger says with what the server has."""
        installation, taken = self._open(folder), self._taken()
        edition = newest(installation)
        with installation.ledger.begin() as connection:
            every = deliveries.of_edition(connection, edition)
        installation.ledger.engine.dispose()
        assert len(every) == MAILS
        assert {item.state for item in every} == {"accepted"}
        self.tally.doubled += sum(count > 1 for count in taken.values())
        self.tally.lost += sum(taken[item.recipient] == 0 for item in every)
        self.tally.months += 1
        assert not list(folder.rglob("*.part"))

    def _taken(self) -> Counter[str]:
        return Counter(to for recipients, _ in self.mailbox.mails for to in recipients)

    def _open(self, folder: Path) -> Installation:
        return open_outbox(folder, self.mailbox.port, **self._more())

    def _more(self) -> Mapping[str, object]:
        return {"ledger_url": self.ledger_url} if self.ledger_url else {}


def _counted(called: list[str]) -> Counter[str]:
    return Counter(call for call in called if call in CALLS)


def renew_database(url: str) -> None:
    """Make a database anew from its template, whoever was connected to it."""
    whole = sa.make_url(url)
    engine = sa.create_engine(whole.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{whole.database}" WITH (FORCE)'))
        connection.execute(
            sa.text(f'CREATE DATABASE "{whole.database}" TEMPLATE "{whole.database}_template"')
        )
    engine.dispose()

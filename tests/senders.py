"""Senders that are killed at a system call: ours, and two naive ones that must fail."""

import multiprocessing
import os
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
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
from schemas.release import ReleaseOrder
from tests.homes import NOVEMBER
from tests.mail_servers import Mailbox
from tests.outboxes import newest, open_outbox

MAILS = 3
CALLS = ("connect", "sendto", "recvfrom", "pwrite64", "fsync", "fdatasync", "unlink", "rename")
"""System calls by which a sender changes something outside of itself, or hears of it."""
PRELOADED = ["tests.senders", "pandera.backends.polars.builtin_checks"]
"""What every sender would import anew."""
PATIENCE = 120
"""Seconds after which a sender that neither ends nor is killed fails the test."""


@dataclass(frozen=True)
class Point:
    """Where a sender is killed: before its nth call of this kind."""

    call: str
    nth: int


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
    """Our own sender."""
    order = ReleaseOrder(by="Sari", is_live=True, confirm=MAILS)
    release_month(installation, NOVEMBER, order)


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


def _planned(installation: Installation) -> list[Delivery]:
    edition = newest(installation)
    with installation.ledger.begin() as connection:
        return deliveries.of_edition(connection, edition, ["ready"])


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
            while point is not None and self._is_killed(folder, point):
                self.tally.kills += 1
                point = next(points, None)
            self._finish(folder)
        return self.tally

    def calls(self) -> Counter[str]:
        """How often an undisturbed sender makes each kind of call."""
        folder = self._outbox()
        log = self.workplace / "calls"
        with self._started(folder) as (process, pipe), traced(process.pid, log):
            pipe.send("go")
            process.join(PATIENCE)
            assert process.exitcode == 0
        self._judge(folder)
        lines = log.read_text(errors="replace").splitlines()
        names = [line.split()[-1] if " " not in line else line.split(None, 1)[1] for line in lines]
        counted = Counter(name.partition("(")[0] for name in names)
        return Counter({call: counted[call] for call in CALLS if counted[call]})

    def _outbox(self) -> Path:
        folder = self.workplace / "outbox"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.template, folder)
        if self.ledger_url:
            renew_database(self.ledger_url)
        self.mailbox.mails.clear()
        return folder

    def _is_killed(self, folder: Path, point: Point) -> bool:
        with self._started(folder) as (process, pipe), traced(process.pid, None, point):
            pipe.send("go")
            process.join(PATIENCE)
            assert process.exitcode in (0, -signal.SIGKILL)
        return process.exitcode != 0

    def _finish(self, folder: Path) -> None:
        """Let the sender end undisturbed; a person settles what is unknown by the server's word."""
        for _ in range(2):
            with self._started(folder) as (process, pipe):
                pipe.send("go")
                process.join(PATIENCE)
                assert process.exitcode == 0
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

    @contextmanager
    def _started(
        self, folder: Path
    ) -> Iterator[tuple[multiprocessing.context.ForkServerProcess, Connection]]:
        """A sender that waits for its sign."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        ours, theirs = context.Pipe()
        job = (theirs, folder, self.mailbox.port, self.sender, dict(self._more()))
        process = context.Process(target=_work, args=job)
        process.start()
        theirs.close()
        assert ours.recv() == "ready"
        try:
            yield process, ours
        finally:
            process.kill()
            process.join()
            ours.close()


def _work(pipe: Connection, folder: Path, port: int, sender: str, more: dict[str, object]) -> None:
    """Wait for the sign, and send; whatever is printed is nobody's."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    pipe.send("ready")
    pipe.recv()
    SENDERS[sender](open_outbox(folder, port, **more))


@contextmanager
def traced(pid: int | None, log: Path | None, point: Point | None = None) -> Iterator[None]:
    """Look on at a process's system calls, and kill it before one of them."""
    wanted = [f"trace={','.join(CALLS)}"]
    if point is not None:
        wanted = [f"trace={point.call}", f"inject={point.call}:signal=KILL:when={point.nth}"]
    command = ["strace", "-f", "-p", str(pid), "-o", str(log or os.devnull)]
    for each in wanted:
        command += ["-e", each]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        line = tracer.stderr.readline()
        assert "attached" in line, line
        yield
        tracer.wait(PATIENCE)


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

"""A sender that is killed at any system call doubles no mail and loses none; naive ones do."""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.release import release_month
from schemas.release import ReleaseOrder
from tests.homes import NOVEMBER
from tests.jobs import Point
from tests.ledgers import fresh_ledger
from tests.mail_servers import Mailbox, mail_server
from tests.outboxes import make_outbox
from tests.senders import CALLS, MAILS, Proof, Tally
from tests.smtp_scripts import Fault, ScriptedServer

FILES = {"recvfrom": 29, "pwrite64": 11, "fdatasync": 2}
PLANNING = {"fsync": 2, "unlink": 3, "pwrite64": 31, "fdatasync": 9}
SERVER = {"recvfrom": 19, "sendto": 9}
SERVER_PLANNING = {"recvfrom": 41, "sendto": 31}
"""Of these frequent calls a short run is killed at each nth one; the long proof at every one."""
FULL = {"pwrite64": 41, "fsync": 11, "rename": 5}
"""Writing calls that find a full disk, and of which a short run fails each nth one."""
NETWORK = ("connect", "sendto", "recvfrom")


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    """A mail server that is not ours."""
    with mail_server() as opened:
        yield opened


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An outbox with an approved edition."""
    folder = tmp_path_factory.mktemp("approved") / "outbox"
    make_outbox(folder, mails=MAILS).ledger.engine.dispose()
    return folder


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An outbox whose mails are planned, and were tried in vain once."""
    folder = tmp_path_factory.mktemp("planned") / "outbox"
    plan(folder)
    return folder


@pytest.fixture
def database(postgres: str) -> Iterator[tuple[str, str]]:
    """The URLs of a PostgreSQL ledger that is to be a template, and of its copies."""
    url = sa.make_url(postgres).set(database="sender_template")
    engine = sa.create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE sender_template"))
    template = url.render_as_string(hide_password=False)
    fresh_ledger(template).engine.dispose()
    yield template, url.set(database="sender").render_as_string(hide_password=False)
    with engine.connect() as connection:
        for name in ("sender", "sender_template"):
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def plan(folder: Path, **settings: object) -> None:
    """Release an edition to a server that hangs up at once."""
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        installation = make_outbox(folder, server.port, MAILS, **settings)
        order = ReleaseOrder(by="Sari", is_live=True, confirm=MAILS)
        release_month(installation, NOVEMBER, order)
        installation.ledger.engine.dispose()


def points(
    counted: Mapping[str, int], steps: Mapping[str, int], calls: tuple[str, ...] = CALLS
) -> Iterator[Point]:
    """Where to kill: at the calls that an undisturbed sender makes, in steps."""
    return chain.from_iterable(
        (Point(call, nth) for nth in range(1, count + 1, steps.get(call, 1)))
        for call, count in sorted(counted.items())
        if call in calls
    )


def test_no_kill_while_sending_doubles_or_loses_a_mail(
    planned: Path, tmp_path: Path, mailbox: Mailbox, every_call: bool
) -> None:
    proof = Proof(planned, tmp_path, mailbox, "two_phase")
    tally = proof.kill_at(points(proof.calls(), {} if every_call else FILES))
    assert (tally.doubled, tally.lost) == (0, 0), tally
    assert tally.kills >= 70
    assert 0 < tally.unknown < tally.kills / 3


def test_no_kill_while_planning_doubles_or_loses_a_mail(
    approved: Path, tmp_path: Path, mailbox: Mailbox, every_call: bool
) -> None:
    proof = Proof(approved, tmp_path, mailbox, "two_phase")
    counted = proof.calls_while_planning()
    tally = proof.kill_at(points(counted, {} if every_call else PLANNING))
    assert (tally.doubled, tally.lost) == (0, 0), tally
    assert tally.kills >= 35


def test_no_kill_doubles_or_loses_a_mail_of_a_ledger_on_a_server(
    database: tuple[str, str], tmp_path: Path, mailbox: Mailbox, every_call: bool
) -> None:
    template, url = database
    plan(tmp_path / "template", ledger_url=template)
    proof = Proof(tmp_path / "template", tmp_path, mailbox, "two_phase", ledger_url=url)
    tally = proof.kill_at(points(proof.calls(), {} if every_call else SERVER, NETWORK))
    assert (tally.doubled, tally.lost) == (0, 0), tally
    assert tally.kills >= 45


def test_no_kill_while_planning_in_a_ledger_on_a_server_doubles_or_loses_a_mail(
    database: tuple[str, str], tmp_path: Path, mailbox: Mailbox, every_call: bool
) -> None:
    template, url = database
    outbox = tmp_path / "template"
    make_outbox(outbox, mails=MAILS, ledger_url=template).ledger.engine.dispose()
    proof = Proof(outbox, tmp_path, mailbox, "two_phase", ledger_url=url)
    counted = proof.calls_while_planning()
    tally = proof.kill_at(points(counted, {} if every_call else SERVER_PLANNING, NETWORK[1:]))
    assert (tally.doubled, tally.lost) == (0, 0), tally
    assert tally.kills >= 5


def test_no_full_disk_doubles_or_loses_a_mail(
    approved: Path, tmp_path: Path, mailbox: Mailbox, every_call: bool
) -> None:
    proof = Proof(approved, tmp_path, mailbox, "two_phase")
    faults = proof.fill_disk_at(points(proof.calls(), {} if every_call else FULL, tuple(FULL)))
    assert (proof.tally.doubled, proof.tally.lost) == (0, 0), proof.tally
    assert faults >= 5


@pytest.mark.parametrize(
    ("sender", "fault"), [("send_then_mark", "doubled"), ("mark_then_send", "lost")]
)
def test_a_naive_sender_fails(
    planned: Path, tmp_path: Path, mailbox: Mailbox, sender: str, fault: str
) -> None:
    proof = Proof(planned, tmp_path, mailbox, sender)
    tally = proof.kill_at(points(proof.calls(), {}, ("sendto", "fdatasync")))
    found = {"doubled": tally.doubled, "lost": tally.lost}
    assert found.pop(fault) > 0, tally
    assert list(found.values()) == [0], tally


def test_the_table_of_kills_adds_up() -> None:
    assert str(Tally(kills=3, unknown=1)) == "3 kills, 0 doubled, 0 lost, 1 unknown"

"""What becomes of a release's mails: the server's faults, two senders, and what persons undo."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows import circuit, sending
from flows.approval import withdraw
from flows.doctor import examine
from flows.edges.ledger import deliveries, now
from flows.edges.relay import Relay
from flows.installation import Installation
from flows.release import release_month
from schemas.errors import HeldError
from schemas.release import ReleaseOrder, ReleaseReport
from tests.homes import NOVEMBER
from tests.ledgers import fresh_ledger
from tests.mail_servers import mail_server
from tests.outboxes import make_outbox, newest, of_ledger, open_outbox, register
from tests.smtp_scripts import Fault, Script, ScriptedServer

MAILS = 3
SAID = "the mail server said"
GONE = "the mail server hung up"
TABLE: list[tuple[str, str | Fault, str, int, str]] = [
    ("banner", "421 4.3.2 busy", "ready", 0, f"{SAID} 421 4.3.2 (connect)"),
    ("banner", "554 5.3.2 no", "ready", 0, f"{SAID} 554 5.3.2 (connect)"),
    ("banner", Fault.CLOSE, "ready", 0, f"{GONE} (connect)"),
    ("ehlo", "550 no", "ready", 0, f"{SAID} 550 (ehlo)"),
    ("mail", "451 4.3.0 later", "ready", 1, f"{SAID} 451 4.3.0 (mail)"),
    ("mail", "550 5.7.1 no", "refused", 1, f"{SAID} 550 5.7.1 (mail)"),
    ("mail", "530 5.7.0 log in", "ready", 0, f"{SAID} 530 5.7.0 (mail)"),
    ("rcpt", "450 4.2.1 later", "ready", 1, f"{SAID} 450 4.2.1 (rcpt)"),
    ("rcpt", "550 5.1.1 unknown", "refused", 1, f"{SAID} 550 5.1.1 (rcpt)"),
    ("rcpt", Fault.CLOSE, "ready", 1, f"{GONE} (rcpt)"),
    ("data", "452 4.3.1 full", "ready", 1, f"{SAID} 452 4.3.1 (data)"),
    ("data", "554 5.5.1 no", "refused", 1, f"{SAID} 554 5.5.1 (data)"),
    ("data", Fault.GARBAGE, "ready", 1, "the mail server said what is no reply (data)"),
    ("body", Fault.RESET, "ready", 1, f"{GONE} (body)"),
    ("dot", "451 4.7.1 later", "ready", 1, f"{SAID} 451 4.7.1 (dot)"),
    ("dot", "550 5.7.1 spam", "refused", 1, f"{SAID} 550 5.7.1 (dot)"),
    ("dot", Fault.CLOSE, "unknown", 1, f"{GONE} (dot)"),
    ("dot", Fault.RESET, "unknown", 1, f"{GONE} (dot)"),
    ("dot", Fault.GARBAGE, "unknown", 1, "the mail server said what is no reply (dot)"),
    ("dot", Fault.PARTIAL, "unknown", 1, f"{GONE} (dot)"),
    ("dot", "250 2.0.0 taken", "accepted", 1, ""),
    ("ehlo", "250-here\r\n250 SIZE 100", "held", 1, "mail server takes at most 100"),
]
"""Where the server does what, and the state, attempts and reason of the mail after it."""


def order(confirm: int | None = MAILS, **named: object) -> ReleaseOrder:
    """Sari's order to release live."""
    return ReleaseOrder(by="Sari", is_live=True, confirm=confirm, **named)  # type: ignore[arg-type]


def released(installation: Installation, confirm: int | None = MAILS) -> ReleaseReport:
    """What became of a release."""
    report = release_month(installation, NOVEMBER, order(confirm))
    assert isinstance(report, ReleaseReport)
    assert report.is_balanced
    return report


@pytest.mark.parametrize(
    ("phase", "deed", "state", "attempts", "reason"), TABLE, ids=lambda value: str(value)[:30]
)
def test_each_fault_leads_to_its_state(
    tmp_path: Path, phase: str, deed: str | Fault, state: str, attempts: int, reason: str
) -> None:
    with ScriptedServer({phase: deed}) as server:
        installation = make_outbox(tmp_path, server.port, mails=1)
        report = released(installation, 1)
        ((found, tried, why),) = of_ledger(installation.ledger, newest(installation))
    assert (found, tried) == (state, attempts)
    assert reason in why
    assert bool(why) == bool(reason)
    assert report.is_complete == (state == "accepted")
    if state in ("ready", "refused", "held") and phase != "dot":
        assert server.taken == []


def test_every_mail_goes_out_once_over_one_connection(tmp_path: Path) -> None:
    with mail_server() as mailbox:
        installation = make_outbox(tmp_path, mailbox.port, mails=5)
        report = released(installation, 5)
        again = released(installation)
    assert report.states == again.states == {"accepted": 5}
    assert (report.done, again.done) == (5, 0)
    assert mailbox.connections == 1
    assert [recipients for recipients, _ in mailbox.mails] == [
        [f"r{number}@cakupan.example"] for number in range(1, 6)
    ]
    for recipients, eml in mailbox.mails:
        (to,) = recipients
        assert f"To: {to}\r\n".encode() in eml
        assert eml.count(b"@cakupan.example") == 3  # From, To and Message-ID, and no other


def test_three_faults_of_the_server_end_the_batch_and_cost_no_try(tmp_path: Path) -> None:
    with ScriptedServer({"banner": "421 4.3.2 busy"}) as server:
        installation = make_outbox(tmp_path, server.port, mails=5)
        report = released(installation, 5)
        assert len(server.connections) == circuit.RELAY_FAULTS
    assert (report.done, report.states) == (3, {"ready": 3, "planned": 2})
    assert report.halt == f"3 times in a row {SAID} 421 4.3.2 (connect); no try was counted"
    with mail_server() as mailbox:
        report = released(open_outbox(tmp_path, mailbox.port))
    assert report.states == {"accepted": 5}


def test_many_refusals_in_a_row_end_the_batch(tmp_path: Path) -> None:
    with ScriptedServer({"rcpt": "554 5.7.1 relay access denied"}) as server:
        report = released(make_outbox(tmp_path, server.port, mails=8), 8)
    assert report.states == {"refused": circuit.REFUSALS, "planned": 3}
    assert "5 mails in a row were refused" in report.halt


def test_a_mail_waits_ever_longer_and_is_given_up_at_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = now()
    for module in (sending, deliveries):
        monkeypatch.setattr(module, "now", lambda: clock)
    waits = []
    with ScriptedServer({"rcpt": "450 4.2.1 later"}) as server:
        installation = make_outbox(tmp_path, server.port, mails=1, mail_attempts=4)
        report = released(installation, 1)
        while report.due_at is not None:
            waits.append(report.due_at - clock)
            assert released(installation, 1).done == 0
            clock = report.due_at
            report = released(installation, 1)
    assert waits == [timedelta(minutes=minutes) for minutes in (5, 10, 20)]
    (mail,) = report.deliveries
    assert (mail.state, mail.attempts) == ("expired", 4)
    assert mail.reason == f"{SAID} 450 4.2.1 (rcpt), 4 times"


def test_a_second_sender_waits_while_the_first_is_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = []

    def during(installation: Installation) -> None:
        with pytest.raises(HeldError, match="is under way") as caught:
            release_month(installation, NOVEMBER, order())
        refused.append(str(caught.value))

    with mail_server() as mailbox:
        installation = make_outbox(tmp_path, mailbox.port)
        other = open_outbox(tmp_path, mailbox.port)
        interpose(monkeypatch, lambda: during(other))
        report = released(installation)
    assert (report.states, len(mailbox.mails)) == ({"accepted": MAILS}, MAILS)
    assert len(refused) == MAILS


def test_what_is_withdrawn_between_claim_and_end_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as mailbox:
        installation = make_outbox(tmp_path, mailbox.port)
        other = open_outbox(tmp_path, mailbox.port)
        steps = iter([False, True, False])

        def during() -> None:
            if next(steps):
                judged = withdraw(other, NOVEMBER, by="Rina", why="salah")
                assert (judged.word, judged.cancelled, judged.gone) == ("withdrawn", 1, 1)

        interpose(monkeypatch, during)
        report = released(installation)
    assert [recipients for recipients, _ in mailbox.mails] == [["r1@cakupan.example"]]
    assert report.states == {"accepted": 1, "cancelled": 2}
    assert {item.reason for item in report.deliveries[1:]} == {"edition withdrawn by Rina"}
    with pytest.raises(HeldError, match="is withdrawn"):
        release_month(installation, NOVEMBER, order())


def test_a_mail_whose_end_goes_out_is_counted_by_a_withdrawal(
    tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL, where nothing but the edition's row keeps the two apart."""
    refused, objection = [], sending._objection
    fresh_ledger(postgres).engine.dispose()
    with mail_server() as mailbox:
        installation = make_outbox(tmp_path, mailbox.port, 1, ledger_url=postgres)
        impatient = f"{postgres}{'&' if '?' in postgres else '?'}options=-c%20lock_timeout%3D1"
        other = open_outbox(tmp_path, mailbox.port, ledger_url=impatient)

        def then_withdrawn(*arguments: object) -> str:
            said = objection(*arguments)  # type: ignore[arg-type]
            if arguments[-1].state == "claimed":  # type: ignore[attr-defined]
                with pytest.raises(sa.exc.OperationalError, match="lock timeout") as caught:
                    withdraw(other, NOVEMBER, by="Rina", why="salah")
                refused.append(caught)
            return said

        monkeypatch.setattr(sending, "_objection", then_withdrawn)
        assert released(installation, 1).states == {"accepted": 1}
        judged = withdraw(other, NOVEMBER, by="Rina", why="salah")
        for each in (installation, other):
            each.ledger.engine.dispose()
    assert len(refused) == 1
    assert (judged.cancelled, judged.gone, len(mailbox.mails)) == (0, 1, 1)


def test_who_is_no_recipient_any_more_gets_nothing(tmp_path: Path) -> None:
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        installation = make_outbox(tmp_path, server.port)
        assert released(installation).states == {"ready": MAILS}
    register(tmp_path, ["r1", "r3"])
    with mail_server() as mailbox:
        report = released(open_outbox(tmp_path, mailbox.port))
    assert [item.state for item in report.deliveries] == ["accepted", "cancelled", "accepted"]
    assert report.deliveries[1].reason == "no longer a recipient"
    assert len(mailbox.mails) == 2


def test_whose_domain_is_allowed_no_longer_gets_nothing_and_the_others_do(tmp_path: Path) -> None:
    domains = ("cakupan.example", "kantor.example")
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        installation = make_outbox(tmp_path, server.port, 1, allowed_domains=domains)
        register(tmp_path, ["r1", "r2"])
        file = tmp_path / "reference/recipients.csv"
        file.write_text(file.read_text().replace("r2@cakupan", "r2@kantor"))
        assert released(installation, 2).states == {"ready": 2}
    with mail_server() as mailbox:
        report = released(open_outbox(tmp_path, mailbox.port))
    assert [item.state for item in report.deliveries] == ["accepted", "cancelled"]
    assert [recipients for recipients, _ in mailbox.mails] == [["r1@cakupan.example"]]


def test_a_kept_mail_that_is_damaged_is_held_and_the_others_go_out(tmp_path: Path) -> None:
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        installation = make_outbox(tmp_path, server.port)
        report = released(installation)
    name = report.deliveries[1].eml
    place = Path(installation.objects.url(name))
    place.write_bytes(place.read_bytes().replace(b"KDR", b"SMN"))
    with mail_server() as mailbox:
        report = released(open_outbox(tmp_path, mailbox.port))
    assert [item.state for item in report.deliveries] == ["accepted", "held", "accepted"]
    assert "is damaged" in report.deliveries[1].reason
    assert len(mailbox.mails) == 2


def test_mails_take_the_time_that_is_their_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    with mail_server() as mailbox:
        installation = make_outbox(tmp_path, mailbox.port, mails_per_minute=1)
        assert released(installation).states == {"accepted": MAILS}
    assert len(waits) == MAILS
    assert all(0 < wait <= 60 for wait in waits)


@pytest.mark.parametrize(
    ("script", "is_well", "said"),
    [
        ({}, True, "takes our mails (none)"),
        ({"banner": "554 5.3.2 no"}, False, "found that the mail server said 554 5.3.2 (connect)"),
        ({"ehlo": Fault.CLOSE}, False, "found that the mail server hung up (ehlo)"),
    ],
)
def test_the_doctor_greets_the_mail_server(
    tmp_path: Path, script: Script, is_well: bool, said: str
) -> None:
    with ScriptedServer(script) as server:
        settings = make_outbox(tmp_path, server.port).settings
        (finding,) = [each for each in examine(settings) if each.subject == "mail"]
        assert not {"MAIL", "RCPT", "DATA"} & {line.split()[0] for line in server.commands}
    assert finding.is_well == is_well
    assert said in finding.sentence


def interpose(monkeypatch: pytest.MonkeyPatch, deed: object) -> None:
    """Let something happen each time that a mail is at the server but for its end."""
    submit = Relay.submit

    def submitted(relay: Relay, sender: str, recipient: str, eml: bytes) -> object:
        outcome = submit(relay, sender, recipient, eml)
        deed()  # type: ignore[operator]
        return outcome

    monkeypatch.setattr(Relay, "submit", submitted)

"""Bounces that a mailbox holds, in the ledger."""

import mailbox
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from flows.bounce_intake import take_bounces
from flows.edges.ledger import deliveries
from flows.edges.ledger.tables import audit
from flows.release import release_month
from flows.resending import Choice, resend
from schemas.release import ReleaseOrder, ReleasePlan, ReleaseReport
from tests.bounces import DELAYED, FAILED, OURS, original, postfix
from tests.homes import NOVEMBER
from tests.mail_servers import mail_server
from tests.mails import parsed
from tests.outboxes import make_outbox, newest

SARI = ReleaseOrder(by="Sari", is_live=True, confirm=3)


def test_what_came_back_is_bounced_once_and_may_be_resent(tmp_path: Path) -> None:
    with mail_server() as server:
        installation = make_outbox(tmp_path / "home", server.port)
        report = release_month(installation, NOVEMBER, SARI)
        assert isinstance(report, ReleaseReport)
    box = mailbox.Maildir(tmp_path / "box")
    sent = [original(str(parsed(eml)["Message-ID"])) for _, eml in server.mails]
    box.add(postfix(FAILED, returned=sent[0]))
    box.add(postfix(DELAYED, returned=sent[1]))
    box.add(postfix(FAILED, returned=original(OURS)))

    found = take_bounces(installation, tmp_path / "box")
    assert [(item.recipient, item.reason) for item in found.bounced] == [
        ("r1@cakupan.example", "came back, 5.1.1")
    ]
    assert (found.known, found.strange, found.reading.mails) == (0, 1, 3)
    again = take_bounces(installation, tmp_path / "box")
    assert (again.bounced, again.known) == ((), 1)

    edition = newest(installation)
    with installation.ledger.begin() as connection:
        states = [item.state for item in deliveries.of_edition(connection, edition)]
        rows = connection.execute(sa.select(audit).where(audit.c.what.startswith("took in")))
        told = [(row.by, row.what, row.month, row.why) for row in rows]
    assert states == ["bounced", "accepted", "accepted"]
    operator = installation.settings.operator
    assert told == [
        (operator, "took in bounces: 1 mail came back", "2021-11", "mailbox of the sender")
    ]
    plan = resend(
        installation, NOVEMBER, Choice(is_failed=True), replace(SARI, confirm=None, why="kembali")
    )
    assert isinstance(plan, ReleasePlan)
    assert [mail.recipient for mail in plan.mails] == ["r1@cakupan.example"]

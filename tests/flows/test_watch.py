"""Months that are late, stuck or waiting are told, and mailed to the operator once a day."""

import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from flows import approval
from flows.disk import to_room
from flows.doctor import examine
from flows.edges.ledger import Ledger, deliveries, editions, now
from flows.edges.ledger.tables import leases
from flows.installation import Installation
from flows.ledger_check import check_rows
from flows.release import release_month
from flows.resending import Choice, resend
from flows.status import to_month_status
from flows.upkeep_commands import doctor
from flows.watch import MONTHS, watch_month, watch_months
from flows.watch_mail import mail_findings
from schemas.delivery import Delivery
from schemas.errors import HeldError, SettingsError, UsageError
from schemas.month import JAKARTA
from schemas.release import ReleaseOrder, ReleaseReport
from schemas.report import Finding
from schemas.watch import WatchReport
from tests.homes import NOVEMBER, cakupan
from tests.mail_servers import Mailbox, mail_server
from tests.outboxes import judge, make_outbox, newest, prepare_edition
from tests.smtp_scripts import Fault, ScriptedServer

OPERATOR = "operator@cakupan.example"
MORNING = datetime(2021, 12, 7, 9, tzinfo=JAKARTA)
"""The day after November was to be published."""
DAY = timedelta(days=1)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as opened:
        yield opened


@pytest.fixture
def installation(ledger: Ledger, tmp_path: Path, mailbox: Mailbox) -> Iterator[Installation]:
    """November is approved and not released; the mail server is well."""
    url = ledger.engine.url.render_as_string(hide_password=False)
    made = make_outbox(tmp_path, mailbox.port, ledger_url=url, operator_address=OPERATOR)
    yield made
    made.ledger.engine.dispose()


def again(installation: Installation, port: int) -> Installation:
    """The same installation with another mail server."""
    address = {"smtp_url": f"smtp://localhost:{port}"}
    return replace(installation, settings=installation.settings.model_copy(update=address))


def ill(report: WatchReport) -> list[str]:
    """What waits for a person, without the reasons."""
    return [finding.subject for finding in report.waiting]


def mailed(installation: Installation, report: WatchReport) -> tuple[bool, str] | None:
    """What became of the mail with what was found."""
    told = mail_findings(installation, report, is_live=True)
    return (told.is_well, told.sentence) if told else None


def states(installation: Installation) -> list[tuple[str, str]]:
    """Day and state of each mail that a watch planned."""
    with installation.ledger.begin() as connection:
        every = deliveries.of_edition(connection, None)
    return [(item.purpose[6:16], item.state) for item in every]


def flaws(installation: Installation) -> list[str]:
    """What a check of the ledger's rows finds."""
    with installation.ledger.begin() as connection:
        report = check_rows(connection)
    assert report.is_whole
    return [flaw.what for one in report.checked for flaw in one.flaws]


def hold(installation: Installation, owner: str, renewed: datetime) -> None:
    """Let somebody have taken November."""
    with installation.ledger.begin() as connection:
        connection.execute(sa.delete(leases))
        row = {"month": "2021-11", "epoch": 1, "owner": owner, "renewed_at": renewed}
        connection.execute(sa.insert(leases).values(row))


def test_a_month_is_late_when_its_days_are_over(installation: Installation) -> None:
    late = ["2021-11 release", "2021-11 exports"]
    assert ill(watch_month(installation, NOVEMBER, MORNING)) == late
    assert ill(watch_months(installation, MORNING)) == late
    on_the_day = watch_month(installation, NOVEMBER, MORNING - DAY)
    assert ill(on_the_day) == ["2021-11 exports"]
    december = watch_months(installation, MORNING.replace(year=2022, month=1, day=20))
    assert ill(december) == [
        *late,
        *(f"2021-12 {what}" for what in ("edition", "release", "exports")),
    ]
    before = {finding.subject[:7] for finding in watch_months(installation, MORNING).months}
    assert before == {"2021-11"}  # nothing is known of an earlier month


def test_only_the_last_year_is_looked_at(installation: Installation) -> None:
    found = watch_months(installation, MORNING.replace(year=2024))
    months = sorted({finding.subject[:7] for finding in found.months})
    assert (len(months), months[-1]) == (MONTHS, "2024-11")


def test_the_last_month_is_waited_for_though_nothing_is_known_yet(
    installation: Installation,
) -> None:
    found = watch_months(installation, MORNING.replace(month=10))
    assert {finding.subject[:7] for finding in found.months} == {"2021-09"}


def test_a_released_month_is_finished_when_its_mails_are(
    installation: Installation, mailbox: Mailbox
) -> None:
    mailbox.cut_off.add("r2@cakupan.example")
    report = release_month(installation, NOVEMBER, ReleaseOrder("Sari", is_live=True, confirm=3))
    assert isinstance(report, ReleaseReport)
    (finding,) = watch_months(installation, MORNING).waiting
    assert finding == Finding(
        "2021-11 mail",
        False,
        "1 mail taken by the mail server or not, which is unknown: cakupan resolve 2021-11.",
    )
    released = newest(installation)
    with installation.ledger.begin() as connection:
        (unknown,) = deliveries.of_edition(connection, released, ["unknown"])
        deliveries.move(connection, unknown, "accepted", "settled")
    found = watch_months(installation, MORNING)
    assert ill(found) == []
    assert found.months == (
        Finding("months", True, "1 months up to 2021-11 were looked at; none waits for a person"),
    )
    judge(installation, "withdrawn")
    assert ill(watch_months(installation, MORNING)) == ["2021-11 release", "2021-11 exports"]
    judge(installation, "approved")
    assert ill(watch_months(installation, MORNING)) == []


def test_a_withdrawn_edition_is_told_with_its_ways_out_until_its_mails_are_out(
    installation: Installation,
) -> None:
    order = ReleaseOrder("Sari", is_live=True, confirm=3, why="keliru")
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        release_month(again(installation, server.port), NOVEMBER, order)
    approval.withdraw(installation, NOVEMBER, by="Rina", why="keliru")
    both = "cakupan run 2021-11 --revise; if it was withdrawn by mistake, cakupan approve 2021-11"
    found = {it.subject: it.sentence for it in watch_months(installation, MORNING).waiting}
    assert both in found["2021-11 release"]
    assert "2021-11 mail" not in found
    assert both in to_month_status(installation, NOVEMBER).advice[-1]
    approval.approve(installation, NOVEMBER, by="Rina", why="angkanya benar")
    command = "cakupan resend 2021-11 --failed --live --why TEXT"
    way_out = f"3 mails cancelled before it went out: {command}"
    (finding,) = watch_months(installation, MORNING).waiting
    assert (finding.subject, finding.sentence) == ("2021-11 mail", f"{way_out}.")
    assert way_out in to_month_status(installation, NOVEMBER).advice
    resend(installation, NOVEMBER, Choice(is_failed=True), order)
    assert ill(watch_months(installation, MORNING)) == []
    assert flaws(installation) == []


def test_what_was_cancelled_of_a_replaced_edition_asks_nobody(installation: Installation) -> None:
    order = ReleaseOrder("Sari", is_live=True, confirm=3, why="hilang")
    release_month(installation, NOVEMBER, order)
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        resend(again(installation, server.port), NOVEMBER, Choice("KDR"), order)
    prepare_edition(installation, 1, "first")
    judge(installation, "approved")
    release_month(installation, NOVEMBER, replace(order, confirm=0))
    assert ill(watch_months(installation, MORNING)) == []
    assert not any("mail" in line for line in to_month_status(installation, NOVEMBER).advice)


def test_a_mail_that_is_to_be_tried_again_waits_until_its_time_is_over(
    installation: Installation,
) -> None:
    with ScriptedServer({"rcpt": "450 4.2.1 later"}) as server:
        order = ReleaseOrder("Sari", is_live=True, confirm=3)
        release_month(again(installation, server.port), NOVEMBER, order)
    at = now().astimezone(JAKARTA)
    assert ill(watch_month(installation, NOVEMBER, at)) == []
    later = at + timedelta(minutes=6)
    assert ill(watch_month(installation, NOVEMBER, later)) == ["2021-11 mail"]
    with installation.ledger.lease(NOVEMBER):
        assert ill(watch_month(installation, NOVEMBER, later)) == []


def test_a_run_that_is_stuck_or_dead_is_told(installation: Installation) -> None:
    with installation.ledger.lease(NOVEMBER):
        soon, later = now() + timedelta(minutes=29), now() + timedelta(minutes=31)
        assert "2021-11 run" not in ill(watch_month(installation, NOVEMBER, soon))
        assert "2021-11 run" in ill(watch_month(installation, NOVEMBER, later))
        assert "2021-11 run" not in ill(watch_month(installation, NOVEMBER + 1, later))
    assert "2021-11 run" not in ill(watch_month(installation, NOVEMBER, later))
    hold(installation, f"{socket.gethostname()} process 1 started 0", now())
    assert "2021-11 run" not in ill(watch_month(installation, NOVEMBER, now()))  # it has an edition
    with installation.ledger.begin() as connection:
        editions.supersede(connection, NOVEMBER)
    assert "2021-11 run" in ill(watch_month(installation, NOVEMBER, now()))


def test_what_keeps_from_looking_is_told_once_and_never_as_well(
    installation: Installation,
) -> None:
    later = MORNING.replace(year=2022, month=1)
    history = installation.reference / "history.csv"
    known = history.read_text("utf-8")
    history.write_text(known + "branch,OLD,2020-01,persons,1,2,surat\n", "utf-8")
    found = watch_months(installation, later)
    told = "history.csv: OLD is not in the register; add or correct it."
    assert found.waiting[0] == Finding("reference data", False, told)
    assert not any(told in one.sentence for one in found.months)
    assert not any(one.subject.endswith(("exports", "mail")) for one in found.months)
    history.write_text(known, "utf-8")
    areas = installation.reference / "branch_areas.csv"
    areas.write_text(f"{areas.read_text('utf-8')}OLD,3506,2020-01-01,2021-11-30\n", "utf-8")
    found = watch_months(installation, later)
    told = "branch_areas.csv: OLD is not in the register; add or correct it."
    assert [one.subject for one in found.waiting if one.sentence == told] == [
        "2021-11 exports and mail"
    ]
    assert next(found.findings).subject == "disk"


def test_a_disk_without_room_for_three_months_is_told(installation: Installation) -> None:
    assert to_room(installation).is_well
    place = Path(installation.objects.url(newest(installation).bulletins[0].pdf))
    os.truncate(place, 2**42)
    assert to_room(installation) == Finding(
        "disk",
        False,
        "less than 12.289 GiB are free for the store, which 3 months like the newest take; "
        "make room",
    )


def test_each_disk_that_months_fill_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = tmp_path / "far"
    far.mkdir()
    url = f"sqlite:///{far}/ledger.db"
    made = make_outbox(tmp_path / "home", ledger_url=url, output=str(far / "output"))
    whole = shutil.disk_usage

    def usage(place: Path) -> object:
        return whole(place)._replace(free=0 if place == far else 2**40)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    told = "less than 5 GiB are free for the {}, which a run needs"
    both = f"{told.format('output')}; {told.format('ledger')}; make room"
    assert to_room(made) == Finding("disk", False, both)


def test_the_room_that_the_inbox_asks_for_is_told_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_outbox(tmp_path)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, size in (
        ("peserta_KDR_202110.csv", 6 * 2**30),
        ("peserta_KDR_202111.csv", 4 * 2**30),
        ("peserta_SMN_202111.csv.gz", 2**30),
        ("catatan.txt", 2**40),
    ):
        with (inbox / name).open("wb") as file:
            file.truncate(size)
    whole = shutil.disk_usage
    room = 9

    def usage(place: Path) -> object:
        return whole(place)._replace(free=room * 2**30)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    found = {one.subject: one for one in examine(made.settings)}
    told = "Expected 10 GiB free for the store; found 9. Make room before the next run."
    assert found["disk"] == Finding("disk", False, told)
    room = 10
    found = {one.subject: one for one in examine(made.settings)}
    told = "10 GiB are free; the largest month in the inbox takes 10 GiB"
    assert found["disk"] == Finding("disk", True, told)


def test_the_same_findings_are_mailed_once_a_day(
    installation: Installation, mailbox: Mailbox
) -> None:
    for hour in range(3):
        report = watch_months(installation, MORNING + timedelta(hours=hour))
        assert mailed(installation, report) == (True, "taken by the mail server")
    assert len(mailbox.mails) == 1
    ((recipients, eml),) = mailbox.mails
    assert recipients == [OPERATOR]
    assert b"Subject: Cakupan 2021-12-07: 2 things wait for you\r\n" in eml
    assert b"2021-11 release: was due on 2021-12-06; cakupan release 2021-11\r\n" in eml
    judge(installation, "revoked")
    assert mailed(installation, watch_months(installation, MORNING)) is not None
    assert len(mailbox.mails) == 2  # something else was found
    assert mailed(installation, watch_months(installation, MORNING + DAY)) is not None
    assert len(mailbox.mails) == 3
    assert states(installation) == [("2021-12-07", "accepted")] * 2 + [("2021-12-08", "accepted")]
    assert flaws(installation) == []


def test_where_nothing_waits_nothing_is_mailed(
    installation: Installation, mailbox: Mailbox
) -> None:
    early = MORNING.replace(day=1)
    assert mailed(installation, watch_months(installation, early)) is None
    assert (states(installation), mailbox.connections) == ([], 0)


def test_a_mail_that_could_not_go_out_is_tried_again_that_day_and_never_later(
    installation: Installation, mailbox: Mailbox
) -> None:
    report = watch_months(installation, MORNING)
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        told = mailed(again(installation, server.port), report)
    assert told is not None
    assert not told[0]
    assert told[1].startswith("could not be sent yet; the next watch of the day tries again")
    assert flaws(installation) == []
    assert mailed(installation, report) == (True, "taken by the mail server")
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        mailed(again(installation, server.port), watch_months(installation, MORNING + DAY))
    assert len(mailbox.mails) == 1
    mailed(installation, watch_months(installation, MORNING + 2 * DAY))
    assert states(installation) == [
        ("2021-12-07", "accepted"),
        ("2021-12-08", "cancelled"),
        ("2021-12-09", "accepted"),
    ]
    assert len(mailbox.mails) == 2
    assert flaws(installation) == []


def test_what_was_found_earlier_that_day_is_sent_only_when_it_is_found_again(
    installation: Installation, mailbox: Mailbox
) -> None:
    found = watch_months(installation, MORNING)
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        mailed(again(installation, server.port), found)
    assert mailed(installation, replace(found, months=())) is None
    month = watch_month(installation, NOVEMBER, MORNING.replace(day=1))
    assert mailed(installation, month) is None
    assert (states(installation), mailbox.mails) == ([("2021-12-07", "ready")], [])
    other = replace(found, months=found.waiting[:1])
    assert mailed(installation, other) == (True, "taken by the mail server")
    assert mailed(installation, found) == (True, "taken by the mail server")
    assert states(installation) == [("2021-12-07", "accepted")] * 2
    assert flaws(installation) == []


def test_a_mail_of_which_it_is_unknown_whether_it_was_taken_is_not_sent_again(
    installation: Installation, mailbox: Mailbox
) -> None:
    mailbox.cut_off.add(OPERATOR)
    report = watch_months(installation, MORNING)
    for _ in range(2):
        told = mailed(installation, report)
        assert told is not None
        assert not told[0]
        assert "which is unknown" in told[1]
    assert len(mailbox.mails) == 1
    assert flaws(installation) == []


def test_a_stuck_run_is_mailed_although_it_holds_its_month(
    installation: Installation, mailbox: Mailbox
) -> None:
    with installation.ledger.lease(NOVEMBER):
        report = watch_month(installation, NOVEMBER, now() + timedelta(hours=1))
        assert mailed(installation, report) == (True, "taken by the mail server")
    assert b"has said nothing since" in mailbox.mails[0][1]


def test_two_watches_do_not_mail_at_once(installation: Installation, mailbox: Mailbox) -> None:
    report = watch_months(installation, MORNING)
    with installation.ledger.watch(), pytest.raises(HeldError, match="watch is under way"):
        mailed(installation, report)
    assert mailbox.mails == []


def test_a_release_sends_no_reminder_and_its_balance_knows_of_none(
    installation: Installation, mailbox: Mailbox
) -> None:
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        mailed(again(installation, server.port), watch_months(installation, MORNING))
    order = ReleaseOrder("Sari", is_live=True, confirm=3)
    report = release_month(installation, NOVEMBER, order)
    assert isinstance(report, ReleaseReport)
    assert (report.states, report.is_balanced) == ({"accepted": 3}, True)
    taken = [recipients for recipients, _ in mailbox.mails]
    assert taken.count([OPERATOR]) == 1  # the report of the release
    assert states(installation) == [("2021-12-07", "ready")]


def test_a_watch_that_was_killed_leaves_what_the_next_one_puts_right(
    installation: Installation, mailbox: Mailbox
) -> None:
    report = watch_months(installation, MORNING)
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        mailed(again(installation, server.port), report)
    with installation.ledger.begin() as connection:
        (item,) = deliveries.of_edition(connection, None)
        deliveries.move(connection, item, "claimed", attempts=1)
    assert flaws(installation) == ["is in hand, and no watch is at work"]
    assert mailed(installation, report) == (True, "taken by the mail server")
    assert len(mailbox.mails) == 1
    assert flaws(installation) == []


def bounce(installation: Installation, item: Delivery) -> None:
    """Let a mail have come back."""
    with installation.ledger.begin() as connection:
        (found,) = deliveries.by_message(connection, [item.message_id])
        deliveries.move(connection, found, "bounced", "came back")


def test_a_mail_of_a_watch_may_come_back(installation: Installation) -> None:
    mailed(installation, watch_months(installation, MORNING))
    with installation.ledger.begin() as connection:
        (item,) = deliveries.of_edition(connection, None)
    bounce(installation, item)
    assert states(installation) == [("2021-12-07", "bounced")]
    assert flaws(installation) == []


def test_nobody_to_be_told_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    made = make_outbox(tmp_path)
    with pytest.raises(SettingsError, match="Expected CAKUPAN_OPERATOR_ADDRESS for --mail"):
        mail_findings(made, watch_months(made, MORNING), is_live=True)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """November is approved, and mails are files."""
    make_outbox(tmp_path)
    (tmp_path / "inbox").mkdir()
    monkeypatch.setenv("CAKUPAN_OPERATOR_ADDRESS", OPERATOR)
    return tmp_path


def test_the_exit_code_says_what_waits(home: Path) -> None:
    asked = ("doctor", "--watch", "--at", "2021-12-07T09:00", "--mail")
    done = cakupan(home, *asked)
    assert done.returncode == 3, done.stderr
    assert "FAIL 2021-11 release: was due on 2021-12-06; cakupan release 2021-11" in done.stdout
    assert "OK   mail to the operator: written to a file" in done.stdout
    assert len(list((home / "output/2021-12/mail").glob("2021-12-ID-*.eml"))) == 1
    well = cakupan(home, "doctor", "--month", "2021-11", "--at", "2021-12-01")
    assert (well.returncode, "FAIL" in well.stdout) == (0, False), well.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"watch": True, "month": "2021-11"}, "Name one"),
        ({"mail": True}, "--at, --mail and --live go with --month or --watch"),
        ({"watch": True, "live": True}, "--live goes with --mail"),
        ({"watch": True, "mail": True, "live": True, "at": "2021-12-07"}, "without --at"),
        ({"watch": True, "at": "soon"}, "Expected --at with a moment"),
    ],
)
def test_what_does_not_go_together_is_told(options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        doctor(**options)

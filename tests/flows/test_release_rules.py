"""Who may release what, when and to whom: plan, approval, rehearsal, correction, resend."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows import letters
from flows import release as release_module
from flows import resolution as resolution_module
from flows.approval import approve, withdraw
from flows.delivery_answers import (
    exit_code_of,
    judged_lines,
    plan_lines,
    settled_exit_code,
    settled_lines,
    show_plan,
)
from flows.edges.ledger import deliveries, editions, now
from flows.edges.ledger.tables import audit
from flows.edges.postfix import SETTLED
from flows.installation import Installation
from flows.mail_advice import asking_of_month
from flows.release import release_month
from flows.report_lines import report_lines
from flows.resending import Choice, resend
from flows.resolution import Word, resolve
from schemas.delivery import Delivery, DeliveryState, Dispatch
from schemas.errors import DeliveryError, HeldError, SettingsError, UsageError
from schemas.month import Month
from schemas.release import ReleaseOrder, ReleasePlan, ReleaseReport
from tests.homes import NOVEMBER, OCTOBER
from tests.mail_servers import Mailbox, mail_server
from tests.mails import content, parsed
from tests.outboxes import judge, make_outbox, newest, open_outbox, prepare_edition, register
from tests.smtp_scripts import Fault, ScriptedServer

SARI = ReleaseOrder(by="Sari", confirm=3)
CAPTURE: dict[str, object] = {"mail": "capture"}


def captured(folder: Path, **settings: object) -> Installation:
    """An approved edition for three recipients, whose mails become files."""
    return make_outbox(folder, 25, 3, **(CAPTURE | settings))


def files(folder: Path) -> list[str]:
    """Who the captured mails are to, in order."""
    mails = (folder / "output/2021-11/mail").glob("*.eml")
    return sorted(str(parsed(mail.read_bytes())["To"]).partition("@")[0] for mail in mails)


def planned(answer: object) -> ReleasePlan:
    assert isinstance(answer, ReleasePlan)
    return answer


def told(answer: object) -> ReleaseReport:
    assert isinstance(answer, ReleaseReport)
    assert answer.is_balanced
    return answer


def test_the_plan_shows_every_mail_and_does_nothing(tmp_path: Path) -> None:
    installation = captured(tmp_path / "home", output=str(tmp_path / "home/output"))
    plan = planned(release_month(installation, NOVEMBER, replace(SARI, confirm=None)))
    assert (plan.edition, plan.standing, plan.obstacle) == ("2021-11", "approved", "")
    assert [mail.recipient for mail in plan.mails] == [f"r{n}@cakupan.example" for n in (1, 2, 3)]
    assert {(mail.subject, mail.first_line) for mail in plan.mails} == {
        ("Cakupan 2021-11 KDR Kediri first", "first")
    }
    assert all(mail.size > 1000 for mail in plan.mails)
    assert newest(installation).state == "prepared"
    assert told_orders(installation) == []
    assert not (tmp_path / "home/output").exists()


def told_orders(installation: Installation) -> list[str]:
    """The purposes of all orders to mail the newest edition."""
    edition = newest(installation)
    with installation.ledger.begin() as connection:
        return [order.purpose for order in deliveries.orders(connection, edition)]


@pytest.mark.parametrize("confirm", [0, 2, 4])
def test_another_number_than_the_plan_has_releases_nothing(tmp_path: Path, confirm: int) -> None:
    installation = captured(tmp_path / "home")
    with pytest.raises(UsageError, match="Expected --confirm 3, the number of mails in the plan"):
        release_month(installation, NOVEMBER, replace(SARI, confirm=confirm))
    assert newest(installation).state == "prepared"


@pytest.mark.parametrize(
    ("setting", "is_live", "error", "said"),
    [
        ("capture", True, SettingsError, "CAKUPAN_MAIL=live"),
        ("live", False, UsageError, "add --live"),
    ],
)
def test_mail_is_live_only_where_settings_and_command_say_so(
    tmp_path: Path, setting: str, is_live: bool, error: type[Exception], said: str
) -> None:
    with ScriptedServer() as server:
        installation = make_outbox(tmp_path / "home", server.port, mail=setting)
        with pytest.raises(error, match=said):
            release_month(installation, NOVEMBER, replace(SARI, is_live=is_live))
        assert server.connections == []
    assert newest(installation).state == "prepared"


def test_without_a_mail_server_nothing_is_sent(tmp_path: Path) -> None:
    installation = make_outbox(tmp_path / "home", smtp_url="")
    with pytest.raises(SettingsError, match="CAKUPAN_SMTP_URL"):
        release_month(installation, NOVEMBER, replace(SARI, is_live=True))
    assert newest(installation).state == "prepared"


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ([], "is not approved; look at the bulletins"),
        (["approved", "revoked"], "was taken back by Rina"),
        (["approved", "other"], "is not approved"),
    ],
)
def test_an_edition_needs_an_approval_of_what_it_holds(
    tmp_path: Path, verdicts: list[str], said: str
) -> None:
    installation = captured(tmp_path / "home")
    prepare_edition(installation, 0, "second")
    for verdict in verdicts:
        if verdict == "other":
            prepare_edition(installation, 0, "third")
        else:
            judge(installation, verdict)
    with pytest.raises(HeldError, match=said):
        release_month(installation, NOVEMBER, SARI)
    plan = planned(release_month(installation, NOVEMBER, replace(SARI, confirm=None)))
    assert said in plan.obstacle


def test_who_has_approved_does_not_release_unless_the_settings_let_him(tmp_path: Path) -> None:
    installation = captured(tmp_path / "home")
    with pytest.raises(HeldError, match="has approved edition 2021-11 and can't release it"):
        release_month(installation, NOVEMBER, replace(SARI, by=" rina "))
    same = open_outbox(tmp_path / "home", 25, **CAPTURE, one_person_may_do_both=True)
    assert told(release_month(same, NOVEMBER, replace(SARI, by="Rina"))).is_complete


def test_only_those_who_are_named_may_approve_and_release(tmp_path: Path) -> None:
    settings = {**CAPTURE, "approvers": ("Rina",), "releasers": ("Sari", "Budi")}
    installation = captured(tmp_path / "home", **settings)
    with pytest.raises(HeldError, match="Sari may not approve; Rina may"):
        approve(installation, NOVEMBER, by="Sari", why="")
    with pytest.raises(HeldError, match="Sari may not approve"):
        withdraw(installation, NOVEMBER, by="Sari", why="salah")
    with pytest.raises(HeldError, match="Rina may not release; Sari or Budi may"):
        release_month(installation, NOVEMBER, replace(SARI, by="Rina"))
    with pytest.raises(HeldError, match="Rina may not release"):
        resend(installation, NOVEMBER, Choice("KDR"), replace(SARI, by="Rina"))
    assert told(release_month(installation, NOVEMBER, SARI)).is_complete


def test_nothing_is_released_before_its_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = captured(tmp_path / "home", release_time=time(10, 0))
    clock = datetime(2021, 12, 6, 2, 59, tzinfo=UTC)
    monkeypatch.setattr(release_module, "now", lambda: clock)
    with pytest.raises(HeldError, match="from 2021-12-06 10:00 on"):
        release_month(installation, NOVEMBER, SARI)
    clock = datetime(2021, 12, 6, 3, 0, tzinfo=UTC)
    assert told(release_month(installation, NOVEMBER, SARI)).is_complete


def test_an_older_month_is_released_only_by_name(tmp_path: Path) -> None:
    installation = captured(tmp_path / "home")
    manifest = installation.objects.put(b"{}", ".json")
    later = replace(newest(installation), month=Month(2021, 12), manifest=manifest)
    with installation.ledger.begin() as connection:
        editions.prepare(connection, later)
    for order in (SARI, replace(SARI, past_month=OCTOBER)):
        with pytest.raises(HeldError, match="The newest month is 2021-12"):
            release_month(installation, NOVEMBER, order)
    order = replace(SARI, past_month=NOVEMBER, why="terlambat")
    assert told(release_month(installation, NOVEMBER, order)).is_complete


def test_an_address_outside_the_allowed_domains_stops_the_release(tmp_path: Path) -> None:
    installation = captured(tmp_path / "home", allowed_domains=("kantor.example",))
    with pytest.raises(DeliveryError, match="may not receive mail"):
        release_month(installation, NOVEMBER, SARI)
    assert newest(installation).state == "prepared"


def test_a_rehearsal_goes_to_one_address_under_a_banner_and_releases_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with mail_server() as mailbox:
        installation = make_outbox(tmp_path / "home", mailbox.port)
        judge(installation, "revoked")
        order = replace(SARI, is_live=True, redirect="saya@cakupan.example")
        plan = planned(release_month(installation, NOVEMBER, replace(order, confirm=None)))
        assert (plan.redirect, plan.obstacle) == ("saya@cakupan.example", "")
        assert "all to one address, as a rehearsal" in next(plan_lines(plan))
        assert not any("@" in line for line in plan_lines(plan))
        show_plan(plan)
        assert "all mails to saya@cakupan.example" in capsys.readouterr().out
        for number in (1, 2):
            report = told(release_month(installation, NOVEMBER, order))
            assert report.states == {"accepted": 3 * number}
        with pytest.raises(DeliveryError, match="may not receive mail"):
            release_month(installation, NOVEMBER, replace(order, redirect="x@lain.example"))
    assert newest(installation).state == "prepared"
    assert told_orders(installation) == ["rehearsal-1", "rehearsal-2"]
    assert {to for recipients, _ in mailbox.mails for to in recipients} == {"saya@cakupan.example"}
    for number, (_, eml) in enumerate(mailbox.mails[:3], start=1):
        mail = parsed(eml)
        assert str(mail["To"]) == "saya@cakupan.example"
        assert str(mail["Subject"]).startswith("[UJI COBA] ")
        for kind in ("plain", "html"):
            assert f"ditujukan kepada r{number}@cakupan.example" in content(mail, kind)
    assert len({str(parsed(eml)["Message-ID"]) for _, eml in mailbox.mails}) == 6


def correct(installation: Installation, story: str) -> ReleaseReport:
    """Release a corrected edition to all who are to have it."""
    prepare_edition(installation, newest(installation).number + 1, story)
    judge(installation, "approved")
    order = replace(SARI, is_live=installation.settings.mail == "live")
    plan = planned(release_month(installation, NOVEMBER, replace(order, confirm=None)))
    count = len(plan.mails)
    return told(release_month(installation, NOVEMBER, replace(order, confirm=count)))


def test_a_correction_goes_to_those_who_have_the_wrong_edition(tmp_path: Path) -> None:
    installation = captured(tmp_path / "home")
    told(release_month(installation, NOVEMBER, SARI))
    register(tmp_path / "home", ["r1", "r3", "r4"])
    prepare_edition(installation, 1, "second")
    judge(installation, "approved")
    plan = planned(release_month(installation, NOVEMBER, replace(SARI, confirm=None)))
    assert [mail.recipient[:2] for mail in plan.mails] == ["r1", "r3", "r4"]
    assert (plan.up_to_date, plan.former) == (0, ("branch KDR",))


def test_whose_bulletin_says_the_same_gets_no_correction(tmp_path: Path) -> None:
    installation = captured(tmp_path / "home")
    told(release_month(installation, NOVEMBER, SARI))
    register(tmp_path / "home", ["r1", "r2", "r3", "r4"])
    report = correct(installation, "first")
    assert [item.recipient[:2] for item in report.deliveries] == ["r4"]
    assert len(correct(installation, "first").deliveries) == 0
    assert len(correct(installation, "second").deliveries) == 4
    assert len(correct(installation, "first").deliveries) == 4


def test_who_did_not_get_the_first_edition_gets_the_second_even_if_it_says_the_same(
    tmp_path: Path,
) -> None:
    with ScriptedServer({"rcpt": "550 5.1.1 unknown"}) as server:
        installation = make_outbox(tmp_path / "home", server.port)
        report = told(release_month(installation, NOVEMBER, replace(SARI, is_live=True)))
        assert report.states == {"refused": 3}
    with mail_server() as mailbox:
        report = correct(open_outbox(tmp_path / "home", mailbox.port), "first")
    assert report.states == {"accepted": 3}


def refuse_second(folder: Path, mailbox: Mailbox) -> Installation:
    """A released edition whose second mail was refused."""
    installation = make_outbox(folder, mailbox.port)
    told(release_month(installation, NOVEMBER, replace(SARI, is_live=True)))
    edition = newest(installation)
    with installation.ledger.begin() as connection:
        second = deliveries.of_edition(connection, edition)[1]
        deliveries.move(connection, second, "bounced", "mailbox full")
    return installation


def test_a_resend_is_an_order_with_its_own_mails_and_the_stored_pages(tmp_path: Path) -> None:
    order = replace(SARI, is_live=True, why="hilang")
    with mail_server() as mailbox:
        installation = refuse_second(tmp_path / "home", mailbox)
        plan = planned(
            resend(installation, NOVEMBER, Choice(is_failed=True), replace(order, confirm=None))
        )
        assert [mail.recipient for mail in plan.mails] == ["r2@cakupan.example"]
        failed = Choice(is_failed=True)
        report = told(resend(installation, NOVEMBER, failed, replace(order, confirm=1)))
        assert report.states == {"accepted": 3, "bounced": 1}
        with pytest.raises(UsageError, match="No recipient fits"):
            resend(installation, NOVEMBER, failed, replace(order, confirm=1))
        report = told(
            resend(installation, NOVEMBER, Choice("KDR", "R1@cakupan.example"), one(order))
        )
        assert told_orders(installation) == ["bulletin", "resend-1", "resend-2"]
        with pytest.raises(UsageError, match="No recipient fits"):
            resend(installation, NOVEMBER, Choice("SMN"), order)
    (first, *_, again) = [parsed(eml) for _, eml in mailbox.mails]
    assert first["Message-ID"] != again["Message-ID"]
    pages = [[part.get_content() for part in mail.iter_attachments()] for mail in (first, again)]
    assert pages[0] == pages[1]


def one(order: ReleaseOrder) -> ReleaseOrder:
    return replace(order, confirm=1)


def test_nothing_is_resent_before_a_release_or_after_a_withdrawal(tmp_path: Path) -> None:
    installation = captured(tmp_path / "home")
    with pytest.raises(HeldError, match="has not been released"):
        resend(installation, NOVEMBER, Choice("KDR"), SARI)
    told(release_month(installation, NOVEMBER, SARI))
    withdraw(installation, NOVEMBER, by="Rina", why="salah")
    with pytest.raises(HeldError, match="is withdrawn"):
        resend(installation, NOVEMBER, Choice("KDR"), SARI)
    assert withdraw(installation, NOVEMBER, by="Rina", why="salah").cancelled == 0


def test_what_is_unknown_is_settled_by_a_person_before_it_is_sent_again(tmp_path: Path) -> None:
    order = replace(SARI, is_live=True)
    with ScriptedServer({"dot": Fault.CLOSE}) as server:
        installation = make_outbox(tmp_path / "home", server.port)
        report = told(release_month(installation, NOVEMBER, order))
        assert report.states == {"unknown": 3}
        assert not report.is_complete
    with mail_server() as mailbox:
        installation = open_outbox(tmp_path / "home", mailbox.port)
        with pytest.raises(HeldError, match="is unknown; settle that first"):
            resend(installation, NOVEMBER, Choice("KDR"), order)
        first, second, third = resolve(installation, NOVEMBER, None).unknown
        ids = first.message_id, second.message_id
        for accepted, again in (({"<x>"}, set()), ({ids[0]}, {ids[0]})):
            with pytest.raises(UsageError, match="Message-IDs of unknown mails"):
                resolve(installation, NOVEMBER, word(accepted, again))
        settled = resolve(installation, NOVEMBER, word({ids[0]}, {ids[1]}))
        assert [item.state for item in settled.settled] == ["accepted", "ready"]
        assert settled.settled[0].reason == "as Sari says: ditanyakan"
        assert [item.id for item in settled.unknown] == [third.id]
        report = told(release_month(installation, NOVEMBER, order))
        assert report.states == {"accepted": 2, "unknown": 1}
    assert [recipients for recipients, _ in mailbox.mails] == [["r2@cakupan.example"]]


@pytest.mark.parametrize(
    ("mail_server_at", "states"),
    [("smtp://localhost:25", ["ready"]), ("smtps://mail.example", []), ("", [])],
)
def test_a_postfix_is_believed_to_lack_a_mail_only_where_it_is_the_mail_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mail_server_at: str, states: list[str]
) -> None:
    with ScriptedServer({"dot": Fault.CLOSE}) as server:
        installation = make_outbox(tmp_path / "home", server.port, 1)
        told(release_month(installation, NOVEMBER, one(replace(SARI, is_live=True))))
    times = (now() - timedelta(hours=1), now())
    lines = [f"{time:%Y-%m-%dT%H:%M:%SZ} mail postfix/master[9]: reload\n" for time in times]
    log = tmp_path / "mail.log"
    log.write_text("".join(lines))
    asked = {"postfix_logs": (log,), "postfix_queue": ("true",), "smtp_url": mail_server_at}
    monkeypatch.setattr(resolution_module, "now", lambda: now() + SETTLED)
    settled = resolve(open_outbox(tmp_path / "home", 25, **asked), NOVEMBER, None)
    assert [item.state for item in settled.settled] == states
    assert len(settled.unknown) == 1 - len(states)


def word(accepted: set[str], again: set[str]) -> Word:
    """What Sari has found out."""
    return Word(frozenset(accepted), frozenset(again), "Sari", "ditanyakan")


def test_the_operator_gets_a_report_of_each_release_that_did_something(tmp_path: Path) -> None:
    order = replace(SARI, is_live=True)
    with mail_server() as mailbox:
        to = "operator@cakupan.example"
        installation = make_outbox(tmp_path / "home", mailbox.port, operator_address=to)
        report = told(release_month(installation, NOVEMBER, order))
        assert report.states == {"accepted": 3}
        assert told(release_month(installation, NOVEMBER, order)).done == 0
        assert len(mailbox.mails) == 4
        told(resend(installation, NOVEMBER, Choice("KDR", "r2@cakupan.example"), one(order)))
    assert told_orders(installation) == ["bulletin", "report-1", "resend-1", "report-2"]
    mails = [parsed(eml) for recipients, eml in mailbox.mails if recipients == [to]]
    assert [str(mail["Subject"]) for mail in mails] == ["Cakupan 2021-11: mail complete"] * 2
    text = content(mails[1], "plain")
    assert "Edition 2021-11, bulletin: 3 mails = 3 accepted" in text
    assert "Edition 2021-11, resend-1: 1 mail = 1 accepted" in text
    assert "not yet delivered" in text
    (table,) = [part.get_content() for part in mails[1].iter_attachments()]
    assert table.splitlines()[0].startswith("purpose,level,code,recipient,state")
    assert [row.split(",")[3][:2] for row in table.splitlines()[1:]] == ["r1", "r2", "r3", "r2"]


def during_writing(monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]) -> None:
    """Let something happen while a release writes its mails."""
    write = letters.write

    def written(*arguments: object, **named: object) -> object:
        made = write(*arguments, **named)  # type: ignore[arg-type]
        deed()
        return made

    monkeypatch.setattr(release_module, "write", written)


def test_an_approval_that_is_taken_back_while_mails_are_written_releases_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = captured(tmp_path / "home")
    other = open_outbox(tmp_path / "home", 25, **CAPTURE)
    during_writing(monkeypatch, lambda: withdraw(other, NOVEMBER, by="Rina", why="salah"))
    with pytest.raises(HeldError, match="was taken back by Rina"):
        release_month(installation, NOVEMBER, SARI)
    assert (newest(installation).state, told_orders(installation)) == ("prepared", [])


def test_a_withdrawal_may_be_repeated_and_a_release_after_it_clears_what_is_left(
    tmp_path: Path,
) -> None:
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        installation = make_outbox(tmp_path / "home", server.port)
        told(release_month(installation, NOVEMBER, replace(SARI, is_live=True)))
    edition = newest(installation)
    with installation.ledger.begin() as connection:
        first = deliveries.of_edition(connection, edition)[0]
        deliveries.move(connection, first, "claimed", attempts=1)
    assert withdraw(installation, NOVEMBER, by="Rina", why="salah").cancelled == 2
    assert withdraw(installation, NOVEMBER, by="Rina", why="salah").cancelled == 0
    with pytest.raises(HeldError, match="is withdrawn"):
        release_month(installation, NOVEMBER, replace(SARI, is_live=True))
    with installation.ledger.begin() as connection:
        states = {item.state for item in deliveries.of_edition(connection, edition)}
    assert states == {"cancelled"}


def test_what_was_withdrawn_by_mistake_stands_again_and_is_mailed_on_a_persons_order(
    tmp_path: Path,
) -> None:
    order = replace(SARI, is_live=True, why="ditarik karena keliru")
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        installation = make_outbox(tmp_path / "home", server.port)
        told(release_month(installation, NOVEMBER, order))
    withdrawn = withdraw(installation, NOVEMBER, by="Rina", why="keliru")
    assert (withdrawn.cancelled, withdrawn.gone) == (3, 0)
    both = "cakupan run 2021-11 --revise; if it was withdrawn by mistake, cakupan approve 2021-11"
    assert both in list(judged_lines(withdrawn))[-1]
    with pytest.raises(HeldError, match=both):
        release_month(installation, NOVEMBER, order)
    again = approve(installation, NOVEMBER, by="Rina", why="angkanya benar")
    assert "2021-11 stands again" in next(judged_lines(again))
    assert (newest(installation).standing, audited(installation)) == (
        "released",
        "approved withdrawn edition 2021-11",
    )
    with pytest.raises(HeldError, match="is released: none to approve"):
        approve(installation, NOVEMBER, by="Rina", why="sekali lagi")
    way_out = (
        "3 mails cancelled before it went out: cakupan resend 2021-11 --failed --live --why TEXT"
    )
    with mail_server() as mailbox:
        installation = open_outbox(tmp_path / "home", mailbox.port)
        report = told(release_month(installation, NOVEMBER, order))
        assert (report.done, report.is_complete) == (0, False)
        assert way_out in list(report_lines(report))
        choice = Choice(is_failed=True)
        plan = planned(resend(installation, NOVEMBER, choice, replace(order, confirm=None)))
        assert len(plan.mails) == 3
        report = told(resend(installation, NOVEMBER, choice, order))
        assert (report.states, report.is_complete) == ({"cancelled": 3, "accepted": 3}, True)
    assert len(mailbox.mails) == 3


def audited(installation: Installation) -> str:
    """What was done last, as the audit tells it."""
    with installation.ledger.begin() as connection:
        return str(connection.execute(sa.select(audit.c.what).order_by(audit.c.id)).all()[-1][0])


def test_who_has_the_same_of_an_earlier_edition_is_not_failed(tmp_path: Path) -> None:
    installation = captured(tmp_path / "home")
    told(release_month(installation, NOVEMBER, SARI))
    register(tmp_path / "home", ["r1", "r2", "r3", "r4"])
    assert len(correct(installation, "first").deliveries) == 1
    with pytest.raises(UsageError, match="No recipient fits"):
        resend(installation, NOVEMBER, Choice(is_failed=True), replace(SARI, why="hilang"))


def test_an_unknown_mail_of_a_replaced_edition_is_never_sent_but_may_be_resent(
    tmp_path: Path,
) -> None:
    order = replace(SARI, is_live=True, why="hilang")
    with ScriptedServer({"dot": Fault.CLOSE}) as server:
        installation = make_outbox(tmp_path / "home", server.port, 1)
        told(release_month(installation, NOVEMBER, one(order)))
    with mail_server() as mailbox:
        installation = open_outbox(tmp_path / "home", mailbox.port)
        report = correct(installation, "first")
        assert (len(report.deliveries), exit_code_of(report)) == (0, 5)
        said = "\n".join(report_lines(report))
        assert "1 mail taken by the mail server or not, which is unknown" in said
        assert "Nothing to do" not in said
        (item,) = resolve(installation, NOVEMBER, None).unknown
        settled = resolve(installation, NOVEMBER, word(set(), {item.message_id}))
        assert [each.state for each in settled.settled] == ["expired"]
        again = "cakupan resend 2021-11 --failed --live --why TEXT"
        assert list(settled_lines(settled))[-1] == f"1 mail given up: see why, then {again}"
        assert settled_exit_code(settled) == 5
        report = told(release_month(installation, NOVEMBER, order))
        assert (report.done, exit_code_of(report)) == (0, 5)
        assert again in "\n".join(report_lines(report))
        assert [each.state for each in asking_of_month(installation, NOVEMBER)] == ["expired"]
        report = told(resend(installation, NOVEMBER, Choice(is_failed=True), one(order)))
        assert exit_code_of(report) == 0
    assert len(mailbox.mails) == 1


def test_who_was_mailed_by_a_later_edition_is_not_asked_for(tmp_path: Path) -> None:
    with ScriptedServer({"dot": Fault.CLOSE}) as server:
        installation = make_outbox(tmp_path / "home", server.port, 1)
        told(release_month(installation, NOVEMBER, one(replace(SARI, is_live=True))))
    with mail_server() as mailbox:
        installation = open_outbox(tmp_path / "home", mailbox.port)
        assert exit_code_of(correct(installation, "second")) == 0
        (item,) = resolve(installation, NOVEMBER, None).unknown
        settled = resolve(installation, NOVEMBER, word(set(), {item.message_id}))
    assert [each.state for each in settled.settled] == ["expired"]
    assert settled_exit_code(settled) == 0
    assert asking_of_month(installation, NOVEMBER) == []


def test_an_unknown_mail_of_a_withdrawn_edition_is_not_sent_and_asks_nobody(tmp_path: Path) -> None:
    with ScriptedServer({"dot": Fault.CLOSE}) as server:
        installation = make_outbox(tmp_path / "home", server.port, 1)
        told(release_month(installation, NOVEMBER, one(replace(SARI, is_live=True))))
    withdraw(installation, NOVEMBER, by="Rina", why="salah")
    (item,) = resolve(installation, NOVEMBER, None).unknown
    settled = resolve(installation, NOVEMBER, word(set(), {item.message_id}))
    assert [each.state for each in settled.settled] == ["cancelled"]
    assert settled_exit_code(settled) == 0


def rehearsed(folder: Path) -> Installation:
    """A prepared edition with a rehearsal's mail of which it is unknown whether it was taken."""
    order = replace(SARI, is_live=True, redirect="saya@cakupan.example")
    with ScriptedServer({"dot": Fault.CLOSE}) as server:
        installation = make_outbox(folder, server.port, 1)
        assert exit_code_of(told(release_month(installation, NOVEMBER, one(order)))) == 5
    return installation


def test_an_unknown_mail_of_a_rehearsal_is_told_and_settled(tmp_path: Path) -> None:
    installation = rehearsed(tmp_path / "home")
    assert [each.state for each in asking_of_month(installation, NOVEMBER)] == ["unknown"]
    (item,) = resolve(installation, NOVEMBER, None).unknown
    settled = resolve(installation, NOVEMBER, word(set(), {item.message_id}))
    assert [each.state for each in settled.settled] == ["cancelled"]
    assert settled_exit_code(settled) == 0
    assert asking_of_month(installation, NOVEMBER) == []


@pytest.mark.parametrize("deed", ["release", "resolve"])
@pytest.mark.parametrize(("left", "becomes"), [("claimed", "cancelled"), ("dot", "unknown")])
def test_what_a_stopped_rehearsal_left_is_put_right_when_its_edition_is_superseded(
    tmp_path: Path, deed: str, left: DeliveryState, becomes: DeliveryState
) -> None:
    installation = captured(tmp_path / "home")
    edition = newest(installation)
    with installation.ledger.begin() as connection:
        order = Dispatch("rehearsal-1", "live", "Sari", "", "saya@cakupan.example", 1)
        to = "r1@cakupan.example"
        mail = Delivery("branch", "KDR", to, order.purpose, "<1>", "eml", 1)
        deliveries.plan(connection, edition, order, [mail])
        (item,) = deliveries.of_edition(connection, edition)
        item = deliveries.move(connection, item, "claimed", attempts=1)
        if left == "dot":
            deliveries.move(connection, item, "dot")
    prepare_edition(installation, 0, "second")
    if deed == "release":
        planned(release_month(installation, NOVEMBER, replace(SARI, confirm=None)))
    else:
        resolve(installation, NOVEMBER, None)
    with installation.ledger.begin() as connection:
        (item,) = deliveries.of_edition(connection, edition)
    assert item.state == becomes


def test_what_waits_of_a_replaced_edition_is_cancelled(tmp_path: Path) -> None:
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        installation = make_outbox(tmp_path / "home", server.port)
        told(release_month(installation, NOVEMBER, replace(SARI, is_live=True)))
        first = newest(installation)
    with mail_server() as mailbox:
        installation = open_outbox(tmp_path / "home", mailbox.port)
        assert correct(installation, "second").states == {"accepted": 3}
        with installation.ledger.begin() as connection:
            left = deliveries.of_edition(connection, first)
    assert {(item.state, item.reason) for item in left} == {
        ("cancelled", "replaced by edition 2021-11 (R1)")
    }
    assert len(mailbox.mails) == 3


def test_what_went_to_files_is_told_and_resent_when_mail_is_live(tmp_path: Path) -> None:
    told(release_month(captured(tmp_path / "home"), NOVEMBER, SARI))
    order = replace(SARI, is_live=True, why="kini sungguhan")
    with mail_server() as mailbox:
        installation = open_outbox(tmp_path / "home", mailbox.port)
        report = told(release_month(installation, NOVEMBER, order))
        assert (report.is_complete, len(report.asking)) == (False, 3)
        assert "3 mails written to files and not sent" in "\n".join(report_lines(report))
        report = told(resend(installation, NOVEMBER, Choice(is_failed=True), order))
    assert (report.is_complete, len(mailbox.mails)) == (True, 3)


def test_what_was_ordered_as_files_is_written_as_files_after_mail_has_become_live(
    tmp_path: Path,
) -> None:
    installation = captured(tmp_path / "home")
    folder = tmp_path / "home/output/2021-11/mail"
    folder.parent.mkdir(parents=True)
    folder.touch()
    with pytest.raises(OSError, match="mail"):
        release_month(installation, NOVEMBER, SARI)
    folder.unlink()
    order = replace(SARI, is_live=True, why="kini sungguhan")
    with mail_server() as mailbox:
        installation = open_outbox(tmp_path / "home", mailbox.port)
        report = told(release_month(installation, NOVEMBER, order))
        assert (report.states, mailbox.mails) == ({"captured": 3}, [])
        assert files(tmp_path / "home") == ["r1", "r2", "r3"]
        again = "cakupan resend 2021-11 --failed --live --why TEXT sends them"
        assert again in "\n".join(report_lines(report))
        report = told(resend(installation, NOVEMBER, Choice(is_failed=True), order))
    assert (report.is_complete, len(mailbox.mails)) == (True, 3)


def test_an_address_that_stands_twice_is_told_with_its_unit_alone(tmp_path: Path) -> None:
    installation = captured(tmp_path / "home")
    register(tmp_path / "home", ["r1", "R1"])
    with pytest.raises(DeliveryError, match="branch KDR has an address twice") as caught:
        release_month(installation, NOVEMBER, SARI)
    assert "r1" not in str(caught.value).casefold()


def test_a_rehearsal_sends_just_its_own_mails(tmp_path: Path) -> None:
    with ScriptedServer({"banner": Fault.CLOSE}) as server:
        installation = make_outbox(tmp_path / "home", server.port)
        told(release_month(installation, NOVEMBER, replace(SARI, is_live=True)))
    with mail_server() as mailbox:
        installation = open_outbox(tmp_path / "home", mailbox.port)
        order = replace(SARI, is_live=True, redirect="saya@cakupan.example")
        told(release_month(installation, NOVEMBER, order))
    assert {to for recipients, _ in mailbox.mails for to in recipients} == {"saya@cakupan.example"}


def test_a_report_of_states_that_cannot_be_written_does_not_hide_the_balance(
    tmp_path: Path,
) -> None:
    installation = captured(tmp_path / "home")
    (tmp_path / "home/output/2021-11").mkdir(parents=True)
    (tmp_path / "home/output/2021-11/.deliveries-0.csv.part").mkdir()
    report = told(release_month(installation, NOVEMBER, SARI))
    assert report.is_complete
    assert "could not be written down" in "\n".join(report_lines(report))


def test_a_run_that_is_under_way_keeps_a_release_waiting(tmp_path: Path) -> None:
    installation = captured(tmp_path / "home")
    other = open_outbox(tmp_path / "home", 25, **CAPTURE)
    with other.ledger.lease(NOVEMBER), pytest.raises(HeldError, match="is under way"):
        release_month(installation, NOVEMBER, SARI)
    assert told(release_month(installation, NOVEMBER, SARI)).is_complete
    assert files(tmp_path / "home") == ["r1", "r2", "r3"]

"""Bounces as mail servers write them, and everything that is none."""

import logging
from email import message_from_bytes
from email.mime.message import MIMEMessage
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.edges.bounces import PARSED_BYTES, read_bounces, to_outcome
from schemas.bounces import Bounce, MailboxReading
from tests import bounces
from tests.bounces import DELAYED, DELIVERED, DOMAIN, FAILED, FOREIGN, OTHER, OURS, RECIPIENT

GONE = Bounce(OURS, "5.1.1", is_final=True)
FORMS = {
    "Postfix": (bounces.postfix(), GONE),
    "Postfix, headers only": (bounces.postfix(whole=False), GONE),
    "Exim": (bounces.exim_report(), Bounce(OURS, "5.0.0", is_final=True)),
    "Exim before 4.86": (bounces.exim(), GONE),
    "Exchange": (bounces.exchange(), Bounce(OURS, "5.1.10", is_final=True)),
    "Gmail": (bounces.gmail(), GONE),
    "Gmail, delayed": (bounces.gmail(DELAYED), Bounce(OURS, "4.4.1", is_final=False)),
    "qmail": (bounces.qmail(), GONE),
}


@pytest.mark.parametrize(("mail", "bounce"), FORMS.values(), ids=FORMS)
def test_each_servers_bounce_names_our_mail_and_the_status(mail: bytes, bounce: Bounce) -> None:
    assert to_outcome(mail, DOMAIN) == bounce
    assert to_outcome(mail.replace(b"\n", b"\r\n"), DOMAIN) == bounce


@pytest.mark.parametrize("mail", [mail for mail, _ in FORMS.values()], ids=FORMS)
def test_a_bounce_of_another_senders_mail_is_not_ours(mail: bytes) -> None:
    assert to_outcome(mail, "lain.example") == "others"
    assert to_outcome(mail.replace(OURS.encode(), FOREIGN.encode()), DOMAIN) == "others"


@pytest.mark.parametrize(
    ("group", "outcome"),
    [
        ({"Action": "failed", "Status": "5.1.1"}, GONE),
        ({"action": "Failed (user unknown)", "status": "5.1.1 (bad mailbox)"}, GONE),
        ({"Action": "failed", "Status": "4.4.7"}, Bounce(OURS, "4.4.7", is_final=True)),
        ({"Action": "failed"}, Bounce(OURS, "", is_final=True)),
        ({"Action": "failed", "Status": "550"}, Bounce(OURS, "", is_final=True)),
        ({"Action": "failed", "Diagnostic-Code": "smtp; 550-5.1.1 no such user"}, GONE),
        ({"Action": "failed", "Diagnostic-Code": "smtp; 550 5.1.1.9"}, Bounce(OURS, "", True)),
        ({"Action": "delayed", "Status": "4.4.1"}, Bounce(OURS, "4.4.1", is_final=False)),
        ({"Status": "5.1.1"}, GONE),
        ({"Action": "gagal", "Status": "4.4.1"}, Bounce(OURS, "4.4.1", is_final=False)),
        ({"Action": "delivered", "Status": "2.0.0"}, "others"),
        ({"Action": "relayed", "Status": "2.0.0"}, "others"),
        ({"Action": "expanded", "Status": "2.0.0"}, "others"),
        ({"Action": "gagal"}, "unreadable"),
        ({"Final-Recipient": "rfc822; x@kantor.example"}, "unreadable"),
    ],
)
def test_what_the_fields_of_a_recipient_mean(group: dict[str, str], outcome: Bounce | str) -> None:
    assert to_outcome(bounces.postfix(group), DOMAIN) == outcome


@pytest.mark.parametrize(
    ("groups", "outcome"),
    [
        ((DELIVERED, FAILED), GONE),
        ((DELAYED, DELIVERED, FAILED | {"Status": "5.2.2"}), Bounce(OURS, "5.2.2", is_final=True)),
        ((FAILED, FAILED | {"Status": "5.2.2"}), GONE),
        ((DELIVERED, DELAYED), Bounce(OURS, "4.4.1", is_final=False)),
        ((DELIVERED, DELIVERED), "others"),
    ],
)
def test_the_worst_counts_where_an_address_stands_for_several(
    groups: tuple[dict[str, str], ...], outcome: Bounce | str
) -> None:
    assert to_outcome(bounces.postfix(*groups), DOMAIN) == outcome


def test_our_mail_is_known_by_the_surest_place_that_names_one() -> None:
    without = bounces.original("")
    report = bounces.report(FAILED)
    last = {"References": f"{OURS} {OTHER}\n <balasan@kantor.example>"}
    first = last | {"In-Reply-To": OURS}
    bare = (report, MIMEMessage(without))
    quoting = MIMEText(f"Gagal.\n\n> message-id:\n>  tiada\n> Message-Id:\n {OURS}\n")
    assert to_outcome(bounces.dsn(*bare, fields=last), DOMAIN) == Bounce(OTHER, "5.1.1", True)
    assert to_outcome(bounces.dsn(*bare, fields=first), DOMAIN) == GONE
    assert to_outcome(bounces.dsn(quoting, *bare, fields=last), DOMAIN) == GONE
    foreign = MIMEMessage(bounces.original(FOREIGN))
    assert to_outcome(bounces.dsn(quoting, report, foreign, fields=first), DOMAIN) == "others"
    assert to_outcome(bounces.dsn(*bare), DOMAIN) == "others"


def test_a_relay_may_write_the_domain_in_other_letters() -> None:
    mail = bounces.postfix().replace(DOMAIN.encode(), b"Cakupan.EXAMPLE")
    assert to_outcome(mail, DOMAIN) == GONE


def test_the_bounce_of_a_forwarded_mail_is_the_forwarders() -> None:
    forward = bounces.original("<terusan@kantor.example>")
    forward.add_attachment(bounces.original())
    assert to_outcome(bounces.postfix(returned=forward), DOMAIN) == "others"


def test_a_bounce_that_a_person_sends_on_is_none_but_one_with_a_footer_is() -> None:
    bounce = message_from_bytes(bounces.postfix())
    words = MIMEText("Mohon dicek.\n")
    assert to_outcome(bounces.mixed(words, MIMEMessage(bounce)), DOMAIN) == "others"
    assert to_outcome(bounces.mixed(bounce, words), DOMAIN) == GONE


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"Auto-Submitted": "auto-replied", "In-Reply-To": OURS}, "auto_replies"),
        ({"Auto-Submitted": " Auto-Replied (vacation)"}, "auto_replies"),
        ({"Auto-Submitted": "auto-generated"}, "others"),
        ({"In-Reply-To": OURS, "References": OURS}, "others"),
        ({}, "others"),
    ],
)
def test_replies_are_no_bounces(fields: dict[str, str], outcome: str) -> None:
    text = (
        f"Saya sedang cuti. 550 5.1.1\n\n> Message-ID: {OURS}\n> Hi. This is the qmail-send program"
    )
    assert to_outcome(bounces.text_mail(text, fields), DOMAIN) == outcome


@pytest.mark.parametrize("kind", ["disposition-notification", "feedback-report"])
def test_receipts_and_complaints_are_no_bounces(kind: str) -> None:
    mail = bounces.postfix().replace(b"delivery-status", kind.encode())
    assert to_outcome(mail, DOMAIN) == "auto_replies"


def test_letters_beyond_ascii_and_false_charsets_do_not_matter() -> None:
    text = MIMEText(f"Surel tidak terkirim – naïve\n\nMessage-ID: {OURS}\n", "plain", "utf-8")
    assert to_outcome(bounces.dsn(text, bounces.report(FAILED)), DOMAIN) == GONE
    for charset in (b"tiada", b"utf-16", b'"', b"utf-8''%ff"):
        for mail, bounce in FORMS.values():
            broken = mail.replace(b"us-ascii", charset).replace(b"Subject: ", b"Subject: \xff\xfe")
            assert to_outcome(broken, DOMAIN) == bounce
    eight_bit = bounces.exim().replace(b"This is a permanent", b"Galat \xe9\x80 tetap")
    assert to_outcome(eight_bit, DOMAIN) == GONE


def test_a_bounce_that_was_cut_off_is_counted_and_not_guessed() -> None:
    mail = bounces.exchange()
    assert to_outcome(mail[: mail.index(b"message/delivery-status")], DOMAIN) == "unreadable"


def test_what_comes_back_behind_the_bounce_does_not_matter() -> None:
    mail = bounces.qmail() + b"\n" + b"JVBERi0xLjcK" * (PARSED_BYTES // 4)
    assert to_outcome(mail, DOMAIN) == GONE


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\n\n",
        b"\x00\xff\xfe" * 999,
        b"%PDF-1.7\n",
        b"Content-Type: multipart/report; x*" + b"9" * 1500 + b"=1\n\n",
        b"Content-Type: multipart/report; report-type=" + b";" * 5000 + b"\n\n",
        b"".join(b"Content-Type: multipart/x; boundary=%d\n\n--%d\n" % (i, i) for i in range(999)),
        b"Content-Type: message/rfc822\n\n" * 3000,
    ],
)  # fmt: skip
def test_a_hostile_mail_is_counted(mail: bytes) -> None:
    assert to_outcome(mail, DOMAIN) in ("unreadable", "others")


@given(st.data())
def test_whatever_happens_to_a_bounce_nothing_is_raised_and_nobody_elses_mail_is_named(
    data: st.DataObject,
) -> None:
    mail = bytearray(data.draw(st.sampled_from([mail for mail, _ in FORMS.values()])))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(mail)))
        end = data.draw(st.integers(start, min(len(mail), start + 40)))
        mail[start:end] = data.draw(
            st.binary(max_size=12)
            | st.sampled_from(
                [
                    b"\n",
                    b"\r",
                    b"\n\n",
                    b"--",
                    b"\nContent-Type: message/rfc822\n\n",
                    b"=?utf-8?b?/?=",
                ]
            )
        )
    outcome = to_outcome(bytes(mail), DOMAIN)
    assert outcome in ("others", "unreadable", "auto_replies") or isinstance(outcome, Bounce)
    if isinstance(outcome, Bounce):
        assert outcome.message_id.encode() in mail


@given(st.binary(max_size=2000))
@example(b"Content-Type: multipart/report; report-type=delivery-status; boundary=\n\n--\n")
@example(b"X-Failed-Recipients\n:\n\n")
def test_planted_garbage_is_no_bounce(mail: bytes) -> None:
    assert to_outcome(mail, DOMAIN) in ("others", "unreadable")


def test_a_reading_counts_each_mail_once_and_names_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    away = bounces.text_mail("Saya cuti.\n", {"Auto-Submitted": "auto-replied"})
    mails = [bounces.postfix(), away, b"\xff\n", bounces.gmail(DELAYED), bounces.qmail(FOREIGN)]
    (tmp_path / "mbox").write_bytes(b"".join(b"From x\n" + mail + b"\n" for mail in mails))
    reading = read_bounces(tmp_path / "mbox", DOMAIN)
    assert reading == MailboxReading(
        (GONE, Bounce(OURS, "4.4.1", is_final=False)), auto_replies=1, others=1, unreadable=1
    )
    assert reading.mails == len(mails)
    assert RECIPIENT not in repr(reading) + caplog.text

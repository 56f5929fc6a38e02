"""Mail, read back strictly from its bytes."""

import re
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import mailparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.edges.folders import Folder
from flows.edges.mail import Capture, parse_address, to_eml
from schemas.bulletin import Bulletin
from schemas.delivery import Message, Recipient, content_id
from schemas.errors import DeliveryError
from schemas.month import Month
from tests.bulletin_cases import hidden, missing
from tests.bulletins import kediri
from tests.mails import content, parsed, to_mail

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"
TEXT = "Cakupan naik 0,42 persen poin – terbaik sejak Mei.\n\n--\n" + "Kediri " * 300 + "\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
HTML = "<p>Cakupan naik 0,42 persen poin – " + "Kediri " * 300 + "</p>\n"

MESSAGE = Message(
    level="branch",
    code="KDR",
    language="id",
    month=Month(2021, 11),
    edition=0,
    purpose="bulletin",
    published=date(2021, 12, 6),
    sender="buletin@cakupan.example",
    recipient=Recipient("branch", "KDR", "kepala.kediri@cakupan.example", "Kepala Cabang", "id"),
    redirect="",
    subject="Buletin Cakupan November 2021 – Kediri",
    text=TEXT,
    html=HTML,
    picture=PNG,
    pdf=PDF,
    file_name="cakupan-2021-11-KDR.pdf",
)


def test_the_headers_say_who_when_and_that_it_is_a_machine() -> None:
    mail = parsed(to_eml(MESSAGE))
    assert dict(mail.items()) == {
        "Date": "Mon, 06 Dec 2021 08:00:00 +0700",
        "From": "Cakupan <buletin@cakupan.example>",
        "To": "kepala.kediri@cakupan.example",
        "Subject": "Buletin Cakupan November 2021 – Kediri",
        "Message-ID": MESSAGE.id,
        "Auto-Submitted": "auto-generated",
        "List-Id": "<bulletin.cakupan.example>",
        "Content-Language": "id",
        "MIME-Version": "1.0",
        "Content-Type": mail["Content-Type"],
    }
    assert mail["Date"].datetime == datetime(2021, 12, 6, 8, tzinfo=timezone(timedelta(hours=7)))


def test_text_html_picture_and_pdf_arrive_as_they_were_given() -> None:
    mail = parsed(to_eml(MESSAGE))
    alternative, attachment = mail.iter_parts()
    text, related = alternative.iter_parts()
    html, picture = related.iter_parts()
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    assert text.get_content() == TEXT.replace("\n", "\r\n")
    assert html.get_content() == HTML.replace("\n", "\r\n")
    assert picture.get_content() == PNG
    assert picture.get_content_disposition() == "inline"
    assert picture["Content-ID"] == f"<{content_id(PNG)}>"
    assert attachment.get_content() == PDF
    assert attachment.get_content_disposition() == "attachment"
    assert attachment.get_filename() == "cakupan-2021-11-KDR.pdf"


def test_a_mail_without_picture_has_no_part_for_it() -> None:
    mail = parsed(to_eml(replace(MESSAGE, picture=None)))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]


@pytest.mark.parametrize(("make", "many"), [(kediri, 1), (missing, 1), (hidden, 0)])
def test_the_html_shows_the_picture_that_the_mail_brings(
    make: Callable[[], Bulletin], many: int
) -> None:
    mail = to_mail(make())
    shown = re.findall(r'src="cid:([^"]+)"', content(mail, "html"))
    brought = [part["Content-ID"] for part in mail.walk() if "Content-ID" in part]
    assert brought == [f"<{name}>" for name in shown]
    assert len(shown) == many


def test_the_bytes_are_what_a_mail_server_takes() -> None:
    eml = to_eml(MESSAGE)
    assert eml.isascii()
    assert eml.endswith(b"\r\n")
    assert b"\n" not in eml.replace(b"\r\n", b"")
    assert b"\r" not in eml.replace(b"\r\n", b"")
    assert max(map(len, eml.split(b"\r\n"))) <= 998
    head = eml.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert not any(line.startswith(b" ") for line in head)  # nothing is folded


def test_another_reader_of_mail_finds_no_defect_and_all_that_is_in_it() -> None:
    eml = to_eml(MESSAGE)
    read = mailparser.parse_from_bytes(eml)
    assert not read.has_defects
    assert read.message_id == MESSAGE.id
    assert read.to == [("", MESSAGE.recipient.address)]
    assert not read.cc
    assert not read.bcc
    assert [text.split() for text in read.text_plain] == [MESSAGE.text.split()]
    assert not read.address_header_defects
    assert not read.date_header_defects
    assert [part["filename"] for part in read.attachments][-1] == MESSAGE.file_name
    assert mailparser.parse_from_bytes(eml[:-60]).has_defects


def test_equal_messages_are_equal_bytes() -> None:
    assert to_eml(MESSAGE) == to_eml(replace(MESSAGE))


@pytest.mark.parametrize(
    "other",
    [
        replace(MESSAGE, month=Month(2021, 10)),
        replace(MESSAGE, edition=1),
        replace(MESSAGE, purpose="resend-1"),
        replace(MESSAGE, recipient=replace(MESSAGE.recipient, address="data@cakupan.example")),
        replace(MESSAGE, code="BLT", recipient=replace(MESSAGE.recipient, code="BLT")),
        replace(MESSAGE, level="kanwil", recipient=replace(MESSAGE.recipient, level="kanwil")),
    ],
)
def test_another_mail_has_another_id_and_other_boundaries(other: Message) -> None:
    assert other.id != MESSAGE.id
    boundaries = {part.get_boundary() for part in parsed(to_eml(MESSAGE)).walk()} - {None}
    assert len(boundaries) == 3
    assert not boundaries & {part.get_boundary() for part in parsed(to_eml(other)).walk()} - {None}


def test_content_that_looks_like_a_boundary_stays_content() -> None:
    boundaries = [part.get_boundary() for part in parsed(to_eml(MESSAGE)).walk()]
    fake = "".join(f"--{boundary}\n--{boundary}--\n" for boundary in boundaries if boundary)
    mail = parsed(to_eml(replace(MESSAGE, text=fake, pdf=fake.encode())))
    alternative, attachment = mail.iter_parts()
    text, _ = alternative.iter_parts()
    assert text.get_content() == fake.replace("\n", "\r\n")
    assert attachment.get_content() == fake.encode()


@given(st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), max_size=120))
def test_a_subject_of_any_letters_arrives_and_adds_no_header(subject: str) -> None:
    mail = parsed(to_eml(replace(MESSAGE, subject=subject)))
    assert mail["Subject"].strip() == subject.strip()
    assert len(mail.items()) == 10


@pytest.mark.parametrize("odd", ["Kediri\r\nBcc: x@y.example", "Kediri\nx", "Kediri\u2028x", "\0"])
def test_a_subject_with_control_characters_makes_no_mail(odd: str) -> None:
    with pytest.raises(DeliveryError, match="branch KDR holds control characters"):
        to_eml(replace(MESSAGE, subject=odd))


@pytest.mark.parametrize("name", ["../x.pdf", "a\r\nb.pdf", 'a".pdf', "", "x.exe", "a/b.pdf"])
def test_a_file_name_that_is_none_makes_no_mail(name: str) -> None:
    with pytest.raises(DeliveryError):
        to_eml(replace(MESSAGE, file_name=name))


def test_no_mail_goes_out_empty() -> None:
    with pytest.raises(DeliveryError, match="is empty"):
        to_eml(replace(MESSAGE, pdf=b""))


def test_a_bulletin_never_goes_to_another_unit() -> None:
    with pytest.raises(DeliveryError, match=r"recipient of branch KDR .* of branch BLT"):
        to_eml(replace(MESSAGE, code="BLT"))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("a@cakupan.example", "a@cakupan.example"),
        ("Nama.Kepala+pdf@CAKUPAN.Example", "Nama.Kepala+pdf@cakupan.example"),
        ("a@x-1.cakupan.example", "a@x-1.cakupan.example"),
    ],
)
def test_one_plain_address_is_taken(text: str, address: str) -> None:
    assert parse_address(text, ["Cakupan.example", "x-1.cakupan.example"]) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "secret",
        "@cakupan.example",
        "secret@",
        "secret@cakupan",
        "secret@cakupan.example,b@cakupan.example",
        "secret@cakupan.example b@cakupan.example",
        "Kepala <secret@cakupan.example>",
        "secret@cakupan.example\n",
        "secret@cakupan.example\r\nBcc: b@cakupan.example",
        "secret\0@cakupan.example",
        " secret@cakupan.example",
        '"secret"@cakupan.example',
        "secret(x)@cakupan.example",
        "secret..a@cakupan.example",
        ".secret@cakupan.example",
        "secret@-cakupan.example",
        "secret@cakupan..example",
        "secret@cakupan.example@cakupan.example",
        "secret@[127.0.0.1]",
        "secrét@cakupan.example",
        "secret@cakupan.examplé",
        "secret@cakupan.example\u202e",
        "s" * 65 + "@cakupan.example",
    ],
)
def test_anything_else_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(DeliveryError, match="not exactly one") as caught:
        parse_address(text, ["cakupan.example"])
    assert "secr" not in str(caught.value)


@pytest.mark.parametrize("domain", ["other.example", "x.cakupan.example", "cakupan.example.com"])
def test_a_domain_must_be_on_the_allow_list(domain: str) -> None:
    with pytest.raises(DeliveryError, match="may not receive mail") as caught:
        parse_address(f"secret@{domain}", ["cakupan.example"])
    assert "secret" not in str(caught.value)
    assert domain not in str(caught.value)


def test_captured_mail_is_one_private_file_with_its_own_name(tmp_path: Path) -> None:
    capture = Capture(Folder(str(tmp_path / "mail")))
    eml = to_eml(MESSAGE)
    path = Path(capture.deliver(MESSAGE.id, eml))
    assert capture.deliver(MESSAGE.id, eml) == str(path)
    assert list((tmp_path / "mail").iterdir()) == [path]
    assert path.name == f"2021-11-KDR-{MESSAGE.digest}.eml"
    assert path.read_bytes() == eml
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("message_id", ["", "<../../x@a.example>", "<a@b\n>", "a@b.example"])
def test_a_foreign_id_is_no_file_name(tmp_path: Path, message_id: str) -> None:
    with pytest.raises(DeliveryError, match="not one of ours"):
        Capture(Folder(str(tmp_path))).deliver(message_id, b"x")
    assert list(tmp_path.iterdir()) == []

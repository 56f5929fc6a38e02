"""A Message-ID of ours is found again wherever it stands, and no other."""

from dataclasses import replace
from datetime import date

import pytest

from schemas.delivery import Message, Recipient, find_message_id
from schemas.month import Month

MESSAGE = Message(
    level="branch",
    code="KDR",
    language="id",
    month=Month(2021, 11),
    edition=0,
    purpose="bulletin",
    published=date(2021, 12, 6),
    sender="buletin@cakupan.example",
    recipient=Recipient("branch", "KDR", "kepala@kantor.example", "Kepala", "id"),
    redirect="",
    subject="",
    text="",
    html="",
    picture=None,
    pdf=b"",
    file_name="",
)


@pytest.mark.parametrize("code", ["KDR", "JKP-2", "ID", "JATIM-2021-11"])
def test_the_id_of_a_message_is_found(code: str) -> None:
    message = replace(MESSAGE, code=code)
    assert find_message_id(f"<a@b.example>\n\t{message.id} x", "cakupan.example") == message.id


def test_the_last_of_several_counts_in_the_letters_of_the_ledger() -> None:
    last = replace(MESSAGE, purpose="resend-1").id
    text = f"{MESSAGE.id}{last.replace('cakupan.example', 'CAKUPAN.Example')}<a@b.example>"
    assert find_message_id(text, "cakupan.example") == last


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<2021-11-KDR-0123456789abcdef012@cakupan.example>",
        "<2021-11-kdr-0123456789abcdef0123@cakupan.example>",
        "<2021-11-KDR-0123456789ABCDEF0123@cakupan.example>",
        "<x-2021-11-KDR-0123456789abcdef0123@cakupan.example>",
        "<2021-11-KDR-0123456789abcdef0123@cakupan-example>",
        "<2021-11-KDR-0123456789abcdef0123@cakupan.example.lain>",
        "<２021-11-KDR-0123456789abcdef0123@cakupan.example>",
    ],
)
def test_another_id_is_not_found(text: str) -> None:
    assert find_message_id(text, "cakupan.example") == ""

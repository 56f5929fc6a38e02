"""Reads what mail servers say of our mails: bounces in a mailbox, in their various forms.

Most are delivery status notifications (RFC 3464); Exim and qmail have had words of their own.
Addresses and words of the mails stay here: known outside are our Message-ID and a status.
"""

import re
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from flows.edges.mailboxes import read_mails
from schemas.bounces import Bounce, MailboxReading, Passed
from schemas.delivery import find_message_id

PARSED_BYTES = 256 * 1024
"""So much of a mail is parsed: a bounce says first why it comes, and our mail returns behind it."""
RETURNED = {"message/rfc822", "message/rfc822-headers", "text/rfc822-headers"}
"""Types of the part in which our mail, or only its headers, returns."""
REPORT = "message/delivery-status"
REPORTED = {"failed", "delayed", "delivered", "relayed", "expanded"}
"""What a report can say that became of a mail (RFC 3464, 2.3.3)."""
IMPLIED = {"5": "failed", "4": "delayed", "2": "delivered"}
"""What became of a mail by the class of its status, where nothing else is said."""
QMAIL = "Hi. This is the qmail-send program"

_LONG_TYPE = re.compile(
    rb"(?:\A|[\r\n])content-type:(?:[^\r\n]|(?:\r\n?|\n)[ \t]){2000}", re.IGNORECASE
)
"""The library would split so many parameters for minutes."""
_MOST_BOUNDARIES = 50
"""The library would look for every one of more boundaries in every line, for 20 seconds."""
_STATUS = re.compile(r"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])")
_STATUS_IN_WORDS = re.compile(
    r"(?:#|\b[45][0-9]{2}[ -])([45]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9]|\.[0-9])"
)
"""Behind # or a reply code: else it might be the version of a program."""
_QUOTED_ID = re.compile(r"^[> \t]*Message-ID:\s*(<[^>\s]*>)", re.IGNORECASE | re.MULTILINE)


def read_bounces(mailbox: Path, domain: str) -> MailboxReading:
    """What a Maildir or an mbox holds; `domain` is that of our sender's address.

    UsageError for a path that is no mailbox, or can't be read.
    """
    bounces = []
    passed: Counter[str] = Counter()
    for mail in read_mails(mailbox):
        outcome = to_outcome(mail, domain) if isinstance(mail, bytes) else mail
        if isinstance(outcome, Bounce):
            bounces.append(outcome)
        else:
            passed[outcome] += 1
    return MailboxReading(tuple(bounces), **passed)


def to_outcome(mail: bytes, domain: str) -> Bounce | Passed:
    """The bounce that a mail is, or why it is none."""
    beginning = mail[:PARSED_BYTES]
    if _LONG_TYPE.search(beginning) or beginning.lower().count(b"boundary") > _MOST_BOUNDARIES:
        return "unreadable"
    try:
        return _outcome(message_from_bytes(beginning), domain)
    except Exception:  # whatever a broken mail makes of the library
        return "unreadable"


def _outcome(mail: Message, domain: str) -> Bounce | Passed:
    if not mail.keys():
        return "unreadable"
    parts = list(_parts(mail))
    text = _text(parts)
    is_in_words = "X-Failed-Recipients" in mail or text.lstrip().startswith(QMAIL)
    if not is_in_words and not _is_report(mail, parts):
        is_auto_reply = _field(mail, "Auto-Submitted").lower().startswith("auto-replied")
        return "auto_replies" if is_auto_reply else "others"
    message_id = find_message_id(_returned_id(mail, parts, text), domain)
    if not message_id:
        return "others"
    groups = [group for part in parts for group in _groups(part)]
    if not groups and is_in_words:
        return Bounce(message_id, _status_in_words(_QUOTED_ID.split(text)[0]), is_final=True)
    return _reported(message_id, groups)


def _reported(message_id: str, groups: list[tuple[str, str]]) -> Bounce | Passed:
    """What a report with these actions and statuses means; the worst of several counts."""
    for action in ("failed", "delayed"):
        for found, status in groups:
            if found == action:
                return Bounce(message_id, status, is_final=action == "failed")
    return "others" if groups else "unreadable"


def _is_report(mail: Message, parts: list[Message]) -> bool:
    """Whether a mail is a delivery status notification, if perhaps one that was cut off."""
    kind = str(mail.get_param("report-type", "")).lower()
    return kind == "delivery-status" or any(part.get_content_type() == REPORT for part in parts)


def _parts(mail: Message) -> Iterator[Message]:
    """The parts of a mail that hold no further ones, and not those of a mail inside of it."""
    inner = _inside(mail) if mail.get_content_maintype() == "multipart" else []
    for part in inner:
        yield from _parts(part)
    if not inner:
        yield mail


def _groups(part: Message) -> Iterator[tuple[str, str]]:
    """Action and status of each recipient of whom a report says what became of the mail."""
    for group in _inside(part) if part.get_content_type() == REPORT else ():
        action = re.split(r"[^a-z]", _field(group, "Action").lower())[0]
        match = _STATUS.match(_field(group, "Status"))
        status = match[1] if match else _status_in_words(_field(group, "Diagnostic-Code"))
        action = action if action in REPORTED else IMPLIED.get(status[:1], "")
        if action:
            yield action, status


def _returned_id(mail: Message, parts: list[Message], text: str) -> str:
    """The Message-ID of the mail that returns, ours or not, from the surest place that has one."""
    for part in parts:
        if part.get_content_type() in RETURNED:
            returned = next(iter(_inside(part)), None) or message_from_bytes(_raw(part))
            if found := _field(returned, "Message-ID"):
                return found
    if quoted := _QUOTED_ID.search(text):
        return quoted[1]
    return _field(mail, "In-Reply-To") or _field(mail, "References")


def _inside(part: Message) -> list[Message]:
    """The parts that a part holds, the mail in it, or the groups of a report."""
    return [item for item in part.get_payload() or () if isinstance(item, Message)]


def _status_in_words(words: str) -> str:
    match = _STATUS_IN_WORDS.search(words)
    return match[1] if match else ""


def _text(parts: list[Message]) -> str:
    """The first plain text; letters beyond ASCII don't matter."""
    plain = (part for part in parts if part.get_content_type() == "text/plain")
    return next((_raw(part).decode("ascii", "replace") for part in plain), "")


def _raw(part: Message) -> bytes:
    """The bytes of a part that holds no others."""
    return bytes(part.get_payload(decode=True) or b"")


def _field(mail: Message, name: str) -> str:
    """A header's text without the blanks around it; empty where there is none."""
    return str(mail.get(name, "")).strip()

"""What every edition and every delivery of the ledger keeps to, whatever has happened to it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar, get_args

from schemas.bulletin import edition_label
from schemas.delivery import REHEARSAL, REPORT, WATCH, DeliveryState, mail_digest
from schemas.edition import EditionState
from schemas.ledger_check import EditionRecord, Flaw, MailRecord
from schemas.month import Month

Record = TypeVar("Record")
RESTORE = "no command of Cakupan does that: see who changed the ledger, or restore its backup"
"""What is to be done about what can't have come about by itself."""
STATES = frozenset(get_args(DeliveryState))
NEVER_TRIED = frozenset({"planned", "captured"})
TRIED = STATES - {*NEVER_TRIED, "ready", "cancelled"}
"""States of mails that the mail server was asked to take."""
IN_HAND = frozenset({"claimed", "dot"})
ENDED = frozenset({"dot", "accepted", "bounced", "unknown"})
FILED = frozenset({"planned", "captured", "cancelled"})
"""All that may become of a mail that is to be a file."""
MESSAGE_ID = re.compile(r"<(?P<name>[^<>@\s]+)@[^<>@\s]+>")


@dataclass(frozen=True)
class Rule(Generic[Record]):
    """A rule, and what is said where it is broken."""

    is_kept: Callable[[Record], bool]
    what: str
    advice: str = RESTORE


def edition_flaws(record: EditionRecord) -> Iterator[Flaw]:
    """The rules that an edition breaks."""
    for rule in EDITION_RULES:
        if not rule.is_kept(record):
            yield Flaw(f"edition {record.edition.label}", rule.what, rule.advice)


def mail_flaws(record: MailRecord) -> Iterator[Flaw]:
    """The rules that a delivery breaks."""
    for rule in MAIL_RULES:
        if not rule.is_kept(record):
            where = f"{_whole(record)}, {record.level} {record.code}, mail {record.id}"
            yield Flaw(where, rule.what, rule.advice.format(month=record.month))


def _whole(record: MailRecord) -> str:
    """What a delivery is a part of."""
    if not record.edition_state:
        return record.purpose
    return f"edition {edition_label(Month.parse(record.month), record.edition)}"


def _is_of_watch(record: MailRecord) -> bool:
    return record.purpose.startswith(f"{WATCH}-")


def _was_approved(record: EditionRecord) -> bool:
    """Whether the last word on it before its release was an approval."""
    if not record.released_by or record.released_at is None:
        return True
    before = [verdict for verdict in record.verdicts if verdict.at <= record.released_at]
    return bool(before) and before[-1].word == "approved"


def _is_named_rightly(record: MailRecord) -> bool:
    """Whether its Message-ID is made of its month, unit, edition, purpose and recipient."""
    found = MESSAGE_ID.fullmatch(record.message_id)
    unit = record.level, record.code
    digest = mail_digest(unit, record.month, record.edition, record.purpose, record.recipient)
    return found is not None and found["name"] == f"{record.month}-{record.code}-{digest}"


EDITION_RULES: tuple[Rule[EditionRecord], ...] = (
    Rule(
        lambda it: it.edition.state in get_args(EditionState),
        "is in a state that does not exist",
    ),
    Rule(
        lambda it: (it.edition.state == "released") == (it.released_at is not None),
        "is released without a time of it, or has one without being released",
    ),
    Rule(
        lambda it: all(verdict.content == it.edition.content for verdict in it.verdicts),
        "holds something else than a person has judged",
    ),
    Rule(
        lambda it: (
            it.edition.state == "released"
            or all(verdict.word != "withdrawn" for verdict in it.verdicts)
        ),
        "is withdrawn and was never released",
    ),
    Rule(_was_approved, "was released without an approval in force"),
)

BEFORE_RELEASE = (f"{REHEARSAL}-", f"{REPORT}-")
"""How purposes begin whose mails go out of an edition that is not released."""
MAIL_RULES: tuple[Rule[MailRecord], ...] = (
    Rule(
        lambda it: it.state in STATES,
        "is in a state that does not exist",
    ),
    Rule(
        lambda it: _is_of_watch(it) == (not it.edition_state),
        "is of an edition though a watch found it, or the other way round",
    ),
    Rule(
        lambda it: (
            _is_of_watch(it)
            or it.edition_state == "released"
            or it.purpose.startswith(BEFORE_RELEASE)
        ),
        "is to be sent of an edition that is not released",
    ),
    Rule(
        lambda it: it.is_of_edition or it.purpose.startswith((f"{REPORT}-", f"{WATCH}-")),
        "brings a bulletin that its edition has not",
    ),
    Rule(_is_named_rightly, "has a Message-ID of another mail"),
    Rule(
        lambda it: it.mode == "live" or it.state in FILED,
        "went to the mail server, though ordered as a file",
    ),
    Rule(
        lambda it: it.mode == "capture" or it.state != "captured",
        "became a file, though ordered for the mail server",
    ),
    Rule(
        lambda it: it.state not in IN_HAND or it.is_held or _is_of_watch(it),
        "is in hand, and no sender is at work",
        "cakupan resolve {month} puts it right",
    ),
    Rule(
        lambda it: it.state not in IN_HAND or it.is_held or not _is_of_watch(it),
        "is in hand, and no watch is at work",
        "cakupan doctor --watch --mail puts it right",
    ),
    Rule(
        lambda it: (
            it.attempts >= (it.state in TRIED) and (not it.attempts or it.state not in NEVER_TRIED)
        ),
        "has a number of tries that its state can't have",
    ),
    Rule(
        lambda it: it.due_at is None or it.state == "ready",
        "waits for a time, though there is nothing to wait for",
    ),
    Rule(
        lambda it: it.ended_at is not None or it.state not in ENDED,
        "was ended at no time",
    ),
)

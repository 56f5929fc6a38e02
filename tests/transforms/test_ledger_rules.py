"""What every edition and delivery of the ledger keeps to: each rule, kept and broken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from schemas.delivery import DeliveryState, mail_digest
from schemas.edition import Verdict
from schemas.ledger_check import EditionRecord, MailRecord
from tests.ledgers import edition
from transforms.ledger_rules import RESTORE, edition_flaws, mail_flaws

NOON = datetime(2021, 12, 6, 12, tzinfo=UTC)
DIGEST = mail_digest(("branch", "KDR"), "2021-11", 1, "bulletin", "a@x.example")
MAIL = MailRecord(
    id=7,
    month="2021-11",
    edition=1,
    edition_state="released",
    is_held=False,
    mode="live",
    is_of_edition=True,
    level="branch",
    code="KDR",
    recipient="a@x.example",
    purpose="bulletin",
    message_id=f"<2021-11-KDR-{DIGEST}@cakupan.example>",
    state="accepted",
    attempts=1,
    due_at=None,
    ended_at=NOON,
)
WATCH = "watch-2021-12-07-0123456789ab"
WATCHED = replace(
    MAIL,
    month="2021-12",
    edition=0,
    edition_state="",
    is_of_edition=False,
    level="national",
    code="ID",
    purpose=WATCH,
    message_id="<2021-12-ID-{}@cakupan.example>".format(
        mail_digest(("national", "ID"), "2021-12", 0, WATCH, "a@x.example")
    ),
)
"""A mail of a watch, which is of no edition."""
PREPARED = replace(edition(), id=3)
RELEASED = replace(PREPARED, state="released")
LOST: Any = {"state": "lost"}
APPROVED = Verdict("approved", PREPARED.content, NOON - timedelta(hours=1), "Rina", "")


def record(
    made: Any = RELEASED, at: datetime | None = NOON, *verdicts: Verdict, by: str = "Sari"
) -> EditionRecord:
    """An edition as the ledger may have it."""
    return EditionRecord(made, at, verdicts, by)


@pytest.mark.parametrize("state", get_args(DeliveryState))
def test_every_state_may_be_a_well_one(state: DeliveryState) -> None:
    is_file = state in ("planned", "captured")
    mail = replace(
        MAIL,
        state=state,
        attempts=0 if is_file else 1,
        mode="capture" if is_file else "live",
        is_held=state in ("claimed", "dot"),
        due_at=NOON if state == "ready" else None,
    )
    assert list(mail_flaws(mail)) == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"state": "lost"}, "state that does not exist"),
        ({"edition_state": "prepared"}, "not released"),
        ({"is_of_edition": False}, "its edition has not"),
        ({"message_id": f"<2021-12-KDR-{DIGEST}@cakupan.example>"}, "of another mail"),
        ({"message_id": f"2021-11-KDR-{DIGEST}"}, "of another mail"),
        ({"recipient": "b@x.example"}, "of another mail"),
        ({"mode": "capture"}, "ordered as a file"),
        ({"state": "captured", "attempts": 0}, "ordered for the mail server"),
        ({"state": "claimed"}, "no sender is at work"),
        ({"state": "dot"}, "no sender is at work"),
        ({"attempts": 0}, "number of tries"),
        ({"state": "planned"}, "number of tries"),
        ({"due_at": NOON}, "nothing to wait for"),
        ({"ended_at": None}, "ended at no time"),
    ],
)
def test_a_mail_that_can_not_be_is_found(changes: dict[str, Any], what: str) -> None:
    (flaw,) = mail_flaws(replace(MAIL, **changes))
    assert flaw.where == "edition 2021-11 (R1), branch KDR, mail 7"
    assert what in flaw.what


def test_what_a_stopped_sender_left_is_put_right_by_a_release() -> None:
    (flaw,) = mail_flaws(replace(MAIL, state="dot"))
    assert flaw.advice == "cakupan resolve 2021-11 puts it right"


def test_a_rehearsal_needs_no_release() -> None:
    digest = mail_digest(("branch", "KDR"), "2021-11", 1, "rehearsal-1", "a@x.example")
    mail = replace(
        MAIL,
        edition_state="prepared",
        purpose="rehearsal-1",
        message_id=f"<2021-11-KDR-{digest}@x.example>",
    )
    assert list(mail_flaws(mail)) == []


def test_a_mail_of_a_watch_needs_no_edition() -> None:
    assert list(mail_flaws(WATCHED)) == []


@pytest.mark.parametrize(
    ("mail", "where", "what"),
    [
        (replace(WATCHED, state="dot"), WATCH, "is in hand, and no watch is at work"),
        (replace(WATCHED, month="2021-11"), WATCH, "of another mail"),
        (replace(WATCHED, edition_state="released"), "edition 2021-12", "a watch found it"),
        (replace(MAIL, edition_state=""), "bulletin", "a watch found it"),
    ],
)
def test_a_mail_of_a_watch_that_can_not_be_is_found(
    mail: MailRecord, where: str, what: str
) -> None:
    flaw = next(mail_flaws(mail))
    assert flaw.where.startswith(where)
    assert what in flaw.what


@pytest.mark.parametrize(
    "found",
    [
        record(RELEASED, NOON, APPROVED),
        record(RELEASED, NOON, APPROVED, replace(APPROVED, word="withdrawn", at=NOON)),
        record(RELEASED, NOON, by=""),  # released before there were approvals
        record(PREPARED, None, by=""),
        record(PREPARED, None, APPROVED, replace(APPROVED, word="revoked"), by=""),
        record(replace(PREPARED, state="superseded"), None, by=""),
    ],
)
def test_an_edition_that_can_be_is_well(found: EditionRecord) -> None:
    last = found.verdicts[-1:] if found.edition.state == "released" else ()
    if last and last[0].word == "withdrawn":
        after = replace(last[0], at=NOON + timedelta(hours=1))
        found = replace(found, verdicts=(*found.verdicts[:-1], after))
    assert list(edition_flaws(found)) == []


@pytest.mark.parametrize(
    ("found", "what"),
    [
        (record(replace(RELEASED, **LOST), None), "state that does not exist"),
        (record(RELEASED, None), "without a time"),
        (record(PREPARED, NOON, by=""), "without a time"),
        (record(RELEASED, NOON, replace(APPROVED, content="0" * 64)), "something else"),
        (record(PREPARED, None, replace(APPROVED, word="withdrawn")), "never released"),
        (record(), "without an approval"),
        (record(RELEASED, NOON, replace(APPROVED, at=NOON + timedelta(1))), "without an approval"),
        (
            record(RELEASED, NOON, APPROVED, replace(APPROVED, word="revoked")),
            "without an approval",
        ),
    ],
)
def test_an_edition_that_can_not_be_is_found(found: EditionRecord, what: str) -> None:
    (flaw,) = edition_flaws(found)
    assert (flaw.where, flaw.advice) == ("edition 2021-11", RESTORE)
    assert what in flaw.what

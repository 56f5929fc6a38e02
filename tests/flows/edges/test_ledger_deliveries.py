"""What the ledger says of verdicts and mail, on a real SQLite and a real PostgreSQL."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.edges import ledger as ledger_module
from flows.edges.ledger import Ledger, deliveries, editions, now
from flows.edges.ledger.all_tables import metadata
from flows.edges.ledger.delivery_tables import approvals, dispatches
from schemas.delivery import STEPS, Delivery, DeliveryState, Dispatch
from schemas.edition import Edition
from schemas.errors import HeldError
from tests.ledgers import NOVEMBER, edition, empty_schema, prepare

LIVE = Dispatch("bulletin", "live", "Sari", "", "", 2)


def mail(name: str, purpose: str = "bulletin") -> Delivery:
    """A mail of Kediri's bulletin to one of its recipients."""
    to = f"{name}@x.example"
    return Delivery("branch", "KDR", to, purpose, f"<{name}-{purpose}>", "e", 1000)


def plan(ledger: Ledger, order: Dispatch, *mails: Delivery) -> tuple[Edition, list[Delivery]]:
    """A released edition with these mails, as the ledger has it."""
    prepared = prepare(ledger, edition())
    with ledger.begin() as connection:
        if prepared.state == "prepared":
            editions.release(connection, prepared)
        deliveries.plan(connection, prepared, order, mails)
        return prepared, deliveries.of_edition(connection, prepared)


def states(ledger: Ledger, made: Edition) -> list[tuple[str, str]]:
    """State and reason of each mail of an edition."""
    with ledger.begin() as connection:
        return [(item.state, item.reason) for item in deliveries.of_edition(connection, made)]


def test_mails_are_kept_as_they_were_planned(ledger: Ledger) -> None:
    made, kept = plan(ledger, LIVE, mail("a"), mail("b"))
    assert [replace(item, id=0) for item in kept] == [mail("a"), mail("b")]
    with ledger.begin() as connection:
        assert deliveries.orders(connection, made) == (LIVE,)
        assert deliveries.counts(connection, made) == {("branch", "KDR"): {"planned": 2}}


def test_an_order_of_no_edition_is_apart_and_exists_once(ledger: Ledger) -> None:
    made, _ = plan(ledger, LIVE, mail("a"), mail("b"))
    found = Dispatch("watch-2021-12-07-0123456789ab", "live", "Sari", "", "", 1)
    with ledger.begin() as connection:
        deliveries.plan(connection, None, found, [mail("o", found.purpose)])
    with pytest.raises(sa.exc.IntegrityError), ledger.begin() as connection:
        deliveries.plan(connection, None, found, [])
    with ledger.begin() as connection:
        assert deliveries.orders(connection, None) == (found,)
        (item,) = deliveries.of_edition(connection, None)
        assert (item.purpose, item.recipient) == (found.purpose, "o@x.example")
        assert len(deliveries.of_edition(connection, made)) == 2
        assert deliveries.cancel(connection, made, "withdrawn") == 2
        assert deliveries.next_due(connection, made, "live", 0) is None
        assert deliveries.next_due(connection, None, "live", 0) == item


@pytest.mark.parametrize("second", [mail("a"), replace(mail("b"), message_id=mail("a").message_id)])
def test_a_recipient_gets_an_edition_once(ledger: Ledger, second: Delivery) -> None:
    prepared = prepare(ledger, edition())
    with pytest.raises(sa.exc.IntegrityError), ledger.begin() as connection:
        deliveries.plan(connection, prepared, LIVE, [mail("a"), second])
    with ledger.begin() as connection:
        assert deliveries.of_edition(connection, prepared) == []


@pytest.mark.parametrize("before", [*STEPS, "refused"])
def test_a_mail_goes_only_where_its_state_leads(ledger: Ledger, before: DeliveryState) -> None:
    made, (item,) = plan(ledger, LIVE, mail("a"))
    with ledger.begin() as connection:
        connection.execute(sa.text(f"UPDATE deliveries SET state = '{before}'"))
    item = replace(item, state=before)
    for state in ("planned", "captured", "dot", "accepted", "bounced", "ready"):
        if state in STEPS.get(before, ()):
            continue
        with pytest.raises(HeldError, match="can't become"), ledger.begin() as connection:
            deliveries.move(connection, item, state)
    assert states(ledger, made) == [(before, "")]
    for state in STEPS.get(before, ()):
        with ledger.engine.connect() as connection:
            assert deliveries.move(connection, item, state, "why").state == state
            connection.rollback()


def test_a_mail_that_another_has_moved_is_left_alone(ledger: Ledger) -> None:
    made, (item,) = plan(ledger, LIVE, mail("a"))
    with ledger.begin() as connection:
        deliveries.move(connection, item, "cancelled")
    with pytest.raises(HeldError, match="changed by another"), ledger.begin() as connection:
        deliveries.move(connection, item, "claimed")
    assert states(ledger, made) == [("cancelled", "")]


def test_what_is_due_comes_once_in_its_order_and_for_its_way(ledger: Ledger) -> None:
    made, (first, second, third) = plan(ledger, LIVE, mail("a"), mail("b"), mail("c"))
    with ledger.begin() as connection:
        capture = Dispatch("rehearsal-1", "capture", "Sari", "", "me@x.example", 1)
        deliveries.plan(connection, made, capture, [mail("a", "rehearsal-1")])
        claimed = deliveries.move(connection, first, "claimed", attempts=1)
        deliveries.move(connection, claimed, "ready", due_at=now() + timedelta(hours=1))
        claimed = deliveries.move(connection, second, "claimed", attempts=1)
        deliveries.move(connection, claimed, "ready", due_at=now() - timedelta(seconds=1))
        found = deliveries.next_due(connection, made, "live", 0)
        assert found is not None
        assert (found.id, found.attempts) == (second.id, 1)
        assert deliveries.next_due(connection, made, "live", second.id) == third
        assert deliveries.next_due(connection, made, "live", third.id) is None
        captured = deliveries.next_due(connection, made, "capture", 0)
        assert captured is not None
        assert captured.purpose == "rehearsal-1"
        assert deliveries.counts(connection, made) == {
            ("branch", "KDR"): {"planned": 1, "ready": 2}
        }


def test_what_a_stopped_sender_left_is_tried_again_or_unknown(ledger: Ledger) -> None:
    made, (first, second, _) = plan(ledger, LIVE, mail("a"), mail("b"), mail("c"))
    with ledger.begin() as connection:
        deliveries.move(connection, first, "claimed", attempts=1)
        claimed = deliveries.move(connection, second, "claimed", attempts=1)
        deliveries.move(connection, claimed, "dot")
        deliveries.recover(connection, made)
        deliveries.recover(connection, made)
    assert states(ledger, made) == [
        ("ready", ""), ("unknown", deliveries.CUT_OFF), ("planned", ""),
    ]  # fmt: skip


def test_mails_that_have_not_gone_out_are_cancelled(ledger: Ledger) -> None:
    made, (first, second, _) = plan(ledger, LIVE, mail("a"), mail("b"), mail("c"))
    with ledger.begin() as connection:
        claimed = deliveries.move(connection, first, "claimed")
        deliveries.move(connection, deliveries.move(connection, claimed, "dot"), "accepted")
        deliveries.move(connection, second, "claimed")
        assert deliveries.cancel(connection, made, "withdrawn") == 1
    assert [state for state, _ in states(ledger, made)] == ["accepted", "claimed", "cancelled"]


def test_the_last_verdict_on_just_this_content_holds(ledger: Ledger) -> None:
    prepared = prepare(ledger, edition())
    assert (prepared.verdict, prepared.standing) == (None, "prepared")

    def judged(word: str, judged_edition: Edition) -> Edition:
        with ledger.begin() as connection:
            editions.judge(connection, judged_edition, word, by="Rina", why="seen")  # type: ignore[arg-type]
            newest = editions.newest(connection, NOVEMBER)
        assert newest is not None
        return newest

    approved = judged("approved", prepared)
    assert (approved.is_approved, approved.standing) == (True, "approved")
    assert approved.verdict is not None
    assert (approved.verdict.by, approved.verdict.why) == ("Rina", "seen")
    assert judged("revoked", prepared).standing == "prepared"
    other = replace(prepared, bulletins=(replace(prepared.bulletins[0], pdf="other.pdf"),))
    assert not judged("approved", other).is_approved
    assert judged("approved", prepared).is_approved
    with ledger.begin() as connection:
        editions.release(connection, prepared)
    assert judged("withdrawn", prepared).standing == "withdrawn"


@pytest.mark.parametrize("table", [approvals, dispatches], ids=["approvals", "dispatches"])
def test_verdicts_and_orders_are_frozen(ledger: Ledger, table: sa.Table) -> None:
    made, _ = plan(ledger, LIVE, mail("a"))
    with ledger.begin() as connection:
        editions.judge(connection, made, "withdrawn", by="Rina", why="wrong")
    for statement in (sa.update(table).values(by="nobody"), sa.delete(table)):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), ledger.begin() as connection:
            connection.execute(statement)


def test_orders_and_mails_of_before_keep_together_when_orders_get_a_number(ledger: Ledger) -> None:
    purposes = ("resend-1", "bulletin")
    with ledger.begin() as connection:
        if connection.dialect.name == "sqlite":
            metadata.drop_all(connection)
            connection.execute(sa.text("DROP TABLE alembic_version"))
        else:
            empty_schema(connection)
        ledger_module.migrate(connection, "0005")
        connection.execute(
            sa.text(
                "INSERT INTO editions (id, month, number, state, published, inputs, tables, "
                "manifest, prepared_at) VALUES (1, '2021-11', 0, 'released', '2021-12-06', 'i', "
                "'{}', 'm', '2021-12-05 00:00:00')"
            )
        )
        for number, purpose in enumerate(purposes, start=1):
            connection.execute(
                sa.text(
                    f"INSERT INTO dispatches VALUES (1, '{purpose}', 'live', '2021-12-0{number} "
                    "00:00:00', 'Sari', '', '', 2)"
                )
            )
            for name in ("a", "b"):
                connection.execute(
                    sa.text(
                        "INSERT INTO deliveries (edition_id, purpose, level, code, recipient, "
                        "message_id, eml, size, state, attempts, reason, changed_at) VALUES (1, "
                        f"'{purpose}', 'branch', 'KDR', '{name}', '<{name}-{purpose}>', 'e', 9, "
                        "'refused', 1, 'full', '2021-12-06 00:00:00')"
                    )
                )
    opened = Ledger.open(ledger.engine.url.render_as_string(hide_password=False))
    with opened.begin() as connection:
        released = editions.newest(connection, NOVEMBER)
        assert released is not None
        assert [order.purpose for order in deliveries.orders(connection, released)] == [*purposes]
        kept = [
            (item.id, item.recipient, item.purpose, item.message_id, item.state)
            for item in deliveries.of_edition(connection, released)
        ]
        third = Dispatch("resend-2", "live", "Sari", "", "", 1)
        deliveries.plan(connection, released, third, [mail("c", "resend-2")])
        assert deliveries.of_edition(connection, released)[-1].id == 5
    opened.engine.dispose()
    assert kept == [
        (number, name, purpose, f"<{name}-{purpose}>", "refused")
        for number, (purpose, name) in enumerate(product(purposes, ("a", "b")), start=1)
    ]


def test_a_ledger_is_kept_as_it_was_before_it_is_migrated(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    engine = sa.create_engine(f"sqlite:///{place}")
    with engine.begin() as connection:
        ledger_module.migrate(connection, "0003")
        connection.execute(
            sa.text(
                "INSERT INTO editions (id, month, number, state, published, inputs, tables, "
                "manifest, prepared_at) VALUES (1, '2021-11', 0, 'released', '2021-12-06', 'i', "
                "'{}', 'm', '2021-12-05 00:00:00')"
            )
        )
        connection.execute(
            sa.text(
                "INSERT INTO deliveries VALUES (1, 1, 'branch', 'KDR', 'a@x.example', 'bulletin', "
                "'<1>', 'e', 'captured', '2021-12-06 00:00:00')"
            )
        )
    engine.dispose()
    before = place.read_bytes()
    opened = Ledger.open(f"sqlite:///{place}")
    with opened.begin() as connection:
        released = editions.newest(connection, NOVEMBER)
        assert released is not None
        (order,) = deliveries.orders(connection, released)
        (item,) = deliveries.of_edition(connection, released)
    opened.engine.dispose()
    assert (order.mode, order.mails) == ("capture", 1)
    assert (item.recipient, item.state, item.message_id) == ("a@x.example", "captured", "<1>")
    (copy,) = tmp_path.glob("ledger.db.*")
    assert copy.name == "ledger.db.revision-0003"
    kept = sa.create_engine(f"sqlite:///{copy}")
    with kept.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM deliveries")).scalar() == 1
    kept.dispose()
    assert copy.stat().st_size == len(before)
    Ledger.open(f"sqlite:///{place}").engine.dispose()
    assert list(tmp_path.glob("ledger.db.*")) == [copy]

"""A check of the ledger finds each fault that is planted in it or in the store, and no other."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows import ledger_answers
from flows.edges.ledger import (
    Ledger,
    checks,
    deliveries,
    editions,
    now,
    object_names,
    submissions,
)
from flows.edges.ledger.snapshot import snapshot
from flows.edges.ledger.tables import editions as editions_table
from flows.installation import Installation
from flows.ledger_check import check_ledger
from flows.settings import Settings
from schemas.arrivals import Sent, SentFile
from schemas.delivery import Delivery, DeliveryState, Dispatch, mail_digest
from schemas.errors import SettingsError, StoreError
from schemas.exports import Declared, Kind
from schemas.ledger_check import KEPT, Checked, Flaw
from tests.homes import NOVEMBER, cakupan
from tests.ledgers import fresh_ledger
from tests.outboxes import make_outbox, newest, prepare_edition

KINDS = [
    "revision", "tables", "keys and indexes", "frozen rows", "rows that hang on others",
    "rows that exist once", "orders", "editions", "mails", "objects",
]  # fmt: skip  # one word a line would be half a page


def url(ledger: Ledger) -> str:
    """Where a ledger is."""
    return ledger.engine.url.render_as_string(hide_password=False)


def mail(
    installation: Installation, name: str, purpose: str, state: DeliveryState, tries: int
) -> Delivery:
    """A mail of Kediri's bulletin of November, as it would be in a state."""
    to = f"{name}@x.example"
    digest = mail_digest(("branch", "KDR"), "2021-11", 0, purpose, to)
    return Delivery(
        level="branch",
        code="KDR",
        recipient=to,
        purpose=purpose,
        message_id=f"<2021-11-KDR-{digest}@x.example>",
        eml=installation.objects.put(f"{purpose} {name}".encode(), ".eml"),
        size=9,
        state=state,
        attempts=tries,
        due_at=now() if state == "ready" else None,
        ended_at=now() if state in ("accepted", "unknown") else None,
    )


@pytest.fixture
def installation(ledger: Ledger, tmp_path: Path) -> Iterator[Installation]:
    """Exports, a released edition with mails to a server and to files, and a prepared one."""
    made = make_outbox(tmp_path, ledger_url=url(ledger))
    names = [made.objects.put(text, ".csv") for text in (b"export", b"control")]
    sent = SentFile(now(), names[0], "csv")
    first = newest(made)
    live = Dispatch("bulletin", "live", "Sari", "", "", 3)
    mails: list[tuple[str, DeliveryState, int]] = [
        ("a", "accepted", 1), ("b", "unknown", 2), ("c", "ready", 1)
    ]  # fmt: skip
    with made.ledger.begin() as connection:
        lying = [Sent("KDR", Kind.PESERTA, (sent,), Declared(rows=1), names[1])]
        submissions.receive(connection, NOVEMBER, lying, is_late=False)
        editions.release(connection, first)
        planned = [mail(made, name, "bulletin", state, tries) for name, state, tries in mails]
        deliveries.plan(connection, first, live, planned)
        file = mail(made, "a", "resend-1", "captured", 0)
        again = Dispatch("resend-1", "capture", "Sari", "", "", 1)
        deliveries.plan(connection, first, again, [file])
    prepare_edition(made, 1, "second")
    yield made
    made.ledger.engine.dispose()


def told(installation: Installation) -> list[tuple[str, str, str]]:
    """Kind, place and words of each flaw that is found."""
    report = check_ledger(installation.settings)
    assert report.is_well == (not any(one.found for one in report.checked))
    return [(one.kind, flaw.where, flaw.what) for one in report.checked for flaw in one.flaws]


def plant(installation: Installation, *statements: str) -> None:
    """Change the ledger behind Cakupan's back."""
    with installation.ledger.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def sqlite_file(installation: Installation) -> Path | None:
    """The file of a SQLite ledger."""
    url = installation.ledger.engine.url
    return Path(str(url.database)) if url.drivername == "sqlite" else None


def thaw(installation: Installation, *triggers: str) -> None:
    """Drop triggers that keep rows from being changed."""
    for trigger in triggers:
        table = trigger.removeprefix("frozen_").rpartition("_")[0]
        on = "" if sqlite_file(installation) else f" ON {table}"
        plant(installation, f"DROP TRIGGER {trigger}{on}")


def test_a_ledger_that_is_well_has_nothing_to_tell(installation: Installation) -> None:
    report = check_ledger(installation.settings)
    assert report.is_whole
    assert [one.kind for one in report.checked][-len(KINDS) :] == KINDS
    assert [one for one in report.checked if one.found] == []
    counts = {one.kind: one.count for one in report.checked}
    assert (counts["orders"], counts["editions"], counts["mails"]) == (2, 2, 4)
    assert counts["objects"] == 2 + 4 + 2 * 4 + 2  # exports, mails, each edition's parts, tables
    assert counts["frozen rows"] == 20


def test_all_that_a_month_has_in_the_store_is_known(installation: Installation) -> None:
    with installation.ledger.begin() as connection:
        found = object_names.of_month(connection, NOVEMBER)
        assert found == sorted(name for name, _ in object_names.named_objects(connection))
        assert object_names.of_month(connection, NOVEMBER + 1) == []


def test_the_frozen_tables_are_those_of_the_migrations(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        assert list(checks.trigger_flaws(connection)) == []
        assert len(checks.freezing()) == len(checks._triggers(connection))


BROKEN_MAILS = {
    "state = 'claimed' WHERE id = 1": "no sender is at work",
    "state = 'dot' WHERE id = 1": "no sender is at work",
    "attempts = 0 WHERE id = 1": "number of tries",
    "due_at = ended_at WHERE id = 1": "nothing to wait for",
    "ended_at = NULL WHERE id = 2": "ended at no time",
    "state = 'captured', attempts = 0 WHERE id = 1": "ordered for the mail server",
    "state = 'refused', attempts = 1 WHERE id = 4": "ordered as a file",
    "message_id = '<2021-10-KDR@x>' WHERE id = 1": "of another mail",
    "recipient = 'd@x.example' WHERE id = 1": "of another mail",
    "level = 'kanwil' WHERE id = 1": "its edition has not",
}


@pytest.mark.parametrize(("change", "what"), BROKEN_MAILS.items())
def test_a_mail_in_a_state_that_can_not_be_is_found(
    installation: Installation, change: str, what: str
) -> None:
    plant(installation, f"UPDATE deliveries SET {change}")
    found = told(installation)
    assert {(kind, where[:15]) for kind, where, _ in found} == {("mails", "edition 2021-11")}
    assert any(what in words for _, _, words in found)
    assert "example" not in str(found)


def test_a_mail_in_hand_is_well_while_somebody_is_at_work(installation: Installation) -> None:
    plant(installation, "UPDATE deliveries SET state = 'claimed' WHERE id = 1")
    with installation.ledger.lease(NOVEMBER):
        assert told(installation) == []
    assert len(told(installation)) == 1


BROKEN_EDITIONS = {
    "UPDATE editions SET released_at = NULL WHERE id = 1": "without a time",
    "UPDATE editions SET released_at = prepared_at WHERE id = 2": "without a time",
    "UPDATE approvals SET content = ''": "something else",
    "DELETE FROM approvals": "without an approval",
    "UPDATE edition_bulletins SET digest = '' WHERE edition_id = 1": "something else",
}


@pytest.mark.parametrize(("change", "what"), BROKEN_EDITIONS.items())
def test_an_edition_that_can_not_stand_is_found(
    installation: Installation, change: str, what: str
) -> None:
    event, table = change.split()[0].lower(), change.replace("FROM ", "").split()[1]
    thaw(installation, f"frozen_{table}_{event}")
    plant(installation, change)
    found = {kind: words for kind, _, words in told(installation)}
    assert set(found) == {"frozen rows", "editions"}
    assert what in found["editions"]


def test_an_order_without_all_its_mails_is_found(installation: Installation) -> None:
    plant(installation, "DELETE FROM deliveries WHERE id IN (1, 4)")
    assert told(installation) == [
        ("orders", "edition 2021-11, bulletin", "2 mails instead of 3"),
        ("orders", "edition 2021-11, resend-1", "0 mails instead of 1"),
    ]


def test_what_keeps_the_rows_is_missed(installation: Installation) -> None:
    thaw(installation, "frozen_audit_delete")
    plant(installation, "DROP INDEX ix_deliveries_state", "DROP INDEX ix_editions_prepared")
    with installation.ledger.begin() as connection:
        values = {"month": "2021-11", "number": 2, "state": "prepared", "inputs": "i"}
        row = sa.select(editions_table).where(editions_table.c.id == 2)
        kept = connection.execute(row).one()
        more = {"published": kept.published, "tables": {}, "prepared_at": kept.prepared_at}
        manifest = installation.objects.put(b"third", ".json")
        connection.execute(sa.insert(editions_table).values(**values, **more, manifest=manifest))
    assert told(installation) == [
        ("keys and indexes", "index ix_deliveries_state", "is lacking"),
        ("keys and indexes", "index ix_editions_prepared", "is lacking"),
        ("frozen rows", "trigger frozen_audit_delete", "is lacking or switched off"),
        ("rows that exist once", "table editions", "1 times the same month"),
    ]


def test_what_was_changed_in_place_is_told(postgres: str) -> None:
    ledger = fresh_ledger(postgres)
    with ledger.begin() as connection:
        connection.execute(sa.text("ALTER TABLE audit DISABLE TRIGGER frozen_audit_update"))
        connection.execute(sa.text("ALTER TABLE audit ALTER COLUMN why DROP NOT NULL"))
        (trigger,) = checks.trigger_flaws(connection)
        (column,) = checks.table_flaws(connection)
    ledger.engine.dispose()
    assert trigger.where == "trigger frozen_audit_update"
    assert (column.where, column.what) == ("column audit.why", "is another than in this version")


def test_a_row_that_hangs_on_nothing_is_found(installation: Installation) -> None:
    delete = "DELETE FROM dispatches WHERE purpose = 'resend-1'"
    if place := sqlite_file(installation):
        thaw(installation, "frozen_dispatches_delete")
        with closing(sqlite3.connect(place)) as another, another:  # asks for no foreign keys
            another.execute(delete)
    else:
        plant(installation, "SET LOCAL session_replication_role = replica", delete)
    found = [flaw for flaw in told(installation) if flaw[0] != "frozen rows"]
    assert found == [
        ("rows that hang on others", "table deliveries", "1 rows hang on none of dispatches")
    ]


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (
            "UPDATE alembic_version SET version_num = '0005'",
            ("revision", "the ledger", "is of revision 0005, not 0007"),
        ),
        ("DROP TABLE notices", ("tables", "table notices", "is lacking")),
        ("ALTER TABLE audit DROP COLUMN why", ("tables", "column audit.why", "is lacking")),
    ],
)
def test_the_rest_waits_for_tables_as_they_must_be(
    installation: Installation, change: str, flaw: tuple[str, str, str]
) -> None:
    plant(installation, change)
    assert told(installation)[:1] == [flaw]
    assert not check_ledger(installation.settings).is_whole


def test_objects_that_are_missing_or_damaged_are_told_with_their_owner(
    installation: Installation,
) -> None:
    first, file = sorted(path for path in objects(installation) if path.suffix == ".eml")[:2]
    first.unlink()
    file.write_bytes(b"other")
    (pdf, _) = sorted(path for path in objects(installation) if path.suffix == ".pdf")
    pdf.unlink()
    pdf.mkdir()
    for path in objects(installation):
        if path.suffix == ".csv":
            path.unlink()
    found = told(installation)
    assert {kind for kind, _, _ in found} == {"objects"}
    words = {what.split()[1]: (where, what.split(" ", 2)[2]) for _, where, what in found}
    assert words[first.name][1] == "is missing"
    assert words[file.name][1] == "is damaged"
    assert words[pdf.name][1].startswith("can't be read")
    assert words[first.name][0].startswith("edition 2021-11, branch KDR, mail ")
    assert words[pdf.name][0].endswith("branch KDR, pdf")
    exports = sorted(where for where, what in words.values() if where.startswith("export"))
    assert exports == [
        "export: control file, peserta of KDR in 2021-11",
        "export: peserta of KDR in 2021-11",
    ]
    assert "x.example" not in str(found)


def objects(installation: Installation) -> Iterable[Path]:
    """The files of the store."""
    return [path for path in Path(installation.objects.root).glob("??/*") if path.is_file()]


def test_the_tables_of_calculations_are_looked_for(installation: Installation) -> None:
    name = "e" * 64 + ".parquet"
    thaw(installation, "frozen_editions_update")
    plant(
        installation,
        f"INSERT INTO calculations VALUES ('2021-11', 'r', '{{\"Counts\": \"{name}\"}}')",
        "INSERT INTO renderings VALUES ('odd', 'here', '', '', '', '', '')",
    )
    assert told(installation)[1:] == [
        ("objects", "figures of 2021-11: Counts", f"object {name} is missing"),
        ("objects", "rendered before", "names an object as none is named"),
    ]
    tables = f'UPDATE editions SET tables = \'{{"Counts": "{name}"}}\' WHERE id = 2'
    plant(installation, tables)
    (owner,) = [where for kind, where, what in told(installation) if name in what]
    assert owner == "edition 2021-11 (R1): Counts"


def test_nobody_waits_and_nothing_changes(installation: Installation, tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    before = place.read_bytes() if place.exists() else b""
    assert told(installation) == []
    assert (place.read_bytes() if place.exists() else b"") == before
    with snapshot(installation.settings.ledger) as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM deliveries")) == 4
        plant(installation, "DELETE FROM deliveries WHERE id = 1")
        assert connection.scalar(sa.text("SELECT count(*) FROM deliveries")) == 4


def test_a_file_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    made = make_outbox(tmp_path)
    made.ledger.engine.dispose()
    damage(tmp_path / "ledger.db", slice(4096, 24_576))
    assert told(made) == [("database file", "the database's file", "can't be read")]
    assert not check_ledger(made.settings).is_whole


def test_what_the_database_itself_finds_is_told(tmp_path: Path) -> None:
    made = make_outbox(tmp_path)
    made.ledger.engine.dispose()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as another, another:
        another.execute("PRAGMA ignore_check_constraints=ON")
        another.execute("UPDATE editions SET state = 'lost'")
    (flaw,) = told(made)
    assert flaw == (
        "database file", "the database's file", "CHECK constraint failed in editions"
    )  # fmt: skip


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    made = make_outbox(tmp_path)
    made.ledger.engine.dispose()
    damage(tmp_path / "ledger.db", slice(100))
    with pytest.raises(StoreError, match="no database any more"):
        check_ledger(made.settings)


def damage(place: Path, part: slice) -> None:
    """Let a part of a file hold other bytes."""
    data = bytearray(place.read_bytes())
    data[part] = b"\xff" * len(data[part])
    place.write_bytes(data)


def test_no_ledger_is_made_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="found none"):
        check_ledger(Settings(home=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_many_flaws_are_counted() -> None:
    flaws = [Flaw(f"mail {number}", "is lost", "find it") for number in range(KEPT + 3)]
    one = Checked.of("mails", 500, iter(flaws))
    assert (one.flaws, one.found) == (tuple(flaws[:KEPT]), KEPT + 3)
    assert list(ledger_answers._flaw_lines(one))[-1] == "and 3 more"


def test_the_command_tells_each_kind_and_what_to_do(tmp_path: Path) -> None:
    made = make_outbox(tmp_path)
    made.ledger.engine.dispose()
    well = cakupan(tmp_path, "ledger", "check")
    assert well.returncode == 0, well.stderr
    assert "OK   mails: 0 looked at" in well.stdout
    (pdf,) = [path for path in objects(made) if path.suffix == ".pdf"]
    pdf.unlink()
    ill = cakupan(tmp_path, "ledger", "check")
    assert ill.returncode == 4
    assert "FAIL objects: 6 looked at, 1 not well" in ill.stdout
    line = f"edition 2021-11, branch KDR, pdf: object {pdf.name} is missing; restore the store"
    assert line in ill.stdout
    answer = cakupan(tmp_path, "ledger", "check", "--json")
    assert answer.returncode == 4
    told_so = json.loads(answer.stdout)
    assert (told_so["is_well"], told_so["is_whole"]) == (False, True)
    assert told_so["checked"][-1]["flaws"][0]["where"] == "edition 2021-11, branch KDR, pdf"

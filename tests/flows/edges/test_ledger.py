"""The ledger, on a real SQLite and a real PostgreSQL."""

import socket
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.edges import ledger as ledger_module
from flows.edges.ledger import Ledger, calculations, editions, readings, submissions
from flows.edges.ledger.tables import acceptances, audit, leases, metadata
from flows.edges.ledger.tables import editions as editions_table
from schemas.arrivals import Notice, Sent, SentFile
from schemas.edition import Calculation, EditionBulletin, Rendering, Withheld
from schemas.errors import HeldError, SettingsError
from schemas.exports import Declared, Kind
from schemas.month import Month
from schemas.reading import Reading
from schemas.submission import Fault, Hold, ReadSubmission
from tests.ledgers import MADE, NOVEMBER, edition, empty_schema, prepare

ODD = "a" * 64 + ".csv"
EVEN = "b" * 64 + ".csv"
OLD = "c" * 64 + ".csv"
WRITTEN = datetime(2021, 12, 1, 8, 30, tzinfo=UTC)

RELEASED = {
    "month": "2021-11",
    "number": 0,
    "state": "released",
    "published": date(2021, 12, 6),
    "inputs": "i",
    "tables": {},
    "manifest": "m1",
    "prepared_at": WRITTEN,
}
"""An edition as every revision of the ledger can hold it."""


def begin_anew(ledger: Ledger, revision: str) -> None:
    """Make the ledger an empty one of an older revision."""
    with ledger.begin() as connection:
        if connection.dialect.name == "sqlite":
            metadata.drop_all(connection)
            connection.execute(sa.text("DROP TABLE alembic_version"))
        else:
            empty_schema(connection)
        ledger_module.migrate(connection, revision)


def sent(
    *objects: str, branch: str = "KDR", declared: Declared | None = None, control: str = ""
) -> Sent:
    """What lies in the inbox for November's peserta export of a branch."""
    files = tuple(SentFile(WRITTEN, object, "csv") for object in objects)
    return Sent(branch, Kind.PESERTA, files, declared or Declared(), control)


def receive(ledger: Ledger, *lying: Sent, is_late: bool = False) -> None:
    """Receive what lies in the inbox."""
    with ledger.begin() as connection:
        submissions.receive(connection, NOVEMBER, lying, is_late=is_late)


def arrived(ledger: Ledger, branch: str = "KDR") -> list[tuple[str, bool]]:
    """The object and lateness of all that came of a branch."""
    with ledger.begin() as connection:
        history = submissions.histories(connection, NOVEMBER).get((branch, Kind.PESERTA), [])
    return [(arrival.submission.object, arrival.is_late) for arrival in history]


def current(ledger: Ledger) -> list[str]:
    """The objects that count."""
    with ledger.begin() as connection:
        return [item.object for item in submissions.current(connection, NOVEMBER)]


def test_the_migrations_make_just_the_tables_of_the_code(ledger: Ledger) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with ledger.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_opening_again_changes_nothing(ledger: Ledger) -> None:
    receive(ledger, sent(ODD))
    again = Ledger.open(ledger.engine.url.render_as_string(hide_password=False))
    receive(again, sent(ODD))
    assert arrived(again) == [(ODD, False)]
    again.engine.dispose()


def test_what_is_older_than_workbooks_and_press_notes_is_kept_without_them(ledger: Ledger) -> None:
    begin_anew(ledger, "0001")
    with ledger.begin() as connection:
        connection.execute(sa.insert(editions_table).values(RELEASED))
        old = "INSERT INTO edition_bulletins VALUES (1, 'branch', 'KDR', 'd', 'b', 'p', 'w')"
        connection.execute(sa.text(old))
        connection.execute(sa.text("INSERT INTO renderings VALUES ('b', 'here', 'p', 'w')"))
    again = Ledger.open(ledger.engine.url.render_as_string(hide_password=False))
    with again.begin() as connection:
        kept = editions.newest(connection, NOVEMBER)
        made = editions.find_renderings(connection, ["b"], "here")
    assert kept is not None
    assert kept.bulletins == (
        EditionBulletin("branch", "KDR", "id", "d", "b", "p", "w", "", "", ""),
    )
    assert made == {"b": Rendering("p", "w", "", "", "")}
    again.engine.dispose()


def test_what_is_older_than_translations_is_kept_as_indonesian_and_frozen(ledger: Ledger) -> None:
    begin_anew(ledger, "0002")
    with ledger.begin() as connection:
        connection.execute(sa.insert(editions_table).values(RELEASED))
        values = ", ".join(f"'{value}'" for value in ("branch", "KDR", "d", "b", *MADE))
        connection.execute(sa.text(f"INSERT INTO edition_bulletins VALUES (1, {values})"))
    again = Ledger.open(ledger.engine.url.render_as_string(hide_password=False))
    with again.begin() as connection:
        kept = editions.newest(connection, NOVEMBER)
    assert kept is not None
    assert kept.bulletins == (EditionBulletin("branch", "KDR", "id", "d", "b", *MADE),)
    assert kept.withheld == ()
    for change in ("UPDATE edition_bulletins SET pdf = ''", "DELETE FROM edition_bulletins"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), again.begin() as connection:
            connection.execute(sa.text(change))
    again.engine.dispose()


def test_an_edition_keeps_each_language_and_what_it_lacks(ledger: Ledger) -> None:
    lacking = Withheld("branch", "KDR", "en", "expected a glyph, found none")
    english = EditionBulletin("branch", "SDA", "en", "d2", "b2.json", *MADE)
    made = replace(edition(), bulletins=(*edition().bulletins, english), withheld=(lacking,))
    kept = prepare(ledger, made)
    assert (kept.bulletins, kept.withheld) == (made.bulletins, made.withheld)


def test_the_last_file_of_a_branch_and_kind_is_current(ledger: Ledger) -> None:
    receive(ledger, sent(ODD, EVEN), sent(ODD, branch="SBY"))
    with ledger.begin() as connection:
        found = submissions.current(connection, NOVEMBER)
    assert [(item.branch, item.object) for item in found] == [("KDR", EVEN), ("SBY", ODD)]
    assert arrived(ledger) == [(ODD, False), (EVEN, False)]
    receive(ledger, sent(ODD, EVEN), sent(ODD, branch="SBY"))
    assert arrived(ledger) == [(ODD, False), (EVEN, False)]


@pytest.mark.parametrize(
    ("lying", "expected"),
    [
        ([sent(ODD, EVEN)], EVEN),  # both still lie there: the later one counts
        ([sent(ODD)], ODD),  # the later one was taken out: the earlier one counts again
        ([], EVEN),  # an emptied inbox changes nothing
        ([sent(OLD, EVEN)], EVEN),  # an older one comes afterwards: it is kept, no more
    ],
)
def test_a_file_that_is_put_back_counts_again(
    ledger: Ledger, lying: list[Sent], expected: str
) -> None:
    receive(ledger, sent(ODD))
    receive(ledger, sent(ODD, EVEN))
    for _ in range(2):
        receive(ledger, *lying)
        assert current(ledger) == [expected]
    assert {name for name, _ in arrived(ledger)} >= {file.object for s in lying for file in s.files}


def test_a_late_file_is_kept_until_a_revision(ledger: Ledger) -> None:
    receive(ledger, sent(ODD))
    for _ in range(2):
        receive(ledger, sent(ODD, EVEN), sent(ODD, branch="SBY"), is_late=True)
        assert arrived(ledger) == [(ODD, False), (EVEN, True)]
        assert current(ledger) == [ODD]
    for _ in range(2):
        receive(ledger)  # archived, so it need not lie there any more
        assert arrived(ledger) == [(ODD, False), (EVEN, True), (EVEN, False)]
        assert arrived(ledger, "SBY") == [(ODD, True), (ODD, False)]
        assert current(ledger) == [EVEN, ODD]


def test_a_late_file_that_is_taken_back_is_not_used_by_a_revision(ledger: Ledger) -> None:
    receive(ledger, sent(ODD))
    receive(ledger, sent(ODD, EVEN), is_late=True)
    receive(ledger, sent(ODD), is_late=True)
    receive(ledger)
    assert current(ledger) == [ODD]


def test_what_came_after_a_file_that_is_let_count_goes_on_waiting(ledger: Ledger) -> None:
    receive(ledger, sent(OLD))
    receive(ledger, sent(ODD), is_late=True)
    with ledger.begin() as connection:
        (planned,) = submissions.known(connection, NOVEMBER, ledger_module.now())
    receive(ledger, sent(EVEN), is_late=True)
    for _ in range(2):
        with ledger.begin() as connection:
            submissions.let_count(connection, NOVEMBER, [planned])
        assert current(ledger) == [ODD]
        assert arrived(ledger)[-2:] == [(ODD, False), (EVEN, True)]
    receive(ledger)
    assert current(ledger) == [EVEN], "an emptied inbox and a revision"


def test_what_a_control_file_declares_comes_and_goes_with_the_export(ledger: Ledger) -> None:
    def declared() -> Declared:
        with ledger.begin() as connection:
            (item,) = submissions.current(connection, NOVEMBER)
        return item.declared

    totals = Declared(rows=5, persons=4, wage_rupiah=12_500_000)
    receive(ledger, sent(ODD, declared=totals, control="t"))
    assert declared() == totals
    receive(ledger)
    assert declared() == totals
    receive(ledger, sent(declared=Declared(rows=6), control="u"))  # it alone lies there
    assert declared() == Declared(rows=6)
    receive(ledger, sent(ODD))
    assert declared() == Declared()
    receive(ledger, sent(branch="SBY", declared=totals))
    assert arrived(ledger, "SBY") == []


def test_a_late_control_file_waits_for_a_revision_too(ledger: Ledger) -> None:
    receive(ledger, sent(ODD))
    receive(ledger, sent(ODD, declared=Declared(rows=5), control="t"), is_late=True)
    with ledger.begin() as connection:
        (item,) = submissions.current(connection, NOVEMBER)
    assert item.declared == Declared()
    receive(ledger)
    with ledger.begin() as connection:
        (item,) = submissions.current(connection, NOVEMBER)
    assert item.declared == Declared(rows=5)


def test_what_a_run_noticed_replaces_what_the_run_before_noticed(ledger: Ledger) -> None:
    first = [
        Notice("peserta KDR 2021-11", "KDR", Kind.PESERTA, "E106", {"cap": 5}),
        Notice("catatan.txt", "", None, "E122"),
    ]
    for noticed in (first, first[:1], []):
        with ledger.begin() as connection:
            submissions.note(connection, NOVEMBER, noticed)
            submissions.note(connection, Month(2021, 10), first)
        with ledger.begin() as connection:
            assert submissions.noticed(connection, NOVEMBER) == noticed


READING = Reading(
    rows="r.parquet",
    rejects="x.parquet",
    received=5,
    readable=5,
    valid=4,
    unique=4,
    losses=(("valid", "Q201", 1),),
    findings=(("N330", 2),),
)


@pytest.mark.parametrize("outcome", [READING, Fault("E106", {"cap": 5})])
def test_an_outcome_is_kept_by_its_contract(ledger: Ledger, outcome: Reading | Fault) -> None:
    receive(ledger, sent(ODD), sent(ODD, branch="SBY"))
    with ledger.begin() as connection:
        kdr, sby = submissions.current(connection, NOVEMBER)
        made, newer = ReadSubmission(kdr, outcome), ReadSubmission(kdr, Fault("E101"))
        readings.record(connection, made, "old")
        readings.record(connection, newer, "new")
    with ledger.begin() as connection:
        assert readings.find(connection, [(kdr, "old"), (sby, "old")]) == [made, None]
        assert readings.find(connection, [(kdr, "other")]) == [None]
        readings.judge(connection, NOVEMBER, [newer], {})
        readings.judge(connection, NOVEMBER, [made], {})
        assert readings.last(connection, [sby, kdr]) == [None, made]  # not what was read last


def test_holds_are_those_of_the_last_run_and_acceptances_stay(ledger: Ledger) -> None:
    receive(ledger, sent(ODD), sent(EVEN, branch="SBY"))
    with ledger.begin() as connection:
        kdr, sby = submissions.current(connection, NOVEMBER)
    holds = (Hold("H507", {"rows": 65_535}), Hold("H508", {"totals": 1}))
    reads = [ReadSubmission(item, READING) for item in (kdr, sby)]
    for found in ({kdr.id: holds, sby.id: holds[:1]}, {sby.id: holds}, {}):
        with ledger.begin() as connection:
            readings.judge(connection, NOVEMBER, reads, found)
            readings.judge(connection, Month(2021, 10), [], {})
        with ledger.begin() as connection:
            assert readings.held(connection, NOVEMBER) == found
            assert readings.held(connection, Month(2021, 10)) == {}
    with ledger.begin() as connection:
        readings.accept(connection, {kdr.id: holds}, by="Sri", why="a factory has closed")
    with ledger.begin() as connection:
        accepted = readings.accepted(connection, NOVEMBER)[kdr.id]
    assert (accepted.by, accepted.why, accepted.holds) == ("Sri", "a factory has closed", holds)
    assert accepted.at.utcoffset() == timedelta(0)


def test_a_newer_edition_supersedes_a_prepared_one(ledger: Ledger) -> None:
    prepare(ledger, edition(manifest="m1"))
    newest = prepare(ledger, edition(manifest="m2"))
    assert (newest.manifest, newest.state) == ("m2", "prepared")
    assert newest.bulletins == edition().bulletins
    assert prepare(ledger, edition(manifest="m1")).manifest == "m1"  # as it was, so it stands again


def test_a_superseded_edition_cannot_be_released(ledger: Ledger) -> None:
    old = prepare(ledger, edition(manifest="m1"))
    prepare(ledger, edition(manifest="m2"))
    with pytest.raises(HeldError, match="no longer prepared"), ledger.begin() as connection:
        editions.release(connection, old)


@pytest.mark.parametrize(
    "statement",
    [
        sa.update(editions_table).values(manifest="other"),
        sa.delete(editions_table),
        sa.update(audit).values(by="nobody"),
        sa.delete(audit),
        sa.update(acceptances).values(why="other"),
        sa.delete(acceptances),
    ],
    ids=str,
)
def test_released_editions_acceptances_and_the_audit_are_frozen(
    ledger: Ledger, statement: sa.Executable
) -> None:
    receive(ledger, sent(ODD))
    prepared = prepare(ledger, edition())
    with ledger.begin() as connection:
        (submission,) = submissions.current(connection, NOVEMBER)
        readings.accept(connection, {submission.id: ()}, by="Sri", why="ready")
        editions.release(connection, prepared)
        ledger.record(connection, by="Sri", what="released", month=NOVEMBER, why="ready")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), ledger.begin() as connection:
        connection.execute(statement)


def test_calculations_and_renderings_are_found_again(ledger: Ledger) -> None:
    made = Calculation({"Counts": "c", "Figures": "f"})
    with ledger.begin() as connection:
        calculations.record(connection, NOVEMBER, "recipe", made)
        editions.record_rendering(connection, "b", "here", Rendering(*MADE))
    with ledger.begin() as connection:
        assert calculations.find(connection, NOVEMBER, "recipe") == made
        assert calculations.find(connection, NOVEMBER, "other") is None
        found = editions.find_renderings(connection, ["a", "b"], "here")
        assert found == {"b": Rendering(*MADE)}
        assert editions.find_renderings(connection, ["b"], "there") == {}
        assert calculations.of_month(connection, NOVEMBER) == [made]
        assert calculations.of_month(connection, NOVEMBER + 1) == []


def test_a_month_is_held_by_one_run(ledger: Ledger) -> None:
    with (
        ledger.lease(NOVEMBER),
        pytest.raises(HeldError, match="under way"),
        ledger.lease(NOVEMBER),
    ):
        pass
    with ledger.lease(NOVEMBER), ledger.lease(Month(2021, 10)):
        pass


def test_an_owner_can_say_that_he_lives(ledger: Ledger) -> None:
    with ledger.lease(NOVEMBER) as lease:
        with ledger.begin() as connection:
            connection.execute(sa.update(leases).values(renewed_at=WRITTEN))
        ledger.renew(lease)
        with ledger.begin() as connection:
            renewed = connection.execute(sa.select(leases.c.renewed_at)).scalar_one()
        assert ledger_module.utc(renewed) > WRITTEN


def test_a_dead_owners_month_is_taken_over_and_its_late_commit_refused(ledger: Ledger) -> None:
    with ledger.lease(NOVEMBER) as old:
        with ledger.begin() as connection:
            owner = f"{socket.gethostname()} process 999999999 started 1"
            connection.execute(sa.update(leases).values(owner=owner))
        with ledger.lease(NOVEMBER) as new:
            assert new.epoch == old.epoch + 1
            with pytest.raises(HeldError, match="taken over"), ledger.begin(old):
                pass
            with ledger.begin(new) as connection:
                editions.record_rendering(connection, "b", "e", Rendering(*MADE))


@pytest.mark.parametrize(("minutes", "is_free"), [(14, False), (16, True)])
def test_a_silent_owner_elsewhere_loses_the_month_after_a_while(
    ledger: Ledger, minutes: int, is_free: bool
) -> None:
    with ledger.lease(NOVEMBER):
        with ledger.begin() as connection:
            silent = ledger_module.now() - timedelta(minutes=minutes)
            connection.execute(
                sa.update(leases).values(owner="elsewhere process 1 started 1", renewed_at=silent)
            )
        if is_free:
            with ledger.lease(NOVEMBER) as lease:
                assert lease.epoch == 2
        else:
            with pytest.raises(HeldError, match="elsewhere"), ledger.lease(NOVEMBER):
                pass


def test_sqlite_keeps_its_word_at_each_connect(tmp_path: Path) -> None:
    opened = Ledger.open(f"sqlite:///{tmp_path}/ledger.db")
    with opened.engine.connect() as connection:
        kept = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ledger_module.SQLITE_PRAGMAS
        }
    assert kept == ledger_module.SQLITE_PRAGMAS
    opened.engine.dispose()


@pytest.mark.parametrize("url", ["no url", "sqlite:////nowhere/at/all/ledger.db"])
def test_a_ledger_that_cannot_be_opened_says_what_to_do(url: str) -> None:
    with pytest.raises(SettingsError, match="CAKUPAN_LEDGER_URL"):
        Ledger.open(url)


def test_an_edition_has_its_name() -> None:
    assert edition().label == "2021-11"
    assert replace(edition(), number=2).label == "2021-11 (R2)"

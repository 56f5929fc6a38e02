"""Raw exports go when their retention has ended, and all else goes on, whoever is killed."""

import shutil
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from flows import intake
from flows import retention as removal
from flows.edges.ledger import retention
from flows.edges.workers import Workers
from flows.ledger_check import check_ledger
from flows.retention import purge
from flows.status import to_month_status
from schemas.arrivals import Sent, Taken
from schemas.errors import HeldError, UsageError
from schemas.exports import Kind
from schemas.report import BranchState
from schemas.retention import PurgeOrder
from schemas.submission import ReadSubmission
from tests.builders import csv_bytes
from tests.correction_homes import PESERTA, corrections, faulty_rows, send, true_rows
from tests.homes import NOVEMBER, OCTOBER, cakupan, example, make_home, outputs
from tests.homes import release as publish
from tests.jobs import Point, is_killed
from tests.offices import open_office
from tests.purges import (
    CONTROL,
    LONG_AGO,
    NIL,
    age,
    opened,
    past_home,
    persons,
    plan,
    purge_home,
    purged,
    raw,
    release,
)
from transforms.arrivals import to_sent

FILES = 3


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, workers: Workers) -> Path:
    return past_home(tmp_path_factory.mktemp("past"), workers)


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "home"))


def empty_inbox(home: Path) -> None:
    """As the plan asks for."""
    shutil.rmtree(home / "inbox")
    (home / "inbox").mkdir()


def flaws(home: Path) -> list[tuple[str, str]]:
    """Place and words of what a check of the ledger finds in the store, as far as it is raw."""
    report = check_ledger(opened(home).settings)
    (objects,) = (one for one in report.checked if one.kind == "objects")
    return [(flaw.where, flaw.what) for flaw in objects.flaws if flaw.where.startswith("export")]


def run(home: Path, workers: Workers, **asked: bool) -> tuple[ReadSubmission, ...]:
    """What a run of November comes to as far as files are read."""
    return open_office(home, workers).run(**asked)


def test_a_plan_removes_nothing_and_says_what_would_go(home: Path) -> None:
    before = raw(home)
    found = plan(home)
    (month,) = found.months
    assert (month.month, found.files, month.kept, month.obstacle) == (NOVEMBER, FILES, 0, "")
    assert found.size == sum(map(len, before))
    assert found.lying == FILES
    assert raw(home) == before
    assert plan(home, LONG_AGO.date() + timedelta(days=1)).files == 0  # the sixth in Jakarta
    assert plan(home, LONG_AGO.date() + timedelta(days=2)).files == FILES
    assert plan(home, NOVEMBER.last_day).months == ()


def test_what_holds_persons_goes_and_what_was_made_of_it_stays(
    home: Path, workers: Workers
) -> None:
    first = run(home, workers)
    corrections(home)
    assert len(persons(home)) == 1  # the export; a workbook is packed
    report = purged(home)
    assert (report.plan.files, report.workbooks) == (FILES, 1)
    assert raw(home) == set()
    assert persons(home) == []
    assert list((home / "output").rglob("*.xlsx")) == []
    empty_inbox(home)
    assert run(home, workers) == first
    assert flaws(home) == []
    status = to_month_status(opened(home), NOVEMBER)
    assert [line.branch.state for line in status.lines if line.branch.code == "KDR"] == [
        BranchState.READY
    ]
    with pytest.raises(HeldError, match=r"was purged on \d{4}-\d\d-\d\d by Sari; its rows can't"):
        corrections(home)
    again = purged(home)
    assert (again.plan.files, again.plan.months) == (0, ())


def test_who_when_and_why_is_kept(home: Path) -> None:
    purged(home)
    with opened(home).ledger.begin() as connection:
        kept = retention.of_month(connection, NOVEMBER)
        row = connection.exec_driver_sql("SELECT by, what, month, why FROM audit").one()
    assert {(stone.by, stone.why) for stone in kept.values()} == {("Sari", "masa simpan habis")}
    assert row[0] == "Sari"
    assert row[1].startswith("purged 3 raw files, ")
    assert row[2:] == ("2021-11", "masa simpan habis")


def test_a_number_that_is_not_the_plans_removes_nothing(home: Path) -> None:
    order = PurgeOrder(FILES + 1, "Sari", "habis")
    with pytest.raises(UsageError, match=r"Expected --confirm 3, .* found 4"):
        purge(opened(home), plan(home), order)
    assert len(raw(home)) == FILES


def test_a_month_that_is_in_hand_or_has_changed_is_left_alone(home: Path) -> None:
    installation, found = opened(home), plan(home)
    order = PurgeOrder(FILES, "Sari", "habis")
    with installation.ledger.lease(NOVEMBER), pytest.raises(HeldError, match="is under way"):
        purge(opened(home), found, order)
    later = replace(found, before=NOVEMBER.last_day)  # as if all had come since
    with pytest.raises(HeldError, match="has changed since the plan"):
        purge(installation, later, order)
    assert len(raw(home)) == FILES


@pytest.mark.parametrize(
    ("deed", "obstacle"),
    [
        ("UPDATE editions SET state = 'superseded'", "no edition; a month is over when"),
        ("UPDATE editions SET state = 'prepared'", "edition 2021-11 is prepared; a month is over"),
        ("DELETE FROM readings", "2 files are not read yet; next: cakupan run 2021-11"),
        ("UPDATE arrivals SET is_late = 1 WHERE id = 1", "1 files wait for cakupan run 2021-11 --"),
        ("", "what 1 files were read to is lost; restore the store"),
    ],
)
def test_a_month_that_is_not_over_keeps_its_files(
    home: Path, workers: Workers, deed: str, obstacle: str
) -> None:
    installation = opened(home)
    if deed:
        with installation.ledger.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS frozen_editions_update")
            connection.exec_driver_sql(deed)
    else:
        (read,) = (read for read in run(home, workers) if read.submission.kind is Kind.PESERTA)
        assert read.reading is not None
        installation.objects.remove(read.reading.rows)
    found = plan(home)
    (month,) = found.months
    assert (month.objects, month.kept) == ((), FILES)
    assert month.obstacle.startswith(obstacle)


def test_what_another_month_needs_or_came_since_stays(home: Path, workers: Workers) -> None:
    send(home, b"nihil = true\n", NIL.replace("202111", "202112"))
    open_office(home, workers, NOVEMBER + 1).run()
    age(home)
    found = plan(home)
    november, december = found.months
    assert (len(november.objects), november.kept, november.obstacle) == (2, 1, "")
    assert (len(december.objects), december.kept) == (0, 1)
    release(home, NOVEMBER + 1)
    november, december = plan(home).months
    assert (len(november.objects), len(december.objects)) == (2, 1)
    send(home, csv_bytes(true_rows()))
    run(home, workers, revise=True)
    release(home, number=1)
    november, _ = plan(home).months
    assert (len(november.objects), november.kept, november.obstacle) == (1, 2, "")


def test_a_purged_file_in_the_inbox_is_refused_until_a_revision_takes_it(
    home: Path, workers: Workers
) -> None:
    first = run(home, workers)
    purged(home)
    for _ in range(2):
        assert run(home, workers) == first
        assert raw(home) == set()
    (line,) = (
        line for line in to_month_status(opened(home), NOVEMBER).lines if line.branch.code == "KDR"
    )
    notes = [note.code for export in line.branch.exports for note in export.notes]
    assert notes == ["E144"] * FILES
    assert flaws(home) == []
    assert run(home, workers, revise=True) == first
    assert len(raw(home)) == FILES
    assert flaws(home) == []
    with opened(home).ledger.begin() as connection:
        assert retention.every(connection) == {}
    assert plan(home).files == 0  # it came today
    age(home)
    with opened(home).ledger.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER frozen_tombstones_update")
        connection.exec_driver_sql("UPDATE tombstones SET at = '2021-12-05 00:00:00'")
    assert purged(home).plan.files == FILES  # there may be several tombstones of one object
    assert raw(home) == set()


def test_totals_that_come_alone_bring_no_purged_file_back(home: Path, workers: Workers) -> None:
    purged(home)
    empty_inbox(home)
    send(home, b"baris = 79\n", CONTROL)
    run(home, workers)
    assert flaws(home) == []
    with opened(home).ledger.begin() as connection:
        assert len(retention.every(connection)) == FILES
    status = to_month_status(opened(home), NOVEMBER)
    (line,) = (line for line in status.lines if line.branch.code == "KDR")
    assert [note.code for note in line.branch.export(Kind.PESERTA).notes] == ["E142"]


def test_a_nil_report_of_another_month_is_taken_whatever_was_purged(
    home: Path, workers: Workers
) -> None:
    purged(home)
    send(home, b"nihil = true\n", NIL.replace("202111", "202110"))
    reads = open_office(home, workers, OCTOBER).run()
    assert [read.submission.format for read in reads] == ["nil"]
    assert raw(home) == {b"nihil = true\n"}
    assert flaws(home) == []


def october_comes_when(
    home: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Let October send November's nil report just before a step of a purge ends."""
    send(home, b"nihil = true\n", NIL.replace("202111", "202110"))
    real = getattr(removal, step)

    def meanwhile(*arguments: object) -> object:
        done = real(*arguments)
        open_office(home, workers, OCTOBER).run()
        return done

    monkeypatch.setattr(removal, step, meanwhile)


def test_what_another_month_sends_while_it_is_checked_is_not_purged(
    home: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    october_comes_when(home, workers, monkeypatch, "_check")
    with pytest.raises(HeldError, match="has changed since the plan"):
        purged(home)
    assert (len(raw(home)), flaws(home)) == (FILES, [])


def test_what_another_month_sends_after_its_tombstone_is_not_removed(
    home: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    october_comes_when(home, workers, monkeypatch, "_bury")
    purged(home)
    assert (raw(home), flaws(home)) == ({b"nihil = true\n"}, [])


def test_what_a_purge_removes_while_another_month_takes_it_in_is_not_recorded(
    home: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(home, b"nihil = true\n", NIL.replace("202111", "202110"))

    def purge_first(taken: list[Taken]) -> tuple[Sent, ...]:
        purged(home)
        return to_sent(taken)

    with monkeypatch.context() as patched:
        patched.setattr(intake, "to_sent", purge_first)
        with pytest.raises(HeldError, match="removed 1 files of 2021-10 while they were taken in"):
            open_office(home, workers, OCTOBER).run()
    assert (raw(home), flaws(home)) == (set(), [])
    reads = open_office(home, workers, OCTOBER).run()
    assert [read.submission.format for read in reads] == ["nil"]
    assert (raw(home), flaws(home)) == ({b"nihil = true\n"}, [])


def test_what_would_have_to_be_read_anew_is_held_and_says_what_to_do(
    home: Path, workers: Workers
) -> None:
    purged(home)
    empty_inbox(home)
    changed = open_office(home, workers, grace_months=5)
    with pytest.raises(HeldError, match=r"KDR peserta .* was purged on .* by Sari; it can't be re"):
        changed.run()
    (home / "inbox" / PESERTA).write_bytes(csv_bytes(faulty_rows()))
    reads = changed.run(revise=True)
    assert [read.submission.kind for read in reads if read.reading] == [
        Kind.PESERTA,
        Kind.PROYEK_JAKON,
    ]


def test_an_object_that_is_there_although_it_was_purged_is_told_and_goes(home: Path) -> None:
    kept = raw(home)
    purged(home)
    for data in kept:
        opened(home).objects.put(data, ".csv" if b"," in data else ".toml")
    assert {what.split(" ", 2)[2] for _, what in flaws(home)} == {
        "was purged and is stored all the same"
    }
    assert purged(home).plan.files == FILES
    assert flaws(home) == []


@pytest.mark.parametrize(
    ("nth", "left", "buried"),
    [(2, FILES, 0), (3, FILES, FILES), (4, FILES, FILES), (FILES + 3, 1, FILES)],
    ids=["commit", "workbook", "first file", "last file"],
)
def test_whenever_a_purge_is_killed_the_next_one_finishes_it(
    home: Path, nth: int, left: int, buried: int
) -> None:
    """Killed before a file is removed; the first removed one is the journal of the lease."""
    corrections(home)
    assert is_killed(partial(purge_home, str(home)), Point("unlink", nth))
    assert len(raw(home)) == left
    with opened(home).ledger.begin() as connection:
        assert len(retention.every(connection)) == buried
    purged(home)
    assert raw(home) == set()
    assert persons(home) == []
    assert flaws(home) == []
    assert list((home / "output").rglob("*.xlsx")) == []


@pytest.mark.usefixtures("prefect")
def test_a_month_goes_on_after_the_command_was_asked_twice(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    assert cakupan(home, "run", "2021-11").returncode == 0
    assert publish(home).returncode == 0
    age(home)
    kept, sent = outputs(home), raw(home)
    asked = ("purge", "--before", "2024-01-01")
    shown = cakupan(home, *asked)
    assert shown.returncode == 3
    assert "3 files, 1 MB, would be removed for good; nothing is removed yet" in shown.stdout
    assert "add --confirm 3 --by NAME --why TEXT to the same command" in shown.stdout
    assert "3 files of these months still lie in the inbox" in shown.stdout
    assert (len(sent), raw(home)) == (3, sent)
    done = cakupan(home, *asked, "--confirm", "3", "--by", "Sari", "--why", "masa simpan habis")
    assert (done.returncode, raw(home)) == (0, set()), done.stderr
    assert "3 raw files, 1 MB, are removed for good" in done.stdout
    again = cakupan(home, "run", "2021-11")
    assert again.returncode == 0, again.stderr
    assert "E144 3 files" in again.stdout
    assert raw(home) == set()
    assert outputs(home) == kept
    number = ("--branch", "BTU", "--indicator", "formal_coverage")
    explained = cakupan(home, "explain", "2021-11", *number)
    assert explained.returncode == 0, explained.stderr
    checked = cakupan(home, "ledger", "check")
    assert checked.returncode == 0, checked.stdout

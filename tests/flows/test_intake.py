"""What lies in the inbox is archived and told, whatever it is; nothing is read here."""

import os
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from flows.branch_reports import read_records
from flows.edges.ledger import editions, submissions
from flows.status import to_month_status
from schemas.arrivals import Notice
from schemas.edition import Edition, EditionBulletin
from schemas.exports import Kind
from schemas.report import BranchState, Fate
from tests.calculations import nothing_counted
from tests.homes import NOVEMBER
from tests.inboxes import PESERTA, archived, empty_home, export, opened, put, sentences, taken_in


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation without exports."""
    return empty_home(tmp_path)


def publish(home: Path) -> None:
    """Release an edition of November."""
    installation = opened(home)
    ledger = installation.ledger
    bulletin = EditionBulletin("branch", "KDR", "id", "d", "b.json", *"pwcnt")
    tables, day = nothing_counted(installation), NOVEMBER.last_day
    manifest = installation.objects.put(b"{}", ".json")
    made = Edition(0, NOVEMBER, 0, "prepared", day, "i", tables, manifest, (bulletin,))
    with ledger.begin() as connection:
        editions.prepare(connection, made)
        newest = editions.newest(connection, NOVEMBER)
        assert newest is not None
        editions.release(connection, newest)


def test_the_newer_of_two_files_counts_and_the_older_one_is_kept(home: Path) -> None:
    put(home, f"{PESERTA} revisi.csv", b"second", 90)
    put(home, f"{PESERTA.lower()}.CSV", b"first", 5)
    for _ in range(2):
        found = export(taken_in(home))
        assert found.state is BranchState.RECEIVED
        first, second = (arrival.submission.digest for arrival in found.arrivals)
        assert found.digest == second
        assert sentences(found.notes) == [
            f"N325 File {second} of 2021-12-01 08:30:00 WIB replaces file {first} of "
            "2021-12-01 07:05:00 WIB; both are kept.",
        ]
    assert archived(home) >= {b"first", b"second"}


def test_the_same_bytes_under_two_names_are_one_file(home: Path) -> None:
    put(home, f"{PESERTA}.csv", b"same", 5)
    put(home, f"{PESERTA} (1).csv", b"same", 10)
    found = export(taken_in(home))
    assert len(found.arrivals) == 1
    assert sentences(found.notes) == ["N320 Same file received again; nothing changed."]
    (home / "inbox" / f"{PESERTA} (1).csv").unlink()
    assert export(taken_in(home)).notes == ()


def not_a_file(home: Path, what: str) -> None:
    """Something that has an export's name but is no file to be taken."""
    path = home / "inbox" / f"{PESERTA}.csv"
    elsewhere = home / "elsewhere.csv"
    elsewhere.write_bytes(b"secret")
    match what:
        case "link":
            path.symlink_to(elsewhere)
        case "dangling link":
            path.symlink_to(home / "nowhere.csv")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "hard link":
            path.hardlink_to(elsewhere)


@pytest.mark.parametrize("what", ["link", "dangling link", "pipe", "folder", "hard link"])
def test_what_is_no_file_is_refused_and_the_branch_shows_it(home: Path, what: str) -> None:
    not_a_file(home, what)
    status = taken_in(home)
    found = export(status)
    assert (found.state, *(reason.code for reason in found.reasons)) == (
        BranchState.REJECTED,
        "E123",
    )
    assert "KDR Kediri must send its peserta again." in status.requests
    assert b"secret" not in archived(home)
    assert export(status, "SDA").state is BranchState.MISSING


def test_a_hard_link_is_taken_where_the_settings_allow_it(home: Path) -> None:
    not_a_file(home, "hard link")
    assert export(taken_in(home, allow_hard_links=True)).state is BranchState.RECEIVED


def test_a_file_over_the_limit_is_refused_before_it_is_read(home: Path) -> None:
    path = put(home, f"{PESERTA}.csv", b"")
    os.truncate(path, 2**40)
    found = export(taken_in(home, file_cap=1000))
    (sentence,) = sentences(found.reasons)
    assert sentence.startswith("E106 The file is larger than 1.000 bytes")


def test_a_file_that_could_not_be_opened_is_nobodys_fault(home: Path) -> None:
    title = "peserta KDR 2021-11"
    with opened(home).ledger.begin() as connection:
        submissions.note(connection, NOVEMBER, [Notice(title, "KDR", Kind.PESERTA, "E134")])
    status = to_month_status(opened(home), NOVEMBER)
    assert sentences(export(status).reasons) == [
        "E134 The file could not be read; it is tried again on the next run."
    ]
    assert "KDR Kediri must send its peserta again." not in status.requests
    assert "Next: cakupan run 2021-11" in status.advice


def test_a_refused_file_beside_a_good_one_is_noted_only(home: Path) -> None:
    put(home, f"{PESERTA}.csv", b"first", 5)
    put(home, f"{PESERTA}.pdf", b"%PDF", 50)
    found = export(taken_in(home))
    assert (found.state, found.reasons) == (BranchState.RECEIVED, ())
    assert [note.code for note in found.notes] == ["E122"]


def test_whatever_is_of_no_branch_is_told_by_a_safe_name(home: Path) -> None:
    put(home, "catatan 3571011708850001\n.txt", b"halo")
    put(home, "peserta_ZZZ_202111 kiriman kedua.csv", b"x")
    put(home, "peserta_3571011708850001_202111.csv", b"x")
    put(home, "peserta_ZZZ_202110.csv", b"of another month")
    told = taken_in(home).strangers
    assert [(notice.title, notice.code) for notice in told] == [
        ("catatan ··.txt", "E122"),
        ("peserta_·_202111.csv", "E119"),
        ("peserta_ZZZ_202111 kiriman kedua.csv", "E119"),
    ]


def test_files_that_come_after_publication_wait_for_a_revision(home: Path) -> None:
    put(home, f"{PESERTA}.csv", b"first", 5)
    taken_in(home)
    publish(home)
    put(home, f"{PESERTA} (2).csv", b"second", 15)
    put(home, "peserta_SDA_202111.csv", b"sidoarjo", 15)
    for _ in range(2):
        status = taken_in(home)
        kdr, sda = export(status), export(status, "SDA")
        assert [arrival.is_late for arrival in kdr.arrivals] == [False, True]
        assert kdr.fates == (Fate.WAITING, Fate.LATE)
        assert kdr.digest == kdr.arrivals[0].submission.digest
        assert (kdr.state, sda.state) == (BranchState.RECEIVED, BranchState.LATE)
        for report in (kdr, sda):
            assert sentences(report.notes) == [
                "E125 This month is published (edition 2021-11); file "
                f"{report.arrivals[-1].submission.digest} is kept and used only by "
                "`cakupan run 2021-11 --revise`.",
            ]
        assert any("cakupan run 2021-11 --revise" in sentence for sentence in status.advice)
    assert archived(home) >= {b"second", b"sidoarjo"}
    shutil.rmtree(home / "inbox")
    (home / "inbox").mkdir()
    revised = taken_in(home, revise=True)
    assert export(revised).digest == export(revised).arrivals[1].submission.digest
    assert export(revised).fates == (Fate.REPLACED, Fate.REPEATED, Fate.WAITING)
    assert export(revised, "SDA").state is BranchState.RECEIVED
    assert [note.code for note in export(revised).notes] == ["N325"]
    assert export(revised, "SDA").notes == ()
    assert read_records(opened(home), NOVEMBER).published == "2021-11"


def test_the_very_file_is_known_again_and_another_one_is_read(home: Path) -> None:
    place = put(home, f"{PESERTA}.csv", b"first")
    taken_in(home)
    installation = opened(home)
    ledger, other = installation.ledger, installation.objects.put(b"other", ".csv")
    with ledger.begin() as connection:
        (identity,) = submissions.known_files(connection, NOVEMBER)
        submissions.know_files(connection, NOVEMBER, {identity: other})
    assert export(taken_in(home)).digest == other[:8]  # its bytes were not looked at
    place.write_bytes(b"again")
    again = export(taken_in(home))
    assert again.digest == sha256(b"again").hexdigest()[:8]
    with ledger.begin() as connection:
        assert len(submissions.known_files(connection, NOVEMBER)) == 1

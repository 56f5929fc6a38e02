"""What lies in the inbox is archived and told, whatever it is; nothing is read here."""

import os
import shutil
from pathlib import Path

import pytest

from flows.branch_reports import read_records
from flows.edges.ledger import deliveries, editions, submissions
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.intake import take_in
from flows.readings import current_submissions
from flows.settings import Settings
from flows.status import to_month_status
from schemas.arrivals import Notice
from schemas.edition import Edition, EditionBulletin
from schemas.exports import Declared, Kind
from schemas.report import BranchState, ExportReport, Fate, MonthStatus
from tests.homes import EXAMPLE, NOVEMBER

PESERTA = "peserta_KDR_202111"
NIGHT = 1_638_316_800
"""Seconds from 1970 to 1 December 2021, 07:00 in Jakarta."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The example's reference data and an empty inbox."""
    shutil.copytree(EXAMPLE / "reference", tmp_path / "home/reference")
    (tmp_path / "home/inbox").mkdir()
    return tmp_path / "home"


def put(home: Path, name: str, data: bytes, minute: int = 0) -> Path:
    """A file in the inbox, written so many minutes into the night."""
    path = home / "inbox" / name
    path.write_bytes(data)
    os.utime(path, (NIGHT, NIGHT + 60 * minute))
    return path


def opened(home: Path, **settings: object) -> Installation:
    """The installation of a home."""
    return Installation.open(Settings(home=home, settle_seconds=0, **settings))  # type: ignore[arg-type]


def taken_in(home: Path, *, revise: bool = False, **settings: object) -> MonthStatus:
    """November's status after the inbox was looked into."""
    installation = opened(home, **settings)
    reference = read_reference(installation.reference, NOVEMBER, installation.objects)
    with installation.ledger.lease(NOVEMBER) as lease:
        take_in(installation, NOVEMBER, reference, lease, revise=revise)
    return to_month_status(installation, NOVEMBER)


def export(status: MonthStatus, branch: str = "KDR", kind: Kind = Kind.PESERTA) -> ExportReport:
    """What the status says of one export."""
    (found,) = (line.branch for line in status.lines if line.branch.code == branch)
    return next(item for item in found.exports if item.kind is kind)


def archived(home: Path) -> set[bytes]:
    """The bytes of all that branches sent."""
    return {
        path.read_bytes()
        for path in (home / "store").glob("??/*")
        if path.suffix not in (".toml", ".csv") or b"," not in path.read_bytes()
    }


def publish(home: Path) -> None:
    """Release an edition of November."""
    ledger = opened(home).ledger
    bulletin = EditionBulletin("branch", "KDR", "d", "b.json", "b.pdf", "w.json")
    made = Edition(0, NOVEMBER, 0, "prepared", NOVEMBER.last_day, "i", "c", "f", "m", (bulletin,))
    with ledger.begin() as connection:
        editions.prepare(connection, made)
        newest = editions.newest(connection, NOVEMBER)
        assert newest is not None
        deliveries.plan(connection, newest, [])


def test_the_newer_of_two_files_counts_and_the_older_one_is_kept(home: Path) -> None:
    put(home, f"{PESERTA} revisi.csv", b"second", 90)
    put(home, f"{PESERTA.lower()}.CSV", b"first", 5)
    for _ in range(2):
        found = export(taken_in(home))
        assert found.state is BranchState.RECEIVED
        first, second = (arrival.submission.digest for arrival in found.arrivals)
        assert found.digest == second
        assert found.notes == (
            f"N325 File {second} of 2021-12-01 08:30:00 WIB replaces file {first} of "
            "2021-12-01 07:05:00 WIB; both are kept.",
        )
    assert archived(home) >= {b"first", b"second"}


def test_the_same_bytes_under_two_names_are_one_file(home: Path) -> None:
    put(home, f"{PESERTA}.csv", b"same", 5)
    put(home, f"{PESERTA} (1).csv", b"same", 10)
    found = export(taken_in(home))
    assert len(found.arrivals) == 1
    assert found.notes == ("N320 Same file received again; nothing changed.",)
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
    assert (found.state, found.fault[:5]) == (BranchState.REJECTED, "E123 ")
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
    assert found.fault.startswith("E106 The file is larger than 1.000 bytes")


def test_a_file_that_could_not_be_opened_is_nobodys_fault(home: Path) -> None:
    title = "peserta KDR 2021-11"
    with opened(home).ledger.begin() as connection:
        submissions.note(connection, NOVEMBER, [Notice(title, "KDR", Kind.PESERTA, "E134")])
    status = to_month_status(opened(home), NOVEMBER)
    assert export(status).fault == (
        "E134 The file could not be read; it is tried again on the next run."
    )
    assert "KDR Kediri must send its peserta again." not in status.requests
    assert "Next: cakupan run 2021-11" in status.advice


def test_a_refused_file_beside_a_good_one_is_noted_only(home: Path) -> None:
    put(home, f"{PESERTA}.csv", b"first", 5)
    put(home, f"{PESERTA}.pdf", b"%PDF", 50)
    found = export(taken_in(home))
    assert (found.state, found.fault) == (BranchState.RECEIVED, "")
    assert [note[:5] for note in found.notes] == ["E122 "]


def test_whatever_is_of_no_branch_is_told_by_a_safe_name(home: Path) -> None:
    put(home, "catatan 3571011708850001\n.txt", b"halo")
    put(home, "peserta_ZZZ_202111 kiriman kedua.csv", b"x")
    put(home, "peserta_3571011708850001_202111.csv", b"x")
    put(home, "peserta_ZZZ_202110.csv", b"of another month")
    told = taken_in(home).strangers
    assert [line.partition(" T")[0].partition(" N")[0] for line in told] == [
        "catatan ··.txt: E122",
        "peserta_·_202111.csv: E119",
        "peserta_ZZZ_202111 kiriman kedua.csv: E119",
    ]


def test_a_nil_report_is_a_submission_that_replaces_and_is_replaced(home: Path) -> None:
    put(home, f"{PESERTA}.csv", b"first", 5)
    put(home, f"{PESERTA}.kontrol.toml", b"nihil = true", 10)
    nil = export(taken_in(home))
    assert [arrival.submission.format for arrival in nil.arrivals] == ["csv", "nil"]
    assert nil.is_nil
    put(home, f"{PESERTA} (2).csv", b"second", 15)
    found = export(taken_in(home))
    assert found.arrivals[-1].submission.format == "csv"
    assert not found.is_nil
    assert found.notes[0].startswith(f"N325 File {found.digest} of ")


def test_the_same_nil_report_may_come_from_every_branch(home: Path) -> None:
    for branch in ("KDR", "SDA"):
        put(home, f"peserta_{branch}_202111.kontrol.toml", b"nihil = true")
    status = taken_in(home)
    assert export(status, "KDR").state is export(status, "SDA").state is BranchState.RECEIVED


def test_declared_totals_go_with_the_export(home: Path) -> None:
    put(home, f"{PESERTA}.csv", b"first", 5)
    put(home, f"{PESERTA}.kontrol.toml", b"baris = 5\norang = 4\nupah = 9", 1)
    taken_in(home)
    installation = opened(home)
    reference = read_reference(installation.reference, NOVEMBER, installation.objects)
    (item,) = current_submissions(installation, NOVEMBER, reference)
    assert item.declared == Declared(5, 4, 9)
    assert b"baris = 5\norang = 4\nupah = 9" in archived(home)


@pytest.mark.parametrize(
    ("text", "fault"),
    [(b"baris = 'banyak'", "whole numbers"), (b"#" * 70_000, "larger than 65.536 bytes")],
)
def test_an_unclear_control_file_is_told_and_the_export_goes_on(
    home: Path, text: bytes, fault: str
) -> None:
    put(home, f"{PESERTA}.csv", b"first", 5)
    put(home, f"{PESERTA}.kontrol.toml", text, 1)
    found = export(taken_in(home))
    assert found.state is BranchState.RECEIVED
    assert fault in found.notes[0]


def test_a_control_file_alone_is_told(home: Path) -> None:
    put(home, f"{PESERTA}.kontrol.toml", b"baris = 5")
    found = export(taken_in(home))
    assert found.state is BranchState.REJECTED
    assert found.fault.startswith(
        "E142 The control file of KDR's peserta has come without its export"
    )


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
            assert report.notes == (
                "E125 This month is published (edition 2021-11); file "
                f"{report.arrivals[-1].submission.digest} is kept and used only by "
                "`cakupan run 2021-11 --revise`.",
            )
        assert any("cakupan run 2021-11 --revise" in sentence for sentence in status.advice)
    assert archived(home) >= {b"second", b"sidoarjo"}
    shutil.rmtree(home / "inbox")
    (home / "inbox").mkdir()
    revised = taken_in(home, revise=True)
    assert export(revised).digest == export(revised).arrivals[1].submission.digest
    assert export(revised).fates == (Fate.REPLACED, Fate.REPEATED, Fate.WAITING)
    assert export(revised, "SDA").state is BranchState.RECEIVED
    assert [note[:5] for note in export(revised).notes] == ["N325 "]
    assert export(revised, "SDA").notes == ()
    assert read_records(opened(home), NOVEMBER).published == "2021-11"

"""What lies in the inbox, and what is told of it; the ledger and the archive are real."""

import os
import re
import shutil
import threading
from datetime import date
from pathlib import Path

import pytest

from flows.branch_notes import stranger_sentence
from flows.edges.ledger import editions
from flows.edges.objects import Objects
from flows.edges.workers import Workers
from schemas.edition import Edition, EditionBulletin
from schemas.errors import ExportError
from schemas.exports import Kind
from schemas.report import BranchState, ExportReport
from tests.calculations import nothing_counted
from tests.cases.arrivals import (
    ARRIVALS,
    LATER,
    SENT,
    Arrival,
    put,
)
from tests.cases.case import BRANCH, NEIGHBOUR, ROWS, clean_bytes, joined, lines
from tests.homes import NOVEMBER
from tests.offices import Office, open_office
from tests.references import EXAMPLE

UNSAFE = re.compile(r"[\x00-\x1f\x7f\u200b\u2028\u202e]|[0-9]{9,}")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, workers: Workers) -> Path:
    """A home that has read the neighbour's file: ledger, key and store are there already."""
    home = tmp_path_factory.mktemp("template")
    shutil.copytree(EXAMPLE / "reference", home / "reference")
    (home / "reference/profiles.toml").write_text("")
    (home / "inbox").mkdir()
    put(home / "inbox", f"peserta_{NEIGHBOUR}_202111.csv", clean_bytes(branch=NEIGHBOUR))
    reads = open_office(home, workers).run()
    assert [(read.submission.branch, read.reading is not None) for read in reads] == [
        (NEIGHBOUR, True)
    ]
    return home


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "home"))


def told(report: ExportReport) -> tuple[str, ...]:
    """The codes of what is told of an export, each once."""
    return tuple(dict.fromkeys(item.code for item in (*report.reasons, *report.notes)))


@pytest.mark.parametrize("arrival", ARRIVALS, ids=lambda arrival: arrival.name)
def test_what_arrives(arrival: Arrival, home: Path, workers: Workers) -> None:
    arrival.arrange(home / "inbox")
    office = open_office(home, workers, **arrival.settings)
    reads = office.run()
    report, records = office.report(reads), office.records()
    assert (report.state, report.accepted) == (arrival.state, arrival.accepted)
    assert told(report) == arrival.told
    assert tuple(item.code for item in records.strangers) == arrival.strangers
    said = [item.sentence for item in (*report.reasons, *report.notes)]
    said += [stranger_sentence(item) for item in records.strangers]
    assert [text for text in said if UNSAFE.search(text)] == []
    beside = office.report(reads, NEIGHBOUR)
    assert (beside.state, beside.accepted, beside.reasons) == (BranchState.READY, ROWS, ())
    assert office.run() == reads
    assert office.records() == records


def released(office: Office) -> None:
    """The month's edition is out."""
    bulletin = EditionBulletin("branch", NEIGHBOUR, "id", "d", "b.json", *"pwcnt")
    made = Edition(
        id=0, month=NOVEMBER, number=0, state="prepared", published=date(2021, 12, 6),
        inputs="i", calculation=nothing_counted(office.installation),
        manifest=office.installation.objects.put(b"{}", ".json"), bulletins=(bulletin,),
    )  # fmt: skip  # as few lines as it is worth
    with office.installation.ledger.begin() as connection:
        editions.prepare(connection, made)
        newest = editions.newest(connection, NOVEMBER)
        assert newest is not None
        editions.release(connection, newest)


def test_a_file_for_a_published_month_is_kept_until_a_revision(
    home: Path, workers: Workers
) -> None:
    office = open_office(home, workers)
    put(office.inbox)
    first = office.run()
    released(office)
    heading, *rows = lines()
    put(office.inbox, data=joined([heading, *rows[1:]]), time=LATER)
    assert office.run() == first
    report = office.report(first)
    assert (report.state, report.accepted, told(report)) == (BranchState.READY, ROWS, ("E125",))
    assert office.records().histories[BRANCH, Kind.PESERTA][-1].is_late
    revised = office.report(office.run(revise=True))
    assert (revised.accepted, told(revised)) == (ROWS - 1, ("N325",))


def test_a_first_file_for_a_published_month_is_late_too(home: Path, workers: Workers) -> None:
    office = open_office(home, workers)
    released(office)
    put(office.inbox)
    report = office.report(office.run())
    assert (report.state, told(report)) == (BranchState.LATE, ("E125",))
    assert office.report(office.run(revise=True)).accepted == ROWS


def test_a_file_that_is_still_written_is_read_when_it_is_whole(
    home: Path, workers: Workers
) -> None:
    """A copy that goes on all the time, until the run is over."""
    office = open_office(home, workers, settle_seconds=0.2)
    path, is_over = office.inbox / SENT, threading.Event()
    begun = threading.Event()

    def copy() -> None:
        with path.open("wb", buffering=0) as file:
            while not is_over.is_set():
                file.write(b"\n")
                begun.set()

    copier = threading.Thread(target=copy)
    copier.start()
    begun.wait()
    report = office.report(office.run())
    is_over.set()
    copier.join()
    assert (report.state, told(report)) == (BranchState.REJECTED, ("E124",))
    put(office.inbox)
    assert office.report(office.run()).accepted == ROWS


def test_a_file_that_changes_while_it_is_copied_is_not_taken(home: Path) -> None:
    """Its state is that of a moment ago, when it was shorter."""
    path = put(home / "inbox")
    found = path.stat()
    store = Objects(str(home / "store"))
    with pytest.raises(ExportError) as caught:
        store.put_file(
            path,
            ".csv",
            cap=10**6,
            seen=(found.st_size - 1, found.st_mtime_ns),
            may_be_linked=False,
        )
    assert caught.value.code == "E124"


def test_a_file_that_is_gone_or_closed_is_tried_again(home: Path) -> None:
    """Root may read everything, so the test reads as nobody where it runs as root."""
    store, path = Objects(str(home / "store")), put(home / "inbox")
    path.chmod(0)
    is_root = os.geteuid() == 0
    for gone in (False, True):
        if gone:
            path.unlink()
        elif is_root:
            os.seteuid(65_534)
        try:
            with pytest.raises(ExportError) as caught:
                store.put_file(path, ".csv", cap=10**6, seen=None, may_be_linked=False)
        finally:
            if is_root:
                os.seteuid(0)
        assert caught.value.code == "E134"


def test_what_is_put_back_counts_again_and_is_never_mixed(home: Path, workers: Workers) -> None:
    """Half of the rows in one file and half in another: the later one counts, alone."""
    office = open_office(home, workers)
    heading, *rows = lines()
    put(office.inbox, data=joined([heading, *rows[:100]]))
    put(office.inbox, "peserta_KDR_202111b.csv", joined([heading, *rows[60:]]), LATER)
    assert office.report(office.run()).accepted == ROWS - 60
    (office.inbox / "peserta_KDR_202111b.csv").unlink()
    again = office.report(office.run())
    assert (again.accepted, told(again)) == (100, ("N325",))

"""What is asked for each export that does not count, from what the ledger knows of it."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.edges.ledger import readings, submissions
from flows.installation import Installation
from flows.settings import Settings
from flows.status import to_month_status
from schemas.arrivals import Notice, Sent, SentFile
from schemas.exports import Kind
from schemas.report import MonthStatus
from schemas.submission import Fault, ReadSubmission
from tests.homes import NOVEMBER
from tests.references import EXAMPLE

AGAIN = "KDR Kediri must send its peserta again."
ASK = "Ask Kediri for peserta_KDR_202111.csv"
CONTROL = "KDR Kediri must correct the control file of its peserta."


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation with the example's reference data."""
    shutil.copytree(EXAMPLE / "reference", tmp_path / "reference")
    opened = Installation.open(Settings(home=tmp_path))
    yield opened
    opened.ledger.engine.dispose()


def asked(status: MonthStatus) -> list[str]:
    """What is asked for Kediri's peserta export."""
    return [text for text in status.requests if "Kediri" in text and "peserta" in text]


def noticed(installation: Installation, *codes: str) -> MonthStatus:
    """November's status when nothing but this came for Kediri's peserta export."""
    found = [Notice("peserta KDR 2021-11", "KDR", Kind.PESERTA, code) for code in codes]
    with installation.ledger.begin() as connection:
        submissions.note(connection, NOVEMBER, found)
    return to_month_status(installation, NOVEMBER)


def refused(installation: Installation, code: str) -> MonthStatus:
    """November's status when Kediri's peserta export was read and refused."""
    file = SentFile(datetime(2021, 12, 1, tzinfo=UTC), f"{1:064x}.csv", "csv")
    with installation.ledger.begin() as connection:
        sent = [Sent("KDR", Kind.PESERTA, (file,))]
        submissions.receive(connection, NOVEMBER, sent, is_late=False)
        (submission,) = submissions.current(connection, NOVEMBER)
        read = ReadSubmission(submission, Fault(code))
        readings.record(connection, read, "c")
        readings.judge(connection, NOVEMBER, [read], {})
    return to_month_status(installation, NOVEMBER)


@pytest.mark.parametrize(
    ("codes", "request_"),
    [
        ([], ASK),
        (["E123"], AGAIN),
        (["E140"], CONTROL),
        (["E142"], ASK),
        (["E142", "E140"], ASK),
        (["E142", "E123"], AGAIN),
        (["E140", "E124"], CONTROL),
        (["E124", "E123"], AGAIN),
    ],
)
def test_what_is_asked_goes_by_all_that_is_wrong(
    installation: Installation, codes: list[str], request_: str
) -> None:
    assert asked(noticed(installation, *codes)) == [request_]


def test_nothing_is_asked_when_all_that_is_wrong_passes(installation: Installation) -> None:
    status = noticed(installation, "E124", "E134")
    assert asked(status) == []
    assert "Next: cakupan run 2021-11" in status.advice


def test_other_totals_ask_for_the_export_first(installation: Installation) -> None:
    assert asked(refused(installation, "E128")) == [
        "KDR Kediri must send its peserta again or, if that is whole, correct its control file."
    ]


def test_a_file_that_was_read_and_refused_is_asked_for_again(installation: Installation) -> None:
    assert asked(refused(installation, "E101")) == [AGAIN]

"""Small months of three branches: a second run, mail, status, and what never leaks."""

import email.policy
import json
import re
import sqlite3
from email.parser import BytesParser
from pathlib import Path

import polars as pl
import pytest

from tests.homes import NOVEMBER, OCTOBER, cakupan, example, make_home, release

pytestmark = pytest.mark.usefixtures("prefect")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, prefect: Path) -> Path:
    """October and November of the example at a two-hundredth, run once."""
    months = example(OCTOBER, NOVEMBER, divisor=200, branches=("BTU", "KDR", "SMN"))
    made = make_home(tmp_path_factory.mktemp("small"), months)
    done = cakupan(made, "run", "2021-10", "2021-11")
    assert done.returncode == 0, done.stderr
    assert "5 bulletins are in" in done.stdout
    assert not re.search("warning|traceback", done.stdout + done.stderr, re.IGNORECASE)
    return made


def test_a_second_run_does_nothing_and_says_so(home: Path) -> None:
    def written() -> dict[str, int]:
        return {
            str(path): path.stat().st_mtime_ns
            for folder in ("store", "output")
            for path in (home / folder).rglob("*")
            if path.is_file() and "prefect" not in path.parts
        }

    before = written()
    done = cakupan(home, "run", "2021-11")
    assert done.returncode == 0
    assert "Nothing to do: edition 2021-11 stands" in done.stdout
    assert written() == before


def test_status_shows_the_grid_and_the_missing_employers_export(home: Path) -> None:
    done = cakupan(home, "status", "2021-11")
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if "SMN Sumenep" in line and "│" in line]
    assert [cell.strip().split(" ")[0] for cell in line.split("│")[2:6]] == [
        "read", "missing", "read", "rendered",
    ]  # fmt: skip
    assert "SMN Sumenep has not sent its pemberi_kerja export" in done.stdout
    (status,) = json.loads(cakupan(home, "status", "2021-11", "--json").stdout)
    assert {branch["state"] for branch in status["branches"]} == {"ready"}


def test_release_writes_one_mail_to_each_recipient_once(home: Path) -> None:
    recipients = pl.read_csv(home / "reference/recipients.csv")
    done = release(home)
    assert done.returncode == 0, done.stderr
    mails = sorted((home / "output/2021-11/mail").glob("*.eml"))
    assert len(mails) == recipients.height
    parsed = [
        BytesParser(policy=email.policy.strict).parsebytes(mail.read_bytes()) for mail in mails
    ]
    assert sorted(mail["To"] for mail in parsed) == sorted(recipients["address"])
    for mail in parsed:
        parts = {part.get_content_type(): part for part in mail.walk()}
        attached = parts["application/pdf"]
        pdf = home / "output/2021-11/bulletins" / str(attached.get_filename())
        assert attached.get_payload(decode=True) == pdf.read_bytes()
        rate = re.search(r"[0-9]+,[0-9]{2}", mail["Subject"])
        assert rate is not None
        for kind in ("text/plain", "text/html"):
            assert rate[0].encode() in bytes(parts[kind].get_payload(decode=True))
    again = cakupan(home, "release", "2021-11")
    assert "Nothing to do: edition 2021-11 is released and mailed" in again.stdout
    assert f"{len(mails)} mails = {len(mails)} captured" in again.stdout
    assert sorted((home / "output/2021-11/mail").glob("*.eml")) == mails


def test_the_ledger_holds_a_row_for_each_submission_and_delivery(home: Path) -> None:
    with sqlite3.connect(home / "ledger.db") as ledger:
        (received,) = ledger.execute("SELECT count(*) FROM submissions").fetchone()
        (read,) = ledger.execute("SELECT count(*) FROM readings WHERE state = 'read'").fetchone()
    ledger.close()
    assert received == read == 17


def test_all_that_runs_and_releases_have_written_is_well(home: Path) -> None:
    before = (home / "ledger.db").read_bytes()
    done = cakupan(home, "ledger", "check")
    assert done.returncode == 0, done.stdout
    assert "FAIL" not in done.stdout
    assert (home / "ledger.db").read_bytes() == before

"""Small months of all six branches: a second run, mail, status, and what never leaks."""

import email.policy
import gzip
import json
import re
import sqlite3
from collections.abc import Iterator
from email.parser import BytesParser
from pathlib import Path

import polars as pl
import pypdf
import pytest

from tests.homes import NOVEMBER, OCTOBER, cakupan, example, make_home

pytestmark = pytest.mark.usefixtures("prefect")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, prefect: Path) -> Path:
    """October and November of the example at a two-hundredth, run once."""
    made = make_home(tmp_path_factory.mktemp("small"), example(OCTOBER, NOVEMBER, divisor=200))
    done = cakupan(made, "run", "2021-10", "2021-11")
    assert done.returncode == 0, done.stderr
    assert "10 bulletins are in" in done.stdout
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
    done = cakupan(home, "release", "2021-11")
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
    assert "is released already" in again.stdout
    assert f"{len(mails)} mails planned = {len(mails)} captured" in again.stdout
    assert sorted((home / "output/2021-11/mail").glob("*.eml")) == mails


def exported_niks(home: Path) -> set[str]:
    """Every 16-digit NIK of the exports."""
    found: set[str] = set()
    for path in (home / "inbox").rglob("peserta_*.csv*"):
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        found.update(match.decode() for match in re.findall(rb"(?<![0-9])[0-9]{16}(?![0-9])", data))
    return found


def leaks(data: bytes, niks: set[str]) -> int:
    """How many of the NIKs stand in some bytes, also within longer numbers."""
    runs = (run.decode() for run in re.findall(rb"[0-9]{16,}", data))
    return sum(run[at : at + 16] in niks for run in runs for at in range(len(run) - 15))


def searchable(path: Path) -> Iterator[bytes]:
    """A file's bytes, and what they hold where they are packed."""
    data = path.read_bytes()
    yield data
    if path.suffix == ".pdf":
        yield from (page.extract_text().encode() for page in pypdf.PdfReader(path).pages)
    if path.suffix == ".eml":
        parts = BytesParser(policy=email.policy.default).parsebytes(data).walk()
        yield from (bytes(part.get_payload(decode=True) or b"") for part in parts)
    if path.suffix == ".parquet":
        yield pl.read_parquet(path).write_csv().encode()


def test_no_nik_is_in_any_output_log_ledger_or_database(home: Path, prefect: Path) -> None:
    niks = exported_niks(home)
    assert len(niks) > 2500
    raw = {
        path
        for suffix in ("csv", "csv.gz", "xlsx")
        for path in (home / "store").rglob(f"*.{suffix}")
    }
    files = [
        path
        for folder in (home / "store", home / "output", prefect)
        for path in folder.rglob("*")
        if path.is_file() and path not in raw
    ] + [home / "ledger.db"]
    assert {path.suffix for path in files} >= {".pdf", ".parquet", ".json", ".eml", ".db"}
    leaked = [path.name for path in files for data in searchable(path) if leaks(data, niks)]
    assert leaked == []
    assert any(leaks(data, niks) for path in raw for data in searchable(path)), (
        "the search must find what the raw exports hold"
    )


def test_the_ledger_holds_a_row_for_each_submission_and_delivery(home: Path) -> None:
    with sqlite3.connect(home / "ledger.db") as ledger:
        (received,) = ledger.execute("SELECT count(*) FROM submissions").fetchone()
        (read,) = ledger.execute("SELECT count(*) FROM readings WHERE state = 'read'").fetchone()
    ledger.close()
    assert received == read == 35

"""What a person decides: a held export is taken by his word, a late one by a revision."""

import email.policy
import json
import os
import sqlite3
from contextlib import closing
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import fastexcel
import pypdf
import pytest

from tests.homes import NOVEMBER, OCTOBER, cakupan, example, make_home, release
from transforms.numerals import whole

pytestmark = pytest.mark.usefixtures("prefect")

WORD = ("--by", "Sri", "--why", "the mill has closed")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, prefect: Path) -> Path:
    """October and November at a two-hundredth; Kediri sent the first half of its November only."""
    made = make_home(
        tmp_path_factory.mktemp("held"),
        example(OCTOBER, NOVEMBER, divisor=200, branches=("KDR", "SMN")),
    )
    assert cakupan(made, "run", "2021-10").returncode == 0
    sent = made / "inbox/2021-11/peserta_KDR_202111.csv"
    lines = sent.read_bytes().splitlines(keepends=True)
    (made / "whole.csv").write_bytes(sent.read_bytes())
    sent.write_bytes(b"".join(lines[: len(lines) // 2]))
    return made


def run(home: Path, *arguments: str) -> tuple[int, dict[str, Any], dict[str, Any]]:
    """A run's exit code, its report of November, and Kediri's peserta export in it."""
    done = cakupan(home, "run", "2021-11", "--json", *arguments)
    assert done.stdout, done.stderr
    (report,) = json.loads(done.stdout)
    (kediri,) = (branch for branch in report["branches"] if branch["branch"] == "KDR")
    return done.returncode, report, kediri["exports"][0]


def covered(report: dict[str, Any]) -> int | None:
    """Kediri's covered persons."""
    (found,) = (
        figure["numerator"]
        for figure in report["figures"]
        if (figure["code"], figure["indicator"]) == ("KDR", "total_coverage")
    )
    return found  # type: ignore[no-any-return]


def manifest(home: Path) -> dict[str, Any]:
    """What November's manifest says of Kediri's peserta export."""
    whole = json.loads((home / "output/2021-11/manifest.json").read_text())
    (found,) = (
        item for item in whole["exports"] if (item["branch"], item["kind"]) == ("KDR", "peserta")
    )
    return found  # type: ignore[no-any-return]


def test_a_file_cut_in_half_is_held_and_told_with_the_command_that_takes_it(home: Path) -> None:
    code, report, export = run(home)
    assert (code, export["state"], covered(report)) == (3, "held", None)
    assert "H501 Active persons moved from " in export["fault"]
    assert "H503 Active persons of segment PU moved from " in export["fault"]
    assert export["fault"].endswith(
        "cakupan run 2021-11 --accept KDR --kind peserta --by NAME --why TEXT"
    )
    assert {hold["code"] for hold in manifest(home)["outcome"]["holds"]} >= {"H501", "H503"}
    assert export["accepted"] > 0
    grid = cakupan(home, "status", "2021-11")
    assert "held" in grid.stdout
    assert "KDR Kediri: take its held peserta, or ask for it again." in grid.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--accept", "KDR"], "Expected --by NAME"),
        (["--accept", "KDR", "--by", "Sri", "--why", " "], "Expected --why TEXT"),
        ([*WORD], "Expected --accept BRANCH"),
        (["--accept", "KDR", "--by", "Sri\nBudi", "--why", "x"], "printable"),
        (["--accept", "KDR", "--by", "Sri", "--why", "NIK 3571 0155 0290 0077"], "write no NIK"),
        (["--accept", "KDR", "--by", "3571_0155_0290_0077", "--why", "x"], "write no NIK"),
        (["--accept", "SMN", *WORD], "No export of SMN is held in 2021-11"),
        (["--accept", "KDR", "--kind", "proyek_jakon", *WORD], "No proyek_jakon export of KDR"),
        (["2021-10", "--accept", "KDR", *WORD], "for one month"),
    ],
)
def test_a_word_that_is_not_whole_or_not_needed_takes_nothing(
    home: Path, arguments: list[str], said: str
) -> None:
    done = cakupan(home, "run", "2021-11", *arguments)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert manifest(home)["acceptance"] is None


def test_an_accepted_file_counts_and_the_manifest_says_who_took_it(home: Path) -> None:
    code, report, export = run(home, "--accept", "kdr", *WORD)
    assert (code, export["state"], export["fault"]) == (0, "ready", "")
    assert covered(report) is not None
    assert export["notes"][0].startswith("Taken by Sri on ")
    taken = manifest(home)["acceptance"]
    assert (taken["by"], taken["why"]) == ("Sri", "the mill has closed")
    assert {hold["code"] for hold in taken["holds"]} >= {"H501", "H503"}
    assert "Nothing to do" in cakupan(home, "run", "2021-11").stdout
    again = cakupan(home, "run", "2021-11", "--accept", "KDR", *WORD)
    assert (again.returncode, "Nothing to do" in again.stdout) == (0, True)


def test_a_file_that_comes_after_the_release_waits_for_a_revision(home: Path) -> None:
    assert release(home).returncode == 0
    before = run(home)
    sent = home / "inbox/2021-11/peserta_KDR_202111.csv"
    sent.write_bytes((home / "whole.csv").read_bytes())
    os.utime(sent)
    code, report, export = run(home)
    assert (code, report["is_new"], report["edition"]) == (0, False, "2021-11")
    assert covered(report) == covered(before[1])
    assert [item["late"] for item in export["files"]] == [False, True]
    assert any(note.startswith("E125 This month is published") for note in export["notes"])
    told = cakupan(home, "status", "2021-11", "--branch", "KDR").stdout
    assert "after publication" in told
    assert "cakupan run 2021-11 --revise" in told
    code, report, export = run(home, "--revise")
    assert (code, report["is_new"], report["edition"]) == (0, True, "2021-11 (R1)")
    assert report["revision"] == {"replaces": "2021-11", "reason": "LATE", "said_by": ""}
    assert covered(report) > covered(before[1])  # type: ignore[operator]
    assert [note[:5] for note in export["notes"]] == ["N325 "]
    assert cakupan(home, "run", "2021-11").stdout.count("Nothing to do") == 1
    assert revised(home) == (covered(before[1]), covered(report))


def text_of(pdf: Path) -> str:
    """The words of a PDF, blanks made single."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages).split())


def revised(home: Path) -> tuple[int | None, int | None]:
    """Kediri's covered persons before and now, as pages and workbook of its bulletin tell both."""
    page = home / "output/2021-11/bulletins/cakupan-2021-11-KDR.pdf"
    text = text_of(page)
    table = fastexcel.read_excel(page.with_suffix(".xlsx")).load_sheet("Perbaikan", header_row=1)
    first = table.to_polars().row(0, named=True)
    before, now = (int(first[f"Edisi {edition}"]) for edition in ("2021-11", "2021-11 (R1)"))
    assert first["Angka"] == "Orang terlindungi"
    assert first["Selisih"] == now - before
    told = " ".join(map(whole, (before, now)))
    assert f"Orang terlindungi {told} +{whole(now - before)}" in text
    assert f"{whole(now)}ʳ" in text
    assert "Edisi ini menggantikan edisi 2021-11 karena ekspor terlambat atau diganti:" in text
    return before, now


def who_said(home: Path) -> list[str]:
    """By whose word editions were prepared, as the audit has it."""
    with closing(sqlite3.connect(home / "ledger.db")) as connection:
        found = connection.execute("SELECT by FROM audit WHERE what LIKE 'prepared edition%'")
        return [by for (by,) in found]


def test_a_person_may_say_why_and_his_word_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAKUPAN_OPERATOR", "Sri")
    _, report, _ = run(home, "--revise", "--reason", "CORRECTION")
    said = report["revision"]
    assert (said["reason"], said["said_by"]) == ("CORRECTION", "Sri")
    assert (report["is_new"], report["edition"]) == (True, "2021-11 (R1)")
    monkeypatch.setenv("CAKUPAN_OPERATOR", "Budi")
    _, again, _ = run(home, "--lang", "en")
    assert (again["is_new"], again["revision"]) == (True, said)
    assert who_said(home) == ["Sri"]
    assert release(home, without="SMN").returncode == 0
    _, after, _ = run(home, "--revise", "--reason", "METHOD")
    assert (after["is_new"], after["revision"], after["unkept_reason"]) == (False, said, "METHOD")
    assert who_said(home) == ["Sri"]
    page = home / "output/2021-11/bulletins/cakupan-2021-11-KDR.pdf"
    assert "karena kekeliruan kami: " in text_of(page)
    mails = [
        BytesParser(policy=email.policy.strict).parsebytes(mail.read_bytes())
        for mail in (home / "output/2021-11/mail").glob("*.eml")
    ]
    told = [
        "".join(str(part.get_content()) for part in mail.walk() if part.get_content_type() == kind)
        for mail in mails
        for kind in ("text/plain", "text/html")
        if "2021-11 (R1) KDR" in mail["Subject"]
    ]
    assert told
    assert all("kekeliruan kami" in words for words in told)

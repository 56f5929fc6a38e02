"""An edition is made anew from the archive alone; what is told to differ is just what does."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import font_source_sans_pro
import polars as pl
import pytest
import sqlalchemy as sa
from fontTools.ttLib import TTFont

from flows.edges.ledger import editions, now
from flows.edges.ledger.retention_tables import tombstones
from flows.installation import Installation
from flows.manifest import read_manifest
from flows.outcome import told
from flows.settings import Settings
from flows.verification import verify
from schemas.edition import Calculation, Edition
from schemas.month import Month
from schemas.observations import Observations
from tests.homes import NOVEMBER, OCTOBER, cakupan, example, make_home
from tests.ledgers import edition as made_edition

FONT = "SourceSansPro-Regular.ttf"
KEPT = "peserta of KDR is not read anew ({}); it counts as it was read then"


@pytest.fixture(scope="module")
def released(prefect: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """October; November, with a held and a bad export; and November corrected, in English, too."""
    months = example(OCTOBER, NOVEMBER, divisor=400, branches=("KDR",))
    home = make_home(tmp_path_factory.mktemp("home"), months)
    sent = home / "inbox/2021-11"
    whole = (sent / "peserta_KDR_202111.csv").read_bytes()
    lines = whole.splitlines(keepends=True)
    (sent / "peserta_KDR_202111.csv").write_bytes(b"".join(lines[: len(lines) // 2]))
    next(sent.glob("pemberi_kerja*")).write_bytes(b"")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAKUPAN_WORKERS", "1")
        assert cakupan(home, "run", "2021-10").returncode == 0
        release(home, OCTOBER)
        assert cakupan(home, "run", "2021-11").returncode == 3
        release(home, NOVEMBER)
        (sent / "peserta_KDR_202111.csv").write_bytes(whole)
        assert cakupan(home, "run", "2021-11", "--revise", "--lang", "en").returncode == 0
        release(home, NOVEMBER)
        yield home


@pytest.fixture
def home(released: Path, tmp_path: Path) -> Path:
    """A copy, of which a test may lose something."""
    return Path(shutil.copytree(released, tmp_path / "home"))


def release(home: Path, month: Month) -> None:
    """Release what is prepared, without any mail."""
    archive = opened(home)
    with archive.ledger.begin() as connection:
        prepared = editions.newest(connection, month)
        assert prepared is not None
        editions.release(connection, prepared)


def opened(home: Path) -> Installation:
    return Installation.open(Settings(home=home))


def edition(home: Path, month: Month, number: int = 0) -> Edition:
    with opened(home).ledger.begin() as connection:
        return next(one for one in editions.released(connection, month) if one.number == number)


def place(home: Path, name: str) -> Path:
    """Where an object lies."""
    return Path(opened(home).objects.url(name))


def peserta(home: Path, month: Month) -> str:
    """The peserta export that a month's first edition was made from."""
    exports = read_manifest(opened(home), edition(home, month))["exports"]
    return str(next(each["object"] for each in exports if each["kind"] == "peserta"))


def everything(home: Path) -> dict[str, str]:
    """The hash of every file."""
    return {
        str(path.relative_to(home)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }


def verified(home: Path, *options: str, code: str = "") -> tuple[int, dict[str, Any]]:
    """The exit code of a verification, and what it reports of one edition."""
    done = cakupan(home, "verify", *options, "--json", code=code)
    assert "Traceback" not in done.stderr, done.stderr
    (report,) = json.loads(done.stdout)
    return done.returncode, report


def verdicts(report: dict[str, Any]) -> tuple[str, ...]:
    return tuple(report[name]["verdict"] for name in ("environment", "figures", "bytes"))


def differing(part: dict[str, Any]) -> dict[str, list[str]]:
    """What differs, by kind."""
    return {one["kind"]: one["differing"] for one in part["compared"] if one["found"]}


def test_every_released_edition_is_equal_and_nothing_changes(released: Path) -> None:
    before = everything(released)
    done = cakupan(released, "verify", "--all")
    assert (done.returncode, everything(released) == before) == (0, True), done.stderr
    assert "6 bulletins' contents; 6 PDFs; 6 workbooks; 6 mails; 6 press notes" in done.stdout
    told = "archive whole, environment equal, figures equal, bytes equal"
    assert done.stdout.splitlines()[-3:] == [
        f"OK   {name}: {told}" for name in ("2021-10", "2021-11", "2021-11 (R1)")
    ]
    assert "verify 3 of 3: edition 2021-11 (R1)" in done.stderr


def test_another_font_is_named_and_leaves_the_figures_equal(released: Path, tmp_path: Path) -> None:
    source = Path(font_source_sans_pro.font_directory)
    (tmp_path / "fonts").mkdir()
    for path in source.glob("*.ttf"):
        shutil.copy(path, tmp_path / "fonts")
    font = TTFont(source / FONT)
    wide, side = font["hmtx"].metrics["A"]
    font["hmtx"].metrics["A"] = (wide + 40, side)
    font.save(tmp_path / "fonts" / FONT)
    stand_in = f"font_directory = {str(tmp_path / 'fonts')!r}\n"
    (tmp_path / "font_source_sans_pro.py").write_text(stand_in)
    installed = f"""
import os, font_source_sans_pro as font
font.{stand_in}
os.environ["PYTHONPATH"] = {str(tmp_path)!r}  # for workers
"""
    code, report = verified(released, "2021-10", code=installed)
    assert (code, verdicts(report)) == (3, ("different", "equal", "different"))
    assert differing(report["environment"]) == {
        "versions, fonts and templates": [f"font {FONT} is another"]
    }
    assert set(differing(report["bytes"])) == {"PDFs", "mails"}  # a mail has a drawn chart
    assert report["lost"] == []


def test_a_library_of_then_and_another_number_are_told_apart(home: Path) -> None:
    archive, then = opened(home), edition(home, OCTOBER)
    manifest = read_manifest(archive, then)
    manifest["environment"]["weasyprint"] = "60.0"
    manifest["settings"]["grace_months"] = 1
    name = archive.objects.put(json.dumps(manifest).encode(), ".json")
    older = {
        table: archive.objects.write(
            ".parquet",
            archive.read_kept(then.calculation.tables[table])
            .with_columns(since=pl.lit("another contract"))
            .write_parquet,
        )
        for table in ("Sources", "Method")
    }
    tables = Calculation({**then.calculation.tables, **older})
    with archive.ledger.begin() as connection:
        editions.prepare(connection, replace(then, manifest=name, calculation=tables))
    with archive.ledger.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER frozen_editions_update"))
        connection.execute(
            sa.text("UPDATE editions SET state = 'superseded' WHERE id = :id"), {"id": then.id}
        )
    code, report = verified(home, "2021-10")
    assert (code, verdicts(report)) == (3, ("different", "different", "different"))
    (library,) = differing(report["environment"])["versions, fonts and templates"]
    assert library.startswith("weasyprint was 60.0, is ")
    figures = differing(report["figures"])
    assert {"Observations", *older} <= {*figures["tables"]}
    numbers = figures["published numbers"]
    assert any(" persons (" in name for name in numbers)
    assert len(numbers) == 20
    assert report["lost"] == []


def test_what_the_archive_has_lost_is_named_and_leaves_the_rest_equal(home: Path) -> None:
    (bulletin,) = (one for one in edition(home, OCTOBER).bulletins if one.code == "KDR")
    with place(home, bulletin.pdf).open("ab") as file:
        file.write(b"\n")
    place(home, bulletin.companion).unlink()
    sent = peserta(home, OCTOBER)
    place(home, sent).write_bytes(b"PERIODE")
    code, report = verified(home, "2021-10")
    assert (code, verdicts(report)) == (3, ("equal", "equal", "equal"))
    assert report["lost"] == [
        {"owner": "branch KDR, PDF", "name": bulletin.pdf, "state": "damaged"},
        {"owner": "branch KDR, workbook", "name": bulletin.companion, "state": "missing"},
        {"owner": "export, peserta of KDR", "name": sent, "state": "damaged"},
    ]
    assert report["figures"]["notes"] == [KEPT.format("damaged")]
    (read, *_) = report["figures"]["compared"]
    assert (read["kind"], read["count"]) == ("exports read anew", 2)


def test_an_export_that_was_purged_is_told_and_all_is_well(home: Path) -> None:
    sent = peserta(home, NOVEMBER)
    buried = {"object": sent, "at": now(), "by": "Sari", "why": "retention"}
    with opened(home).ledger.begin() as connection:
        connection.execute(sa.insert(tombstones), [buried])
    place(home, sent).unlink()
    done = cakupan(home, "verify", "2021-11", "--edition", "R0")
    assert done.returncode == 0, done.stdout
    purged = f"export, peserta of KDR: object {sent} is purged; its retention had ended"
    assert purged in done.stdout
    assert KEPT.format("purged") in done.stdout
    assert "OK   bytes equal" in done.stdout


def test_a_lost_month_before_lets_only_figures_go_uncompared(home: Path) -> None:
    before = edition(home, OCTOBER).calculation.tables[Observations.__name__]
    place(home, before).write_bytes(b"PAR1")
    bulletin = edition(home, NOVEMBER).bulletins[0]
    place(home, bulletin.bulletin).unlink()
    code, report = verified(home, "2021-11", "--edition", "R0")
    assert (code, verdicts(report)) == (3, ("equal", "not compared", "not compared"))
    assert [(one["owner"], one["state"]) for one in report["lost"]] == [
        ("branch KDR, content", "missing"),
        ("edition 2021-10, table Observations", "damaged"),
    ]
    assert differing(report["bytes"]) == {}
    counts = {one["kind"]: one["count"] for one in report["bytes"]["compared"]}
    assert counts == {"PDFs": 2, "workbooks": 2, "mails": 2, "press notes": 0}
    assert before in report["figures"]["faults"][0]


def test_without_a_manifest_only_objects_are_looked_at(home: Path) -> None:
    kept = edition(home, NOVEMBER, 1)
    place(home, kept.manifest).unlink()
    done = cakupan(home, "verify", "2021-11")
    assert done.returncode == 3
    assert "FAIL archive: " in done.stdout
    assert f"manifest: object {kept.manifest} is missing; restore the store" in done.stdout
    assert "FAIL environment not compared" in done.stdout
    assert "FAIL figures not compared" in done.stdout
    assert "FAIL bytes not compared" in done.stdout


def test_an_edition_that_can_not_be_read_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = opened(tmp_path)
    sources = pl.DataFrame({"branch": ["KDR"], "kind": ["peserta"], "typed": ["r.parquet"]})
    name = archive.objects.write(".parquet", sources.write_parquet)
    manifest = archive.objects.put(b"{}", ".json")
    kept = replace(made_edition(manifest=manifest), calculation=Calculation({"Sources": name}))
    with archive.ledger.begin() as connection:
        editions.prepare(connection, kept)
    monkeypatch.setenv("CAKUPAN_HOME", str(tmp_path))
    report = told(verify.fn("2021-11", 0))
    assert (report.edition, report.is_well) == ("2021-11", False)
    for part in report.parts.values():
        assert (part.verdict, "rows is lacking" in part.faults[0]) == ("not compared", True)


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        ((), 2, "Name one month, such as: cakupan verify 2021-11, or --all."),
        (("2021-11", "--all"), 2, "Name one month, such as: cakupan verify 2021-11, or --all."),
        (("--all", "--edition", "R1"), 2, "--edition is for one month; name it."),
        (("2021-11", "--edition", "last"), 2, "Expected an edition such as R1, or R0"),
        (("2021-11", "--edition", "r2"), 2, "found 2021-11, 2021-11 (R1). Name one of these."),
        (("2021-12",), 2, "2021-12 has no edition yet; next: cakupan run 2021-12"),
    ],
)
def test_what_can_not_be_verified_is_said(
    released: Path, options: tuple[str, ...], code: int, message: str
) -> None:
    done = cakupan(released, "verify", *options)
    assert (done.returncode, message in done.stderr) == (code, True), done.stderr


def test_with_nothing_released_there_is_nothing_to_verify(tmp_path: Path) -> None:
    done = cakupan(
        make_home(tmp_path, example(NOVEMBER, divisor=400, branches=("BTU",))), "verify", "--all"
    )
    assert done.returncode == 3
    assert "No edition is released yet" in done.stderr

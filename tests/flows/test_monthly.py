"""The monthly run on the whole example: figures come from rows, and nothing is lost or leaked."""

import json
import re
from pathlib import Path

import polars as pl
import pypdf
import pytest

from flows.edges.bulletins import load_bulletin
from flows.edges.ledger import Ledger, editions
from flows.edges.objects import Objects
from schemas.bulletin import Bulletin, Outlook
from tests.homes import NOVEMBER, cakupan, example, make_home
from transforms.funnel import check_conserved

pytestmark = pytest.mark.usefixtures("prefect")


@pytest.fixture(scope="module")
def kediri(tmp_path_factory: pytest.TempPathFactory, prefect: Path) -> Path:
    """The example's November, run once."""
    home = make_home(tmp_path_factory.mktemp("kediri"), example(NOVEMBER))
    done = cakupan(home, "run", "2021-11", "--json")
    assert done.returncode == 0, done.stderr
    (home / "report.json").write_text(done.stdout)
    return home


def bulletins(home: Path) -> dict[str, Bulletin]:
    """The bulletins of November's newest edition, by code."""
    ledger = Ledger.open(f"sqlite:///{home}/ledger.db")
    with ledger.begin() as connection:
        edition = editions.newest(connection, NOVEMBER)
    assert edition is not None
    objects = Objects(str(home / "store"))
    return {item.code: load_bulletin(objects, item.bulletin) for item in edition.bulletins}


def text_of(pdf: Path) -> str:
    """The words of a PDF, blanks made single."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages))


def test_kediris_pdf_says_what_methodology_says_where_a_reader_looks(kediri: Path) -> None:
    text = text_of(kediri / "output/2021-11/bulletins/cakupan-2021-11-KDR.pdf")
    for said in (
        "Orang terlindungi 143.864",
        "Cakupan kepesertaan 21,54 %",
        "143.864 ÷ 667.892 pekerja",
        "Cakupan pekerja formal 40,90 %",
        "135.163 ÷ 330.493 pekerja",
        "Pemberi kerja aktif 3.466",
        "Target 60,00 %",
        "Kekurangan 256.872 orang",
        "19.760 orang per bulan",
        "Seluruh pekerja 143.864 667.892 21,54 % 524.028",
    ):
        assert said in text
    assert re.search(r"Pekerja informal .*8\.701 337\.399 2,58 %", text)


def test_rows_are_conserved_at_every_step_for_each_branch(kediri: Path) -> None:
    found = bulletins(kediri)
    for code in ("BJM", "BTU", "JKP", "KDR", "SDA", "SMN"):
        funnel = found[code].funnel
        check_conserved(funnel)
        stages = (funnel.received, funnel.valid, funnel.unique, funnel.active)
        rows = [int(stage.value or 0) for stage in stages]
        assert rows == sorted(set(rows), reverse=True)
        assert rows[-1] > 0
    national = found["ID"].funnel
    check_conserved(national)


def test_the_report_counts_what_the_files_hold(kediri: Path) -> None:
    (report,) = json.loads((kediri / "report.json").read_text())
    rows = {
        (branch["branch"], export["kind"]): export["received"]
        for branch in report["branches"]
        for export in branch["exports"]
    }
    export = pl.read_csv(
        kediri / "inbox/2021-11/peserta_KDR_202111.csv", separator=";", infer_schema=False
    )
    assert rows["KDR", "peserta"] == export.height
    assert report["rules_proved"] > 30
    missing = [
        (branch["branch"], export["kind"])
        for branch in report["branches"]
        for export in branch["exports"]
        if export["state"] == "missing"
    ]
    assert missing == [("SMN", "pemberi_kerja")]


def without_persons(export: bytes, wanted: int) -> bytes:
    """KDR's export less all rows of so many active PU persons who work in its areas."""
    head, *lines = export.decode("utf-8-sig").splitlines()
    names = head.split(";")
    nik, segment, area, status, paid = (
        names.index(name)
        for name in ("NIK", "SEGMEN", "KODE_WILAYAH_KERJA", "STATUS", "BLTH_IURAN_TERAKHIR")
    )
    rows = [line.split(";") for line in lines]
    active = dict.fromkeys(
        row[nik]
        for row in rows
        if row[segment] == "PU"
        and row[area] in ("3506", "3571")
        and row[status] == "AKTIF"
        and row[paid] in ("11/2021", "10/2021")
        and re.fullmatch("[0-9]{16}", row[nik])
        and NIK_WITH_30_FEBRUARY.match(row[nik]) is None
        and row[names.index("NPP")]
        and row[names.index("TGL LAHIR")][:5] != "31/02"
        and not row[names.index("UPAH (RP)")].startswith("-")
    )
    gone = set(list(active)[:wanted])
    assert len(gone) == wanted
    kept = [line for line, row in zip(lines, rows, strict=True) if row[nik] not in gone]
    return "\r\n".join([head, *kept, ""]).encode()


NIK_WITH_30_FEBRUARY = re.compile("[0-9]{6}(3002|7002|00|40)")


def outlook(bulletin: Bulletin) -> Outlook:
    """How far the bulletin's target is."""
    assert bulletin.target is not None
    assert bulletin.target.outlook is not None
    return bulletin.target.outlook


def test_a_rate_is_explained_down_to_its_files_and_rows(kediri: Path) -> None:
    asked = ("explain", "2021-11", "--branch", "KDR", "--indicator", "formal_coverage", "--json")
    found = json.loads(cakupan(kediri, *asked).stdout)
    said = found["said"]
    assert (said["numerator"], said["denominator"], said["value"]) == (135_163, 330_493, "40.90")
    assert sum(area["persons"] for area in found["workers"]) == 330_493
    assert found["persons"] - found["elsewhere"] == 135_163
    assert [file["branch"] for file in found["files"]] == ["KDR"]
    assert sum(rows["rows"] for rows in found["left_out"]) == 405
    unknown = cakupan(kediri, "explain", "2021-11", "--branch", "XYZ", "--indicator", "persons")
    assert unknown.returncode == 2
    assert "has no branch XYZ" in unknown.stderr


def test_a_thousand_persons_fewer_change_the_figures_by_just_that(kediri: Path) -> None:
    before = bulletins(kediri)
    sent = kediri / "inbox/2021-11/peserta_KDR_202111.csv"
    original = sent.read_bytes()
    sent.write_bytes(without_persons(original, 1000))
    done = cakupan(kediri, "run", "2021-11")
    sent.write_bytes(original)
    assert done.returncode == 0, done.stderr
    after = bulletins(kediri)
    kdr = after["KDR"]
    assert kdr.total.numerator.value == 143_864 - 1_000
    assert str(kdr.total.percent.value) == "21.39"
    assert kdr.formal.numerator.value == 135_163 - 1_000
    assert str(kdr.formal.percent.value) == "40.59"
    assert kdr.informal == before["KDR"].informal
    was, now = outlook(before["KDR"]), outlook(kdr)
    assert now.gap_persons == 256_872 + 1_000
    assert now.needed_per_month == 19_837
    assert was.pace_per_month is not None
    assert now.pace_per_month is not None
    assert was.pace_per_month - now.pace_per_month in (
        142,
        143,
    )  # over April to November, October unknown
    assert after["JATIM"].total.numerator.value == before["JATIM"].total.numerator.value - 1_000  # type: ignore[operator]
    assert {code for code in after if after[code].total != before[code].total} == {
        "KDR",
        "JATIM",
        "ID",
    }

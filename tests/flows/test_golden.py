"""Published figures from rows: simulated exports are taken in, read and counted by the real run."""

import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.edges.export_files import read_simulation, write_exports
from flows.edges.workers import Workers
from schemas.bulletin import Outlook
from schemas.coverage import AGE_GROUPS, Counts
from schemas.employers import EmployerCounts
from schemas.facts import Facts
from schemas.figures import Figures
from schemas.month import Month
from schemas.reference import Targets
from schemas.simulation import Simulation
from tests.facts import earlier
from tests.homes import NOVEMBER, example
from tests.offices import Counted, open_office
from tests.references import copy_reference
from tests.registers import dated
from transforms.bulletin import to_bulletins

LAMPUNG = Path(__file__).parents[1] / "golden" / "lampung"
SEPTEMBER = Month(2024, 9)
WORKERS = 667_892
AREAS = ["3506", "3571"]
PAID = ["11/2021", "10/2021", "09/2021"]
"""Last paid months with which who is AKTIF is active; without one he is, too."""
RANKS = {"PU": 0, "PMI": 1, "BPU": 2}


def published(home: Path, simulation: Simulation, month: Month, workers: Workers) -> Counted:
    """What the month's exports come to; the reference data are in the home already."""
    write_exports(simulation, home / "inbox", report=lambda name, rows: None)
    return open_office(home, workers, month).published()


def figure(month: Counted, level: str, code: str, indicator: str) -> dict[str, Any]:
    """One figure of a unit."""
    rates = month.facts.observations.filter(level=level, code=code, indicator=indicator)
    row: dict[str, Any] = rates.row(0, named=True)
    return row


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kediri")


@pytest.fixture(scope="module")
def kediri(home: Path, workers: Workers) -> Counted:
    """November 2021 of Kediri alone, with the example's history up to September."""
    copy_reference(home / "reference", {"KDR"})
    month = example(NOVEMBER)
    plans = tuple(plan for plan in month.branches if plan.code == "KDR")
    return published(home, replace(month, branches=plans), NOVEMBER, workers)


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator", "percent"),
    [
        ("total_coverage", 143_864, WORKERS, "21.54"),
        ("formal_coverage", 135_163, 330_493, "40.90"),
        ("informal_coverage", 8_701, 337_399, "2.58"),
        ("jkk_coverage", 143_864, WORKERS, "21.54"),
        ("ucj_coverage", 143_864, None, None),
    ],
)
def test_kediris_rows_come_to_what_was_published(
    kediri: Counted,
    indicator: str,
    numerator: int,
    denominator: int | None,
    percent: str | None,
) -> None:
    found = figure(kediri, "branch", "KDR", indicator)
    assert (found["numerator"], found["denominator"]) == (numerator, denominator)
    assert found["value"] == (None if percent is None else Decimal(percent))
    assert found["obs_status"] == ("O" if found["value"] is None else "A")


def test_kediri_has_its_employers_and_counts_who_works_in_two_areas_once(
    kediri: Counted,
) -> None:
    paying = kediri.table(EmployerCounts).filter(
        level="branch", code="KDR", state="active", scale="_T", size="_T", report="_T"
    )
    assert paying["employers"].sum() == 3_466
    areas = [figure(kediri, "area", area, "formal_coverage")["numerator"] for area in AREAS]
    assert areas == [73_063, 62_418]
    assert sum(areas) - 135_163 == 318


def outlook(facts: Facts) -> Outlook:
    """How far Kediri's target is."""
    (bulletin,) = (item for item in to_bulletins(facts) if item.code == "KDR")
    assert bulletin.target is not None
    assert bulletin.target.outlook is not None
    return bulletin.target.outlook


def test_kediris_outlook_with_its_history(kediri: Counted) -> None:
    """The path from November 2020, 129,740 persons; the pace from April 2021, 134,755 persons."""
    assert outlook(kediri.facts) == Outlook(
        gap_persons=256_872,
        gap_points=Decimal("38.46"),
        months_left=13,
        needed_per_month=19_760,
        status="below_path",
        path_percent=Decimal("38.90"),  # 19.4253 + 12/25 of (60 - 19.4253)
        pace_per_month=1_301,  # 9,109 in seven months
        projected_month=Month(2038, 5),  # 198 months on
    )


@pytest.mark.parametrize(
    ("percent", "status", "gap", "needed"),
    [
        (21.54, "reached", 0, 0),  # 143,863.94 persons are wanted
        (21.55, "on_path", 67, 6),  # 143,930.73
        (23.83, "on_path", 15_295, 1_177),  # the path asks for 143,863 and some
        (23.84, "below_path", 15_362, 1_182),  # and for 143,895
    ],
)
def test_a_target_is_reached_on_the_path_or_below_it(
    kediri: Counted, percent: float, status: str, gap: int, needed: int
) -> None:
    facts = kediri.facts
    targets = dated(
        Targets,
        facts.reference.targets.filter(code="KDR").with_columns(percent=percent).to_dicts(),
    )
    found = outlook(replace(facts, reference=replace(facts.reference, targets=targets)))
    assert (found.status, found.gap_persons, found.needed_per_month) == (status, gap, needed)


@pytest.mark.parametrize(
    ("history", "monthly", "projected", "status"),
    [
        ([], None, None, "on_path"),  # the path starts where Kediri stands
        ([143_000], None, None, "below_path"),
        ([143_000, 143_500], 432, Month(2071, 6), "below_path"),
        ([143_900, 143_880], -18, None, "below_path"),
        ([143_864, 143_864], 0, None, "below_path"),
        (list(range(25_304, 143_864, 19_760)), 19_760, Month(2022, 12), "on_path"),
    ],
)
def test_the_pace_leads_where_the_months_before_lead(
    kediri: Counted,
    history: list[int],
    monthly: int | None,
    projected: Month | None,
    status: str,
) -> None:
    found = outlook(replace(kediri.facts, earlier=earlier(*history, workers=WORKERS)))
    assert found.pace_per_month == monthly
    assert (found.projected_month, found.status) == (projected, status)
    assert (found.gap_persons, found.needed_per_month) == (256_872, 19_760)


def active_rows(home: Path) -> pl.DataFrame:
    """Kediri's active registrations in its areas, told from the export's text."""
    rows = pl.read_csv(
        home / "inbox/2021-11/peserta_KDR_202111.csv", separator=";", infer_schema=False
    )
    nik, is_employed = pl.col("NIK"), pl.col("SEGMEN") == "PU"
    return rows.filter(
        pl.col("KODE_WILAYAH_KERJA").is_in(AREAS),
        pl.col("STATUS") == "AKTIF",
        pl.col("BLTH_IURAN_TERAKHIR").fill_null(PAID[0]).is_in(PAID),
        pl.col("SEGMEN").is_in(list(RANKS)),
        nik.str.contains("^[0-9]{16}$") & (nik.str.slice(6, 4) != "3002"),
        nik.str.slice(6, 2) != "00",
        ~pl.col("TGL LAHIR").str.starts_with("31/02"),
        is_employed == pl.col("NPP").is_not_null(),
        is_employed | (pl.col("JP") != "Y"),
        ~pl.col("UPAH (RP)").str.starts_with("-"),
    )


def age_group(born: str) -> str:
    """The age group on 30 November 2021 of a birth date such as 09/02/1985."""
    day, month, year = (int(part) for part in born.split("/"))
    years = NOVEMBER.year - year - (date(2000, month, day) > date(2000, 11, 30))
    bounds = [0, 25, 35, 45, 55, 65, 200]
    return next(g for g, bound in zip(AGE_GROUPS, bounds[1:], strict=True) if years < bound)


def test_kediris_persons_by_sex_and_age_are_those_of_the_text(kediri: Counted, home: Path) -> None:
    """And they add up to their segment, and the segments to everybody."""
    persons = active_rows(home).group_by("NIK").agg(
        pl.col("SEGMEN").sort_by(pl.col("SEGMEN").replace_strict(RANKS)).first(),
        pl.col("TGL LAHIR").first(),
    )  # fmt: skip  # as few lines as it is worth
    expected = Counter[tuple[str, str, str]]()
    for nik, segment, born in persons.iter_rows():
        sexes, groups = ("_T", "P" if nik[6] > "3" else "L"), ("_T", age_group(born))
        expected.update(
            (segment, sex, group) for sex, group in product(sexes, groups) if "_T" in (sex, group)
        )
    counted = (
        kediri.table(Counts)
        .filter(pl.col("persons") > 0, view="area", level="branch", code="KDR", programme="_T")
        .select("segment", "sex", "age_group", "persons")
    )
    found = {row[:3]: row[3] for row in counted.iter_rows()}
    assert found.pop(("JAKON", "_T", "_T")) == 2_487
    assert found.pop(("_T", "_T", "_T")) == 135_163 + 6_214
    assert found == expected
    for segment, whole in (("PU", 135_163), ("BPU", 6_214)):
        assert found[segment, "_T", "_T"] == whole
        assert sum(found[segment, sex, "_T"] for sex in "LP") == whole
        assert sum(found.get((segment, "_T", group), 0) for group in AGE_GROUPS) == whole


@pytest.fixture(scope="module")
def lampung(tmp_path_factory: pytest.TempPathFactory, workers: Workers) -> Counted:
    """September 2024 of three branches over all of Lampung, at full size."""
    home = tmp_path_factory.mktemp("lampung")
    shutil.copytree(LAMPUNG / "reference", home / "reference")
    return published(home, read_simulation(LAMPUNG / "simulation.toml"), SEPTEMBER, workers)


def test_lampungs_rows_come_to_what_was_published(lampung: Counted) -> None:
    """The two sums are published; their split over areas is our own."""
    found = figure(lampung, "province", "18", "ucj_coverage")
    assert (found["numerator"], found["denominator"]) == (760_468, 3_058_943)
    assert found["value"] == Decimal("24.86")
    assert found["obs_status"] == "A"
    assert lampung.facts.reference.workforce["persons"].sum() == 3_058_943
    for level, code in (("kanwil", "SUMBAGSEL"), ("national", "ID")):
        above = figure(lampung, level, code, "ucj_coverage")
        assert (above["numerator"], above["value"]) == (760_468, Decimal("24.86"))


def test_lampung_has_no_rate_over_workers_that_nobody_has_counted(lampung: Counted) -> None:
    found = figure(lampung, "province", "18", "total_coverage")
    assert (found["numerator"], found["denominator"], found["value"]) == (760_468, None, None)


def test_lampungs_fifteen_areas_have_their_persons_and_share_some(lampung: Counted) -> None:
    margins = {
        area: item.pu + item.pmi + item.bpu + item.project_workers
        for plan in read_simulation(LAMPUNG / "simulation.toml").branches
        for area, item in plan.months[SEPTEMBER].areas.items()
    }
    areas = lampung.table(Figures).filter(level="area", indicator="ucj_coverage")
    assert dict(areas.select("code", "numerator").iter_rows()) == margins
    assert areas.height == 15
    assert areas["numerator"].sum() == 760_468 + 5_785
    branches = lampung.table(Figures).filter(level="branch", indicator="ucj_coverage")
    assert branches["numerator"].sum() == 760_468

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.typing.polars import DataFrame

from schemas.columns import column_types
from schemas.coverage import Counts
from schemas.figures import Figures
from schemas.month import Month
from schemas.reference import BranchAreas, Branches, Workforce
from tests.registers import SERVED, branches, dated, members, territories, workforce
from transforms.figures import percent_of, to_denominators, to_figures
from transforms.rounding import percent
from transforms.territories import to_members, to_territories

NOVEMBER = Month(2021, 11)


def counts(**segments: int) -> DataFrame[Counts]:
    """Persons of branch KDR by segment, area view."""
    rows = [
        ("area", "branch", "KDR", segment, programme, "_T", "_T", persons)
        for segment, persons in segments.items()
        for programme in ("_T", "JKK")
    ]
    return Counts.validate(pl.DataFrame(rows, schema=column_types(Counts), orient="row"))


def figure(figures: DataFrame[Figures], indicator: str, code: str = "KDR") -> dict[str, Any]:
    """One figure of a branch."""
    return figures.filter(level="branch", code=code, indicator=indicator).row(0, named=True)


def made_of(
    counted: DataFrame[Counts], workers: DataFrame[Workforce], *received: str
) -> DataFrame[Figures]:
    """The figures of November, by default with all branches in."""
    reported = received or ("KDR", "SBY", "JKP")
    return to_figures(NOVEMBER, counted, territories(), members(), reported, reported, workers)


KEDIRI = [
    ("3571", "all", 113_842), ("3506", "all", 554_050),
    ("3571", "formal", 56_332), ("3506", "formal", 274_161),
]  # fmt: skip


def test_kediri_prints_what_methodology_says() -> None:
    made = made_of(counts(PU=135_163, BPU=6_214, JAKON=2_487), workforce(*KEDIRI))
    total, formal = figure(made, "total_coverage"), figure(made, "formal_coverage")
    assert (total["numerator"], total["denominator"]) == (143_864, 667_892)
    assert total["percent"] == Decimal("21.54")
    assert (formal["numerator"], formal["denominator"]) == (135_163, 330_493)
    assert formal["percent"] == Decimal("40.90")


def test_jakon_counts_for_work_injury_but_not_for_old_age() -> None:
    made = made_of(counts(PU=10, JAKON=5), workforce(*KEDIRI))
    assert figure(made, "jkk_coverage")["numerator"] == 15
    assert figure(made, "jht_coverage")["numerator"] == 0


def test_a_rate_over_a_hundred_percent_stays() -> None:
    made = made_of(counts(PU=1_001_838), workforce(*KEDIRI))
    assert figure(made, "total_coverage")["percent"] == Decimal("150.00")


def test_a_unit_that_lacks_one_area_has_no_denominator() -> None:
    made = made_of(counts(PU=10), workforce(("3571", "all", 100)))
    total = figure(made, "total_coverage")
    assert (total["numerator"], total["denominator"], total["percent"]) == (10, None, None)
    assert (total["round"], total["source"], total["since_month"]) == (None, None, None)


def test_a_unit_that_nobody_covers_has_a_rate_of_zero() -> None:
    made = made_of(counts(PU=10), workforce(("3171", "all", 100)))
    assert figure(made, "total_coverage", "JKP")["percent"] == Decimal("0.00")


EVERYWHERE = {
    "area": {"3506", "3571", "3578", "3171"},
    "province": {"35", "31"},
    "branch": {"KDR", "SBY", "JKP"},
    "kanwil": {"JATIM", "DKI"},
    "national": {"ID"},
}


def chosen(made: DataFrame[Figures], condition: pl.Expr) -> dict[str, set[str]]:
    """The units whose total coverage is of a kind, by level."""
    found = made.filter(pl.col("indicator") == "total_coverage", condition)
    return {level: set(rows["code"]) for (level,), rows in found.group_by("level")}


@pytest.mark.parametrize(
    ("missing", "preliminary", "unknown"),
    [
        ([], {}, {}),
        (
            ["KDR"],
            {
                "area": {"3506", "3571"},
                "province": {"35"},
                "branch": {"KDR", "SBY"},  # SBY serves 3571 too
                "kanwil": {"JATIM"},
                "national": {"ID"},
            },
            {"area": {"3506"}, "branch": {"KDR"}},
        ),
        (
            ["SBY"],
            {
                "area": {"3571", "3578"},
                "province": {"35"},
                "branch": {"KDR", "SBY", "JKP"},  # JKP serves 3578 too
                "kanwil": {"JATIM", "DKI"},  # DKI through JKP
                "national": {"ID"},
            },
            {"branch": {"SBY"}},
        ),
        (
            ["JKP"],
            {
                "area": {"3578", "3171"},
                "province": {"35", "31"},
                "branch": {"SBY", "JKP"},
                "kanwil": {"JATIM", "DKI"},
                "national": {"ID"},
            },
            {"area": {"3171"}, "province": {"31"}, "branch": {"JKP"}, "kanwil": {"DKI"}},
        ),
        (["KDR", "SBY", "JKP"], EVERYWHERE, EVERYWHERE),
    ],
    ids=lambda value: " ".join(value) or "none" if isinstance(value, list) else "",
)
def test_a_missing_branch_makes_whatever_depends_on_it_preliminary_and_its_own_unknown(
    missing: list[str], preliminary: dict[str, set[str]], unknown: dict[str, set[str]]
) -> None:
    served = [{"branch": b, "area": a} for b, a in [*SERVED, ("JKP", "3578")]]
    relation = dated(BranchAreas, served)
    register = to_territories(branches(), relation), to_members(branches(), relation)
    there = {"KDR", "SBY", "JKP"} - set(missing)
    made = to_figures(NOVEMBER, counts(PU=10), *register, there, there, workforce(*KEDIRI))
    assert chosen(made, pl.col("is_preliminary")) == preliminary
    assert chosen(made, pl.col("numerator").is_null()) == unknown


def test_without_its_projects_a_branch_is_known_but_preliminary() -> None:
    received, complete = {"KDR", "SBY", "JKP"}, {"SBY", "JKP"}
    made = to_figures(
        NOVEMBER, counts(PU=10), territories(), members(), received, complete, workforce(*KEDIRI)
    )
    assert chosen(made, pl.col("is_preliminary"))["branch"] == {"KDR", "SBY"}
    assert chosen(made, pl.col("numerator").is_null()) == {}


def test_a_branch_that_is_not_active_is_unknown_and_no_unit_waits_for_it() -> None:
    relation = dated(BranchAreas, [{"branch": b, "area": a} for b, a in SERVED])
    register = Branches.validate(branches().with_columns(active=pl.col("branch") != "SBY"))
    units = to_territories(register, relation), to_members(register, relation)
    there = {"KDR", "JKP"}
    made = to_figures(NOVEMBER, counts(PU=10), *units, there, there, workforce(*KEDIRI))
    nobody = {"area": {"3578"}, "branch": {"SBY"}}
    assert chosen(made, pl.col("numerator").is_null()) == nobody
    assert chosen(made, pl.col("is_preliminary")) == nobody


def test_an_area_counts_in_its_newest_round_only() -> None:
    old = workforce(("3571", "all", 100), ("3506", "all", 300))
    new = workforce(("3571", "all", 120)).with_columns(
        pl.lit(date(2021, 8, 1)).alias("valid_from"), pl.lit("Sakernas baru").alias("round")
    )
    both = Workforce.validate(pl.concat([new, old]))
    total = figure(made_of(counts(PU=42), both), "total_coverage")
    assert total["denominator"] == 420
    assert total["round"] == "Sakernas Agustus 2021, Sakernas baru"
    assert total["since_month"] == "2021-08"


def test_an_area_that_two_branches_share_is_in_the_workers_of_both_and_once_above() -> None:
    rows = [("3571", "all", 10), ("3506", "all", 20), ("3578", "all", 40), ("3171", "all", 80)]
    found = to_denominators(territories(), workforce(*rows))
    workers = {(r["level"], r["code"]): r["denominator"] for r in found.iter_rows(named=True)}
    assert workers["branch", "KDR"] == 30
    assert workers["branch", "SBY"] == 50
    assert workers["kanwil", "JATIM"] == 70
    assert workers["national", "ID"] == 150


@given(st.integers(0, 10**10), st.integers(1, 10**9))
def test_frames_and_plain_numbers_round_alike(numerator: int, denominator: int) -> None:
    frame = pl.DataFrame({"n": [numerator], "d": [denominator]})
    assert frame.select(percent_of(pl.col("n"), pl.col("d"))).item() == percent(
        numerator, denominator
    )

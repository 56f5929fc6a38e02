"""How rows are spread over a Kanwil's files, and in what order, is nothing to its figures."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import cast

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pandera.typing.polars import DataFrame
from polars.testing import assert_frame_equal

from flows.edges.counter import count_persons
from flows.edges.objects import Objects
from flows.edges.reader import read_export
from schemas.counting import CountJob, Register
from schemas.coverage import Counts, Overlaps
from schemas.exports import Kind
from schemas.figures import Figures
from schemas.simulation import Shares, Style
from tests.builders import job
from tests.homes import NOVEMBER, example
from tests.registers import branches, members, territories, workforce
from transforms.figures import to_figures
from transforms.population import to_population
from transforms.simulate import to_exports

SHARES = Shares(
    jht_pu=0.9,
    jht_bpu=0.2,
    jp=0.7,
    jkp=0.6,
    second_kpj=0.2,
    second_employer=0.2,
    second_segment=0.2,
    nonaktif=0.1,
    lapsed=0.1,
    faulty=0.02,
    duplicates=0.02,
)
WORKERS = [("3506", "all", 150), ("3571", "all", 50), ("3578", "all", 50), ("3171", "all", 900)]
BRANCHES = ("KDR", "SBY")
"""Two branches of one Kanwil."""
OF_BRANCHES = ["branches", "registrations"]
"""Overlaps that do change: a row that is sent twice is dropped within a file only."""
FEW = settings(max_examples=10, phases=[Phase.explicit, Phase.generate])
"""An example reads real files, and a shuffle that is made smaller tells nothing more."""


@pytest.fixture(scope="module")
def export() -> pl.DataFrame:
    """A branch's export in which persons have several cards, employers, segments and areas."""
    month = example(NOVEMBER, divisor=300)
    (plan,) = (plan for plan in month.branches if plan.code == "KDR")
    plan = replace(plan, style=Style(), shares=SHARES)
    simulation = replace(month, branches=(plan,))
    return to_exports(simulation, to_population(simulation), plan, NOVEMBER)[Kind.PESERTA]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store")


def figures_of(store: Path, files: Sequence[pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """What the branches' files come to in areas, provinces, the Kanwil and the nation."""
    objects, names = Objects(str(store)), []
    for branch, file in zip(BRANCHES, files, strict=False):
        data = file.with_columns(KODE_KANTOR=pl.lit(branch)).write_csv().encode()
        reading = read_export(job(name=objects.put(data, ".csv"), root=objects.root, branch=branch))
        names.append(reading.rows)
    known = Register(territories(), branches())
    tables = count_persons(CountJob(objects.root, tuple(names), (), known, 3, rows=1))
    counts = cast(DataFrame[Counts], tables[Counts])
    register = (territories(), members())
    made = to_figures(NOVEMBER, counts, *register, BRANCHES, BRANCHES, workforce(*WORKERS))
    overlaps = tables[Overlaps].filter(~pl.col("kind").is_in(OF_BRANCHES))
    named: dict[str, pl.DataFrame] = {
        Counts.__name__: counts,
        Figures.__name__: made,
        Overlaps.__name__: overlaps,
    }
    return {
        name: frame.filter(pl.col("level") != "branch").sort(pl.all())
        for name, frame in named.items()
    }


@pytest.fixture(scope="module")
def whole(export: pl.DataFrame, store: Path) -> dict[str, pl.DataFrame]:
    """What the undivided export comes to."""
    return figures_of(store, [export])


def test_a_rate_over_a_hundred_percent_stays(whole: dict[str, pl.DataFrame]) -> None:
    """The margins are 244 + 209 PU persons, 2 of them in both areas, and 15 + 7 BPU."""
    total = whole["Figures"].filter(indicator="total_coverage")
    rates = {row["code"]: (row["numerator"], row["percent"]) for row in total.iter_rows(named=True)}
    assert rates["3506"] == (259, Decimal("172.67"))
    assert rates["3571"] == (216, Decimal("432.00"))
    assert rates["JATIM"] == (473, Decimal("189.20"))
    assert rates["ID"] == (473, Decimal("41.13"))


def assert_same(made: dict[str, pl.DataFrame], whole: dict[str, pl.DataFrame]) -> None:
    for name, frame in whole.items():
        assert_frame_equal(made[name], frame)


@FEW
@given(st.randoms(use_true_random=False), st.integers(20, 80))
def test_rows_divided_between_two_branches_give_the_same_figures(
    export: pl.DataFrame,
    store: Path,
    whole: dict[str, pl.DataFrame],
    random: Random,
    percent: int,
) -> None:
    shuffled = export[random.sample(range(export.height), export.height)]
    cut = export.height * percent // 100
    assert_same(figures_of(store, [shuffled[:cut], shuffled[cut:]]), whole)


@FEW
@given(st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_figures(
    export: pl.DataFrame, store: Path, whole: dict[str, pl.DataFrame], random: Random
) -> None:
    shuffled = export[random.sample(range(export.height), export.height)]
    assert_same(figures_of(store, [shuffled]), whole)


def test_a_person_less_is_one_less_in_the_kanwil(
    export: pl.DataFrame, store: Path, whole: dict[str, pl.DataFrame]
) -> None:
    areas = pl.col("KODE_WILAYAH_KERJA").is_in(["3506", "3571"])
    alone = export.filter(pl.col("NIK").count().over("NIK") == 1, areas, STATUS="AKTIF")
    paid = alone.filter(pl.col("BLTH_IURAN_TERAKHIR") == "202111")["NIK"]
    less = export.filter(pl.col("NIK") != paid[-1])
    half = less.height // 2
    made = figures_of(store, [less[:half], less[half:]])["Figures"]
    kanwil = made.filter(code="JATIM", indicator="total_coverage")
    assert kanwil["numerator"].item() == 472
    assert not made.equals(whole["Figures"])

"""A simulation that can't be read or carried out is refused by name; the example adds up."""

import tomllib
from pathlib import Path

import polars as pl
import pytest
from pydantic import TypeAdapter

from flows.edges.export_files import read_simulation
from schemas.errors import SettingsError
from schemas.exports import Profile
from tests.simulations import NOVEMBER, OCTOBER, SPEC
from transforms.feasibility import check_simulation
from transforms.margins import to_simulation

EXAMPLE = Path(__file__).parents[2] / "examples" / "kediri"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("seed = 11", "seed = 'x'", "seed: expected a whole number from 0, found 'x'"),
        ("seed = 11", "sead = 11", "the document: expected only branches, months, seed, shares"),
        ('"2021-10", ', '"2021-13", ', "months: expected a month such as 2021-11"),
        ('"2021-10", ', "", "AAA: it has a month that the simulation does not list"),
        ("jp = 0.8", "jp = 8", "shares.jp: expected a share from 0 to 1, found 8"),
        ("jp = 0.8", "jp = 0.6", "AAA: jkp may be at most jp"),
        ("second_kpj = 0.05", "second_kpj = 0.95", "AAA: the shares of second rows add up"),
        ("pu = 700", "pu = -1", "areas.3506.pu: expected a whole number from 0, found -1"),
        ("pu = 700", "pu = true", "areas.3506.pu: expected a whole number from 0, found True"),
        (
            "pu = 700",
            "PU = 700",
            "areas.3506: expected only bpu, ended_projects, pmi",
        ),
        ("pu = 310", "pu = 12", "AAA 2021-10: 3571: pu is too small for the shared persons"),
        ("areas.3506", "areas.3599", "AAA 2021-10: 3599 is not a kabupaten/kota"),
        ("3518 = 17", "3171 = 17", "AAA 2021-10: 3171 in elsewhere is served by a branch"),
        ('second = "3571"', 'second = "3506"', "shared persons need two different areas"),
        (", persons = 13", "", "shared: expected a value for persons, found none"),
        ("projects = 4", "projects = 0", "3506: every project has a worker"),
        ("besar = 1, mikro = 9", "mikro = 1", "BBB 2021-11: PU persons need at least 2 active"),
        ("branches.AAA", "branches.aaa", "'aaa' is not a branch code"),
        ("pemberi_kerja", "perusahaan", "missing: expected one of 'peserta', 'pemberi_kerja'"),
        ('"cp1252"', '"latin1"', "profile.encoding: expected one of 'utf-8', 'cp1252'"),
        ("has_bom = true", "has_bom = 1", "has_bom: expected true or false, found 1"),
    ],
)
def test_a_wrong_spec_says_where_and_what(old: str, new: str, message: str) -> None:
    assert old in SPEC
    with pytest.raises(SettingsError) as refusal:
        check_simulation(to_simulation(tomllib.loads(SPEC.replace(old, new))))
    assert message in str(refusal.value)
    assert refusal.value.exit_code == 4


@pytest.mark.parametrize("text", [None, "seed = ", "\xff"])
def test_a_file_that_is_no_spec_is_refused(tmp_path: Path, text: str | None) -> None:
    spec = tmp_path / "simulation.toml"
    if text is not None:
        spec.write_text(text, encoding="latin-1")
    with pytest.raises(SettingsError, match=r"simulation\.toml"):
        read_simulation(spec)


def test_the_example_is_the_methodology_s_golden_case() -> None:
    simulation = read_simulation(EXAMPLE / "simulation.toml")
    margins = {plan.code: plan for plan in simulation.branches}["KDR"].months[NOVEMBER]
    others = sum(a.bpu + a.pmi + a.project_workers for a in margins.areas.values())
    assert (margins.pu_persons, others, margins.employers.active) == (135_163, 8_701, 3_466)
    workforce = pl.read_csv(EXAMPLE / "reference" / "workforce.csv")
    kediri = workforce.filter(pl.col("area").is_in([3506, 3571])).group_by("measure")
    assert dict(kediri.agg(pl.col("persons").sum()).iter_rows()) == {
        "all": 667_892,
        "formal": 330_493,
        "informal": 337_399,
    }


def test_the_example_s_styles_are_those_that_the_reader_is_told() -> None:
    profiles = tomllib.loads((EXAMPLE / "reference" / "profiles.toml").read_text(encoding="utf-8"))
    simulation = read_simulation(EXAMPLE / "simulation.toml")
    assert {plan.code: plan.style.profile for plan in simulation.branches} == {
        code: TypeAdapter(Profile).validate_python(table) for code, table in profiles.items()
    }


def test_the_example_s_history_adds_up_and_leads_to_october() -> None:
    history = pl.read_csv(EXAMPLE / "reference" / "history.csv")
    branches = pl.read_csv(EXAMPLE / "reference" / "branches.csv")
    own = history.filter(pl.col("level") == "branch").join(
        branches, left_on="code", right_on="branch", validate="m:1"
    )
    parts = ["numerator", "denominator"]
    for level, keys in (("kanwil", ["kanwil", "month"]), ("national", ["month"])):
        total = own.group_by(keys).agg(pl.col(parts).sum()).sort(keys)
        given = history.filter(pl.col("level") == level).rename({"code": "kanwil"}).sort(keys)
        assert total.equals(given.select(*keys, *parts))
    for plan in read_simulation(EXAMPLE / "simulation.toml").branches:
        margins = plan.months[OCTOBER]
        october = margins.pu_persons + sum(
            a.bpu + a.pmi + a.project_workers for a in margins.areas.values()
        )
        months = own.filter(pl.col("code") == plan.code).sort("month")["numerator"].to_list()
        assert len(months) == 11
        assert months == sorted(months)
        assert 0.97 * october < months[-1] < october

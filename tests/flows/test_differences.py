"""Editions of a small month: what differs, and which cause gives how much of it."""

import json
import re
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from pandera.typing.polars import DataFrame

from flows.arguments import to_comparison
from flows.counterfactuals import Laboratory, share_out, side_of
from flows.difference_answers import difference_json, show_difference
from flows.differences import find_difference, of_unit
from flows.edges.ledger import editions
from flows.edges.ledger.tables import calculations
from flows.revision import find_replacement
from schemas.calculated import Sources
from schemas.differences import Comparison, Difference
from schemas.edition import Edition
from schemas.errors import StoreError, UsageError
from schemas.exports import Kind
from schemas.observations import DIMENSIONS
from schemas.registrations import Registrations
from schemas.revision import Share
from tests.builders import projects, registrations
from tests.histories import Files, History, open_history
from tests.homes import NOVEMBER, OCTOBER, cakupan

PESERTA, JAKON = Kind.PESERTA, Kind.PROYEK_JAKON
ALL = Comparison(NOVEMBER)


def persons(*parts: tuple[str, str, range, int]) -> DataFrame[Registrations]:
    """Active persons of a branch and an area, with their unpaid months."""
    rows = [
        (branch, area, person, unpaid) for branch, area, some, unpaid in parts for person in some
    ]
    branches, areas, people, months = zip(*rows, strict=True)
    return registrations(
        person=people,
        card=[f * 10 + len(b) for f, b in zip(people, branches, strict=True)],
        branch=branches,
        area=areas,
        unpaid_months=months,
    )


KEDIRI = persons(("KDR", "3571", range(100), 0), ("KDR", "3506", range(200, 260), 2))
FIRST: Files = {("KDR", PESERTA): KEDIRI, ("KDR", JAKON): projects()}
ALL_AT_ONCE: Files = {
    ("KDR", PESERTA): persons(
        ("KDR", "3571", range(90), 0),
        ("KDR", "3506", range(200, 253), 2),
        ("KDR", "3506", range(300, 320), 0),
    ),
    ("KDR", JAKON): projects(),
    ("BTU", PESERTA): persons(
        ("BTU", "3579", range(400, 480), 0), ("BTU", "3571", range(500, 512), 0)
    ),
}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """Late, corrected, other workers and another grace, all in the first revision.

    The second is prepared: three persons fewer, and a late file of projects.
    """
    made = open_history(tmp_path_factory.mktemp("history"), "KDR", "BTU")
    made.publish(FIRST)
    workforce = made.installation.reference / "workforce.csv"
    workforce.write_text(workforce.read_text("utf-8").replace(",all,113842,", ",all,120000,"))
    made.publish(ALL_AT_ONCE, grace_months=2)
    kediri = ALL_AT_ONCE["KDR", PESERTA]
    fewer: Files = {
        **ALL_AT_ONCE,
        ("KDR", PESERTA): Registrations.validate(kediri.head(87).vstack(kediri[90:])),
        ("BTU", JAKON): projects(branch=["BTU"], area=["3579"], workers=[30]),
    }
    made.publish(fewer, grace_months=2, released=False)
    return made


@pytest.fixture(scope="module")
def revised(history: History) -> Difference:
    return find_difference(history.installation, Comparison(NOVEMBER, None, 0, 1))


def shares(
    found: Difference, code: str, indicator: str = "total_coverage"
) -> list[tuple[object, ...]]:
    rows = found.shares.filter(view="area", code=code, indicator=indicator)
    return rows.select("cause", "difference", pl.col("difference_percent").cast(pl.String)).rows()


def test_each_cause_gives_its_part(revised: Difference) -> None:
    assert shares(revised, "KDR") == [
        ("LATE", 12, "0.00"),
        ("METHOD", -60, "-0.01"),
        ("REFERENCE", 0, "0.00"),
        ("REPLACED", 10, "0.00"),
    ]


def test_shares_add_up_to_every_difference(revised: Difference) -> None:
    told = revised.shares.group_by(DIMENSIONS).agg(
        pl.col("difference").sum().alias("sum"), is_told=pl.col("difference").is_not_null().all()
    )
    both = revised.numbers.join(told, on=DIMENSIONS, how="inner", validate="1:1")
    assert both.filter("is_told").height > 100
    assert both.filter("is_told", pl.col("sum") != pl.col("difference")).is_empty()


def test_a_number_that_was_not_known_names_its_causes_only(revised: Difference) -> None:
    assert shares(revised, "BTU") == [("LATE", None, None)]


def test_the_files_and_the_reference_data_are_named(revised: Difference) -> None:
    origins = revised.origins
    assert origins is not None
    assert [(file.cause, file.branch, file.kind) for file in origins.files] == [
        ("LATE", "BTU", "peserta"),
        ("REPLACED", "KDR", "peserta"),
    ]
    assert [other.name for other in origins.reference] == ["workforce.csv"]
    assert origins.grace_months == (3, 2)
    assert revised.reason == "METHOD"


def test_nothing_is_counted_twice_and_diff_keeps_nothing(history: History) -> None:
    def kept() -> int:
        with history.installation.ledger.begin() as connection:
            found = connection.execute(sa.select(sa.func.count()).select_from(calculations))
            return int(found.scalar_one())

    before = kept()
    find_difference(history.installation, Comparison(NOVEMBER, None, 0, 2))
    assert kept() == before


def test_small_parts_are_not_told_anywhere_beside(history: History) -> None:
    found = find_difference(history.installation, ALL)
    assert (found.before.edition, found.now.state) == ("2021-11 (R1)", "prepared")
    assert shares(found, "ID") == [("LATE", None, None), ("REPLACED", None, None)]
    assert shares(found, "BTU") == [("LATE", None, None)]
    assert shares(found, "3571", "persons") != []


def test_one_cause_needs_no_counting(tmp_path: Path) -> None:
    made = open_history(tmp_path, "KDR", "BTU")
    first = made.publish(FIRST)
    late = {**FIRST, ("BTU", PESERTA): ALL_AT_ONCE["BTU", PESERTA]}
    second = made.publish(late)
    for rows in made.installation.read_table(first.calculation, Sources)["rows"]:
        Path(made.installation.objects.url(rows)).unlink()
    found = find_difference(made.installation, ALL)
    assert shares(found, "ID") == [("LATE", 92, "0.01")]
    before, now = (side_of(made.installation, each) for each in (first, second))
    laboratory = Laboratory(made.installation)
    assert share_out(laboratory, found.numbers, before, now).equals(found.shares)


def test_where_rows_are_gone_that_is_told(tmp_path: Path) -> None:
    made = open_history(tmp_path, "KDR", "BTU")
    made.publish(FIRST)
    fewer = {**FIRST, ("KDR", PESERTA): Registrations.validate(KEDIRI.head(90))}
    made.publish(fewer, grace_months=2)
    for name in made.installation.read_table(first_of(made).calculation, Sources)["rows"]:
        Path(made.installation.objects.url(name)).unlink()
    with made.installation.ledger.begin() as connection:
        connection.execute(sa.delete(calculations))
    with pytest.raises(StoreError, match="no longer in the store"):
        find_difference(made.installation, ALL)


def first_of(made: History) -> Edition:
    with made.installation.ledger.begin() as connection:
        return editions.released(connection, NOVEMBER)[0]


def test_two_months_differ_by_who_came_and_went(tmp_path: Path) -> None:
    made = open_history(tmp_path, "KDR", "BTU")
    made.publish(FIRST, month=OCTOBER)
    now = persons(("KDR", "3571", range(20, 150), 0), ("KDR", "3506", range(200, 260), 2))
    made.publish({("KDR", PESERTA): now, ("KDR", JAKON): projects(workers=[20])})
    found = find_difference(made.installation, Comparison(OCTOBER, NOVEMBER))
    assert shares(found, "KDR") == [
        ("joined", 50, "0.01"),
        ("left", -20, "0.00"),
        ("project_workers", 8, "0.00"),
    ]
    assert found.origins is None
    assert found.unshared == ""
    made.publish({**FIRST, ("KDR", JAKON): projects(workers=[50])}, month=OCTOBER)
    later = find_difference(made.installation, Comparison(OCTOBER, NOVEMBER))
    assert later.shares.is_empty()
    assert "since another edition of 2021-10 than 2021-10 (R1)" in later.unshared
    with pytest.raises(UsageError, match="2021-09 has no edition yet"):
        find_difference(made.installation, Comparison(OCTOBER + -1, NOVEMBER))


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (Comparison(OCTOBER), "2021-10 has no edition yet; next: cakupan run 2021-10"),
        (Comparison(NOVEMBER, None, 7), "Expected an edition 2021-11 (R7)"),
        (Comparison(NOVEMBER, None, 1, 1), "name two editions"),
        (Comparison(NOVEMBER, None, None, 0), "name two editions"),
    ],
)
def test_what_can_not_be_compared_is_told(history: History, asked: Comparison, error: str) -> None:
    with pytest.raises(UsageError, match=re.escape(error)):
        find_difference(history.installation, asked)


def test_one_edition_is_nothing_to_compare(tmp_path: Path) -> None:
    made = open_history(tmp_path, "KDR")
    made.publish(FIRST)
    with pytest.raises(UsageError, match=r"2021-11 has one edition, 2021-11\.$"):
        find_difference(made.installation, ALL)


def test_a_revised_bulletin_tells_the_shares_of_its_own_headline(history: History) -> None:
    with history.installation.ledger.begin() as connection:
        _, revision = editions.released(connection, NOVEMBER)
    with history.installation.ledger.lease(NOVEMBER) as lease:
        inputs = history.inputs(ALL_AT_ONCE, grace_months=2)
        made = revision.calculation
        replacement = find_replacement(history.installation, inputs, made, 1, lease, kept=None)
    assert replacement is not None
    told = replacement.shares
    assert told["branch", "KDR"] == (
        Share("METHOD", -60), Share("LATE", 12), Share("REPLACED", 10),
    )  # fmt: skip
    assert ("branch", "BTU") not in told


NUMBER = {
    *DIMENSIONS, "before_numerator", "numerator", "before_denominator", "denominator",
    "before_percent", "percent", "before_obs_status", "obs_status", "difference",
    "difference_percent", "name", "causes",
}  # fmt: skip


def test_a_program_gets_everything(revised: Difference) -> None:
    told = json.loads(difference_json(revised))
    assert set(told) == {"before", "now", "reason", "unshared", "origins", "numbers"}
    assert len(told["numbers"]) == revised.numbers.height
    assert all(set(row) == NUMBER for row in told["numbers"])
    causes = [cause for row in told["numbers"] for cause in row["causes"]]
    assert len(causes) == revised.shares.height
    assert set(causes[0]) == {"cause", "difference", "difference_percent"}
    assert told["now"] == {
        "month": "2021-11", "edition": "2021-11 (R1)", "state": "released",
        "inputs": revised.now.inputs,
    }  # fmt: skip


def test_a_person_gets_headlines_numbers_and_causes(
    revised: Difference, capsys: pytest.CaptureFixture[str]
) -> None:
    show_difference(revised)
    shown = capsys.readouterr().out
    kediri = "branch KDR Kediri: 0,03 % to 0,02 %; 172 to 134 persons: METHOD -60, LATE +12"
    assert kediri in shown
    assert "more numbers differ; --all shows all" in shown
    assert "\n  grace_months 3 to 2\n" in shown
    show_difference(of_unit(revised, "branch", "BTU"), whole=True)
    shown = capsys.readouterr().out
    assert "branch BTU Batu: … to 0,07 %; … to 80 persons: LATE" in shown
    assert "KDR Kediri:" not in shown
    assert "more numbers" not in shown
    with pytest.raises(UsageError, match="has no branch SDA; it has BTU, KDR"):
        of_unit(revised, "branch", "SDA")


def test_the_command_needs_no_server(history: History) -> None:
    home = history.installation.settings.home
    told = cakupan(home, "diff", "2021-11", "--from", "0", "--to", "R1", "--branch", "kdr")
    assert told.returncode == 0, told.stderr
    assert "2021-11 (R1) (released) beside 2021-11 (released)" in told.stdout


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("2021-10", "2021-11", "R1", None), "name one month with them"),
        (("2021-11", "2021-11", None, None), "not 2021-11 twice"),
        (("2021-1", None, None, None), "found '2021-1'"),
    ],
)
def test_words_that_ask_for_nothing_are_refused(
    words: tuple[str, str | None, str | None, str | None], error: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(error)):
        to_comparison(*words)


def test_months_may_be_named_in_any_order() -> None:
    assert to_comparison("2021-11", "2021-10", None, None) == Comparison(OCTOBER, NOVEMBER)

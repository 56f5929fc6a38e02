"""Every number is published with its status; what is hidden or not known is empty."""

from decimal import Decimal
from functools import cache

import polars as pl
import pytest
from pandera.typing.polars import DataFrame

from schemas.calculated import Calculated
from schemas.coverage import Members
from schemas.observations import DIMENSIONS, RATES, Cells, Observations
from tests.builders import NOVEMBER, employers, projects, registrations
from tests.calculations import Rows, calculated, random_rows, sources
from transforms.observations import to_observations
from transforms.publication import to_cells

EVERYBODY = ("KDR", "SBY", "JKP")


@cache
def counted(received: tuple[str, ...] = EVERYBODY) -> Calculated:
    """Thirty persons in Kota Kediri, of 40 workers, eight of 900 in Jakarta."""
    people = registrations(
        person=range(38), branch=["KDR"] * 30 + ["JKP"] * 8, area=["3571"] * 30 + ["3171"] * 8
    )
    return calculated(Rows(people, employers(employer=[1, 2, 3]), projects()), received=received)


def published(calculation: Calculated, **hidden: str) -> DataFrame[Observations]:
    cells = to_cells(calculation, None)
    some = cells.filter(**hidden) if hidden else cells.clear()
    return to_observations(NOVEMBER, calculation, cells, Cells.validate(some))


def one(
    observations: DataFrame[Observations], code: str, indicator: str, **names: str
) -> dict[str, object]:
    (row,) = observations.filter(code=code, indicator=indicator, **names).to_dicts()
    return row


RATE = ["numerator", "denominator", "value", "obs_status", "conf_status"]


@pytest.mark.parametrize(
    ("code", "indicator", "hidden", "received", "expected"),
    [
        ("3171", "total_coverage", "", EVERYBODY, (8, 900, Decimal("0.89"), "A", "F")),
        ("3171", "total_coverage", "total_coverage", EVERYBODY, (None, 900, None, "Q", "C")),
        ("3171", "total_coverage", "jht_coverage", EVERYBODY, (8, 900, Decimal("0.89"), "A", "F")),
        ("3571", "total_coverage", "", EVERYBODY, (42, 40, None, "Q", "C")),
        ("3571", "total_coverage", "total_coverage", EVERYBODY, (None, 40, None, "Q", "C")),
        ("3171", "formal_coverage", "", EVERYBODY, (8, None, None, "O", "F")),
        ("3171", "formal_coverage", "formal_coverage", EVERYBODY, (None, None, None, "Q", "C")),
        ("3171", "total_coverage", "", ("KDR",), (None, 900, None, "O", "F")),
        ("3171", "total_coverage", "", ("JKP", "KDR"), (8, 900, Decimal("0.89"), "A", "F")),
        ("3506", "total_coverage", "", ("KDR",), (0, 300, Decimal("0.00"), "A", "F")),
        ("JATIM", "total_coverage", "", ("KDR",), (42, 940, Decimal("4.47"), "P", "F")),
    ],
)
def test_a_rate_as_it_is_published(
    code: str,
    indicator: str,
    hidden: str,
    received: tuple[str, ...],
    expected: tuple[object, ...],
) -> None:
    names = {"indicator": hidden, "code": code} if hidden else {}
    row = one(published(counted(received), **names), code, indicator)
    assert tuple(row[name] for name in RATE) == expected


def test_a_count_as_it_is_published() -> None:
    names = {"indicator": "employers", "code": "KDR", "scale": "KECIL", "state": "active"}
    shown = one(published(counted()), **names)
    hidden = one(published(counted(), **names), **names)
    assert [shown[name] for name in RATE] == [3, None, Decimal("3.00"), "A", "F"]
    assert [hidden[name] for name in RATE] == [None, None, None, "Q", "C"]
    assert shown["round"] is None


@pytest.mark.parametrize(
    ("missing", "statuses"),
    [
        ("peserta", {"persons": "P", "employers": "A", "projects": "A", "covered": "A"}),
        ("pemberi_kerja", {"persons": "A", "employers": "P", "projects": "A", "covered": "A"}),
        ("proyek_jakon", {"persons": "A", "employers": "A", "projects": "P", "covered": "P"}),
    ],
)
def test_a_count_of_the_held_view_waits_for_its_own_exports(
    missing: str, statuses: dict[str, str]
) -> None:
    calculation = counted()
    lacking = sources(EVERYBODY).filter((pl.col("branch") != "SBY") | (pl.col("kind") != missing))
    observations = published(
        Calculated(**{**vars(calculation), "sources": lacking})  # what SBY held was nothing
    )
    held = observations.filter(view="held", code="JATIM").filter(
        pl.col("segment").is_in(["_T", "_Z"])
    )
    for indicator, status in statuses.items():
        assert set(held.filter(indicator=indicator)["obs_status"]) == {status}


def test_heads_of_projects_are_provisional_without_their_export() -> None:
    calculation = counted()
    lacking = sources(EVERYBODY).filter(
        (pl.col("branch") != "SBY") | (pl.col("kind") != "proyek_jakon")
    )
    observations = published(Calculated(**{**vars(calculation), "sources": lacking}))
    heads = observations.filter(view="held", code="JATIM", segment="JAKON")
    assert heads["obs_status"].to_list() == ["P"]


def test_branches_behind_a_number_are_those_of_its_view() -> None:
    observations = published(counted(("KDR", "JKP")))
    names = ["branches_received", "branches_expected"]
    area = one(observations, "KDR", "covered", view="area")
    held = one(observations, "KDR", "covered", view="held")
    assert [area[name] for name in names] == [1, 2]
    assert [held[name] for name in names] == [1, 1]


def test_every_cell_and_rate_is_one_row_in_order() -> None:
    calculation = calculated(random_rows(3), received=("KDR",))
    cells = to_cells(calculation, None)
    observations = published(calculation)
    counts = cells.filter(~pl.col("indicator").is_in(list(RATES))).height
    assert observations.height == counts + calculation.figures.height
    assert observations.select(DIMENSIONS).rows() == sorted(observations.select(DIMENSIONS).rows())


def test_a_unit_without_branches_expects_none() -> None:
    calculation = counted()
    nobody = Members.validate(calculation.members.clear())
    observations = published(Calculated(**{**vars(calculation), "members": nobody}))
    assert set(observations.filter(view="area")["branches_expected"]) == {0}

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from schemas.coverage import Members
from schemas.month import Month
from schemas.revision import Reason
from tests.observations import Row, observation, observed, rate
from tests.registers import members, territories
from transforms.revisions import Origin, count_changed, to_reason

AUGUST = observed(rate("total_coverage", 10, 50, value=Decimal("20.00")))
LATER = {"exports": frozenset({("KDR", "peserta", "second")})}
ROUND = {"observations": observed(rate("total_coverage", 10, 50, round="Sakernas Februari 2022"))}
WORKERS = {"observations": observed(rate("total_coverage", 10, 51, value=Decimal("19.61")))}
PERSONS = {"observations": observed(rate("total_coverage", 11, 50, value=Decimal("22.00")))}

ANOTHER_JULY = {"earlier": {Month(2021, 7): "july corrected"}}


def origin(**changes: object) -> Origin:
    """What an edition with one export comes from."""
    usual = Origin(
        grace_months=3,
        exports=frozenset({("KDR", "peserta", "first")}),
        reference={"targets.csv": "t", "recipients.csv": "r", "profiles.toml": "p"},
        earlier={Month(2021, 7): "july"},
        observations=AUGUST,
        territories=territories(),
        members=members(),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # by name


def files(**changes: str) -> dict[str, object]:
    """Reference data of which some files are others."""
    named = {name.replace("_", "."): kept for name, kept in changes.items()}
    return {"reference": {**origin().reference, **named}}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "METHOD"),
        (PERSONS, "METHOD"),
        ({"grace_months": 2}, "METHOD"),
        (LATER, "LATE"),
        (LATER | PERSONS, "LATE"),
        ({"exports": frozenset()}, "LATE"),
        (WORKERS, "REFERENCE"),
        (ROUND, "REFERENCE"),
        ({"members": Members.validate(members().head(1))}, "REFERENCE"),
        (files(targets_csv="t2"), "REFERENCE"),
        (files(bps_areas_csv="new"), "REFERENCE"),
        (files(recipients_csv="r2"), "METHOD"),
        (files(profiles_toml="p2"), "METHOD"),
        (LATER | files(targets_csv="t2"), "LATE"),
        (LATER | WORKERS, "REFERENCE"),
        (LATER | WORKERS | {"grace_months": 2}, "METHOD"),
        (ANOTHER_JULY, "EARLIER"),
        ({"earlier": {}}, "EARLIER"),
        (ANOTHER_JULY | LATER, "LATE"),
        (ANOTHER_JULY | files(targets_csv="t2"), "REFERENCE"),
    ],
)
def test_of_several_reasons_the_one_that_reaches_furthest_is_found(
    changes: dict[str, object], reason: Reason
) -> None:
    assert to_reason(origin(**changes), origin()) == reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "PAGE"),
        (LATER | files(targets_csv="t2"), "PAGE"),
        (PERSONS, "METHOD"),
        (LATER | PERSONS, "LATE"),
        (WORKERS, "REFERENCE"),
    ],
)
def test_a_page_is_the_reason_only_where_no_number_is_another(
    changes: dict[str, object], reason: Reason
) -> None:
    assert to_reason(origin(**changes), origin(), is_printed_alike=True) == reason


def test_what_an_edition_was_shown_beside_may_not_be_known() -> None:
    assert to_reason(origin(**ANOTHER_JULY), origin(earlier=None)) == "METHOD"


def test_a_unit_that_is_new_has_no_other_workers() -> None:
    both = pl.concat([AUGUST, observed(rate("total_coverage", 1, 90, code="SBY"))])
    assert to_reason(origin(observations=both, **LATER), origin()) == "LATE"


PU = observation("persons", 7, segment="PU")


@pytest.mark.parametrize(
    ("now", "before", "changed"),
    [
        ([PU], [PU], 0),
        ([PU], [{**PU, "obs_status": "P"}], 0),
        ([PU], [observation("persons", 8, segment="PU")], 1),
        ([PU], [observation("persons", None, segment="PU", status="Q")], 1),
        ([observation("persons", None, segment="PU", status="Q")], [PU], 1),
        ([PU], [], 1),
        ([], [PU], 1),
        ([observation("persons", None, segment="PU", status="Q")], [], 0),
        ([PU, observation("persons", 3, sex="L")], [PU, observation("persons", 4, sex="L")], 1),
        (
            [rate("total_coverage", 10_001, 50_000, value=Decimal("20.00"))],
            [rate("total_coverage", 10_000, 50_000, value=Decimal("20.00"))],
            1,
        ),
    ],
)
def test_numbers_that_are_shown_otherwise_are_counted(
    now: list[Row], before: list[Row], changed: int
) -> None:
    counted = count_changed(observed(*now), observed(*before))
    assert counted == ({("branch", "KDR"): changed} if changed else {})

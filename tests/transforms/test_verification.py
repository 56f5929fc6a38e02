from decimal import Decimal

import polars as pl
import pytest

from schemas.coverage import TOTAL
from schemas.verification import NAMED, Compared, Part
from tests.observations import Row, observation, observed, rate
from transforms.verification import differing_numbers, environment_differences

OLD, NEW = "0" * 64, "f" * 64


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        ("69.0", "69.0", []),
        ("69.0", "70.0", ["weasyprint was 69.0, is 70.0"]),
        ("70.0", "not loaded", ["weasyprint was 70.0, is not loaded"]),
        (OLD, NEW, ["weasyprint is another"]),
        (None, "70.0", ["weasyprint is new"]),
        ("69.0", None, ["weasyprint is there no longer"]),
    ],
)
def test_what_is_another_now_is_told(then: str | None, now: str | None, told: list[str]) -> None:
    sides = [{"polars": "2.0"} | ({"weasyprint": side} if side else {}) for side in (then, now)]
    assert list(environment_differences(*sides)) == told


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        ([observation("persons", 40)], [observation("persons", 40)], []),
        ([observation("persons", 40)], [observation("persons", 41)], ["persons (area)"]),
        ([observation("persons", 40)], [observation("persons", None, status="Q")],
         ["persons (area)"]),
        ([observation("persons", 40)], [], ["persons (area)"]),
        ([], [observation("persons", 40, segment="PU", sex=TOTAL)],
         ["persons (area), segment PU"]),
        ([rate("formal_coverage", 10, 50, value=Decimal("20.00"))],
         [rate("formal_coverage", 10, 50, value=Decimal("20.01"))], ["formal_coverage (area)"]),
    ],
)  # fmt: skip  # a case on two lines
def test_a_number_that_is_another_is_named(
    then: list[Row], now: list[Row], told: list[str]
) -> None:
    same = observation("employers", 7)
    found = list(differing_numbers(observed(same, *then), observed(*now, same)))
    assert found == [f"branch KDR {name}" for name in told]


def test_a_hidden_number_is_named_without_its_value() -> None:
    (told,) = differing_numbers(
        observed(observation("persons", None, status="Q")), observed(observation("persons", 2))
    )
    assert "2" not in told


def test_a_column_that_a_later_version_adds_is_no_difference() -> None:
    then = observed(observation("persons", 40))
    assert not list(differing_numbers(then, then.with_columns(pl.lit("x").alias("note"))))


@pytest.mark.parametrize(
    ("part", "verdict"),
    [
        (Part((Compared.of("PDFs", 2, []),)), "equal"),
        (Part((Compared.of("PDFs", 2, []),), notes=("purged",)), "equal"),
        (Part((Compared.of("PDFs", 2, []),), faults=("lost",)), "not compared"),
        (Part(faults=("lost",)), "not compared"),
        (Part(), "not compared"),
        (Part((Compared.of("PDFs", 2, ["branch KDR"]),), faults=("lost",)), "different"),
    ],
)
def test_the_verdict_on_a_part(part: Part, verdict: str) -> None:
    assert part.verdict == verdict


def test_the_first_that_differ_are_named_and_all_are_counted() -> None:
    found = Compared.of("tables", 50, map(str, range(NAMED + 5)))
    assert (found.differing[-1], found.found) == (str(NAMED - 1), NAMED + 5)

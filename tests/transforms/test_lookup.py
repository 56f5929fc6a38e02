from decimal import Decimal

import pytest

from schemas.bulletin_rows import Figure, Rate
from tests.facts import facts
from tests.observations import observation, observed, rate
from transforms.disclosure import HIDDEN, UNKNOWN
from transforms.lookup import Lookup, Published, Unit

KDR = Unit("branch", "KDR")


@pytest.mark.parametrize(
    ("count", "status", "figure"),
    [
        (0, "A", Figure(0)),
        (7, "A", Figure(7)),
        (7, "P", Figure(7)),
        (None, "Q", HIDDEN),
        (None, "O", UNKNOWN),
    ],
)
def test_a_count_is_what_its_status_lets_it_be(
    count: int | None, status: str, figure: Figure
) -> None:
    row = observation("persons", count, segment="PU", status=status)
    published = Published.of(observed(row))
    assert published.find("area", KDR, "persons", segment="PU").count == figure


def test_a_number_that_no_row_tells_is_unknown_and_never_zero() -> None:
    published = Published.of(observed(observation("persons", 7, segment="PU")))
    for found in (
        published.find("area", KDR, "persons", segment="BPU"),
        published.find("held", KDR, "persons", segment="PU"),
        published.find("area", Unit("branch", "SBY"), "persons", segment="PU"),
        published.find("area", KDR, "covered"),
    ):
        assert found.count == UNKNOWN


def test_a_breakdown_does_not_answer_for_the_whole() -> None:
    rows = [
        observation("persons", 7, segment="PU", programme="_T", sex="_T", age_group="_T"),
        observation("persons", 3, segment="PU", programme="_T", sex="L", age_group="_T"),
        observation("persons", 2, segment="PU", programme="_T", sex="_T", age_group="Y_LT25"),
        observation("persons", 6, segment="PU", programme="JHT", sex="_T", age_group="_T"),
    ]
    published = Published.of(observed(*rows))
    assert published.find("area", KDR, "persons", segment="PU").count == Figure(7)
    assert published.find("area", KDR, "persons", segment="PU", programme="JHT").count == Figure(6)


@pytest.mark.parametrize(
    ("count", "workers", "value", "status", "expected"),
    [
        (10, 50, "20.00", "A", (Figure(Decimal("20.00")), Figure(10), Figure(50))),
        (10, 50, "20.00", "P", (Figure(Decimal("20.00")), Figure(10), Figure(50))),
        (10, 49, None, "Q", (HIDDEN, Figure(10), Figure(49))),
        (None, 1_000, None, "Q", (HIDDEN, HIDDEN, Figure(1_000))),
        (10, None, None, "O", (UNKNOWN, Figure(10), UNKNOWN)),
        (None, 1_000, None, "O", (UNKNOWN, UNKNOWN, Figure(1_000))),
        (1_500, 1_000, "150.00", "A", (Figure(Decimal("150.00")), Figure(1_500), Figure(1_000))),
    ],
)
def test_a_rate_is_told_with_its_parts(
    count: int | None,
    workers: int | None,
    value: str | None,
    status: str,
    expected: tuple[Figure, Figure, Figure],
) -> None:
    row = rate(
        "total_coverage",
        count,
        workers,
        status=status,
        value=None if value is None else Decimal(value),
    )
    source = "" if workers is None else "Sakernas Agustus 2021; BPS"
    found = Published.of(observed(row)).rate(KDR, "total_coverage")
    assert found == Rate("total_coverage", *expected, source)


def test_without_a_month_before_nothing_of_it_is_known() -> None:
    lookup = Lookup.of(facts(50))
    assert lookup.last("area", KDR, "persons").count == UNKNOWN
    assert lookup.count("area", KDR, "persons") == Figure(50)


@pytest.mark.parametrize(
    ("now", "before", "was"),
    [
        ((7, "A"), (7, "A"), None),
        ((7, "A"), (7, "P"), None),
        ((7, "A"), (8, "A"), Figure(8)),
        ((7, "A"), (None, "Q"), HIDDEN),
        ((7, "A"), (None, "O"), UNKNOWN),
        ((None, "Q"), (7, "A"), Figure(7)),
        ((None, "O"), (7, "A"), Figure(7)),
        ((None, "Q"), (None, "O"), None),
    ],
)
def test_a_count_tells_what_the_edition_before_showed(
    now: tuple[int | None, str], before: tuple[int | None, str], was: Figure | None
) -> None:
    present, earlier = (
        observed(observation("persons", count, segment="PU", status=status))
        for count, status in (now, before)
    )
    found = Published.of(present, earlier).find("area", KDR, "persons", segment="PU").count
    assert found.was == was
    assert found.is_revised == (was is not None and now[0] is not None)


def test_a_number_that_only_one_edition_has_is_compared_with_none() -> None:
    row = observed(observation("persons", 7, segment="PU"))
    new, gone = Published.of(row, observed()), Published.of(observed(), row)
    assert new.find("area", KDR, "persons", segment="PU").count == Figure(7, was=UNKNOWN)
    assert gone.find("area", KDR, "persons", segment="PU").count.was == Figure(7)


def test_a_rate_that_is_rounded_to_the_same_is_not_revised_with_its_parts() -> None:
    now, before = (
        observed(rate("total_coverage", count, workers, value=Decimal("20.00")))
        for count, workers in ((10_000, 50_000), (10_001, 50_001))
    )
    found = Published.of(now, before).rate(KDR, "total_coverage")
    assert found.percent == Figure(Decimal("20.00"))
    assert found.numerator == Figure(10_000, was=Figure(10_001))
    assert found.denominator == Figure(50_000, was=Figure(50_001))

"""A bulletin's sentences in English, case by case; every message is there, or saying it fails."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Literal

import pytest

from flows.edges.catalogues import tongue
from schemas.bulletin import Bulletin, Change
from schemas.bulletin_rows import Figure, SharedArea
from schemas.errors import RenderError
from schemas.exports import Kind
from schemas.funnel import Loss, Missing
from schemas.month import Month
from schemas.submission import Fault
from tests import bulletin_cases as cases
from tests.bulletin_cases import HIDDEN, UNKNOWN, lacking, missing
from tests.bulletins import kediri
from transforms import (
    change_sentences,
    data_quality,
    headlines,
    notes,
    numerals,
    sentences,
    table_notes,
    target_sentences,
    wording,
)
from transforms.language import say, speaking, spoken

OCTOBER = Month(2021, 10)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English."""
    with speaking(tongue("en")):
        yield


def against_october(persons: Figure, points: Figure) -> Bulletin:
    return replace(kediri(), changes=(Change(OCTOBER, persons, points),))


def secret() -> Bulletin:
    """A branch whose rate is not shown."""
    return replace(kediri(), total=replace(kediri().total, percent=HIDDEN, numerator=HIDDEN))


@pytest.mark.parametrize(
    ("persons", "points", "headline", "sentence"),
    [
        (
            1_204,
            "0.18",
            "up 0.18 percentage points",
            "is up by 1,204 and coverage up 0.18 percentage points.",
        ),
        (
            -1,
            "-0.01",
            "down 0.01 percentage points",
            "is down by 1 and coverage down 0.01 percentage points.",
        ),
        (
            3,
            "0.00",
            "changed by less than 0.01",
            "is up by 3 and coverage changed by less than 0.01 percentage points.",
        ),
        (0, "0.00", "unchanged from October", "covered and coverage are unchanged."),
    ],
)
def test_a_change_is_told(persons: int, points: str, headline: str, sentence: str) -> None:
    bulletin = against_october(Figure(persons), Figure(Decimal(points)))
    assert headlines.headline(bulletin).startswith(f"Coverage in Kediri at 21.54%, {headline}")
    assert sentence in change_sentences.changes(bulletin)


@pytest.mark.parametrize(
    ("make", "headline"),
    [
        (
            kediri,
            "Coverage in Kediri at 21.54%, up 0.18 percentage points from October 2021",
        ),
        (cases.missing, "Data from Kediri for November 2021 not received yet"),
        (cases.refused, "Data from Kediri for November 2021 not usable yet"),
        (
            secret,
            "Coverage in Kediri in November 2021 not shown, to protect the privacy of individuals",
        ),
    ],
)
def test_the_headline_of_each_kind(make: Callable[[], Bulletin], headline: str) -> None:
    assert headlines.headline(make()) == headline


def test_the_story_of_a_branch() -> None:
    assert sentences.story(kediri()) == (
        "In November 2021, 143,864 persons were actively covered, against 667,892 persons working "
        "in the service area of Kediri Branch Office: coverage of 21.54%.",
        "Compared with October 2021, the number of persons covered is up by 1,204 and "
        "coverage up 0.18 percentage points. Compared with November 2020, the number of persons "
        "covered is down by 2,310 and coverage down 0.35 percentage points.",
        "Coverage of formal workers is 40.90%: 135,163 wage earners against 330,493 formal "
        "workers. Coverage of informal workers is 2.58%: 8,701 persons against 337,399 "
        "informal workers.",
        "The greatest potential is in Kabupaten Kediri: 441,448 workers not covered yet.",
        "The target of 60.00% in December 2022 is still 256,872 persons (38.46 percentage "
        "points) away; growth of 19,760 persons a month is needed over the 13 months left.",
    )


def test_what_is_hidden_or_unknown_is_said() -> None:
    unknown = replace(kediri().total, percent=UNKNOWN, numerator=UNKNOWN)
    assert sentences.covered(replace(kediri(), total=unknown)) == (
        "The number of persons covered in November 2021 is not available yet."
    )
    hidden = replace(kediri(), employers=HIDDEN)
    assert sentences.employers(hidden) == (
        "The number of active employers is not shown, to protect the confidentiality of companies."
    )


def test_the_names_of_a_bulletin() -> None:
    assert wording.title(kediri()) == "Coverage Bulletin, Kediri Branch Office, November 2021"
    assert wording.edition(cases.kanwil()) == "Edition 2021-11 (R1), first revision"
    assert wording.unit_name(cases.national()) == "National"
    assert headlines.subject(kediri()) == (
        "Coverage 2021-11 KDR Kediri: 21.54% (143,864 of 667,892 workers)"
    )


def test_one_thing_is_told_as_one() -> None:
    one = replace(kediri(), level="kanwil", branches_received=1, branches_expected=1)
    assert wording.completeness(one) == "1 of 1 branch office"
    target = kediri().target
    assert target is not None
    assert target.outlook is not None
    outlook = replace(target.outlook, months_left=1, gap_persons=1, needed_per_month=1)
    last = replace(kediri(), target=replace(target, outlook=outlook))
    assert target_sentences.gap(last).endswith(
        "is still 1 person (38.46 percentage points) away; growth of 1 person is needed in the "
        "1 month left."
    )
    assert sentences.employers(replace(kediri(), employers=Figure(1))).endswith(": 1 unit.")
    assert wording.listed(tuple("ABCDEFG")) == "A, B, C, D, E, F, and 1 other"
    assert wording.listed(tuple("ABCDEFGH")) == "A, B, C, D, E, F, and 2 others"
    assert [fact.unit for fact in target_sentences.target_facts(last)][2] == "month"


@pytest.mark.parametrize(
    ("branches", "served"),
    [
        (("Blitar",), "Blitar Branch Office."),
        (("Blitar", "Madiun"), "the branch offices of Blitar and Madiun."),
    ],
)
def test_the_branches_beside_a_unit_are_as_many_as_they_are(
    branches: tuple[str, ...], served: str
) -> None:
    area = SharedArea("Kota Kediri", branches)
    told = table_notes.shared_areas(replace(kediri(), shared_areas=(area,)))
    assert told == f"Kota Kediri is also served by {served}"


def test_reasons_that_are_not_told_are_counted() -> None:
    losses = tuple(Loss("valid", f"Q20{number}", 9) for number in range(1, 5))
    lost = replace(kediri(), funnel=replace(kediri().funnel, losses=losses))
    assert data_quality.steps(lost)[2].reasons.endswith("; and 1 other kind (9)")


@pytest.mark.parametrize(
    ("pace", "told"),
    [
        (431, "grew by 431 a month; at this pace the target is reached in July 2071."),
        (-35, "fell by 35 a month; at this pace the target is not reached."),
        (0, "did not change; at this pace the target is not reached."),
    ],
)
def test_a_pace_leads_somewhere_or_nowhere(pace: int, told: str) -> None:
    target = kediri().target
    assert target is not None
    assert target.outlook is not None
    month = target.outlook.projected_month if pace > 0 else None
    outlook = replace(target.outlook, pace_per_month=pace, projected_month=month)
    led = replace(kediri(), target=replace(target, outlook=outlook))
    assert target_sentences.pace(led) == f"In recent months persons covered {told}"


@pytest.mark.parametrize(
    ("status", "months_left", "told"),
    [
        ("reached", 13, "has been reached."),
        (
            "below_path",
            0,
            "was not reached in time: it is 256,872 persons (38.46 percentage points) away.",
        ),
    ],
)
def test_a_target_is_reached_or_missed(
    status: Literal["reached", "below_path"], months_left: int, told: str
) -> None:
    target = kediri().target
    assert target is not None
    assert target.outlook is not None
    outlook = replace(target.outlook, status=status, months_left=months_left)
    late = replace(kediri(), target=replace(target, outlook=outlook))
    assert target_sentences.gap(late) == f"The target of 60.00% in December 2022 {told}"


def test_the_nation_has_figures_of_its_own() -> None:
    lost = tuple(Missing(Kind.PESERTA, branch, "missing", None) for branch in ("Kediri", "Madiun"))
    nation = replace(
        cases.national(),
        is_received=False,
        branches_received=0,
        branches_expected=2,
        missing=lost,
    )
    assert notes.waiting(nation) == (
        "When this bulletin was issued there were no usable data for November 2021 yet (0 of 2 "
        "branch offices), so national figures cannot be computed."
    )


def test_a_rate_over_a_hundred_is_explained_in_english() -> None:
    assert notes.notes(cases.over_hundred()) == (
        "Coverage above 100% means that more persons are registered than the survey counts as "
        "workers; the figure is not cut.",
    )


def test_why_a_file_is_not_used_is_told_with_english_contents() -> None:
    fault = Fault("E103", {"expected": "an Excel workbook", "found": "a PDF"})
    told = notes.waiting(missing(lacking(Kind.PESERTA, "refused", fault)))
    assert "not an Excel workbook but a PDF; save it as an Excel workbook." in told
    large = Fault("E106", {"cap": 2_147_483_648})
    told = notes.waiting(missing(lacking(Kind.PESERTA, "refused", large)))
    assert "larger than 2,147,483,648 bytes" in told


def test_numbers_are_grouped_by_commas() -> None:
    assert numerals.count(Figure(143_864)) == "143,864"
    assert numerals.short(22_320_000) == "22.32\xa0million"
    assert numerals.percent(Figure(Decimal("21.54"))) == "21.54%"
    steps = data_quality.steps(kediri())
    assert [step.name for step in steps] == ["Received", "Readable", "Valid", "Unique", "Active"]


def test_a_message_that_nobody_has_translated_fails_and_is_named() -> None:
    with pytest.raises(RenderError, match="expected a translation of 'Tidak ada di sini'"):
        say("Tidak ada di sini")


def test_the_language_ends_where_it_began() -> None:
    with speaking(tongue("id")):
        assert spoken() == "id"
        assert headlines.headline(kediri()).startswith("Cakupan kepesertaan Kediri")
    assert spoken() == "en"

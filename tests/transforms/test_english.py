"""A bulletin's sentences in English, case by case; every message is there, or saying it fails."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from flows.edges.catalogues import tongue
from schemas.bulletin import Bulletin, Change
from schemas.bulletin_rows import Figure
from schemas.errors import RenderError
from schemas.exports import Kind
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
            "is up by 1,204 and the coverage is up",
        ),
        (
            -1,
            "-0.01",
            "down 0.01 percentage points",
            "is down by 1 and the coverage is down",
        ),
        (
            3,
            "0.00",
            "changed by less than 0.01",
            "by 3 and the coverage is changed by less",
        ),
        (0, "0.00", "unchanged from October", "covered and the coverage are unchanged."),
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
        (cases.missing, "Data of Kediri for November 2021 not received yet"),
        (cases.refused, "Data of Kediri for November 2021 not usable yet"),
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
        "Compared with October 2021, the number of persons covered is up by 1,204 and the "
        "coverage is up 0.18 percentage points. Compared with November 2020, the number of persons "
        "covered is down by 2,310 and the coverage is down 0.35 percentage points.",
        "Coverage of formal workers 40.90%: 135,163 wage earners against 330,493 formal "
        "workers. Coverage of informal workers 2.58%: 8,701 persons against 337,399 "
        "informal workers.",
        "The greatest potential is in Kabupaten Kediri: 441,448 workers not covered yet.",
        "The target of 60.00% in December 2022 is still 256,872 persons (38.46 percentage "
        "points) away; 19,760 more persons a month are needed over the 13 months left.",
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
    assert wording.edition(cases.kanwil()) == "Edition 2021-11 (R1), revision 1"
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
    outlook = replace(target.outlook, months_left=1)
    last = replace(kediri(), target=replace(target, outlook=outlook))
    assert "more persons are needed in the 1 month left." in target_sentences.gap(last)
    assert [fact.unit for fact in target_sentences.target_facts(last)][2] == "month"


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

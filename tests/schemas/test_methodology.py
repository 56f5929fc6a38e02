"""The concepts in two languages: complete, true to the code, and the page that is made of them."""

import re
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from flows.edges.templating import to_html
from flows.settings import Settings
from schemas import methodology, worked_example
from schemas.bulletin import Target
from schemas.concepts import CONCEPTS
from schemas.coverage import AGE_GROUPS, FLOWS
from schemas.definitions import REVISIONS, Concept, Language, Values, define
from schemas.employers import REPORTS, SIZES
from schemas.figures import INDICATORS
from schemas.observations import CONF_STATUSES, COUNTS, OBS_STATUSES
from schemas.projects import PROJECT_STATES
from schemas.revision import Reason
from tests.bulletins import kediri
from transforms import numerals, plausibility
from transforms.rounding import percent
from transforms.targets import Known, to_outlook

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES: tuple[Language, ...] = ("id", "en")
PAGE = methodology.page()
SENTENCES = " ".join(PAGE.split())
EXAMPLE = {what: figure for what, _, figure in worked_example.lines()}


def changed(name: str) -> Values:
    """The values with another one under a name."""
    value = getattr(Values(), name)
    more: Any = value + 24 if isinstance(value, int) else (*value[:-1], value[-1] + 24)
    return replace(Values(), **{name: more})


def is_told_otherwise(concept: Concept, language: Language, values: Values) -> bool:
    """Whether a concept's text is another with these values."""
    return define(concept, language, values) != define(concept, language, Values())


def test_the_page_is_current() -> None:
    assert methodology.main(["--check"]) is None


def test_the_check_fails_for_a_page_that_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "methodology.md"
    monkeypatch.setattr(methodology, "PAGE", page)
    assert "python -m schemas.methodology" in str(methodology.main(["--check"]))
    assert methodology.main([]) is None
    assert methodology.main(["--check"]) is None
    page.write_text(page.read_text("utf-8").replace("667,892", "667,891"), "utf-8")
    assert "methodology.md is out of date" in str(methodology.main(["--check"]))
    assert "usage: python -m schemas.methodology" in str(methodology.main(["--chek"]))


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda concept: concept.id)
def test_a_concept_has_both_languages_and_the_place_of_its_rule(concept: Concept) -> None:
    for language in LANGUAGES:
        told = define(concept, language, Values())
        assert told.term[0].isupper()
        assert re.fullmatch(r"\S.{18,}[.]", told.text)
        assert not re.search(r"[{}]|  ", told.text)
        assert told.text.count("`") % 2 == 0
    assert (ROOT / concept.source).is_file()
    assert f"**{define(concept, 'en', Values()).term}** (*" in PAGE
    assert f"\n| {concept.term_id} | {define(concept, 'id', Values()).text} |" in PAGE


def test_no_two_concepts_have_a_name_in_common() -> None:
    for names in zip(*((item.id, item.term_id, item.term_en) for item in CONCEPTS), strict=True):
        assert len(set(names)) == len(CONCEPTS)


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda concept: concept.id)
def test_no_number_is_typed_into_a_text(concept: Concept) -> None:
    for text in (concept.text_id, concept.text_en):
        assert re.findall("[0-9]+", re.sub("`[^`]*`", "", text)) in ([], ["0"])


@pytest.mark.parametrize("name", [field.name for field in fields(Values)])
def test_another_constant_is_another_text_in_both_languages(name: str) -> None:
    values = changed(name)
    told = {
        language: [item.id for item in CONCEPTS if is_told_otherwise(item, language, values)]
        for language in LANGUAGES
    }
    assert told["id"] == told["en"] != []
    assert methodology.page(values) != PAGE


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_can_be_told_is_told(language: Language) -> None:
    texts = [item.text_id if language == "id" else item.text_en for item in CONCEPTS]
    named = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    unused = set(Values().fields(language)) - named
    assert unused <= {"horizon"} if language == "id" else not unused


def test_numbers_are_grouped_as_the_language_does() -> None:
    held = next(concept for concept in CONCEPTS if concept.id == "hold")
    assert "1–2.000" in define(held, "id", Values()).text
    assert "1–2,000" in define(held, "en", Values()).text


def test_what_is_held_by_default_is_what_is_told() -> None:
    told, settings = Values(), Settings.model_fields
    asked = plausibility.Thresholds()
    for name in ("move_percent", "rejected_percent", "zero_percent"):
        assert getattr(told, name) == getattr(asked, name) == settings[f"hold_{name}"].default
    for name in ("least_persons", "most_persons"):
        assert getattr(told, name) == getattr(asked, name) == settings[f"hold_{name}"].default
    assert told.grace_months == settings["grace_months"].default


def test_every_code_is_in_a_table_once() -> None:
    indicators = [indicator.id for indicator in INDICATORS]
    for code in (*indicators, *COUNTS, *OBS_STATUSES, *CONF_STATUSES, *AGE_GROUPS, *SIZES):
        assert PAGE.count(f"\n| `{code}` |") == 1
    for indicator in INDICATORS:
        assert f"| {indicator.name} | {' + '.join(indicator.segments)} |" in PAGE
    for text in (*COUNTS.values(), *OBS_STATUSES.values(), *CONF_STATUSES.values()):
        assert f"| {text} |" in PAGE


@pytest.mark.parametrize("code", [*FLOWS, *REPORTS, *PROJECT_STATES, "area", "held", "inside"])
def test_a_code_of_a_dimension_is_told_in_a_sentence(code: str) -> None:
    assert f"`{code}`" in SENTENCES


@pytest.mark.parametrize("code", REVISIONS)
def test_each_reason_of_a_revision_is_told(code: Reason) -> None:
    for language in LANGUAGES:
        assert f"{code}: {REVISIONS[code][language]}" in SENTENCES


def test_the_worked_example_is_what_the_code_makes_of_kediri() -> None:
    covered, workers = worked_example.COVERED, 667_892
    known = worked_example.HISTORY | {worked_example.MONTH: covered}
    percents = Decimal(worked_example.TARGET_PERCENT)
    target = Target(percents, worked_example.TARGET_MONTH, "", None)
    outlook = to_outlook(
        target,
        worked_example.MONTH,
        {month: Known(persons, workers) for month, persons in known.items()},
    )
    assert outlook is not None
    assert {
        "workers": "667,892",
        "covered, not PU": "8,701",
        "total_coverage": f"{percent(covered, workers)} %",
        "formal_coverage": f"{percent(135_163, 330_493)} %",
        "informal_coverage": f"{percent(8_701, 337_399)} %",
        "persons that reach the target": "400,736",
        "gap, persons": f"{outlook.gap_persons:,}",
        "gap, points": f"{outlook.gap_points}",
        "months left": f"{outlook.months_left}",
        "needed per month": f"{outlook.needed_per_month:,}",
        "start of the path": "19.43 %",
        "path": f"{outlook.path_percent} %",
        "status": f"`{outlook.status}`",
        "growth": "9,109",
        "pace": f"{outlook.pace_per_month:,}",
        "projection": f"{outlook.projected_month}",
    } == EXAMPLE
    assert EXAMPLE["formal_coverage"] == "40.90 %"


def test_a_bulletin_prints_the_chosen_concepts_with_the_installations_grace_months() -> None:
    page = to_html(replace(kediri(), grace_months=5))
    assert "menunggak iuran kurang dari 5 bulan" in page
    assert "menunggak iuran kurang dari 3 bulan" not in page
    for concept in CONCEPTS:
        assert (f"<dt>{concept.term_id}</dt>" in page) == (concept.column is not None)
    for sign in (numerals.HIDDEN, numerals.UNKNOWN, "*", "(R1)"):
        assert f"<b>{sign}</b>" in page
    assert page.count("<dl>") == 3
    assert "`" not in page

"""The definitions of a bulletin's last page, in both languages."""

import pytest

from flows.edges.catalogues import tongue
from schemas.concepts import CONCEPTS
from schemas.definitions import Values, define
from transforms.definitions import columns, named
from transforms.language import speaking


def test_in_indonesian_they_are_the_concepts() -> None:
    told = [definition for column in columns(5) for definition in column]
    concepts = [concept for concept in CONCEPTS if concept.column]
    concepts.sort(key=lambda concept: concept.column or 0)
    assert told == [define(concept, "id", Values(grace_months=5)) for concept in concepts]


def test_in_english_each_is_another_text_with_the_same_signs_and_numbers() -> None:
    indonesian = [definition for column in columns(5) for definition in column]
    with speaking(tongue("en")):
        english = [definition for column in columns(5) for definition in column]
    for own, other in zip(indonesian, english, strict=True):
        assert own.term != other.term
        assert own.text != other.text
        assert own.text.split("`")[1::2] == other.text.split("`")[1::2]
    active = next(definition for definition in english if definition.term == "Active")
    assert active.text == "Declared active, with contributions unpaid for fewer than 5 months."


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_columns_are_about_equally_long(language: str) -> None:
    """So that the page grows by no more than its text."""
    with speaking(tongue("en" if language == "en" else "id")):
        lengths = [sum(len(item.term) + len(item.text) for item in part) for part in columns(3)]
    assert max(lengths) < 1.2 * min(lengths)
    assert sum(lengths) < 2_350


def test_some_are_asked_for_by_their_ids() -> None:
    assert [definition.term for definition in named(("coverage", "active"), 3)] == [
        "Cakupan",
        "Aktif",
    ]
    with pytest.raises(KeyError):
        named(("nothing",), 3)

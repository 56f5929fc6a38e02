"""All concepts of the figures: the one source of the bulletins' definitions and the methodology."""

from collections.abc import Sequence

from schemas.counting_concepts import EMPLOYERS, UNITS
from schemas.definitions import Concept, Definition, Language, Values, define
from schemas.edition_concepts import COMPLETENESS, DISCLOSURE, REVISING, SIGNS
from schemas.place_concepts import CHANGES, PLACES
from schemas.rate_concepts import RATES, TARGETS

CONCEPTS: tuple[Concept, ...] = (
    *UNITS,
    *PLACES,
    *CHANGES,
    *EMPLOYERS,
    *RATES,
    *TARGETS,
    *DISCLOSURE,
    *REVISING,
    *COMPLETENESS,
    *SIGNS,
)
"""In the order in which they are told."""


def columns(grace_months: int, language: Language) -> tuple[tuple[Definition, ...], ...]:
    """The columns of a bulletin's page of definitions.

    `grace_months` are the installation's; all else is as the code has it.
    """
    values = Values(grace_months=grace_months)
    return tuple(
        tuple(define(concept, language, values) for concept in CONCEPTS if concept.column == column)
        for column in (1, 2, 3)
    )


def named(ids: Sequence[str], grace_months: int, language: Language) -> tuple[Definition, ...]:
    """Some concepts by their ids, in the order of the ids.

    KeyError for an id that no concept has.
    """
    values = Values(grace_months=grace_months)
    concepts = {concept.id: concept for concept in CONCEPTS}
    return tuple(define(concepts[id_], language, values) for id_ in ids)

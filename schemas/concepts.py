"""All concepts of the figures: the one source of the bulletins' definitions and the methodology."""

from schemas.counting_concepts import EMPLOYERS, UNITS
from schemas.definitions import Concept
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
